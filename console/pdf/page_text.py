"""Text of a page: characters with their places, and searching; runs inside the worker process only."""

from __future__ import annotations

import re
import time
from array import array
from collections.abc import Iterator, Sequence
from ctypes import c_int
from typing import Any, Final, Protocol

from console.pdf.library import pdfium
from console.pdf.messages import Area, Hit, PageText

MAX_TEXT: Final = 2_000_000
MAX_CHARACTERS: Final = 200_000
"""Of one page that can be selected; more is text nobody reads on one page."""
_SLICE_S: Final = 0.012
"""Whoever turns a page during a search waits no longer than this."""
_AROUND: Final = 48
_SPACES: Final = re.compile(r"\s+")
# The library counts in whole numbers: hundredths of a point.
_FINE: Final = 100


class ShownPage(Protocol):
    raw: Any

    def get_size(self) -> tuple[float, float]: ...


class TextPage(Protocol):
    raw: Any

    def get_text_bounded(self) -> str: ...
    def count_chars(self) -> int: ...
    def get_text_range(self, index: int = 0, count: int = -1) -> str: ...
    def count_rects(self, index: int, count: int) -> int: ...
    def get_rect(self, index: int) -> tuple[float, float, float, float]: ...
    def close(self) -> None: ...


class Search:
    """One slice of a search: pages are looked at one after the other until `must_pause`; folds letters as Unicode says."""

    def __init__(self, words: str, left: int) -> None:
        self.hits: list[Hit] = []
        self._left = left
        # Where a line ends in the words on paper is no business of whoever searches for them.
        self._wanted = re.compile(
            r"\s+".join(re.escape(word) for word in words.casefold().split()) or r"(?!)"
        )
        self._until_s = time.monotonic() + _SLICE_S

    @property
    def is_full(self) -> bool:
        """True when no more places are told."""
        return self._left <= 0

    @property
    def must_pause(self) -> bool:
        """True when somebody else may have waited long enough."""
        return self.is_full or time.monotonic() >= self._until_s

    def look_at(self, number: int, page: ShownPage, text: TextPage) -> None:
        """Note every place on one page."""
        plain = text.get_text_range()[:MAX_TEXT]
        folded = plain.casefold()
        places = None if len(folded) == len(plain) else _map_folded(plain)
        to_shown: _Shown | None = None
        for found in self._wanted.finditer(folded):
            if self.is_full:
                return
            self._left -= 1
            start, end = found.span()
            if places is not None:
                start, end = places[start], places[end - 1] + 1
            to_shown = to_shown or _Shown(page)
            self.hits.append(_to_hit(number, to_shown, text, plain, start, end))


def read_page_text(page: ShownPage, text: TextPage) -> PageText:
    """The characters of a page and where each stands, unturned."""
    count = min(text.count_chars(), MAX_CHARACTERS)
    to_shown = _Shown(page)
    rect = pdfium.FS_RECTF()
    characters: list[str] = []
    boxes = array("f")
    for index in range(count):
        code = int(pdfium.FPDFText_GetUnicode(text.raw, index))
        characters.append(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "�")
        # The loose ones are as high as the line: what is marked looks like a pen's stroke.
        known = pdfium.FPDFText_GetLooseCharBox(text.raw, index, rect)
        if not known or pdfium.FPDFText_IsGenerated(text.raw, index) == 1:
            boxes.extend((0.0, 0.0, 0.0, 0.0))
            continue
        area = to_shown.area((rect.left, rect.bottom, rect.right, rect.top))
        boxes.extend((area.left, area.top, area.left + area.width, area.top + area.height))
    return PageText("".join(characters), boxes)


def _map_folded(plain: str) -> Sequence[int]:
    """For each character of the folded text the one it comes from."""
    return [index for index, character in enumerate(plain) for _ in character.casefold()]


def _to_hit(number: int, to_shown: _Shown, text: TextPage, plain: str, start: int, end: int) -> Hit:
    before = _SPACES.sub(" ", plain[max(0, start - _AROUND) : start].lstrip())
    words = _SPACES.sub(" ", plain[start:end])
    after = _SPACES.sub(" ", plain[end : end + _AROUND].rstrip())
    return Hit(
        number,
        tuple(_iter_areas(to_shown, text, plain, start, end)),
        before + words + after,
        len(before),
        len(words),
    )


def _iter_areas(to_shown: _Shown, text: TextPage, plain: str, start: int, end: int) -> Iterator[Area]:
    first, last = (_to_character(text, plain, index) for index in (start, end - 1))
    if first < 0 or last < first:
        return
    for number in range(text.count_rects(first, last - first + 1)):
        yield to_shown.area(text.get_rect(number))


def _to_character(text: TextPage, plain: str, index: int) -> int:
    """The library counts text in 16-bit units and leaves out of it what has no letter; characters it counts apart."""
    unit = index if plain.isascii() else len(plain[:index].encode("utf-16-le", "surrogatepass")) // 2
    return int(pdfium.FPDFText_GetCharIndexFromTextIndex(text.raw, unit))


class _Shown:
    """From a page's own axes, which may be turned and cropped, to what is seen."""

    def __init__(self, page: ShownPage) -> None:
        self._page = page.raw
        self._width, self._height = (round(side * _FINE) for side in page.get_size())
        self._origin = self._point(0.0, 0.0)
        far_x, far_y = self._point(10_000.0, 0.0), self._point(0.0, 10_000.0)
        self._x = tuple((far - near) / 10_000.0 for far, near in zip(far_x, self._origin, strict=True))
        self._y = tuple((far - near) / 10_000.0 for far, near in zip(far_y, self._origin, strict=True))

    def area(self, rect: tuple[float, float, float, float]) -> Area:
        """Of left, bottom, right and top on the page."""
        left, bottom, right, top = rect
        (first_x, first_y), (second_x, second_y) = self._at(left, top), self._at(right, bottom)
        return Area(
            min(first_x, second_x), min(first_y, second_y), abs(second_x - first_x), abs(second_y - first_y)
        )

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return (
            self._origin[0] + x * self._x[0] + y * self._y[0],
            self._origin[1] + x * self._x[1] + y * self._y[1],
        )

    def _point(self, x: float, y: float) -> tuple[float, float]:
        shown_x, shown_y = c_int(), c_int()
        pdfium.FPDF_PageToDevice(self._page, 0, 0, self._width, self._height, 0, x, y, shown_x, shown_y)
        return shown_x.value / _FINE, shown_y.value / _FINE
