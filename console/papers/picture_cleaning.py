"""Takes what a camera wrote beside a picture (place, time, device) out of it; the picture itself stays bit for bit.

Only forms that can be taken apart with certainty are cleaned; nothing is decoded, so nothing hostile is run.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

_JPEG: Final = b"\xff\xd8"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SCAN: Final = 0xDA
# JFIF, colour profile, Adobe's colour transform: without them the colours would be others.
_KEPT_SEGMENTS: Final = frozenset({0xE0, 0xE2, 0xEE})
_COMMENT: Final = 0xFE
# https://www.w3.org/TR/png/: what is needed to show the picture as it was meant.
_KEPT_CHUNKS: Final = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs")
)


def clean_picture(body: bytes) -> bytes | None:
    """The picture without anything beside it; None for a form that is not known here, or a damaged one."""
    try:
        if body.startswith(_JPEG):
            return b"".join(_iter_jpeg(body))
        if body.startswith(_PNG):
            return _PNG + b"".join(_iter_png(body))
    except (IndexError, ValueError):
        return None
    return None


def _iter_jpeg(body: bytes) -> Iterator[bytes]:
    yield _JPEG
    place = len(_JPEG)
    while True:
        if body[place] != 0xFF:
            raise ValueError
        marker = body[place + 1]
        length = int.from_bytes(body[place + 2 : place + 4], "big")
        end = place + 2 + length
        if length < 2 or end > len(body):
            raise ValueError
        is_beside = 0xE0 <= marker <= 0xEF or marker == _COMMENT
        if not is_beside or (marker in _KEPT_SEGMENTS and _is_needed(marker, body[place + 4 : end])):
            yield body[place:end]
        place = end
        if marker == _SCAN:
            yield from _iter_scans(body, place)
            return


def _is_needed(marker: int, content: bytes) -> bool:
    wanted = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
    return content.startswith(wanted[marker])


def _iter_scans(body: bytes, place: int) -> Iterator[bytes]:
    """The compressed picture up to its end mark; what hangs behind that (more pictures, a film) is left out."""
    end = place
    while True:
        end = body.index(b"\xff", end)
        marker = body[end + 1]
        if marker == 0xD9:
            yield body[place : end + 2]
            return
        if marker == 0xFF:
            end += 1
        elif marker == 0 or 0xD0 <= marker <= 0xD7:
            end += 2
        elif 0xE0 <= marker <= 0xEF or marker == _COMMENT:
            # Between two scans too.
            yield body[place:end]
            place = end = end + 2 + int.from_bytes(body[end + 2 : end + 4], "big")
        else:
            end += 2 + int.from_bytes(body[end + 2 : end + 4], "big")


def _iter_png(body: bytes) -> Iterator[bytes]:
    place = len(_PNG)
    while True:
        length = int.from_bytes(body[place : place + 4], "big")
        end = place + 12 + length
        kind, chunk = body[place + 4 : place + 8], body[place:end]
        if len(chunk) != 12 + length or zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
            raise ValueError
        if kind in _KEPT_CHUNKS:
            yield chunk
        if kind == b"IEND":
            return
        place = end
