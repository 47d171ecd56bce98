"""Sizes of letters on the customer display, which is read from farther away than a desk; no Qt."""

from __future__ import annotations

from typing import Final, NamedTuple

_LEAST: Final = 14
_MOST: Final = 30
_SHARE: Final = 36


class TypeScale(NamedTuple):
    """Logical pixels: running text, its captions, titles, and digits to be typed."""

    body: int
    caption: int
    title: int
    digits: int


def to_type_scale(width: int, height: int) -> TypeScale:
    """Letters for a display of that size in logical pixels."""
    body = max(_LEAST, min(_MOST, min(width, height) // _SHARE))
    return TypeScale(body, max(_LEAST - 1, round(body * 0.8)), round(body * 1.6), round(body * 2.2))
