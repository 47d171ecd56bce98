"""Synthetic pictures (PNG) the simulator hands out as photos; no imaging library, no real person."""

from __future__ import annotations

import hashlib
import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CELLS = 8


def build_picture(seed: str, width_px: int = 160, height_px: int = 200) -> bytes:
    """Return PNG bytes of a mirrored pattern of coloured cells; the same seed gives the same bytes."""
    digest = hashlib.sha256(seed.encode("utf-8")).digest()
    ink, paper = tuple(digest[:3]), tuple(200 + byte % 56 for byte in digest[3:6])
    rows = bytearray()
    for y in range(height_px):
        cell_row = y * _CELLS // height_px
        rows.append(0)
        for x in range(width_px):
            column = x * _CELLS // width_px
            mirrored = min(column, _CELLS - 1 - column)
            on = digest[6 + (cell_row * 4 + mirrored) // 8] >> ((cell_row * 4 + mirrored) % 8) & 1
            rows.extend(ink if on else paper)
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    parts = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(bytes(rows), 9)), _chunk(b"IEND", b""))
    return _SIGNATURE + b"".join(parts)


def _chunk(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))
