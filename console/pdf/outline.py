"""A document's own table of contents; runs inside the worker process only."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import addressof, create_string_buffer
from typing import Any, Final

from console.pdf.library import pdfium
from console.pdf.messages import OutlineEntry

MAX_ENTRIES: Final = 5000
MAX_DEPTH: Final = 12
_MAX_TITLE: Final = 300
_MAX_TITLE_BYTES: Final = 64 * 1024


def read_outline(document: Any) -> Sequence[OutlineEntry]:
    """In reading order. An entry that comes again (a loop) is passed over; too many and too deep ones are left out."""
    found: list[OutlineEntry] = []
    seen: set[int] = set()
    waiting = [(pdfium.FPDFBookmark_GetFirstChild(document, None), 0)]
    while waiting and len(found) < MAX_ENTRIES:
        mark, level = waiting.pop()
        if not mark or (place := addressof(mark.contents)) in seen:
            continue
        seen.add(place)
        found.append(OutlineEntry(level, _read_title(mark), _read_page(document, mark)))
        waiting.append((pdfium.FPDFBookmark_GetNextSibling(document, mark), level))
        if level + 1 < MAX_DEPTH:
            waiting.append((pdfium.FPDFBookmark_GetFirstChild(document, mark), level + 1))
    return found


def _read_title(mark: Any) -> str:
    size = int(pdfium.FPDFBookmark_GetTitle(mark, None, 0))
    if not 2 < size <= _MAX_TITLE_BYTES:
        return ""
    buffer = create_string_buffer(size)
    pdfium.FPDFBookmark_GetTitle(mark, buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")[:_MAX_TITLE]


def _read_page(document: Any, mark: Any) -> int:
    """Only places in this document: what launches or leads elsewhere leads nowhere."""
    place = pdfium.FPDFBookmark_GetDest(document, mark)
    if not place:
        action = pdfium.FPDFBookmark_GetAction(mark)
        if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_GOTO:
            return -1
        place = pdfium.FPDFAction_GetDest(document, action)
    return int(pdfium.FPDFDest_GetDestPageIndex(document, place)) if place else -1
