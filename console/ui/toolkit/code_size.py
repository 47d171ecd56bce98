"""How large a code is painted: whole device pixels for every module, large enough for any phone; pure, no Qt."""

from __future__ import annotations

from enum import StrEnum
from math import ceil
from typing import Final, NamedTuple

QUIET_MODULES: Final = 4
"""Light modules around the code; ISO/IEC 18004 asks for four, and phones fail without them."""
SMALLEST_MODULE_PX: Final = 5
SMALLEST_MODULE_MM: Final = 0.9
LEAST_MM: Final = 80
USUAL_MM: Final = 120
MOST_MM: Final = 180
USUAL_DPI: Final = 96.0
_LEAST_DPI: Final = 70.0
_MOST_DPI: Final = 400.0
_MM_AN_INCH: Final = 25.4


class Undrawable(StrEnum):
    """Why no code is painted: the room is too small, or the text too long for the largest code there is."""

    ROOM = "room"
    TEXT = "text"


class CodeSize(NamedTuple):
    """`module_px` device pixels for each module, `side_px` for the white square with its quiet zone; both 0 where
    `refusal` says why nothing is painted."""

    module_px: int
    side_px: int
    refusal: Undrawable | None = None


def to_pixels_a_mm(width_px: float, width_mm: float, ratio: float) -> float:
    """Device pixels in a millimetre of a screen `width_px` device pixels and `width_mm` wide at a device `ratio`.

    Screens that report no size, and projectors and televisions that report one nobody can mean, count as 96 dots an
    inch at 100 %; whoever set 200 % there has pixels half as large.
    """
    dpi = width_px / width_mm * _MM_AN_INCH if width_mm > 0 else 0.0
    usual = USUAL_DPI * ratio
    return (dpi if _LEAST_DPI <= dpi <= _MOST_DPI else usual) / _MM_AN_INCH


def find_code_size(modules: int, wanted_mm: float, pixels_a_mm: float, room_px: int) -> CodeSize:
    """The size of a code of `modules` a side, quiet zone included, in a square of `room_px` device pixels.

    As near `wanted_mm` as whole pixels and the smallest module allow. Too many modules for that make it grow to 180 mm
    or the room, whichever is less; beyond that it is refused, for an unreadable code is worse than none.
    """
    least = max(SMALLEST_MODULE_PX, ceil(SMALLEST_MODULE_MM * pixels_a_mm - 1e-9))
    if least * modules > MOST_MM * pixels_a_mm:
        return CodeSize(0, 0, Undrawable.TEXT)
    if least * modules > room_px:
        return CodeSize(0, 0, Undrawable.ROOM)
    most = min(room_px, int(MOST_MM * pixels_a_mm)) // modules
    module = min(max(least, round(wanted_mm * pixels_a_mm / modules)), most)
    return CodeSize(module, module * modules)
