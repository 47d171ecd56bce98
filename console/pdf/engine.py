"""The only user of pypdfium2: documents from memory, pages to pixels and text. Runs inside the worker process only."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import c_int
from itertools import islice
from typing import Any, Final, Protocol, cast

import pypdfium2  # pyright: ignore[reportMissingTypeStubs] - it carries no types; see the protocols below
import pypdfium2.raw as pdfium  # pyright: ignore[reportMissingTypeStubs]

from console.pdf.messages import Area, PageHit, PdfInfo
from console.pdf.refusals import PdfFault, PdfRefused

MAX_PAGES: Final = 5000
MAX_SIDE_PT: Final = 20_000.0
"""Acrobat's own limit is 14,400 points."""
MAX_PIXELS: Final = 40_000_000
MAX_AREAS: Final = 5000
# The library counts in whole numbers: hundredths of a point.
_FINE: Final = 100
_MAX_TITLE: Final = 300
_MAX_TEXT: Final = 2_000_000
_ROTATIONS: Final = (0, 90, 180, 270)
_NEEDS_PASSWORD: Final = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)


class _Searcher(Protocol):
    def get_next(self) -> tuple[int, int] | None: ...
    def close(self) -> None: ...


class _TextPage(Protocol):
    def get_text_bounded(self) -> str: ...
    def search(self, text: str) -> _Searcher: ...
    def count_rects(self, index: int, count: int) -> int: ...
    def get_rect(self, index: int) -> tuple[float, float, float, float]: ...
    def close(self) -> None: ...


class _Pixels(Protocol):
    width: int
    height: int
    stride: int
    buffer: Any

    def close(self) -> None: ...


class _Page(Protocol):
    def get_size(self) -> tuple[float, float]: ...
    def get_textpage(self) -> _TextPage: ...
    def render(
        self, *, scale: float, rotation: int, may_draw_forms: bool, force_bitmap_format: int
    ) -> _Pixels: ...
    def close(self) -> None: ...


class _Library(Protocol):
    """The part of a pypdfium2 document used here; the library carries no types."""

    def __len__(self) -> int: ...
    def __getitem__(self, index: int) -> _Page: ...
    def get_page_size(self, index: int) -> tuple[float, float]: ...
    def get_metadata_value(self, key: str) -> str: ...
    def close(self) -> None: ...


class Rendered:
    """Pixels still owned by the library: copy or send `view` before `close`."""

    def __init__(self, pixels: _Pixels) -> None:
        self._pixels = pixels
        self.width = pixels.width
        self.height = pixels.height
        self.stride = pixels.stride
        self.view = memoryview(pixels.buffer).cast("B")

    def close(self) -> None:
        self.view.release()
        self._pixels.close()


class Document:
    """One parsed PDF. Every method raises PdfRefused for what cannot be shown."""

    def __init__(self, body: bytes) -> None:
        try:
            self._pdf = cast(_Library, pypdfium2.PdfDocument(body))
        except pypdfium2.PdfiumError as error:
            raise PdfRefused(_to_fault(cast("int | None", error.err_code)), str(error)) from error

    def read_info(self) -> PdfInfo:
        pages = len(self._pdf)
        if pages > MAX_PAGES:
            raise PdfRefused(PdfFault.TOO_MANY_PAGES, f"{pages} pages")
        try:
            sizes = tuple(self._pdf.get_page_size(page) for page in range(pages))
            title = self._pdf.get_metadata_value("Title")
        except pypdfium2.PdfiumError as error:
            raise PdfRefused(PdfFault.DAMAGED, str(error)) from error
        for size in sizes:
            _verify_size(size)
        return PdfInfo(pages, sizes, title[:_MAX_TITLE])

    def render(self, number: int, scale: float, rotation: int) -> Rendered:
        """Pixels of one page on white; `scale` is pixels per point, `rotation` degrees clockwise."""
        page = self._load_page(number)
        try:
            width_pt, height_pt = page.get_size()
            if not math.isfinite(scale) or scale <= 0 or width_pt * scale * height_pt * scale > MAX_PIXELS:
                raise PdfRefused(PdfFault.PAGE_TOO_LARGE, f"{width_pt} x {height_pt} at {scale}")
            turn = rotation % 360 if rotation % 360 in _ROTATIONS else 0
            # Forms are not initialised, so nothing interactive (JavaScript, actions) ever runs.
            pixels = page.render(
                scale=scale, rotation=turn, may_draw_forms=False, force_bitmap_format=pdfium.FPDFBitmap_BGRA
            )
        except (pypdfium2.PdfiumError, ValueError) as error:
            raise PdfRefused(PdfFault.DAMAGED, str(error)) from error
        finally:
            page.close()
        return Rendered(pixels)

    def read_text(self, number: int) -> str:
        with self._open_text(number) as (_page, text):
            return text.get_text_bounded()[:_MAX_TEXT]

    def find(self, words: str) -> Sequence[PageHit]:
        """Pages on which `words` stand, whatever their case; after MAX_AREAS places only the pages are told."""
        wanted = words.casefold()
        hits: list[PageHit] = []
        left = MAX_AREAS
        for number in range(len(self._pdf)):
            with self._open_text(number) as (page, text):
                if wanted in text.get_text_bounded()[:_MAX_TEXT].casefold():
                    areas = tuple(islice(_find_areas(page, text, words), left))
                    hits.append(PageHit(number, areas))
                    left -= len(areas)
        return hits

    def close(self) -> None:
        self._pdf.close()

    @contextmanager
    def _open_text(self, number: int) -> Iterator[tuple[_Page, _TextPage]]:
        page = self._load_page(number)
        try:
            text = page.get_textpage()
            try:
                yield page, text
            finally:
                text.close()
        except pypdfium2.PdfiumError as error:
            raise PdfRefused(PdfFault.DAMAGED, str(error)) from error
        finally:
            page.close()

    def _load_page(self, number: int) -> _Page:
        if not 0 <= number < len(self._pdf):
            raise PdfRefused(PdfFault.NO_SUCH_PAGE, str(number))
        try:
            page = self._pdf[number]
            _verify_size(page.get_size())
        except pypdfium2.PdfiumError as error:
            raise PdfRefused(PdfFault.DAMAGED, str(error)) from error
        return page


def _find_areas(page: _Page, text: _TextPage, words: str) -> Iterator[Area]:
    """The library folds letters more simply than we do, so it may know no place of what stands there."""
    searcher = text.search(words.replace("\0", " "))
    try:
        while (found := searcher.get_next()) is not None:
            for number in range(text.count_rects(*found)):
                yield _to_area(page, text.get_rect(number))
    finally:
        searcher.close()


def _to_area(page: _Page, rect: tuple[float, float, float, float]) -> Area:
    """From the page's own axes, which may be turned and cropped, to what is seen."""
    left, bottom, right, top = rect
    (first_x, first_y), (second_x, second_y) = (
        _to_shown(page, *corner) for corner in ((left, top), (right, bottom))
    )
    return Area(
        min(first_x, second_x), min(first_y, second_y), abs(second_x - first_x), abs(second_y - first_y)
    )


def _to_shown(page: _Page, x: float, y: float) -> tuple[float, float]:
    width, height = (round(side * _FINE) for side in page.get_size())
    shown_x, shown_y = c_int(), c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, shown_x, shown_y)
    return shown_x.value / _FINE, shown_y.value / _FINE


def _verify_size(size_pt: tuple[float, float]) -> None:
    if not all(math.isfinite(side) and side > 0 for side in size_pt):
        raise PdfRefused(PdfFault.DAMAGED, f"page of {size_pt}")
    if max(size_pt) > MAX_SIDE_PT:
        raise PdfRefused(PdfFault.PAGE_TOO_LARGE, f"page of {size_pt}")


def _to_fault(error_code: int | None) -> PdfFault:
    if error_code == pdfium.FPDF_ERR_SUCCESS:
        return PdfFault.EMPTY
    return PdfFault.ENCRYPTED if error_code in _NEEDS_PASSWORD else PdfFault.DAMAGED
