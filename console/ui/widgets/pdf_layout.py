"""Where the pages of a document lie in one long column: pure arithmetic, no Qt and no pixels."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from console.pdf.messages import Area

MARGIN: Final = 12.0
GAP: Final = 12.0
# 100 percent is a point as large as on paper at 96 dots per inch, which is what a logical pixel means.
PIXELS_A_POINT: Final = 96.0 / 72.0
SMALLEST_ZOOM: Final = 0.1 * PIXELS_A_POINT
LARGEST_ZOOM: Final = 16.0 * PIXELS_A_POINT
_TURN: Final = 90

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
class PageSpot:
    """A point in shares of a page's width and height from its corner; below 0 or above 1 it lies beside the page."""

    number: int
    across: float
    down: float


@dataclass(frozen=True, slots=True)
class PageLayout:
    """Every page that is laid out, in order and without a gap in the numbers, and how large the column is altogether."""

    places: tuple[PagePlace, ...]
    width: float
    height: float

    @property
    def first(self) -> int:
        """The number of the first page that is laid out."""
        return self.places[0].number if self.places else 0

    def place(self, number: int) -> PagePlace | None:
        """Where a page lies, None for one that is not laid out."""
        index = number - self.first
        return self.places[index] if 0 <= index < len(self.places) else None

    def find_visible(self, top: float, bottom: float) -> tuple[int, ...]:
        """The pages of which something lies between two heights."""
        first = bisect_right(self.places, top, key=lambda place: place.bottom)
        last = bisect_left(self.places, bottom, key=lambda place: place.top)
        return tuple(range(self.first + first, self.first + last))

    def find_page(self, height: float) -> int:
        """The page at a height; in a gap the one below it, at the end the last. 0 without pages."""
        found = bisect_right(self.places, height, key=lambda place: place.bottom)
        return self.first + max(0, min(found, len(self.places) - 1))

    def find_spot(self, left: float, top: float) -> PageSpot | None:
        """What lies at a point of the column, whatever the zoom becomes; None without pages."""
        place = self.place(self.find_page(top))
        if place is None:
            return None
        return PageSpot(place.number, (left - place.left) / place.width, (top - place.top) / place.height)

    def to_place(self, spot: PageSpot) -> tuple[float, float]:
        """Where a spot lies here. Its page must be laid out."""
        place = self.places[spot.number - self.first]
        return place.left + spot.across * place.width, place.top + spot.down * place.height


def build_layout(sizes_pt: tuple[SizePt, ...], zoom: float, view_width: float, first: int = 0) -> PageLayout:
    """Pages below each other, centred in `view_width`; `zoom` is logical pixels per point; they count from `first`."""
    widest = max((width for width, _ in sizes_pt), default=0.0) * zoom
    whole_width = max(view_width, widest + 2 * MARGIN)
    places: list[PagePlace] = []
    top = MARGIN
    for number, (width_pt, height_pt) in enumerate(sizes_pt, first):
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


def turn_size(size_pt: SizePt, rotation: int) -> SizePt:
    """The size of a page that is turned clockwise by a multiple of 90 degrees."""
    width, height = size_pt
    return (height, width) if rotation // _TURN % 2 else (width, height)


def turn_area(area: Area, size_pt: SizePt, rotation: int) -> Area:
    """Where something on an unturned page of that size stands when the page is turned clockwise."""
    width, height = size_pt
    turns = rotation // _TURN % 4
    if turns == 1:
        return Area(height - area.top - area.height, area.left, area.height, area.width)
    if turns == 2:
        return Area(width - area.left - area.width, height - area.top - area.height, area.width, area.height)
    if turns == 3:
        return Area(area.top, width - area.left - area.width, area.height, area.width)
    return area


def turn_point_back(x: float, y: float, size_pt: SizePt, rotation: int) -> tuple[float, float]:
    """Where a point of a turned page lies on the unturned one of that size."""
    width, height = size_pt
    turns = rotation // _TURN % 4
    return ((x, y), (y, height - x), (width - x, height - y), (width - y, x))[turns]


def clamp_zoom(zoom: float) -> float:
    """A zoom within what the viewer offers."""
    return min(LARGEST_ZOOM, max(SMALLEST_ZOOM, zoom))


def to_percent(zoom: float) -> int:
    """A zoom as people read it."""
    return round(zoom / PIXELS_A_POINT * 100)


def to_zoom(percent: float) -> float:
    """What people read as a zoom, within what the viewer offers."""
    return clamp_zoom(percent / 100 * PIXELS_A_POINT)
