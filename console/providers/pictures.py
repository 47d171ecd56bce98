"""What a fetched picture is by its own bytes, and whether it came whole. Knows no provider, opens no picture."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from console.domain.errors import ProviderFault, ReplyUnreadable
from console.providers.contract import FetchedPicture

# A scanned document has a few million bytes; ten times that is no picture of one.
LARGEST_PICTURE: Final = 40_000_000
PICTURE_DEADLINE_S: Final = 120.0
MOST_PICTURES: Final = 30
# (first bytes, kind, last mark): what a server says a file is proves nothing.
_KINDS: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png", b"IEND"),
    (b"\xff\xd8\xff", "image/jpeg", b"\xff\xd9"),
    (b"%PDF-", "application/pdf", b"%%EOF"),
    (b"\x00\x00\x00\x0cjP  ", "image/jp2", b""),
    (b"\xff\x4f\xff\x51", "image/jp2", b""),
)
# Writers put a little after the last mark; a camera may put a whole preview there.
_TAIL: Final = 65_536


def build_picture(
    role: str, body: bytes, source: str, *, title: str, request_id: str = "", attempt_id: str = ""
) -> FetchedPicture:
    """A picture out of what was received. Raises `ReplyUnreadable` for what is none, or was cut short."""
    media_type = _find_media_type(body, title)
    return FetchedPicture(role, media_type, body, build_source(source), request_id, attempt_id)


def build_source(url: str) -> str:
    """Where a file came from, without the signature in the query: that is a secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}" if parts.scheme else parts.path


def describe_missing(role: str, fault: ProviderFault) -> str:
    """One that did not come, as a sentence."""
    return f"{role}: {fault.user_message}"


def _find_media_type(body: bytes, title: str) -> str:
    for start, media_type, end in _KINDS:
        if body.startswith(start):
            if end and end not in body[-_TAIL:]:
                raise ReplyUnreadable(f"A picture from {title} was cut short. It is fetched again.", "no end")
            return media_type
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        if len(body) < int.from_bytes(body[4:8], "little") + 8:
            raise ReplyUnreadable(f"A picture from {title} was cut short. It is fetched again.", "no end")
        return "image/webp"
    if body[4:8] == b"ftyp" and body[8:11] in {b"hei", b"mif"}:
        return "image/heic"
    raise ReplyUnreadable(f"What {title} sent as a picture is none. It was not kept.", "no picture")
