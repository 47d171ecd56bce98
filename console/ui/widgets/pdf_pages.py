"""Which pages of a document have their pixels and which could not be drawn; knows no widget and paints nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtGui import QImage

from console.pdf.messages import Bitmap


@dataclass(frozen=True, slots=True)
class WantedPage:
    """A page that is on screen and not drawn as sharp as it could be; `scale` is device pixels per point."""

    number: int
    scale: float


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """`image` lies over the bytes of `bitmap` and lives no longer: copying a large page would be felt."""

    image: QImage
    scale: float
    bitmap: Bitmap


class PageStock:
    """Pixels of the pages on screen, and the reason where there are none. Pages are counted from 0."""

    def __init__(self) -> None:
        self._drawn: dict[int, DrawnPage] = {}
        self._failed: dict[int, str] = {}

    @property
    def numbers(self) -> tuple[int, ...]:
        """The pages whose pixels are kept."""
        return tuple(sorted(self._drawn))

    def clear(self) -> None:
        """Keep nothing."""
        self._drawn, self._failed = {}, {}

    def put(self, wanted: WantedPage, bitmap: Bitmap, kept: Iterable[int]) -> None:
        """The pixels of one page; those of pages that are not in `kept` are dropped."""
        self._drawn[wanted.number] = DrawnPage(_to_image(bitmap), wanted.scale, bitmap)
        self._drawn = {number: self._drawn[number] for number in kept if number in self._drawn}

    def fail(self, number: int, text: str) -> None:
        """A page that cannot be drawn, and why."""
        self._failed[number] = text

    def drawn(self, number: int) -> DrawnPage | None:
        """The pixels of a page, sharp or not."""
        return self._drawn.get(number)

    def failure(self, number: int) -> str:
        """Why a page cannot be drawn; empty when nobody tried in vain."""
        return self._failed.get(number, "")

    def find_wanted(self, visible: Iterable[int], scale_of: Callable[[int], float]) -> WantedPage | None:
        """The first of `visible` that lacks its sharp pixels, None when all have them."""
        for number in visible:
            scale = scale_of(number)
            drawn = self._drawn.get(number)
            if number not in self._failed and (drawn is None or not math.isclose(drawn.scale, scale)):
                return WantedPage(number, scale)
        return None


def _to_image(bitmap: Bitmap) -> QImage:
    """The worker paints on opaque white, so its fourth byte says nothing."""
    return QImage(bitmap.pixels, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
