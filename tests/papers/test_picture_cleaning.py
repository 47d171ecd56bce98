"""What a camera wrote beside a picture is gone, the picture is the same to the last bit; hostile bytes are refused."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from console.papers.picture_cleaning import clean_picture

_MARKER = b"PLANTED-PLACE-52.5200-13.4050"


def _picture() -> Image.Image:
    picture = Image.new("RGB", (64, 48))
    picture.putdata([(x * 3 % 256, x * 7 % 256, x * 11 % 256) for x in range(64 * 48)])
    return picture


def _jpeg(*, progressive: bool = False) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = _MARKER.decode()
    exif[0x0112] = 6
    made = io.BytesIO()
    _picture().save(made, "JPEG", exif=exif, comment=_MARKER, progressive=progressive, quality=90)
    return made.getvalue() + b"behind the end " + _MARKER


def _png() -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", _MARKER.decode())
    exif = Image.Exif()
    exif[0x010E] = _MARKER.decode()
    made = io.BytesIO()
    _picture().save(made, "PNG", pnginfo=told, exif=exif)
    return made.getvalue()


@pytest.mark.parametrize(
    "body", [_jpeg(), _jpeg(progressive=True), _png()], ids=["jpeg", "progressive", "png"]
)
def test_the_picture_stays_and_everything_beside_it_goes(body: bytes) -> None:
    assert _MARKER in body
    cleaned = clean_picture(body)
    assert cleaned is not None
    assert _MARKER not in cleaned
    with Image.open(io.BytesIO(cleaned)) as after, Image.open(io.BytesIO(body)) as before:
        assert not after.getexif()
        assert after.tobytes() == before.tobytes()


def test_a_clean_picture_is_left_as_it_is() -> None:
    made = io.BytesIO()
    _picture().save(made, "JPEG")
    assert clean_picture(made.getvalue()) == made.getvalue()


@pytest.mark.parametrize(
    "body", [b"", b"GIF89a", b"%PDF-1.7", b"\xff\xd8", b"\xff\xd8\xff\xe1\x00\x00", b"\x89PNG\r\n\x1a\n"]
)
def test_what_cannot_be_cleaned_for_certain_is_refused(body: bytes) -> None:
    assert clean_picture(body) is None


@given(cut=st.integers(0, 5000), at=st.integers(0, 5000), byte=st.integers(0, 255))
def test_a_damaged_picture_ends_in_bytes_or_a_refusal(cut: int, at: int, byte: int) -> None:
    body = bytearray(_DAMAGED[:cut] or _DAMAGED)
    body[at % len(body)] = byte
    cleaned = clean_picture(bytes(body))
    assert cleaned is None or len(cleaned) <= len(body)


_DAMAGED = _jpeg()
