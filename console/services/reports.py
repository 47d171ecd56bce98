"""Reports as evidence: fetched once allowed, kept encrypted as received, opened without a network."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from console.base.paths import write_private_file
from console.domain.errors import ConsoleError, DiskFull, NotKnown, VaultDamaged
from console.domain.evidence_file import EvidenceKind
from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery, VerificationRow
from console.domain.report import Report
from console.pdf.client import PdfWorker
from console.pdf.open_document import OpenDocument, is_being_printed
from console.providers.contract import FetchedReport
from console.services.cases import CaseService
from console.services.directory import Directory
from console.services.journal import Journal
from console.services.open_report import OpenReport
from console.services.report_shelf import ReportShelf

_log = logging.getLogger(__name__)


class ReportService:
    """Fetching needs the network; everything else works offline."""

    def __init__(
        self,
        shelf: ReportShelf,
        directory: Directory,
        cases: CaseService,
        worker: PdfWorker,
        journal: Journal,
        fetch_again: Callable[[VerificationKey], Awaitable[None]],
    ) -> None:
        self._shelf = shelf
        self._directory = directory
        self._cases = cases
        self._worker = worker
        self._journal = journal
        self._fetch_again = fetch_again
        self._noting: set[asyncio.Task[None]] = set()
        self._hooks: list[Callable[[Report, bytes], Awaitable[None]]] = []

    async def fetch(self, key: VerificationKey) -> Report:
        """Fetch the provider's report and keep it, or wait for the capture that fetches it already.

        Raises `ActionRefused`, a `ProviderFault` or `DiskFull`.
        """
        await self._cases.require_report(key)
        await self._directory.coordinator(key.account_id).captures.fetch_now(key, EvidenceKind.REPORT)
        report = await self._shelf.load(key)
        if report is None:
            raise NotKnown("The report was erased here while it was on its way.")
        return report

    async def keep(self, key: VerificationKey, fetched: FetchedReport, by: str = "") -> Report:
        """Store a report that was fetched. Raises as `ReportShelf.keep`."""
        return await self._shelf.keep(key, fetched, by)

    async def tell_kept(self, report: Report, body: bytes) -> None:
        """Hand a report that is kept to whoever wants its bytes."""
        for hook in self._hooks:
            try:
                await hook(report, body)
            except ConsoleError as fault:
                _log.warning("a stored report could not be taken further: %s", fault.code)

    def on_kept(self, hook: Callable[[Report, bytes], Awaitable[None]]) -> None:
        """`hook` is awaited with every report and its plain bytes once it is kept; its fault never loses the report."""
        self._hooks.append(hook)

    async def read(self, key: VerificationKey) -> tuple[Report, bytes]:
        """The newest stored report and its plain bytes. Raises `NotKnown`, and `VaultDamaged` for one that is fetched
        again by itself then."""
        try:
            return await self._shelf.read(key)
        except VaultDamaged:
            await self._fetch_again(key)
            raise

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
        """Decrypt the newest stored report into the viewer's worker and write that down.

        Raises `NotKnown`, `VaultDamaged`, `ReportUnreadable`, `DiskFull`; then nothing is open.
        """
        report = await self.load(key)
        if report is None:
            raise NotKnown("There is no stored report for this verification. Fetch it first.")
        opened = await self.open_known(report)
        try:
            await opened.wait_noted()
        except BaseException:
            opened.drop()
            raise
        return opened

    async def open_known(self, report: Report) -> OpenReport:
        """The same for a report whose record is at hand, while it is still being written down that it was opened.

        Nobody waits for the disk to see the first page; who shows it closes it if `wait_noted` raises.
        """
        try:
            info = await self._worker.open_read(report.object_id, lambda: self._shelf.read_bytes(report))
        except VaultDamaged:
            await self._fetch_again(report.key)
            raise
        noting = asyncio.create_task(self._journal.note(report.key, "report_opened"), name="report opened")
        self._noting.add(noting)
        noting.add_done_callback(self._settle)
        return OpenReport(report, info, self._worker, noting)

    async def open_paper(self, object_id: str, body: bytes) -> OpenDocument:
        """Open a document that is evidence but no report, such as a scanned paper. Raises `ReportUnreadable`."""
        return OpenDocument(object_id, await self._worker.open(object_id, body), self._worker)

    async def start_viewer(self) -> None:
        """Have the viewer's process ready before the first report is opened."""
        await self._worker.start()

    async def end_viewing(self) -> None:
        """Nothing of what somebody looked at stays in memory, not its bytes, not the viewer's process, and nothing can be
        opened until `begin_viewing`. What is being printed or made searchable comes to its own end."""
        from console.services.report_library import is_being_read

        await self._worker.end_viewing(lambda name: is_being_read(name) or is_being_printed(name))

    def begin_viewing(self) -> None:
        """What is stored may be opened again."""
        self._worker.begin_viewing()

    async def verify(self, key: VerificationKey) -> datetime:
        """Read the stored bytes again and compare them with their SHA-256; when. Raises `NotKnown`, `VaultDamaged`."""
        report, body = await self.read(key)
        digest = await asyncio.to_thread(lambda: hashlib.sha256(body).hexdigest())
        if digest != report.sha256:
            raise VaultDamaged(
                "The stored report is not what was received. Fetch it again.", report.object_id
            )
        return datetime.now(UTC)

    async def aclose(self) -> None:
        """Let what was looked at be written down."""
        if self._noting:
            await asyncio.wait(self._noting)

    def _settle(self, noting: asyncio.Task[None]) -> None:
        self._noting.discard(noting)
        if not noting.cancelled():
            noting.exception()  # marks it as seen: whoever opened the report may be gone

    @property
    def viewer_pid(self) -> int | None:
        """The process id of the viewer's worker while it runs, for measurements."""
        return self._worker.pid

    async def note_printed(self, key: VerificationKey) -> None:
        """Write down that a plain copy went to a printer."""
        await self._journal.note(key, "report_printed")

    async def save_copy(self, key: VerificationKey, path: Path) -> Report:
        """Write the plain PDF where a person wants it; logged. Raises `DiskFull` when it cannot be written."""
        report, body = await self.read(key)
        # First the log: a plain copy nobody wrote down is worse than a line without one.
        await self._journal.note(key, "report_saved")
        try:
            await asyncio.to_thread(write_private_file, path, body)
        except OSError as error:
            raise DiskFull(
                "The copy could not be written there. Choose another folder.", str(error)
            ) from error
        return report
