"""How a document is laid out now: zoom, rotation, one page or all; arithmetic and state, no Qt and no pixels."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from console.pdf.messages import Region
from console.ui.widgets import pdf_layout
from console.ui.widgets.pdf_layout import PageLayout, SizePt, ZoomMode
from console.ui.widgets.pdf_pages import WHOLE_PIXELS, WantedPage, to_tiles

# What lies under the tiles of a large page until they come.
_BLURRED_PIXELS: Final = 1_500_000
_WHOLE_TURN: Final = 360


class PageColumn:
    """Pages count from 0. `lay_out` after every change; `layout` is in logical pixels."""

    def __init__(self) -> None:
        self.sizes_pt: tuple[SizePt, ...] = ()
        self.mode = ZoomMode.WIDTH
        self.zoom = pdf_layout.PIXELS_A_POINT
        self.rotation = 0
        self.is_single = False
        self.page = 0
        self.layout = PageLayout((), 0.0, 0.0)
        self._turned: tuple[SizePt, ...] = ()

    def show(self, sizes_pt: tuple[SizePt, ...]) -> None:
        """Pages of another document, unturned; the way it is zoomed stays."""
        self.sizes_pt, self.rotation, self.page = sizes_pt, 0, 0
        self._turned = sizes_pt

    def turn(self, degrees: int) -> None:
        """Turn every page clockwise."""
        self.rotation = (self.rotation + degrees) % _WHOLE_TURN
        self._turned = tuple(pdf_layout.turn_size(size, self.rotation) for size in self.sizes_pt)

    def size_pt(self, number: int) -> SizePt:
        """A page as it is turned now."""
        return self._turned[number]

    def lay_out(self, view_width: int, view_height: int) -> None:
        """Follow the view, then say where each page lies."""
        if self._turned and self.mode is ZoomMode.WIDTH:
            sizes = (self._turned[self.page],) if self.is_single else self._turned
            self.zoom = pdf_layout.fit_width(sizes, view_width)
        elif self._turned and self.mode is ZoomMode.PAGE:
            self.zoom = pdf_layout.fit_page(self._turned[self.page], view_width, view_height)
        if self.is_single and self._turned:
            one = (self._turned[self.page],)
            self.layout = pdf_layout.build_layout(one, self.zoom, view_width, self.page)
        else:
            self.layout = pdf_layout.build_layout(self._turned, self.zoom, view_width)

    def iter_wishes(
        self, number: int, ratio: float, seen: tuple[float, float, float, float] | None
    ) -> Iterator[WantedPage]:
        """What a page needs to be sharp; `seen` is the part of it on screen, in logical pixels from its corner."""
        width_pt, height_pt = self._turned[number]
        scale = self.zoom * ratio
        pixels = width_pt * height_pt * scale * scale
        if pixels <= WHOLE_PIXELS:
            yield WantedPage(number, scale, self.rotation)
            return
        yield WantedPage(number, math.sqrt(_BLURRED_PIXELS / (width_pt * height_pt)), self.rotation)
        if seen is not None:
            left, top, right, bottom = seen
            right, bottom = min(right, width_pt * self.zoom), min(bottom, height_pt * self.zoom)
            for region in to_tiles(left * ratio, top * ratio, right * ratio, bottom * ratio):
                yield WantedPage(number, scale, self.rotation, _clip(region, width_pt, height_pt, scale))


def _clip(region: Region, width_pt: float, height_pt: float, scale: float) -> Region:
    """No further than the page, which ends in the midst of a tile."""
    width, height = math.ceil(width_pt * scale), math.ceil(height_pt * scale)
    return Region(
        region.left,
        region.top,
        max(1, min(region.width, width - region.left)),
        max(1, min(region.height, height - region.top)),
    )
