"""Why a PDF cannot be shown, as plain sentences; imports neither the PDF library nor anything slow."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final

from console.domain.errors import ReportUnreadable, Retry


class PdfFault(StrEnum):
    """What is wrong with a document, a page or the worker."""

    EMPTY = "empty"
    NOT_PDF = "not_pdf"
    CUT_SHORT = "cut_short"
    TOO_LARGE = "too_large"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_MANY_PAGES = "too_many_pages"
    PAGE_TOO_LARGE = "page_too_large"
    NO_SUCH_PAGE = "no_such_page"
    OUT_OF_MEMORY = "out_of_memory"
    NOT_OPEN = "not_open"
    TOO_SLOW = "too_slow"
    WORKER_ENDED = "worker_ended"
    WORKER_MISSING = "worker_missing"


SENTENCES: Final[Mapping[PdfFault, str]] = MappingProxyType(
    {
        PdfFault.EMPTY: "This report is empty. Fetch it again.",
        PdfFault.NOT_PDF: "This is not a PDF, so it cannot be shown. Fetch the report again.",
        PdfFault.CUT_SHORT: "This PDF is cut short. Fetch the report again.",
        PdfFault.TOO_LARGE: "This PDF is too large to be shown here.",
        PdfFault.ENCRYPTED: "This PDF is protected by a password, so it cannot be shown.",
        PdfFault.DAMAGED: "This PDF is damaged and cannot be shown. Fetch the report again.",
        PdfFault.TOO_MANY_PAGES: "This PDF has too many pages to be shown here.",
        PdfFault.PAGE_TOO_LARGE: "A page of this PDF is too large to be drawn. Try a smaller zoom.",
        PdfFault.NO_SUCH_PAGE: "This PDF has no such page.",
        PdfFault.OUT_OF_MEMORY: "This PDF needs too much memory and was not shown.",
        PdfFault.NOT_OPEN: "This report is closed. Open it again.",
        PdfFault.TOO_SLOW: "Showing this PDF took too long and was stopped.",
        PdfFault.WORKER_ENDED: "This PDF made the viewer stop twice and was not shown.",
        PdfFault.WORKER_MISSING: "The PDF viewer could not be started on this machine.",
    }
)


class PdfRefused(ReportUnreadable):
    """A document or page that is not shown; `fault` says why, `user_message` is its sentence."""

    code: ClassVar[str] = "pdf_refused"
    retry: ClassVar[Retry] = Retry.NEVER

    def __init__(self, fault: PdfFault, detail: str = "") -> None:
        super().__init__(SENTENCES[fault], detail)
        self.fault = fault


MAX_DOCUMENT_BYTES: Final = 64 * 1024 * 1024
_SEARCHED_BYTES: Final = 1024


def verify_shape(body: bytes) -> None:
    """Refuse what is plainly no whole PDF before any parser sees it. Raises PdfRefused."""
    if not body.strip(b"\x00\t\n\r "):
        raise PdfRefused(PdfFault.EMPTY)
    if len(body) > MAX_DOCUMENT_BYTES:
        raise PdfRefused(PdfFault.TOO_LARGE)
    if b"%PDF-" not in body[:_SEARCHED_BYTES]:
        raise PdfRefused(PdfFault.NOT_PDF)
    if b"%%EOF" not in body[-_SEARCHED_BYTES:]:
        raise PdfRefused(PdfFault.CUT_SHORT)
