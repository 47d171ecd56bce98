"""Stored reports: encrypted bytes in the vault, what is known of them in the store; fetches and shows nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Final

from console.base.clock import Clock
from console.domain.errors import NotKnown
from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery, VerificationRow
from console.domain.report import Report
from console.domain.timeline import EventSource, TimelineEvent
from console.providers.contract import FetchedReport
from console.store.store import Store
from console.vault.vault import Identity, Vault

REPORT_KIND = "pdf"
_WINDOW: Final = 500


class ReportShelf:
    """Reports exactly as received, by the verification they belong to."""

    def __init__(self, store: Store, vault: Vault, clock: Clock) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock

    async def keep(self, key: VerificationKey, fetched: FetchedReport, by: str = "") -> Report:
        """Store a report that was fetched; `by` signs it in place of who works here.

        The very bytes that are here already are written anew, which mends a damaged file, and remembered once.
        Raises `DiskFull`, and `NotKnown` for what was erased meanwhile.
        """
        stored = await asyncio.to_thread(self._vault.put, _identity(key), fetched.body)
        now = self._clock.now()
        size_bytes = len(fetched.body)
        report = Report(
            key, REPORT_KIND, size_bytes, stored.sha256, now, fetched.source, fetched.request_id, stored.id
        )
        event = TimelineEvent(now, "report_stored", EventSource.US, stored.sha256)
        try:
            await self._store.write(lambda work: work.save_report(report, event), by)
        except NotKnown:
            # Erased, or removed with its account, while the report was on its way.
            await asyncio.to_thread(self._vault.remove, stored.id)
            raise
        return report

    async def load(self, key: VerificationKey) -> Report | None:
        """The newest stored report of a verification."""
        return await self._store.query(lambda queries: queries.load_report(key))

    async def load_rows(
        self, query: ListQuery, start: int, count: int
    ) -> tuple[tuple[Report, VerificationRow], ...]:
        """One window of the verifications that have a report, each with its newest one."""
        stored = replace(query, has_report=True)
        return await self._store.query(lambda queries: queries.load_report_rows(stored, start, count))

    async def iter_all(self) -> AsyncIterator[tuple[Report, VerificationRow]]:
        """Every stored report with its verification, newest first."""
        before = 0
        while window := await self._store.query(
            lambda queries, before=before: queries.load_reports(_WINDOW, before)
        ):
            for _, report, row in window:
                yield report, row
            before = window[-1][0]

    async def read(self, key: VerificationKey) -> tuple[Report, bytes]:
        """The newest report and its plain bytes. Raises `NotKnown`, `VaultDamaged`."""
        report = await self.load(key)
        if report is None:
            raise NotKnown("There is no stored report for this verification. Fetch it first.")
        return report, await asyncio.to_thread(self.read_bytes, report)

    def read_bytes(self, report: Report) -> bytes:
        """The plain bytes of a report that is known; off the loop. Raises `VaultDamaged`."""
        return self._vault.get(_identity(report.key), report.object_id)


def _identity(key: VerificationKey) -> Identity:
    return Identity(f"{key.account_id}/{key.id}", REPORT_KIND)
