"""Which pages of a document have their pixels and which could not be drawn; knows no widget and paints nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QImage

from console.pdf.messages import Bitmap, Region

HELD_BYTES: Final = 24 * 1024 * 1024
"""Pixels that are kept, and more only where the screen shows more."""
_BYTES_A_PIXEL: Final = 4
WHOLE_PIXELS: Final = 5_000_000
"""A page with more is drawn in tiles over a blurred whole."""
TILE_PX: Final = 1024


@dataclass(frozen=True, slots=True)
class WantedPage:
    """A page, or a tile of it, that is not drawn as sharp as it could be; `scale` is device pixels per point."""

    number: int
    scale: float
    rotation: int = 0
    region: Region | None = None

    def count_bytes(self, width_pt: float, height_pt: float) -> int:
        """What its pixels take; the sides are the page's as it is turned."""
        if self.region is not None:
            return self.region.width * self.region.height * _BYTES_A_PIXEL
        return math.ceil(width_pt * self.scale) * math.ceil(height_pt * self.scale) * _BYTES_A_PIXEL


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """`image` lies over the bytes of `bitmap` and lives no longer: copying a large page would be felt."""

    image: QImage
    scale: float
    bitmap: Bitmap
    region: Region | None = None


_Place = tuple[int, int, int] | int


class PageStock:
    """Pixels of pages, least lately seen ones going first, and the reason where there are none. Pages count from 0."""

    def __init__(self, held_bytes: int = HELD_BYTES) -> None:
        self._held_bytes = held_bytes
        # Whole pages by their number, tiles by number and corner; what was put first stands first.
        self._drawn: dict[_Place, DrawnPage] = {}
        self._failed: dict[int, str] = {}

    @property
    def numbers(self) -> tuple[int, ...]:
        """The pages whose pixels are kept."""
        return tuple(sorted(place for place in self._drawn if isinstance(place, int)))

    @property
    def size_bytes(self) -> int:
        """What all kept pixels take."""
        return sum(len(each.bitmap.pixels) for each in self._drawn.values())

    @property
    def limit_bytes(self) -> int:
        """What they may take, unless the screen shows more."""
        return self._held_bytes

    def clear(self) -> None:
        """Keep nothing."""
        self._drawn, self._failed = {}, {}

    def put(self, wanted: WantedPage, bitmap: Bitmap, needed: Iterable[WantedPage]) -> None:
        """Pixels of a page or tile; those that are not `needed` go when there is too much."""
        if wanted.region is not None:
            self._drop_other_tiles(wanted.scale)
        self._drawn.pop(_to_place(wanted), None)
        self._drawn[_to_place(wanted)] = DrawnPage(_to_image(bitmap), wanted.scale, bitmap, wanted.region)
        self._let_go(needed)

    def fail(self, number: int, text: str) -> None:
        """A page that cannot be drawn, and why."""
        self._failed[number] = text

    def forget_failures(self) -> None:
        """What could not be drawn may be drawn at another zoom."""
        self._failed = {}

    def drawn(self, number: int) -> DrawnPage | None:
        """The pixels of a whole page, sharp or not."""
        return self._drawn.get(number)

    def iter_tiles(self, number: int, scale: float) -> Iterator[DrawnPage]:
        """The sharp tiles of a page."""
        return (
            tile
            for place, tile in self._drawn.items()
            if isinstance(place, tuple) and place[0] == number and math.isclose(tile.scale, scale)
        )

    def failure(self, number: int) -> str:
        """Why a page cannot be drawn; empty when nobody tried in vain."""
        return self._failed.get(number, "")

    def find_missing(self, wishes: Iterable[WantedPage]) -> WantedPage | None:
        """The first of these that is not here as wanted, None when all are."""
        return next((wish for wish in wishes if not self._has(wish)), None)

    def _has(self, wish: WantedPage) -> bool:
        if wish.number in self._failed:
            return True
        found = self._drawn.get(_to_place(wish))
        return found is not None and math.isclose(found.scale, wish.scale)

    def _drop_other_tiles(self, scale: float) -> None:
        for place, tile in tuple(self._drawn.items()):
            if isinstance(place, tuple) and not math.isclose(tile.scale, scale):
                del self._drawn[place]

    def _let_go(self, needed: Iterable[WantedPage]) -> None:
        # What is needed would be asked for again at once.
        kept = {_to_place(wish) for wish in needed}
        over = self.size_bytes - self._held_bytes
        for place in [place for place in self._drawn if place not in kept]:
            if over <= 0:
                return
            over -= len(self._drawn.pop(place).bitmap.pixels)


def to_tiles(left: float, top: float, right: float, bottom: float) -> Iterator[Region]:
    """The tiles that cover a part of a page, all in pixels."""
    columns = range(max(0, math.floor(left / TILE_PX)), math.ceil(right / TILE_PX))
    rows = range(max(0, math.floor(top / TILE_PX)), math.ceil(bottom / TILE_PX))
    return (Region(column * TILE_PX, row * TILE_PX, TILE_PX, TILE_PX) for row in rows for column in columns)


def _to_place(wish: WantedPage) -> _Place:
    return wish.number if wish.region is None else (wish.number, wish.region.left, wish.region.top)


def _to_image(bitmap: Bitmap) -> QImage:
    """The worker paints on opaque white, so its fourth byte says nothing."""
    return QImage(bitmap.pixels, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
