"""One per account: discovers, reads again what may change, records what it saw. Decides nothing for a person."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from console.base.clock import Clock
from console.domain.account import Account, AccountState
from console.domain.errors import ConsoleError
from console.domain.events import AccountChanged, Event
from console.domain.provider import PollingMode, ProviderManifest
from console.domain.timeline import EventSource
from console.domain.verification import (
    RawDocument,
    Snapshot,
    VerificationId,
    VerificationKey,
    build_bare_snapshot,
)
from console.domain.webhook import WEBHOOK, Notice
from console.providers.contract import Client, KnownVerification, ListsVerifications
from console.store.marks import AccountMarks
from console.store.store import Store
from console.store.values import Recorded
from console.sync.capture import Captures, EvidenceKeeping
from console.sync.capture_pace import CapturePace
from console.sync.clock_watch import ClockWatch
from console.sync.connection import Connect, Connection
from console.sync.discovery import Discovery
from console.sync.keeper import Erasing, Keeper
from console.sync.link import Link
from console.sync.looks import Looks
from console.sync.reader import Reader, is_about_a_list, is_about_one_record, needs_reading
from console.sync.schedule import Schedule
from console.sync.settled import SettledReads
from console.sync.tally import SyncReport, Tally

__all__ = ["Coordinator", "SyncReport"]
_log = logging.getLogger(__name__)

_LONGEST_WAIT_S = 300.0
_OUR_FAULT = (
    "An error in this program kept the account from being brought up to date. It tries again by itself."
)


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
        drop_files: Callable[[tuple[str, ...]], Awaitable[None]],
        keeping: EvidenceKeeping,
    ) -> None:
        self.account = account
        self._erasing_events = manifest.erasing_events
        self._policy = manifest.polling
        self._connect = connect
        self._store = store
        self._clock = clock
        self._publish = publish
        self._link = Link(
            account.name, self._policy.mode, store.lists.load_account_marks(account.id).last_ok_at
        )
        budget_per_s = self._policy.budget_per_s(account.environment)
        self._schedule = Schedule(self._policy, budget_per_s)
        self._settled = SettledReads(self._policy, budget_per_s)
        self._discovery = Discovery(self._policy.discover_s)
        erasing = Erasing(manifest.erased_statuses, drop_files)
        self._keeper = Keeper(account.id, self._schedule, store, clock, publish, erasing)
        self._reader = Reader(self._keeper, self._schedule, self._link, clock)
        self._looks = Looks(account.id, store, clock, self._reader, self._schedule, self._settled)
        self.captures = Captures(
            account.id, store, clock, self._connected_client, keeping, CapturePace(budget_per_s)
        )
        self._connecting = asyncio.Lock()
        self._connection: Connection | None = None
        self._clock_watch = ClockWatch(clock)
        self._wake = asyncio.Event()
        self._first_sync_done = False
        self._is_planned = False
        self._syncing = False
        self._published: AccountState | None = None

    @property
    def state(self) -> AccountState:
        """What the status bar shows."""
        left = self._connection.requests_left() if self._connection is not None else None
        next_at, is_webhook = self._schedule.next_due_at(), self._policy.mode is PollingMode.WEBHOOK
        return AccountState(
            self.account.id,
            self._link.state,
            self._link.last_ok_at,
            self._link.problem,
            None if is_webhook else next_at,
            left,
            self._first_sync_done,
            self._syncing,
            next_at if is_webhook else None,
        )

    async def run(self) -> None:
        """Pass after pass until cancelled, evidence beside them."""
        capturing = asyncio.create_task(self.captures.run(), name=f"evidence {self.account.name}")
        try:
            while True:
                await self._pass_and_wait()
        finally:
            capturing.cancel()
            await asyncio.wait((capturing,))

    async def _pass_and_wait(self) -> None:
        # Before the pass: who asks while one is under way gets another.
        self._wake.clear()
        wait_s = await self._guarded_pass(plan_first=not self._is_planned)
        if self._first_sync_done:
            self.captures.begin()
        try:
            async with asyncio.timeout(wait_s):
                await self._wake.wait()
        except TimeoutError:
            return
        self._discovery.hurry()

    async def sync_once(self, *, looking_for_ours: bool = False) -> SyncReport:
        """One full pass: everything the provider lists and everything that may still change.

        `looking_for_ours`: also read, once, what a list told by its id alone where polling is forbidden - a person
        asks whether a create whose answer was lost is among it.
        """
        started_s = self._clock.monotonic_s()
        tally = Tally()
        error = ""
        self._discovery.forget()
        try:
            await self._looks.plan_open()
            list_fault = await self._pass(tally)
            if looking_for_ours:
                await self._looks.read_nameless((await self.connected()).client, tally)
            self._link.note_success(self._clock.now())
            error = "" if list_fault is None else list_fault.user_message
            await self._save_marks()
        except Exception as problem:
            fault = self._to_fault(problem)
            self._link.note_fault(fault)
            error = fault.user_message
        self._publish_state()
        requests = self._connection.count_requests() if self._connection is not None else 0
        return tally.to_report(self.account, requests, self._clock.monotonic_s() - started_s, error)

    async def connected(self) -> Connection:
        """The account's connection, made now if need be."""
        async with self._connecting:
            if self._connection is None:
                self._connection = await self._connect(self.account)
            return self._connection

    async def aclose(self) -> None:
        """Close the connection; `run` must have been cancelled."""
        await self.captures.aclose()
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

    def follow_code(self, verification_id: VerificationId) -> None:
        """Its code is in front of a customer from now on."""
        self._schedule.follow_code(verification_id, self._clock.now())
        self._wake.set()

    def leave_code(self, verification_id: VerificationId) -> None:
        """The customer is gone."""
        self._schedule.leave_code(verification_id)

    async def list_now(self) -> None:
        """Read what the provider lists as changed lately, where it lists at all. Raises the `ProviderFault` as it came."""
        client = (await self.connected()).client
        if not isinstance(client, ListsVerifications):
            return
        try:
            await self._reader.read_list(client.list_verifications(self._discovery.since), Tally())
        except ConsoleError as fault:
            self.note_fault(fault)
            raise
        self._note_answer()

    def look_now(self) -> None:
        """Go on at once with what waits after a fault."""
        self._wake.set()

    def discover_soon(self) -> None:
        """New ids are known: look at everything again in the next pass."""
        self._discovery.want(self._clock.now())
        self._wake.set()

    def note_fault(self, fault: ConsoleError) -> None:
        """A call that a person asked for failed: the status bar tells at once when the account as a whole is hit."""
        if not is_about_one_record(fault):
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
        await self.record((snapshot,), source)
        self._note_answer()

    async def receive(self, notice: Notice, known: KnownVerification, body: bytes) -> None:
        """Apply a verified webhook: its own facts, or a fresh read where it carries none; `body` stays as it came."""
        snapshot = notice.snapshot
        if snapshot is None:
            await self.read_now(known, EventSource.WEBHOOK)
            snapshot = build_bare_snapshot(known.id, known.customer_id, RawDocument(WEBHOOK, body))
        erased = (
            frozenset({known.id}) if notice.event in self._erasing_events else frozenset[VerificationId]()
        )
        await self._keeper.record((snapshot,), EventSource.WEBHOOK, erased)
        # It may say that the report is made; asking once too often costs one request.
        await self._store.write(lambda work: work.hurry_captures(VerificationKey(self.account.id, known.id)))
        self.captures.wake()
        self._note_answer()

    async def record(self, snapshots: Sequence[Snapshot], source: EventSource) -> Recorded:
        """Save what was seen, reschedule it, tell everybody."""
        recorded = await self._keeper.record(snapshots, source)
        self.captures.wake()
        return recorded

    async def _connected_client(self) -> Client:
        return (await self.connected()).client

    async def _save_marks(self) -> None:
        """Remember the age of the last good answer for the next start, which may be without a network."""
        marks = AccountMarks(self._discovery.last_at, self._link.last_ok_at, self._link.problem)
        await self._store.write(lambda work: work.save_account_marks(self.account.id, marks))

    async def _guarded_pass(self, *, plan_first: bool) -> float:
        self._syncing = not self._first_sync_done
        self._publish_state()
        try:
            if self._clock_watch.was_set_back():
                self._forget_times()
                plan_first = True
            if plan_first:
                await self._looks.plan_open()
            await self._pass(Tally())
        except Exception as problem:
            wait_s = self._link.note_fault(self._to_fault(problem))
        else:
            self._first_sync_done = self._first_sync_done or self._discovery.last_at is not None
            wait_s = self._seconds_to_next()
        self._syncing = False
        self._publish_state()
        # A clock that is set back meanwhile is noticed at the next pass only.
        return min(wait_s, _LONGEST_WAIT_S)

    def _forget_times(self) -> None:
        self._schedule.clear()
        self._settled.forget()
        self._discovery.forget()

    def _to_fault(self, problem: Exception) -> ConsoleError:
        """A fault of ours is told like any other, and written down with its place the first time."""
        if isinstance(problem, ConsoleError):
            return problem
        if not self._link.is_failing:
            _log.error("account %s: a pass failed by itself", self.account.name, exc_info=problem)
        return ConsoleError(_OUR_FAULT, type(problem).__name__)

    async def _pass(self, tally: Tally) -> ConsoleError | None:
        """Returns what kept the list from being walked while single records could be read; raises everything wider."""
        client = (await self.connected()).client
        fault: ConsoleError | None = None
        if self._discovery.is_due(self._clock.now()):
            fault = await self._try_discover(client, tally)
        await self._looks.read_due(client, tally)
        await self._looks.read_settled(client, tally)
        # Everything that was planned has been asked for: from now on each has its own time.
        self._is_planned = True
        if fault is not None:
            wait_s = self._link.keep_fault(fault)
            self._discovery.put_off(self._clock.now() + timedelta(seconds=wait_s))
        return fault

    async def _try_discover(self, client: Client, tally: Tally) -> ConsoleError | None:
        try:
            await self._discover(client, tally)
        except ConsoleError as fault:
            if not is_about_a_list(fault):
                raise
            return fault
        self._link.release()
        self._link.note_success(self._clock.now())
        return None

    async def _discover(self, client: Client, tally: Tally) -> None:
        """Walk the provider's list, then read in full what the list only hinted at."""
        started_at = self._clock.now()
        if isinstance(client, ListsVerifications):
            await self._reader.read_list(client.list_verifications(self._discovery.since), tally)
        hinted = [item for item in await self._looks.load_open() if needs_reading(item, self._policy.mode)]
        await self._reader.read_many(client, hinted, tally)
        self._discovery.note_walked(started_at)

    def _seconds_to_next(self) -> float:
        now = self._clock.now()
        moments = (self._schedule.next_due_at(), self._settled.next_at, self._discovery.next_at)
        waits = [max(0.0, (moment - now).total_seconds()) for moment in moments if moment is not None]
        return min(waits, default=_LONGEST_WAIT_S)

    def _note_answer(self) -> None:
        self._link.note_success(self._clock.now())
        self._publish_state()

    def _publish_state(self) -> None:
        state = self.state
        if state != self._published:
            self._published = state
            self._publish(AccountChanged(self.account.id, state))
