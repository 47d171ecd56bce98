"""Reports as evidence: fetched once allowed, kept encrypted as received, opened without a network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from console.base.paths import write_private_file
from console.domain.errors import DiskFull, NotSupported
from console.domain.events import Event, ReportStored, VerificationsChanged
from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery, VerificationRow
from console.domain.report import Report
from console.pdf.client import PdfWorker
from console.pdf.messages import Bitmap, PageHit, PdfInfo
from console.providers.contract import FetchesReports
from console.services.cases import CaseService
from console.services.directory import Directory
from console.services.journal import Journal
from console.services.report_shelf import ReportShelf


class OpenReport:
    """One report in the viewer; pages are counted from 0, `scale` is device pixels per point."""

    def __init__(self, report: Report, info: PdfInfo, worker: PdfWorker) -> None:
        self.report = report
        self.info = info
        self._worker = worker

    async def render(self, page: int, scale: float) -> Bitmap:
        """One page as pixels. Raises `ReportUnreadable`."""
        return await self._worker.render(self.report.object_id, page, scale, 0)

    async def text(self, page: int) -> str:
        """The text of one page. Raises `ReportUnreadable`."""
        return await self._worker.text(self.report.object_id, page)

    async def find(self, words: str) -> tuple[PageHit, ...]:
        """Where `words` stand, page by page, whatever their case. Raises `ReportUnreadable`."""
        wanted = words.strip()
        return await self._worker.find(self.report.object_id, wanted) if wanted else ()

    async def close(self) -> None:
        """Let the worker forget the document."""
        await self._worker.close(self.report.object_id)


class ReportService:
    """Fetching needs the network; everything else works offline."""

    def __init__(
        self,
        shelf: ReportShelf,
        directory: Directory,
        cases: CaseService,
        worker: PdfWorker,
        journal: Journal,
        publish: Callable[[Event], None],
    ) -> None:
        self._shelf = shelf
        self._directory = directory
        self._cases = cases
        self._worker = worker
        self._journal = journal
        self._publish = publish

    async def fetch(self, key: VerificationKey) -> Report:
        """Fetch the provider's report and keep it. Raises `ActionRefused`, a `ProviderFault` or `DiskFull`."""
        known = await self._cases.require_report(key)
        connection = await self._directory.coordinator(key.account_id).connected()
        if not isinstance(connection.client, FetchesReports):
            raise NotSupported("This provider's interface has no report.")
        fetched = await connection.client.fetch_report(known)
        report = await self._shelf.keep(key, fetched)
        self._publish(ReportStored(key))
        self._publish(VerificationsChanged((key,)))
        return report

    async def load(self, key: VerificationKey) -> Report | None:
        """The newest stored report of a verification."""
        return await self._shelf.load(key)

    async def load_rows(
        self, query: ListQuery, start: int, count: int
    ) -> tuple[tuple[Report, VerificationRow], ...]:
        """One window of the verifications that have a stored report, in the query's order, each with its newest one."""
        return await self._shelf.load_rows(query, start, count)

    def iter_all(self) -> AsyncIterator[tuple[Report, VerificationRow]]:
        """Every stored report with its verification, newest first."""
        return self._shelf.iter_all()

    async def open(self, key: VerificationKey) -> OpenReport:
        """Decrypt the stored report into the viewer's worker. Raises `NotKnown`, `VaultDamaged`, `ReportUnreadable`."""
        report, body = await self._shelf.read(key)
        info = await self._worker.open(report.object_id, body)
        await self._journal.note(key, "report_opened")
        return OpenReport(report, info, self._worker)

    async def save_copy(self, key: VerificationKey, path: Path) -> Report:
        """Write the plain PDF where a person wants it; logged. Raises `DiskFull` when it cannot be written."""
        report, body = await self._shelf.read(key)
        try:
            await asyncio.to_thread(write_private_file, path, body)
        except OSError as error:
            raise DiskFull(
                "The copy could not be written there. Choose another folder.", str(error)
            ) from error
        await self._journal.note(key, "report_saved")
        return report

    async def verify_all(self) -> tuple[tuple[Report, str], ...]:
        """Re-read every stored report; pairs of report and problem, the problem empty when all is well."""
        return await self._shelf.verify_all()
