"""Which pages of a document have their pixels and which could not be drawn; knows no widget and paints nothing."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QImage

from console.pdf.messages import Bitmap, Region

HELD_BYTES: Final = 48 * 1024 * 1024
"""Pixels that are kept beside those on screen."""
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


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """`image` lies over the bytes of `bitmap` and lives no longer: copying a large page would be felt."""

    image: QImage
    scale: float
    bitmap: Bitmap
    region: Region | None = None


_Place = tuple[int, int, int]


class PageStock:
    """Pixels of pages, least lately seen ones going first, and the reason where there are none. Pages count from 0."""

    def __init__(self, held_bytes: int = HELD_BYTES) -> None:
        self._held_bytes = held_bytes
        self._whole: dict[int, DrawnPage] = {}
        self._tiles: dict[_Place, DrawnPage] = {}
        self._failed: dict[int, str] = {}

    @property
    def numbers(self) -> tuple[int, ...]:
        """The pages whose pixels are kept."""
        return tuple(sorted(self._whole))

    @property
    def size_bytes(self) -> int:
        """What all kept pixels take."""
        return sum(len(each.bitmap.pixels) for each in (*self._whole.values(), *self._tiles.values()))

    def clear(self) -> None:
        """Keep nothing."""
        self._whole, self._tiles, self._failed = {}, {}, {}

    def put(self, wanted: WantedPage, bitmap: Bitmap, seen: Collection[int]) -> None:
        """Pixels of a page or tile; those of pages that are not `seen` go when there is too much."""
        made = DrawnPage(_to_image(bitmap), wanted.scale, bitmap, wanted.region)
        if wanted.region is None:
            self._whole.pop(wanted.number, None)
            self._whole[wanted.number] = made
        else:
            self._tiles = {
                place: each for place, each in self._tiles.items() if math.isclose(each.scale, wanted.scale)
            }
            self._tiles[_to_place(wanted.number, wanted.region)] = made
        self._let_go(seen)

    def fail(self, number: int, text: str) -> None:
        """A page that cannot be drawn, and why."""
        self._failed[number] = text

    def forget_failures(self) -> None:
        """What could not be drawn may be drawn at another zoom."""
        self._failed = {}

    def drawn(self, number: int) -> DrawnPage | None:
        """The pixels of a whole page, sharp or not."""
        return self._whole.get(number)

    def iter_tiles(self, number: int, scale: float) -> Iterator[DrawnPage]:
        """The sharp tiles of a page."""
        return (
            tile
            for (page, _, _), tile in self._tiles.items()
            if page == number and math.isclose(tile.scale, scale)
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
        if wish.region is None:
            found = self._whole.get(wish.number)
        else:
            found = self._tiles.get(_to_place(wish.number, wish.region))
        return found is not None and math.isclose(found.scale, wish.scale)

    def _let_go(self, seen: Collection[int]) -> None:
        over = self.size_bytes - self._held_bytes
        for number in [number for number in self._whole if number not in seen]:
            if over <= 0:
                return
            over -= len(self._whole.pop(number).bitmap.pixels)
        # Tiles are asked for again as soon as they are seen, so the oldest ones may go whatever they show.
        for place in list(self._tiles)[:-1]:
            if over <= 0:
                return
            over -= len(self._tiles.pop(place).bitmap.pixels)


def to_tiles(left: float, top: float, right: float, bottom: float) -> Iterator[Region]:
    """The tiles that cover a part of a page, all in pixels."""
    columns = range(max(0, math.floor(left / TILE_PX)), math.ceil(right / TILE_PX))
    rows = range(max(0, math.floor(top / TILE_PX)), math.ceil(bottom / TILE_PX))
    return (Region(column * TILE_PX, row * TILE_PX, TILE_PX, TILE_PX) for row in rows for column in columns)


def _to_place(number: int, region: Region) -> _Place:
    return number, region.left, region.top


def _to_image(bitmap: Bitmap) -> QImage:
    """The worker paints on opaque white, so its fourth byte says nothing."""
    return QImage(bitmap.pixels, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
