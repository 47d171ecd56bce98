"""One per account: discovers, reads again what may change, records what it saw. Decides nothing for a person."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from console.base.clock import Clock
from console.domain.account import Account, AccountState
from console.domain.errors import (
    ConsoleError,
    ProviderConflict,
    ProviderForbidden,
    ProviderNotFound,
    ProviderRefused,
    ReplyUnreadable,
)
from console.domain.events import AccountChanged, Event, VerificationsChanged
from console.domain.phase import Phase
from console.domain.provider import Environment, PollingMode, ProviderManifest
from console.domain.timeline import EventSource
from console.domain.verification import OpenVerification, Snapshot, VerificationId, VerificationKey
from console.domain.webhook import Notice
from console.providers.contract import Client, KnownVerification, ListsVerifications
from console.store.marks import AccountMarks
from console.store.store import Store
from console.store.values import Recorded
from console.sync.connection import Connect, Connection
from console.sync.link import Link
from console.sync.schedule import Schedule

# Faults that concern one record; every other one concerns the whole account and stops the pass.
_ITEM_FAULTS = (ProviderConflict, ProviderForbidden, ProviderNotFound, ProviderRefused, ReplyUnreadable)
_UNDECIDED = frozenset({Phase.NOT_STARTED, Phase.CAPTURING, Phase.IN_REVIEW})
_READS_AT_ONCE = 8
_BATCH = 24
# A verification changed just before the last pass may be listed after it: look back a little further.
_OVERLAP = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one pass over an account did: counts of verifications, none counted twice and none both new and changed.

    `error` is a sentence, empty when all went well.
    """

    account: Account
    seen: int
    added: int
    changed: int
    requests: int
    seconds: float
    error: str


@dataclass(slots=True)
class _Tally:
    seen: set[VerificationId] = field(default_factory=set[VerificationId])
    added: set[VerificationKey] = field(default_factory=set[VerificationKey])
    changed: set[VerificationKey] = field(default_factory=set[VerificationKey])


class Coordinator:
    """Keeps one account's verifications current within its budget.

    `run` goes on until cancelled, whatever the provider or this machine does; `sync_once` does one full pass.
    """

    def __init__(
        self,
        account: Account,
        manifest: ProviderManifest,
        connect: Connect,
        store: Store,
        clock: Clock,
        publish: Callable[[Event], None],
    ) -> None:
        self.account = account
        self._policy = manifest.polling
        self._connect = connect
        self._store = store
        self._clock = clock
        self._publish = publish
        self._link = Link(
            account.name, self._policy.mode, store.lists.load_account_marks(account.id).last_ok_at
        )
        self._schedule = Schedule(self._policy, self._requests_per_s())
        self._connecting = asyncio.Lock()
        self._connection: Connection | None = None
        self._wake = asyncio.Event()
        self._last_discovery: datetime | None = None
        self._discovery_wanted_at: datetime | None = None
        self._first_sync_done = False
        self._syncing = False
        self._published: AccountState | None = None

    @property
    def state(self) -> AccountState:
        """What the status bar shows."""
        left = self._connection.requests_left() if self._connection is not None else None
        return AccountState(
            self.account.id,
            self._link.state,
            self._link.last_ok_at,
            self._link.problem,
            self._schedule.next_due_at(),
            left,
            self._first_sync_done,
            self._syncing,
        )

    async def run(self) -> None:
        """Pass after pass until cancelled."""
        for item in await self._load_open():
            self._schedule.put(item, self._clock.now(), read_at_once=True)
        while True:
            # Before the pass: who asks while one is under way gets another.
            self._wake.clear()
            wait_s = await self._guarded_pass(_Tally())
            try:
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def sync_once(self, *, looking_for_ours: bool = False) -> SyncReport:
        """One full pass: everything the provider lists and everything that may still change.

        `looking_for_ours`: also read, once, what a list told by its id alone where polling is forbidden - a person
        asks whether a create whose answer was lost is among it.
        """
        started_s = self._clock.monotonic_s()
        tally = _Tally()
        error = ""
        self._last_discovery = None
        try:
            for item in await self._load_open():
                self._schedule.put(item, self._clock.now(), read_at_once=True)
            await self._pass(tally)
            if looking_for_ours:
                await self._read_nameless(tally)
            self._link.note_success(self._clock.now())
        except ConsoleError as fault:
            self._link.note_fault(fault)
            error = fault.user_message
        await self._save_marks()
        requests = self._connection.count_requests() if self._connection is not None else 0
        return SyncReport(
            self.account,
            len(tally.seen),
            len(tally.added),
            len(tally.changed - tally.added),
            requests,
            self._clock.monotonic_s() - started_s,
            error,
        )

    async def connected(self) -> Connection:
        """The account's connection, made now if need be."""
        async with self._connecting:
            if self._connection is None:
                self._connection = await self._connect(self.account)
            return self._connection

    async def aclose(self) -> None:
        """Close the connection; `run` must have been cancelled."""
        if self._connection is not None:
            await self._save_marks()
            await self._connection.aclose()
            self._connection = None

    def watch(self, verification_id: VerificationId) -> None:
        """A person looks at this one."""
        self._schedule.watch(verification_id, self._clock.now())
        self._wake.set()

    def unwatch(self, verification_id: VerificationId) -> None:
        """Nobody looks at it any more."""
        self._schedule.unwatch(verification_id)

    def discover_soon(self) -> None:
        """New ids are known: look at everything again in the next pass."""
        self._discovery_wanted_at = self._clock.now()
        self._wake.set()

    def note_fault(self, fault: ConsoleError) -> None:
        """A call that a person asked for failed: the status bar tells at once when the account as a whole is hit."""
        if not isinstance(fault, _ITEM_FAULTS):
            self._link.note_fault(fault)
            self._publish_state()

    async def read_now(self, known: KnownVerification, source: EventSource = EventSource.POLL) -> None:
        """Read one verification at once. Raises the `ProviderFault` as it came."""
        connection = await self.connected()
        try:
            snapshot = await connection.client.fetch_verification(known)
        except ConsoleError as fault:
            self.note_fault(fault)
            raise
        self._link.note_success(self._clock.now())
        await self.record((snapshot,), source)
        self._publish_state()

    async def receive(self, notice: Notice, known: KnownVerification) -> None:
        """Apply a verified webhook: its own facts, or a fresh read where it carries none."""
        if notice.snapshot is None:
            await self.read_now(known, EventSource.WEBHOOK)
            return
        self._link.note_success(self._clock.now())
        await self.record((notice.snapshot,), EventSource.WEBHOOK)
        self._publish_state()

    async def record(self, snapshots: Sequence[Snapshot], source: EventSource) -> Recorded:
        """Save what was seen, reschedule it, tell everybody."""
        now = self._clock.now()
        recorded = await self._store.write(
            lambda work: work.record_snapshots(self.account.id, snapshots, source, now)
        )
        for snapshot in snapshots:
            self._schedule.put(_to_open(snapshot), now)
        if recorded.changed or recorded.added:
            self._publish(VerificationsChanged(recorded.changed + recorded.added, recorded.added))
        return recorded

    async def _save_marks(self) -> None:
        """Remember the age of the last good answer for the next start, which may be without a network."""
        marks = AccountMarks(self._last_discovery, self._link.last_ok_at, self._link.problem)
        await self._store.write(lambda work: work.save_account_marks(self.account.id, marks))

    async def _guarded_pass(self, tally: _Tally) -> float | None:
        self._syncing = not self._first_sync_done
        self._publish_state()
        try:
            await self._pass(tally)
        except ConsoleError as fault:
            wait_s = self._link.note_fault(fault)
        else:
            self._first_sync_done = True
            wait_s = self._seconds_to_next()  # None: nothing is due until somebody wakes us
        self._syncing = False
        self._publish_state()
        return wait_s

    async def _pass(self, tally: _Tally) -> None:
        connection = await self.connected()
        if self._discovery_is_due():
            await self._discover(connection.client, tally)
        await self._read_due(connection.client, tally)

    def _discovery_is_due(self) -> bool:
        if self._last_discovery is None:
            return True
        if self._discovery_wanted_at is not None and self._discovery_wanted_at >= self._last_discovery:
            return True
        if self._policy.discover_s <= 0:
            return False
        return (self._clock.now() - self._last_discovery).total_seconds() >= self._policy.discover_s

    async def _discover(self, client: Client, tally: _Tally) -> None:
        """Walk the provider's list, then read in full what the list only hinted at."""
        started_at = self._clock.now()
        since = self._last_discovery - _OVERLAP if self._last_discovery is not None else None
        if isinstance(client, ListsVerifications):
            async for page in client.list_verifications(since):
                await self._record_counted(page, tally)
                self._link.note_success(self._clock.now())
                self._publish_state()
        await self._read_many(
            client, [item for item in await self._load_open() if self._needs_reading(item)], tally
        )
        self._last_discovery = started_at

    async def _read_nameless(self, tally: _Tally) -> None:
        client = (await self.connected()).client
        nameless = [item for item in await self._load_open() if not item.fully_read and not item.customer_id]
        await self._read_many(client, nameless, tally)

    def _needs_reading(self, item: OpenVerification) -> bool:
        """Never read in full. In webhook mode an undecided one waits for its webhook: polling it is forbidden there."""
        if item.fully_read:
            return False
        return self._policy.mode is PollingMode.POLL or item.phase not in _UNDECIDED

    async def _read_due(self, client: Client, tally: _Tally) -> None:
        while due := self._schedule.take_due(self._clock.now(), _BATCH):
            by_id = {item.id: item for item in await self._load_open()}
            await self._read_many(client, [by_id[known] for known in due if known in by_id], tally)

    async def _read_many(self, client: Client, items: Sequence[OpenVerification], tally: _Tally) -> None:
        gate = asyncio.Semaphore(_READS_AT_ONCE)
        for batch in _batches(items):
            results = await asyncio.gather(
                *(self._read_one(client, item, gate) for item in batch), return_exceptions=True
            )
            snapshots = [result for result in results if isinstance(result, Snapshot)]
            await self._record_counted(snapshots, tally)
            self._put_back(batch, results)
            _raise_worst(results, any_good=bool(snapshots))
            self._link.note_success(self._clock.now())

    async def _read_one(self, client: Client, item: OpenVerification, gate: asyncio.Semaphore) -> Snapshot:
        async with gate:
            return await client.fetch_verification(KnownVerification(item.id, item.customer_id))

    def _put_back(
        self, batch: Sequence[OpenVerification], results: Sequence[Snapshot | BaseException]
    ) -> None:
        now = self._clock.now()
        for item, result in zip(batch, results, strict=True):
            if isinstance(result, BaseException):
                self._schedule.put(item, now)

    async def _record_counted(self, snapshots: Sequence[Snapshot], tally: _Tally) -> None:
        if snapshots:
            recorded = await self.record(snapshots, EventSource.POLL)
            tally.seen.update(snapshot.verification.id for snapshot in snapshots)
            tally.added.update(recorded.added)
            tally.changed.update(recorded.changed)

    async def _load_open(self) -> tuple[OpenVerification, ...]:
        return await self._store.query(lambda queries: queries.load_open(self.account.id))

    def _seconds_to_next(self) -> float | None:
        now = self._clock.now()
        moments = [self._schedule.next_due_at()]
        if self._policy.discover_s > 0 and self._last_discovery is not None:
            moments.append(self._last_discovery + timedelta(seconds=self._policy.discover_s))
        waits = [max(0.0, (moment - now).total_seconds()) for moment in moments if moment is not None]
        return min(waits, default=None)

    def _requests_per_s(self) -> float:
        if self.account.environment is Environment.SIMULATOR:
            return self._policy.simulator_requests_per_s
        return self._policy.requests_per_s

    def _publish_state(self) -> None:
        state = self.state
        if state != self._published:
            self._published = state
            self._publish(AccountChanged(self.account.id, state))


def _to_open(snapshot: Snapshot) -> OpenVerification:
    verification = snapshot.verification
    return OpenVerification(
        verification.id,
        verification.customer_id,
        verification.phase,
        verification.updated_at,
        not snapshot.partial,
    )


def _batches(items: Sequence[OpenVerification]) -> Iterable[Sequence[OpenVerification]]:
    return (items[start : start + _BATCH] for start in range(0, len(items), _BATCH))


def _raise_worst(results: Sequence[Snapshot | BaseException], *, any_good: bool) -> None:
    """Re-raise what concerns the account as a whole: any wider fault, or nothing but unreadable answers."""
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, _ITEM_FAULTS):
            raise result
    for result in results:
        if isinstance(result, ReplyUnreadable) and not any_good:
            raise result
