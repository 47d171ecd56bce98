"""Makes pictures for tests: honest ones with what a camera writes into them, and ones that mean harm."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

MARKER = "Camera of a person, 59.3293 N"
_ORIENTATION = 0x0112
_DESCRIPTION = 0x010E
_TURN_RIGHT = 6


def build_photo(color: tuple[int, int, int] = (200, 30, 30), *, size: tuple[int, int] = (60, 40)) -> bytes:
    """A JPEG whose camera lay on its side and wrote where it was; its left half is `color`, the right one white."""
    picture = Image.new("RGB", size, "white")
    picture.paste(color, (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[_ORIENTATION] = _TURN_RIGHT
    exif[_DESCRIPTION] = MARKER
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=95, exif=exif)
    return made.getvalue()


def build_png(size: tuple[int, int] = (40, 30), color: tuple[int, int, int] = (20, 120, 60)) -> bytes:
    """A PNG of one colour."""
    made = io.BytesIO()
    Image.new("RGB", size, color).save(made, "PNG")
    return made.getvalue()


def build_huge_png(side: int) -> bytes:
    """A few bytes that claim to be a picture of that size."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\x00" * 1000)
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def read_size(body: bytes) -> tuple[int, int]:
    """Width and height of an encoded picture."""
    with Image.open(io.BytesIO(body)) as picture:
        return picture.size
