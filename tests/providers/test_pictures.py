"""What was sent as a picture is one by its own bytes and whole, or it is not kept."""

from __future__ import annotations

import pytest

from console.domain.errors import ReplyUnreadable
from console.providers.pictures import build_picture, build_source

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels" * 9 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"pixels" * 9 + b"\xff\xd9"
WEBP = b"RIFF" + (30).to_bytes(4, "little") + b"WEBP" + b"pixels" * 5
URL = "https://storage.example/a/FRONT.png?Signature=secret&Expires=1"


@pytest.mark.parametrize(
    ("body", "media_type"),
    [(PNG, "image/png"), (JPEG, "image/jpeg"), (WEBP, "image/webp"), (b"%PDF-1.4 %%EOF", "application/pdf")],
)
def test_a_whole_picture_is_kept_as_what_it_is(body: bytes, media_type: str) -> None:
    picture = build_picture("FRONT", body, URL, title="iDenfy")
    assert (picture.media_type, picture.body, picture.role) == (media_type, body, "FRONT")
    assert picture.source == "https://storage.example/a/FRONT.png"


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>not here</html>", b'{"error": 1}', PNG[:-9], JPEG[:-2], WEBP[:-9], b"GIF89a", b"MZ\x90"],
)
def test_what_is_none_or_was_cut_short_is_not_kept(body: bytes) -> None:
    with pytest.raises(ReplyUnreadable, match=r"cut short|is none"):
        build_picture("FRONT", body, URL, title="iDenfy")


def test_a_path_below_the_account_stays_a_path() -> None:
    assert build_source("/identification/1/data?key=secret") == "/identification/1/data"
