"""Synthetic pictures (PNG) the simulator hands out as photos; no imaging library, no real person."""

from __future__ import annotations

import hashlib
import struct
import zlib
from functools import lru_cache

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CELLS = 8


def build_picture(seed: str, width_px: int = 160, height_px: int = 200) -> bytes:
    """Return PNG bytes of a mirrored pattern of coloured cells; the same seed gives the same bytes."""
    digest = hashlib.sha256(seed.encode("utf-8")).digest()
    rows = bytearray()
    for y in range(height_px):
        rows += b"\x00" + _build_row(digest, y * _CELLS // height_px, width_px)
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    parts = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(bytes(rows), 9)), _chunk(b"IEND", b""))
    return _SIGNATURE + b"".join(parts)


@lru_cache(maxsize=_CELLS)
def _build_row(digest: bytes, cell_row: int, width_px: int) -> bytes:
    """Return the pixels of one line; all lines of a row of cells are alike."""
    ink, paper = digest[:3], bytes(200 + byte % 56 for byte in digest[3:6])
    pixels = bytearray()
    for x in range(width_px):
        column = x * _CELLS // width_px
        cell = cell_row * _CELLS // 2 + min(column, _CELLS - 1 - column)
        pixels += ink if digest[6 + cell // 8] >> (cell % 8) & 1 else paper
    return bytes(pixels)


def _chunk(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))
