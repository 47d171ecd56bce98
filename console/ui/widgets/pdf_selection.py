"""Which characters of a document are selected: places and ranges, pure arithmetic; paints and copies nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from console.pdf.messages import Area, PageText

_HELD_PAGES: Final = 24
_SAME_LINE: Final = 0.5


@dataclass(frozen=True, slots=True, order=True)
class TextPlace:
    """Before the character `index` of a page."""

    page: int
    index: int


class TextSelection:
    """Characters of the pages lately seen, and the range between where a selection began and where it ends."""

    def __init__(self) -> None:
        self._texts: dict[int, PageText] = {}
        self._anchor: TextPlace | None = None
        self._head: TextPlace | None = None

    def clear(self) -> None:
        """Another document: know nothing."""
        self._texts = {}
        self.select_nothing()

    def put(self, page: int, text: PageText) -> None:
        """The characters of one page."""
        self._texts.pop(page, None)
        self._texts[page] = text
        while len(self._texts) > _HELD_PAGES:
            self._texts.pop(next(iter(self._texts)))

    def text(self, page: int) -> PageText | None:
        """The characters of a page, None when nobody put them here."""
        return self._texts.get(page)

    @property
    def range(self) -> tuple[TextPlace, TextPlace] | None:
        """First place and end of what is selected, None for nothing."""
        if self._anchor is None or self._head is None or self._anchor == self._head:
            return None
        return min(self._anchor, self._head), max(self._anchor, self._head)

    @property
    def head(self) -> TextPlace | None:
        """The end that moves."""
        return self._head

    def select_nothing(self) -> None:
        """Select nothing."""
        self._anchor = self._head = None

    def begin(self, place: TextPlace | None) -> None:
        """A selection begins there."""
        self._anchor = self._head = place

    def extend(self, place: TextPlace | None) -> None:
        """The selection reaches to there."""
        if place is not None:
            self._anchor = self._anchor or place
            self._head = place

    def select_page(self, page: int) -> None:
        """All of one page."""
        if (text := self._texts.get(page)) is not None:
            self._anchor, self._head = TextPlace(page, 0), TextPlace(page, len(text.text))

    def select_word(self, place: TextPlace | None) -> None:
        """The word around a place."""
        text = None if place is None else self._texts.get(place.page)
        if place is None or text is None:
            return
        start = end = min(place.index, max(0, len(text.text) - 1))
        while start > 0 and not text.text[start - 1].isspace():
            start -= 1
        while end < len(text.text) and not text.text[end].isspace():
            end += 1
        self._anchor, self._head = TextPlace(place.page, start), TextPlace(place.page, end)

    def step(self, page: int, by: int) -> None:
        """Move the end by so many characters on its page; without a selection it begins at the page's first one."""
        place = self._head or TextPlace(page, 0)
        text = self._texts.get(place.page)
        if text is not None:
            self.extend(place)
            self._head = TextPlace(place.page, max(0, min(place.index + by, len(text.text))))

    def find_place(self, page: int, x: float, y: float) -> TextPlace | None:
        """The place nearest to a point of a page, in points; None where the page has no characters."""
        text = self._texts.get(page)
        if text is None:
            return None
        best, best_distance = -1, math.inf
        boxes = text.boxes
        for index in range(len(text.text)):
            left, top, right, bottom = boxes[index * 4 : index * 4 + 4]
            if right <= left:
                continue
            aside = max(left - x, 0.0, x - right)
            above = max(top - y, 0.0, y - bottom)
            # Beside a line is nearer than above it: who drags past a line's end means this line.
            distance = aside + above * 8.0
            if distance < best_distance:
                best, best_distance = index, distance
        if best < 0:
            return None
        left, _, right, _ = text.box(best)
        return TextPlace(page, best + 1 if x > (left + right) / 2 else best)

    def part(self, page: int) -> tuple[int, int]:
        """First character and end of what is selected on a page; equal for nothing."""
        chosen, text = self.range, self._texts.get(page)
        if chosen is None or text is None or not chosen[0].page <= page <= chosen[1].page:
            return 0, 0
        first = chosen[0].index if page == chosen[0].page else 0
        end = chosen[1].index if page == chosen[1].page else len(text.text)
        return first, end

    def iter_areas(self, page: int) -> Iterator[Area]:
        """Where the selected characters of a page stand, one area for each stretch of a line."""
        text = self._texts.get(page)
        first, end = self.part(page)
        line: tuple[float, float, float, float] | None = None
        for index in range(first, end) if text is not None else ():
            left, top, right, bottom = text.box(index) if text is not None else (0.0, 0.0, 0.0, 0.0)
            if right <= left:
                continue
            if line is not None and _is_same_line(line, top, bottom) and left >= line[0]:
                line = (line[0], min(line[1], top), max(line[2], right), max(line[3], bottom))
                continue
            if line is not None:
                yield _to_area(line)
            line = (left, top, right, bottom)
        if line is not None:
            yield _to_area(line)


def cut_text(text: PageText, page: int, chosen: tuple[TextPlace, TextPlace]) -> str:
    """What of a page's text lies in a range, with plain line ends."""
    first = chosen[0].index if page == chosen[0].page else 0
    end = chosen[1].index if page == chosen[1].page else len(text.text)
    return text.text[first:end].replace("\r\n", "\n").replace("\r", "\n")


def _is_same_line(line: tuple[float, float, float, float], top: float, bottom: float) -> bool:
    shared = min(line[3], bottom) - max(line[1], top)
    return shared > _SAME_LINE * min(line[3] - line[1], bottom - top)


def _to_area(line: tuple[float, float, float, float]) -> Area:
    left, top, right, bottom = line
    return Area(left, top, right - left, bottom - top)
