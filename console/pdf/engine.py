"""One parsed PDF: sizes and pixels of its pages; runs inside the worker process only."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import POINTER, addressof, c_ubyte, c_void_p
from ctypes import cast as to_pointer
from typing import Any, Final, Protocol, cast

import pypdfium2  # pyright: ignore[reportMissingTypeStubs] - it carries no types; see the protocols below

from console.pdf.library import pdfium
from console.pdf.messages import HitSlice, OutlineEntry, PageText, PdfInfo, Region
from console.pdf.outline import read_outline
from console.pdf.page_text import MAX_TEXT, Search, TextPage, read_page_text
from console.pdf.refusals import PdfFault, PdfRefused

MAX_PAGES: Final = 5000
MAX_SIDE_PT: Final = 20_000.0
"""Acrobat's own limit is 14,400 points."""
MAX_PIXELS: Final = 40_000_000
"""Of one bitmap; a page may be larger and is then drawn in parts."""
MAX_SIDE_PX: Final = 200_000
_MAX_TITLE: Final = 300
_BYTES_A_PIXEL: Final = 4
_WHITE: Final = 0xFFFFFFFF
_NEEDS_PASSWORD: Final = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)


class _Page(Protocol):
    raw: Any

    def get_size(self) -> tuple[float, float]: ...
    def get_textpage(self) -> TextPage: ...
    def close(self) -> None: ...


class _Library(Protocol):
    """The part of a pypdfium2 document used here; the library carries no types."""

    raw: Any

    def __len__(self) -> int: ...
    def __getitem__(self, index: int) -> _Page: ...
    def get_metadata_value(self, key: str) -> str: ...
    def close(self) -> None: ...


class Rendered:
    """Pixels in `room`, where they fit into it, or in memory of the library; copy or send `view` before `close`."""

    def __init__(self, width: int, height: int, room: memoryview | None = None) -> None:
        size = width * height * _BYTES_A_PIXEL
        self.is_shared = room is not None and size <= len(room)
        start = from_buffer(room) if room is not None and self.is_shared else None
        self.stride = width * _BYTES_A_PIXEL if self.is_shared else 0
        made = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGRA, start, self.stride)
        if not made:
            raise PdfRefused(PdfFault.OUT_OF_MEMORY, f"{width} x {height}")
        self.bitmap = made
        self.width = width
        self.height = height
        self.stride = int(pdfium.FPDFBitmap_GetStride(made))
        if room is not None and self.is_shared:
            self.view = room[:size]
        else:
            whole = POINTER(c_ubyte * (self.stride * height))
            self.view = memoryview(to_pointer(pdfium.FPDFBitmap_GetBuffer(made), whole).contents).cast("B")

    def close(self) -> None:
        self.view.release()
        pdfium.FPDFBitmap_Destroy(self.bitmap)


def from_buffer(room: memoryview) -> c_void_p:
    """Where the memory begins."""
    return c_void_p(addressof(c_ubyte.from_buffer(room)))


class Document:
    """One parsed PDF. Every method raises PdfRefused for what cannot be shown; `rotation` is in degrees clockwise."""

    def __init__(self, body: bytes) -> None:
        try:
            self._pdf = cast(_Library, pypdfium2.PdfDocument(body))
        except pypdfium2.PdfiumError as error:
            raise PdfRefused(_to_fault(cast("int | None", error.err_code)), str(error)) from error

    def read_info(self) -> PdfInfo:
        pages = len(self._pdf)
        if pages > MAX_PAGES:
            raise PdfRefused(PdfFault.TOO_MANY_PAGES, f"{pages} pages")
        sizes = tuple(self._read_sizes(pages))
        for size in sizes:
            _verify_size(size)
        try:
            title = self._pdf.get_metadata_value("Title")
        except (pypdfium2.PdfiumError, UnicodeError):
            title = ""
        return PdfInfo(pages, sizes, title[:_MAX_TITLE])

    def render(
        self,
        number: int,
        scale: float,
        rotation: int,
        region: Region | None = None,
        room: memoryview | None = None,
    ) -> Rendered:
        """Pixels of one page, or of a part of it, on white and, if they fit, in `room`; `scale` is pixels per point."""
        with self._open_page(number) as page:
            width, height = _to_pixels(page.get_size(), scale)
            turns = rotation // 90 % 4
            if turns % 2:
                width, height = height, width
            part = _clip(region or Region(0, 0, width, height), width, height)
            made = Rendered(part.width, part.height, room)
            pdfium.FPDFBitmap_FillRect(made.bitmap, 0, 0, part.width, part.height, _WHITE)
            # Forms are not initialised, so nothing interactive (JavaScript, actions) ever runs.
            pdfium.FPDF_RenderPageBitmap(
                made.bitmap, page.raw, -part.left, -part.top, width, height, turns, pdfium.FPDF_ANNOT
            )
            return made

    def read_text(self, number: int) -> str:
        """The text of one page in the document's own order."""
        with self._open_text(number) as (_page, text):
            return text.get_text_bounded()[:MAX_TEXT]

    def read_page_text(self, number: int) -> PageText:
        """The characters of one page and where each stands on it, unturned."""
        with self._open_text(number) as (page, text):
            return read_page_text(page, text)

    def find(self, words: str, first: int, left: int) -> HitSlice:
        """Search from page `first` on for a moment; no more than `left` places are told, and pages after that none."""
        search = Search(words, left)
        number = max(0, first)
        pages = len(self._pdf)
        while number < pages and not search.must_pause:
            with self._open_text(number) as (page, text):
                search.look_at(number, page, text)
            number += 1
        return HitSlice(tuple(search.hits), pages if search.is_full else number)

    def read_outline(self) -> Sequence[OutlineEntry]:
        """The document's own table of contents; loops in it end, what is too deep or too much is left out."""
        return read_outline(self._pdf.raw)

    def close(self) -> None:
        self._pdf.close()

    def _read_sizes(self, pages: int) -> Iterator[tuple[float, float]]:
        size = pdfium.FS_SIZEF()
        for number in range(pages):
            if not pdfium.FPDF_GetPageSizeByIndexF(self._pdf.raw, number, size):
                raise PdfRefused(PdfFault.DAMAGED, f"page {number} has no size")
            yield float(size.width), float(size.height)

    @contextmanager
    def _open_page(self, number: int) -> Iterator[_Page]:
        if not 0 <= number < len(self._pdf):
            raise PdfRefused(PdfFault.NO_SUCH_PAGE, str(number))
        try:
            page = self._pdf[number]
        except pypdfium2.PdfiumError as error:
            raise PdfRefused(PdfFault.DAMAGED, str(error)) from error
        try:
            _verify_size(page.get_size())
            yield page
        except pypdfium2.PdfiumError as error:
            raise PdfRefused(PdfFault.DAMAGED, str(error)) from error
        finally:
            page.close()

    @contextmanager
    def _open_text(self, number: int) -> Iterator[tuple[_Page, TextPage]]:
        with self._open_page(number) as page:
            text = page.get_textpage()
            try:
                yield page, text
            finally:
                text.close()


def _to_pixels(size_pt: tuple[float, float], scale: float) -> tuple[int, int]:
    if not math.isfinite(scale) or scale <= 0 or max(size_pt) * scale > MAX_SIDE_PX:
        raise PdfRefused(PdfFault.PAGE_TOO_LARGE, f"{size_pt} at {scale}")
    width, height = (math.ceil(side * scale) for side in size_pt)
    return width, height


def _clip(part: Region, width: int, height: int) -> Region:
    left, top = max(0, part.left), max(0, part.top)
    found = Region(
        left, top, min(part.left + part.width, width) - left, min(part.top + part.height, height) - top
    )
    if found.width <= 0 or found.height <= 0:
        raise PdfRefused(PdfFault.NO_SUCH_PAGE, f"{part} of {width} x {height}")
    if found.width * found.height > MAX_PIXELS:
        raise PdfRefused(PdfFault.PAGE_TOO_LARGE, f"{found.width} x {found.height}")
    return found


def _verify_size(size_pt: tuple[float, float]) -> None:
    if not all(math.isfinite(side) and side > 0 for side in size_pt):
        raise PdfRefused(PdfFault.DAMAGED, f"page of {size_pt}")
    if max(size_pt) > MAX_SIDE_PT:
        raise PdfRefused(PdfFault.PAGE_TOO_LARGE, f"page of {size_pt}")


def _to_fault(error_code: int | None) -> PdfFault:
    if error_code == pdfium.FPDF_ERR_SUCCESS:
        return PdfFault.EMPTY
    return PdfFault.ENCRYPTED if error_code in _NEEDS_PASSWORD else PdfFault.DAMAGED
