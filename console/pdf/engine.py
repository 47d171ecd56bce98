"""The only user of pypdfium2: documents from memory, pages to pixels and text. Runs inside the worker process only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final, Protocol, cast

import pypdfium2  # pyright: ignore[reportMissingTypeStubs] - it carries no types; see the protocols below
import pypdfium2.raw as pdfium  # pyright: ignore[reportMissingTypeStubs]

from console.pdf.messages import PdfInfo
from console.pdf.refusals import PdfFault, PdfRefused

MAX_PAGES: Final = 5000
MAX_SIDE_PT: Final = 20_000.0
"""Acrobat's own limit is 14,400 points."""
MAX_PIXELS: Final = 40_000_000
_MAX_TITLE: Final = 300
_MAX_TEXT: Final = 2_000_000
_ROTATIONS: Final = (0, 90, 180, 270)
_NEEDS_PASSWORD: Final = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)


class _TextPage(Protocol):
    def get_text_bounded(self) -> str: ...
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
        page = self._load_page(number)
        try:
            text_page = page.get_textpage()
            text = text_page.get_text_bounded()
            text_page.close()
        except pypdfium2.PdfiumError as error:
            raise PdfRefused(PdfFault.DAMAGED, str(error)) from error
        finally:
            page.close()
        return text[:_MAX_TEXT]

    def find(self, words: str) -> Sequence[int]:
        """Pages on which `words` stand, whatever their case."""
        wanted = words.casefold()
        return [page for page in range(len(self._pdf)) if wanted in self.read_text(page).casefold()]

    def close(self) -> None:
        self._pdf.close()

    def _load_page(self, number: int) -> _Page:
        if not 0 <= number < len(self._pdf):
            raise PdfRefused(PdfFault.NO_SUCH_PAGE, str(number))
        try:
            page = self._pdf[number]
            _verify_size(page.get_size())
        except pypdfium2.PdfiumError as error:
            raise PdfRefused(PdfFault.DAMAGED, str(error)) from error
        return page


def _verify_size(size_pt: tuple[float, float]) -> None:
    if not all(math.isfinite(side) and side > 0 for side in size_pt):
        raise PdfRefused(PdfFault.DAMAGED, f"page of {size_pt}")
    if max(size_pt) > MAX_SIDE_PT:
        raise PdfRefused(PdfFault.PAGE_TOO_LARGE, f"page of {size_pt}")


def _to_fault(error_code: int | None) -> PdfFault:
    if error_code == pdfium.FPDF_ERR_SUCCESS:
        return PdfFault.EMPTY
    return PdfFault.ENCRYPTED if error_code in _NEEDS_PASSWORD else PdfFault.DAMAGED
