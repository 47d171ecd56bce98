"""One document that is open in the worker, as whoever shows it holds it; knows no report and no store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from console.pdf.client import MAX_HITS, PdfWorker
from console.pdf.messages import Bitmap, HitSlice, OutlineEntry, PageText, PdfInfo, Region

_PRINTED: Final = "print "


def is_being_printed(document_id: str) -> bool:
    """True for what `open_for_printing` opened."""
    return document_id.startswith(_PRINTED)


class OpenDocument:
    """Pages are counted from 0, `scale` is device pixels per point. Every coroutine raises `ReportUnreadable`."""

    def __init__(self, document_id: str, info: PdfInfo, worker: PdfWorker) -> None:
        self.document_id = document_id
        self.info = info
        self._worker = worker

    async def render(
        self, page: int, scale: float, rotation: int = 0, region: Region | None = None
    ) -> Bitmap:
        """One page, or a part of it, as pixels; `rotation` in degrees clockwise."""
        return await self._worker.render(self.document_id, page, scale, rotation, region)

    async def open_for_printing(self) -> OpenDocument:
        """The same document under a name of its own: what was asked for comes out whole, whoever looks meanwhile."""
        name = f"{_PRINTED}{self.document_id}"
        return OpenDocument(name, await self._worker.open_also(self.document_id, name), self._worker)

    async def text(self, page: int) -> str:
        """The text of one page."""
        return await self._worker.text(self.document_id, page)

    async def characters(self, page: int) -> PageText:
        """The characters of one page with the place of each, unturned."""
        return await self._worker.characters(self.document_id, page)

    async def outline(self) -> tuple[OutlineEntry, ...]:
        """The document's own table of contents."""
        return await self._worker.outline(self.document_id)

    async def iter_find(self, words: str) -> AsyncIterator[HitSlice]:
        """Where `words` stand, whatever their case, slice by slice; pages are drawn between two of them."""
        wanted, first, left = words.strip(), 0, MAX_HITS
        while wanted and first < self.info.pages:
            found = await self._worker.find(self.document_id, wanted, first, left)
            left -= len(found.hits)
            # Whatever the worker says, a search ends.
            first = max(first + 1, found.next_page)
            yield found

    async def close(self) -> None:
        """Let the worker forget the document."""
        await self._worker.close(self.document_id)

    def drop(self) -> None:
        """The same for whoever cannot wait."""
        self._worker.drop(self.document_id)
