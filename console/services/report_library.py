"""Search in the text of all stored reports: read once by the viewer's worker, kept in the encrypted store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from console.domain.errors import ConsoleError, NotKnown, ReportUnreadable, VaultDamaged
from console.domain.events import Event, LibraryChanged
from console.domain.people_of_desk import PROGRAM
from console.domain.report import Report
from console.domain.report_text import LibraryAnswer, LibraryState
from console.pdf.client import PdfWorker
from console.pdf.refusals import PdfFault, PdfRefused
from console.services.report_shelf import ReportShelf
from console.store.store import Store

if TYPE_CHECKING:
    from console.store.unit_of_work import UnitOfWork

REPORTS_SHOWN: Final = 200
_AT_ONCE: Final = 20
# What a hostile document could make of few bytes ends here: a thousand pages full of text, read in minutes at most.
_MOST_CHARACTERS: Final = 5_000_000
_MOST_ON_A_PAGE: Final = 200_000
_MOST_S: Final = 120.0
# So much at once keeps the writing thread for some hundredths of a second.
_PORTION_CHARACTERS: Final = 200_000
# These a document has for good; anything else may be the moment's, such as a busy machine.
_LASTING: Final = frozenset(
    {
        *(PdfFault.EMPTY, PdfFault.NOT_PDF, PdfFault.CUT_SHORT, PdfFault.TOO_LARGE, PdfFault.ENCRYPTED),
        *(PdfFault.DAMAGED, PdfFault.TOO_MANY_PAGES, PdfFault.PAGE_TOO_LARGE),
    }
)
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
        """Make one report searchable; one that holds no text that can be read is remembered as such.

        What fails for a reason of the moment is left for the next start. Raises `DiskFull` or `StoreUnavailable`.
        """
        async with self._turn:
            try:
                await self._read(report.object_id, body)
            except ReportUnreadable as error:
                if not _is_lasting(error):
                    return
                await self._write(lambda work: work.end_report_text(report.object_id, None))
        self._publish(LibraryChanged())

    async def index_missing(self) -> None:
        """Read what came before there was a library, or while nobody could read it; newest first.

        A damaged object is left for its next capture. Raises `DiskFull` or `StoreUnavailable`.
        """
        looked_at: set[str] = set()
        while waiting := await self._load_waiting(looked_at):
            for report in waiting:
                looked_at.add(report.object_id)
                try:
                    newest, body = await self._shelf.read(report.key)
                except (NotKnown, VaultDamaged):
                    continue
                if newest.object_id == report.object_id:
                    await self.index(report, body)

    async def _load_waiting(self, looked_at: set[str]) -> tuple[Report, ...]:
        count = _AT_ONCE + len(looked_at)
        found = await self._store.query(lambda queries: queries.load_unread_reports(count))
        return tuple(report for report in found if report.object_id not in looked_at)

    async def _read(self, object_id: str, body: bytes) -> None:
        """Page by page: whoever turns pages meanwhile has the worker in between. Raises `ReportUnreadable`."""
        document_id = _OURS + object_id
        try:
            info = await self._worker.open(document_id, body)
            read = await self._read_pages(object_id, document_id, info.pages)
            await self._write(lambda work: work.end_report_text(object_id, read, info.pages - read))
        finally:
            await self._close(document_id)

    async def _read_pages(self, object_id: str, document_id: str, count: int) -> int:
        """Keep the text of as many pages as can be searched, in portions; how many they are."""
        ends_s = asyncio.get_running_loop().time() + _MOST_S
        first, left, portion = 0, _MOST_CHARACTERS, list[str]()
        for page in range(count):
            text = await self._read_page(document_id, page)
            left -= len(text)
            portion.append(text)
            is_over = left <= 0 or asyncio.get_running_loop().time() > ends_s
            if is_over or page + 1 == count or sum(map(len, portion)) >= _PORTION_CHARACTERS:
                kept, number = tuple(portion), first
                await self._write(
                    lambda work, kept=kept, at=number: work.add_report_pages(object_id, at, kept)
                )
                first, portion = page + 1, []
            if is_over:
                break
        return first

    async def _read_page(self, document_id: str, page: int) -> str:
        try:
            return (await self._worker.text(document_id, page))[:_MOST_ON_A_PAGE]
        except ReportUnreadable as error:
            if not _is_lasting(error):
                raise
            # One page that cannot be read leaves the others as they are.
            return ""

    async def _write(self, work: Callable[[UnitOfWork], object]) -> None:
        await self._store.write(work, by=PROGRAM)

    async def _close(self, document_id: str) -> None:
        try:
            await self._worker.close(document_id)
        except ConsoleError:
            # It has ended, and with it everything that was open.
            return


def is_being_read(document_id: str) -> bool:
    """True for a document that the library has open, and no person."""
    return document_id.startswith(_OURS)


def _is_lasting(error: ReportUnreadable) -> bool:
    return isinstance(error, PdfRefused) and error.fault in _LASTING
