"""Fetches the evidence of one account by itself once a verdict is final: slowly, one at a time, again until it is here.

Runs beside the account's passes and shares their budget. Decides nothing, shows nothing, keeps no bytes itself.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from console.base.clock import Clock
from console.base.ids import new_uuid
from console.domain.account import AccountId
from console.domain.errors import ActionRefused, ConsoleError, EnvironmentFault, NotKnown, NotSupported
from console.domain.evidence_file import CaptureState, EvidenceKind
from console.domain.keys import VerificationKey
from console.domain.people_of_desk import PROGRAM
from console.providers.contract import (
    Client,
    FetchedPictures,
    FetchedReport,
    FetchesPictures,
    FetchesReports,
    KnownVerification,
)
from console.store.store import Store
from console.store.values import LONGEST_CAPTURE_WAIT, Lease, TakenCapture
from console.sync.capture_pace import CapturePace, Ending, is_about_one, judge_fault, judge_pictures

if TYPE_CHECKING:
    from console.store.unit_of_work import UnitOfWork

_log = logging.getLogger(__name__)
# Who was killed is followed after so long; who lives renews its lease long before.
LEASE: Final = timedelta(seconds=60)
_RENEW_S: Final = 20.0
_LONGEST_WAIT_S: Final = 300.0
_SHORTEST_WAIT_S: Final = 1.0
_HELD: Final = "This is being fetched already. It appears here in a moment."
_STOPPED: Final = "The account was stopped meanwhile. It is fetched by itself when it goes on."


@dataclass(frozen=True, slots=True)
class EvidenceKeeping:
    """Where what was fetched goes: into vault and store, or it raises `DiskFull`, `StoreUnavailable`, and `NotKnown` for
    what was erased meanwhile; the text signs it in place of who works here. `changed` tells that a capture stands
    otherwise now, `missed` that what stands in the inbox may have changed with it."""

    report: Callable[[VerificationKey, FetchedReport, str], Awaitable[object]]
    pictures: Callable[[VerificationKey, FetchedPictures, str], Awaitable[object]]
    changed: Callable[[VerificationKey], None]
    missed: Callable[[VerificationKey], None]


class Captures:
    """One account's captures. `run` goes on until cancelled; `fetch_now` is for a person who does not want to wait.

    Several programs may work on the profile: each capture is held by one of them.
    """

    def __init__(
        self,
        account_id: AccountId,
        store: Store,
        clock: Clock,
        connect: Callable[[], Awaitable[Client]],
        keeping: EvidenceKeeping,
        pace: CapturePace,
    ) -> None:
        self._account_id = account_id
        self._store = store
        self._clock = clock
        self._connect = connect
        self._keeping = keeping
        self._pace = pace
        self._random = random.Random()  # noqa: S311 - jitter is no secret
        self._begun = asyncio.Event()
        self._wake = asyncio.Event()
        self._holder = new_uuid()
        self._running: dict[tuple[VerificationKey, EvidenceKind], asyncio.Task[ConsoleError | None]] = {}
        self._is_failing = False

    def begin(self) -> None:
        """Everything was seen once: from now on there is time for evidence. Each call looks whether there is some."""
        self._begun.set()
        self.wake()

    def wake(self) -> None:
        """Something was wished for, or its time may have come."""
        self._wake.set()

    async def run(self) -> None:
        """One capture after the other until cancelled, whatever the provider or this machine does."""
        await self._begun.wait()
        while True:
            self._wake.clear()
            wait_s = await self._guarded_step()
            if wait_s > 0:
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait_s):
                        await self._wake.wait()

    async def drain(self) -> int:
        """Carry everything whose time has come, and nothing that waits for its turn; how many of them came."""
        came = 0
        while (taken := await self._take(is_turn=False)) is not None:
            fault = await self._carry_by_itself(taken)
            came += fault is None
            if fault is not None and not is_about_one(fault):
                break
            await asyncio.sleep(self._pace.pause_after(fault))
        return came

    async def fetch_now(self, key: VerificationKey, kind: EvidenceKind) -> None:
        """Fetch one at once, or wait for the fetch of it that is under way.

        Raises the provider's fault, `DiskFull`, `NotKnown`, `NotSupported`, and `ActionRefused` while another program
        fetches it. Who stops waiting does not stop it.
        """
        running = self._running.get((key, kind))
        if running is None:
            running = self._start(key, kind, self._fetch_one(key, kind))
        try:
            fault = await asyncio.shield(running)
        except asyncio.CancelledError:
            if running.cancelled():
                raise ActionRefused(_STOPPED) from None
            raise
        if fault is not None:
            raise fault

    async def aclose(self) -> None:
        """End what persons asked for; what is half done is tried again by itself."""
        running = tuple(self._running.values())
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)

    def _start(
        self, key: VerificationKey, kind: EvidenceKind, work: Coroutine[Any, Any, ConsoleError | None]
    ) -> asyncio.Task[ConsoleError | None]:
        task = asyncio.create_task(work, name="evidence")
        self._running[key, kind] = task
        task.add_done_callback(lambda done: self._settle(key, kind, done))
        return task

    def _settle(self, key: VerificationKey, kind: EvidenceKind, task: asyncio.Task[Any]) -> None:
        if self._running.get((key, kind)) is task:
            del self._running[key, kind]
        if not task.cancelled():
            task.exception()  # marks it as seen: its waiter may be gone

    async def _fetch_one(self, key: VerificationKey, kind: EvidenceKind) -> ConsoleError | None:
        # A holder of its own: a lease that another program holds is not ours.
        lease = Lease(new_uuid(), self._clock.now() + LEASE)
        taken = await self._store.write(lambda work: work.take_one_capture(key, kind, lease))
        if taken is None:
            return ActionRefused(_HELD)
        return await self._carry(taken, lease.holder, by="")

    async def _carry_by_itself(self, taken: TakenCapture) -> ConsoleError | None:
        """As a task that a person who asks for the same may wait for."""
        task = self._start(taken.key, taken.kind, self._carry(taken, self._holder, PROGRAM))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait((task,))
            raise

    async def _guarded_step(self) -> float:
        try:
            wait_s = await self._step()
        except Exception as problem:
            if not self._is_failing:
                _log.error("captures stopped for a while: %s", type(problem).__name__, exc_info=problem)
            self._is_failing = True
            return _LONGEST_WAIT_S
        self._is_failing = False
        return wait_s

    async def _step(self) -> float:
        """Carry one if its time has come, and pause; the seconds until the next may be due, 0 after one was carried."""
        now = self._clock.now()
        next_at, has_turns = await self._store.query(
            lambda queries: (
                queries.find_next_capture(self._account_id),
                queries.has_captures_in_turn(self._account_id),
            )
        )
        is_turn = has_turns and self._pace.is_turn(now)
        if is_turn or (next_at is not None and self._is_due(next_at, now)):
            taken = await self._take(is_turn=is_turn)
            if taken is not None:
                fault = await self._carry_by_itself(taken)
                await asyncio.sleep(self._pace.pause_after(fault))
                return 0.0
        moments = [moment for moment in (next_at, self._pace.next_turn_at if has_turns else None) if moment]
        waits = [max(_SHORTEST_WAIT_S, (moment - now).total_seconds()) for moment in moments]
        return min((*waits, _LONGEST_WAIT_S))

    @staticmethod
    def _is_due(moment: datetime, now: datetime) -> bool:
        # One far ahead was written before the clock was set back.
        return moment <= now or moment > now + LONGEST_CAPTURE_WAIT

    async def _take(self, *, is_turn: bool) -> TakenCapture | None:
        now = self._clock.now()
        lease = Lease(self._holder, now + LEASE)
        taken = await self._store.write(lambda work: work.take_capture(self._account_id, lease))
        if taken is None and is_turn:
            self._pace.note_turn(now)
            taken = await self._store.write(
                lambda work: work.take_capture(self._account_id, lease, in_turn=True)
            )
        return taken

    async def _carry(self, taken: TakenCapture, holder: str, by: str) -> ConsoleError | None:
        """Fetch and keep it, and write down how it ended; returns what went wrong."""
        renewing = asyncio.create_task(self._renew(taken, holder), name="evidence lease")
        try:
            ending = await self._fetch(taken, by)
        except ConsoleError as fault:
            await self._end(taken, holder, judge_fault(fault, taken, self._clock.now(), self._random))
            return fault
        except asyncio.CancelledError:
            await self._store.write(lambda work: work.release_capture(taken, holder))
            raise
        finally:
            renewing.cancel()
        # What was kept whole has settled its capture in the same transaction.
        if ending is not None:
            await self._end(taken, holder, ending)
        self._keeping.changed(taken.key)
        return None

    async def _fetch(self, taken: TakenCapture, by: str) -> Ending | None:
        """None when all of it is kept."""
        client = await self._connect()
        known = KnownVerification(taken.key.id, taken.customer_id)
        if taken.kind is EvidenceKind.REPORT:
            if not isinstance(client, FetchesReports):
                raise NotSupported("This provider's interface has no report.")
            await self._keeping.report(taken.key, await client.fetch_report(known), by)
            return None
        if not isinstance(client, FetchesPictures):
            raise NotSupported("This provider's interface has no pictures.")
        fetched = await client.fetch_pictures(known)
        self._pace.note_pictures(len(fetched.files) + len(fetched.missing))
        if fetched.files:
            await self._keeping.pictures(taken.key, fetched, by)
        return judge_pictures(fetched, taken, self._clock.now(), self._random)

    async def _end(self, taken: TakenCapture, holder: str, ending: Ending) -> None:
        def work(unit: UnitOfWork) -> bool:
            if taken.state is CaptureState.STORED:
                # What is here stays here: a person asked for a newer one, and there was none.
                return unit.release_capture(taken, holder)
            return unit.end_capture(
                taken,
                holder,
                ending.state,
                tries=ending.tries,
                next_at=ending.next_at,
                reason=ending.reason,
            )

        with suppress(NotKnown, EnvironmentFault):
            await self._store.write(work)
        self._keeping.changed(taken.key)
        if taken.kind is EvidenceKind.PICTURE:
            self._keeping.missed(taken.key)

    async def _renew(self, taken: TakenCapture, holder: str) -> None:
        while True:
            await asyncio.sleep(_RENEW_S)
            lease = Lease(holder, self._clock.now() + LEASE)
            with suppress(EnvironmentFault):
                await self._store.write(lambda work, lease=lease: work.renew_capture_lease(taken, lease))
