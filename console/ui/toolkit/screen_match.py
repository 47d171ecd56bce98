"""Which screen is the remembered one, and which show the same picture; pure, no Qt."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple, cast


class ScreenFacts(NamedTuple):
    """What tells one screen from another. The serial number is empty where the screen has none; the place is in
    logical pixels of the desktop."""

    name: str
    serial: str
    x: int
    y: int
    width: int
    height: int

    def to_text(self) -> str:
        """One line that `read_screen_facts` reads back."""
        return json.dumps(list(self))


def read_screen_facts(text: str) -> ScreenFacts | None:
    """A remembered screen; None for a text that is none."""
    try:
        document: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    values = cast("list[object]", document) if isinstance(document, list) else []
    names, numbers = values[:2], values[2:]
    if len(names) != 2 or len(numbers) != 4 or not all(isinstance(name, str) for name in names):
        return None
    if not all(type(number) is int for number in numbers):
        return None
    return ScreenFacts(*cast("list[str]", names), *cast("list[int]", numbers))  # pyright: ignore[reportArgumentType]


def find_screen(wanted: ScreenFacts, screens: Sequence[ScreenFacts]) -> int | None:
    """The number of the screen that is `wanted`, None when it is not there.

    A serial number decides where both have one: another screen on the same socket is another screen. Else the socket's
    name, and the geometry among several of that name.
    """
    scores = [_score(wanted, screen) for screen in screens]
    best = max(scores, default=0)
    return scores.index(best) if best > 0 else None


def _score(wanted: ScreenFacts, screen: ScreenFacts) -> int:
    if wanted.serial and screen.serial and wanted.serial != screen.serial:
        return 0
    is_same_name = wanted.name == screen.name
    is_same_serial = bool(wanted.serial) and wanted.serial == screen.serial
    if not (is_same_name or is_same_serial):
        return 0
    return (
        8 * is_same_serial + 4 * is_same_name + 2 * (wanted[4:] == screen[4:]) + (wanted[2:4] == screen[2:4])
    )


def find_mirrors(screens: Sequence[ScreenFacts]) -> frozenset[int]:
    """The numbers of the screens that show the same part of the desktop as another one, wholly or mostly."""
    return frozenset(
        number
        for number, screen in enumerate(screens)
        for other, against in enumerate(screens)
        if number != other and _share(screen, against) > 0.5
    )


def _share(one: ScreenFacts, other: ScreenFacts) -> float:
    """How much of the smaller of two lies in the other."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    smaller = min(one.width * one.height, other.width * other.height)
    return width * height / smaller if width > 0 and height > 0 and smaller > 0 else 0.0
