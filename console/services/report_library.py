"""Search in the text of all stored reports: read once by the viewer's worker, kept in the encrypted store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from console.domain.errors import ConsoleError, NotKnown, ReportUnreadable, VaultDamaged
from console.domain.events import Event, LibraryChanged
from console.domain.people_of_desk import PROGRAM
from console.domain.report import Report
from console.domain.report_text import LibraryAnswer, LibraryState
from console.pdf.client import PdfWorker
from console.services.report_shelf import ReportShelf
from console.store.store import Store

REPORTS_SHOWN: Final = 200
_AT_ONCE: Final = 20
# A document of its own beside the one a person reads: closing this one must not close theirs.
_OURS: Final = "library "


class ReportLibrary:
    """Works offline. What a report says is personal: it is erased with the report, and never logged."""

    def __init__(
        self, store: Store, shelf: ReportShelf, worker: PdfWorker, publish: Callable[[Event], None]
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._worker = worker
        self._publish = publish
        # One report after the other: the worker is a person's first.
        self._turn = asyncio.Lock()

    async def search(self, words: str) -> LibraryAnswer:
        """The newest reports on whose pages all the words stand, at most `REPORTS_SHOWN`."""
        return await self._store.query(lambda queries: queries.search_reports(words, REPORTS_SHOWN))

    async def load_state(self) -> LibraryState:
        """How many of the stored reports can be searched."""
        return await self._store.query(lambda queries: queries.load_library_state())

    async def index(self, report: Report, body: bytes) -> None:
        """Make one report searchable; one whose text cannot be read is remembered as such and never fails.

        Raises `DiskFull` or `StoreUnavailable`.
        """
        async with self._turn:
            pages = await self._read_pages(report, body)
            await self._store.write(lambda work: work.save_report_text(report.object_id, pages), by=PROGRAM)
        self._publish(LibraryChanged())

    async def index_missing(self) -> None:
        """Read what came before there was a library, or while nobody could read it; newest first.

        A damaged object is left for its next capture. Raises `DiskFull` or `StoreUnavailable`.
        """
        damaged: set[str] = set()
        while waiting := await self._load_waiting(damaged):
            for report in waiting:
                try:
                    newest, body = await self._shelf.read(report.key)
                except (NotKnown, VaultDamaged):
                    damaged.add(report.object_id)
                    continue
                if newest.object_id == report.object_id:
                    await self.index(report, body)
                else:
                    damaged.add(report.object_id)

    async def _load_waiting(self, passed_over: set[str]) -> tuple[Report, ...]:
        count = _AT_ONCE + len(passed_over)
        found = await self._store.query(lambda queries: queries.load_unread_reports(count))
        return tuple(report for report in found if report.object_id not in passed_over)

    async def _read_pages(self, report: Report, body: bytes) -> tuple[str, ...] | None:
        document_id = _OURS + report.object_id
        try:
            info = await self._worker.open(document_id, body)
            # Page by page: whoever turns pages meanwhile has the worker in between.
            return tuple([await self._worker.text(document_id, page) for page in range(info.pages)])
        except ReportUnreadable:
            return None
        finally:
            await self._close(document_id)

    async def _close(self, document_id: str) -> None:
        try:
            await self._worker.close(document_id)
        except ConsoleError:
            # It has ended, and with it everything that was open.
            return
