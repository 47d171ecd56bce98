"""Where the pages of a document lie in one long column: pure arithmetic, no Qt and no pixels."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MARGIN: Final = 12.0
GAP: Final = 12.0
# 100 percent is a point as large as on paper at 96 dots per inch, which is what a logical pixel means.
PIXELS_A_POINT: Final = 96.0 / 72.0
SMALLEST_ZOOM: Final = 0.1 * PIXELS_A_POINT
LARGEST_ZOOM: Final = 4.0 * PIXELS_A_POINT

SizePt = tuple[float, float]


class ZoomMode(StrEnum):
    """What the zoom follows: the view's width, the whole page, or nothing but the person."""

    WIDTH = "width"
    PAGE = "page"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class PagePlace:
    """One page in logical pixels, from the left and top of the whole column."""

    number: int
    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class PageLayout:
    """Every page in order, and how large the column is altogether."""

    places: tuple[PagePlace, ...]
    width: float
    height: float

    def find_visible(self, top: float, bottom: float) -> tuple[int, ...]:
        """The pages of which something lies between two heights."""
        first = bisect_right(self.places, top, key=lambda place: place.bottom)
        last = bisect_left(self.places, bottom, key=lambda place: place.top)
        return tuple(range(first, last))

    def find_page(self, height: float) -> int:
        """The page at a height; in a gap the one below it, at the end the last. 0 without pages."""
        found = bisect_right(self.places, height, key=lambda place: place.bottom)
        return max(0, min(found, len(self.places) - 1))


def build_layout(sizes_pt: tuple[SizePt, ...], zoom: float, view_width: float) -> PageLayout:
    """Pages below each other, centred in `view_width`; `zoom` is logical pixels per point."""
    widest = max((width for width, _ in sizes_pt), default=0.0) * zoom
    whole_width = max(view_width, widest + 2 * MARGIN)
    places: list[PagePlace] = []
    top = MARGIN
    for number, (width_pt, height_pt) in enumerate(sizes_pt):
        width, height = width_pt * zoom, height_pt * zoom
        places.append(PagePlace(number, (whole_width - width) / 2, top, width, height))
        top += height + GAP
    return PageLayout(tuple(places), whole_width, top - GAP + MARGIN if places else 0.0)


def fit_width(sizes_pt: tuple[SizePt, ...], view_width: float) -> float:
    """The zoom at which the widest page fills the width."""
    widest = max((width for width, _ in sizes_pt), default=1.0)
    return clamp_zoom((view_width - 2 * MARGIN) / widest)


def fit_page(size_pt: SizePt, view_width: float, view_height: float) -> float:
    """The zoom at which one page is seen whole."""
    width, height = size_pt
    return clamp_zoom(min((view_width - 2 * MARGIN) / width, (view_height - 2 * MARGIN) / height))


def clamp_zoom(zoom: float) -> float:
    """A zoom within what the viewer offers."""
    return min(LARGEST_ZOOM, max(SMALLEST_ZOOM, zoom))


def to_percent(zoom: float) -> int:
    """A zoom as people read it."""
    return round(zoom / PIXELS_A_POINT * 100)


def to_zoom(percent: float) -> float:
    """What people read as a zoom, within what the viewer offers."""
    return clamp_zoom(percent / 100 * PIXELS_A_POINT)
