"""Reads many verifications of one account, a few at a time, and hands what came to the keeper; plans nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence

from console.base.clock import Clock
from console.domain.errors import (
    ConsoleError,
    ProviderConflict,
    ProviderFailed,
    ProviderForbidden,
    ProviderNotFound,
    ProviderRefused,
    ReplyUnreadable,
)
from console.domain.phase import Phase
from console.domain.provider import PollingMode
from console.domain.timeline import EventSource
from console.domain.verification import OpenVerification, Snapshot, VerificationId
from console.providers.contract import Client, KnownVerification
from console.sync.keeper import Keeper
from console.sync.link import Link
from console.sync.schedule import Schedule
from console.sync.tally import Tally

# Verifications that are read in one go and saved together.
BATCH = 24
# Faults that concern one record; every other one concerns the whole account and stops the pass.
_ITEM_FAULTS = (ProviderConflict, ProviderForbidden, ProviderNotFound, ProviderRefused, ReplyUnreadable)
_UNDECIDED = frozenset({Phase.NOT_STARTED, Phase.CAPTURING, Phase.IN_REVIEW})
_READS_AT_ONCE = 8
# Rows of a list in one transaction: small enough to be seen coming, large enough that writing is not what takes longest.
_WRITTEN_AT_ONCE = 50


def needs_reading(item: OpenVerification, mode: PollingMode) -> bool:
    """Never read in full. In webhook mode an undecided one waits for its webhook: polling it is forbidden there."""
    return not item.fully_read and (mode is PollingMode.POLL or item.phase not in _UNDECIDED)


def is_about_one_record(fault: ConsoleError) -> bool:
    """False for what hits the account as a whole: its keys, its connection, its budget."""
    return isinstance(fault, _ITEM_FAULTS)


def is_about_a_list(fault: Exception) -> bool:
    """True when single records may be readable all the same: refused, not readable or failed, but answered."""
    return isinstance(fault, (*_ITEM_FAULTS, ProviderFailed))


class Reader:
    """What could not be read is planned again; what concerns the whole account is raised after its batch was saved."""

    def __init__(self, keeper: Keeper, schedule: Schedule, link: Link, clock: Clock) -> None:
        self._keeper = keeper
        self._schedule = schedule
        self._link = link
        self._clock = clock

    async def read_many(
        self, client: Client, items: Sequence[OpenVerification], tally: Tally
    ) -> frozenset[VerificationId]:
        """Read each in full; returns those that could not be read. Raises a fault that concerns the account."""
        gate = asyncio.Semaphore(_READS_AT_ONCE)
        failed: set[VerificationId] = set()
        for batch in _batches(items):
            results = await asyncio.gather(
                *(_read_one(client, item, gate) for item in batch), return_exceptions=True
            )
            # Planned again first: what then cannot be saved has its turn all the same.
            now = self._clock.now()
            for item in batch:
                self._schedule.put(item, now)
            pairs = zip(batch, results, strict=True)
            failed.update(item.id for item, result in pairs if isinstance(result, BaseException))
            snapshots = tuple(result for result in results if isinstance(result, Snapshot))
            await self.keep(snapshots, tally)
            _raise_worst(results, any_good=bool(snapshots))
            if not all(isinstance(result, ReplyUnreadable) for result in results):
                self._link.note_success(self._clock.now())
        return frozenset(failed)

    async def read_list(self, pages: AsyncIterator[tuple[Snapshot, ...]], tally: Tally) -> None:
        """Take in a provider's list as it comes. Raises its fault after what came before was saved."""
        waiting: list[Snapshot] = []
        try:
            async for page in pages:
                self._link.note_success(self._clock.now())
                waiting += page
                if len(waiting) >= _WRITTEN_AT_ONCE:
                    batch, waiting = tuple(waiting), []
                    await self.keep(batch, tally)
        finally:
            await self.keep(tuple(waiting), tally)

    async def keep(self, snapshots: tuple[Snapshot, ...], tally: Tally) -> None:
        """Save one batch and count it."""
        if snapshots:
            tally.note(snapshots, await self._keeper.record(snapshots, EventSource.POLL))


async def _read_one(client: Client, item: OpenVerification, gate: asyncio.Semaphore) -> Snapshot:
    async with gate:
        return await client.fetch_verification(KnownVerification(item.id, item.customer_id))


def _batches(items: Sequence[OpenVerification]) -> Iterable[Sequence[OpenVerification]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


def _raise_worst(results: Sequence[Snapshot | BaseException], *, any_good: bool) -> None:
    """Re-raise what concerns the account as a whole: any wider fault, or nothing but unreadable answers.

    One unreadable answer alone proves nothing about the others.
    """
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, _ITEM_FAULTS):
            raise result
    for result in results:
        if isinstance(result, ReplyUnreadable) and not any_good and len(results) > 1:
            raise result
