"""Looks after what is not settled: at the start, when a provider answers again, and with back-off. Creates nothing new."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from console.base.clock import Clock
from console.domain.account import AccountId, LinkState
from console.domain.errors import ConsoleError
from console.domain.outbox import OutboxId, OutboxState
from console.store.store import Store
from console.store.values import HeldItem
from console.sync.outbox_hold import LEASE_S

_log = logging.getLogger(__name__)

_FIRST_WAIT_S = 2.0
_LONGEST_WAIT_S = 900.0
# Another program may have left something behind.
_LOOK_ROUND_S = 60.0
_AT_ONCE = 4
_ANSWERS = frozenset({LinkState.LIVE, LinkState.WAITING})

# Settles one item; the name is that of a holder that is gone, or empty.
Settle = Callable[[OutboxId, str], Awaitable[object]]


@dataclass(slots=True)
class _Patience:
    due_s: float
    wait_s: float = _FIRST_WAIT_S


class OutboxWatch:
    """One task runs it; every item is looked at by itself, so that none keeps the others waiting."""

    def __init__(self, store: Store, clock: Clock, settle: Settle) -> None:
        self._store = store
        self._clock = clock
        self._settle = settle
        self._wake = asyncio.Event()
        self._patience: dict[OutboxId, _Patience] = {}
        self._seen: dict[str, tuple[object, float]] = {}
        self._links: dict[AccountId, LinkState] = {}
        self._impatient: set[AccountId] = set()
        self._random = random.Random()  # noqa: S311 - jitter is no secret

    async def run(self) -> None:
        """Pass after pass until cancelled."""
        while True:
            self._wake.clear()
            try:
                wait_s = await self._pass()
            except ConsoleError as error:
                _log.info("the outbox could not be looked through: %s", error.code)
                wait_s = _LOOK_ROUND_S
            except Exception:
                # Nobody else looks after what is not settled: whatever it is, the next pass tries again.
                _log.exception("the outbox could not be looked through")
                wait_s = _LOOK_ROUND_S
            try:
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()
            except TimeoutError:
                continue

    def wake(self) -> None:
        """Something is not settled."""
        self._wake.set()

    def note_link(self, account_id: AccountId, link: LinkState) -> None:
        """How an account is doing; one that answers again has its items looked at at once."""
        before = self._links.get(account_id)
        self._links[account_id] = link
        if before is not None and before not in _ANSWERS and link in _ANSWERS:
            self._impatient.add(account_id)
            self._wake.set()

    def seconds_to_look(self, item_id: OutboxId) -> float | None:
        """How long until an item is looked at by itself; None while nobody looks after it."""
        patience = self._patience.get(item_id)
        return None if patience is None else max(0.0, patience.due_s - self._clock.monotonic_s())

    async def _pass(self) -> float:
        """Look at what is due; how long until the next is."""
        found = await self._store.query(lambda queries: queries.load_open_outbox())
        known = {held.item.id for held in found}
        holders = {held.lease.holder for held in found if held.lease is not None}
        self._seen = {holder: seen for holder, seen in self._seen.items() if holder in holders}
        self._patience = {item_id: each for item_id, each in self._patience.items() if item_id in known}
        impatient, self._impatient = self._impatient, set()
        gate = asyncio.Semaphore(_AT_ONCE)
        due = [held for held in found if self._is_due(held, held.item.account_id in impatient)]
        async with asyncio.TaskGroup() as looking:
            for held in due:
                looking.create_task(self._look(held, gate))
        now_s = self._clock.monotonic_s()
        waits = [each.due_s - now_s for each in self._patience.values()]
        return max(0.0, min((*waits, _LOOK_ROUND_S)))

    def _is_due(self, held: HeldItem, is_impatient: bool) -> bool:
        now_s = self._clock.monotonic_s()
        if held.lease is not None and not self._is_over(held):
            self._patience[held.item.id] = _Patience(now_s + LEASE_S)
            return False
        # At the first sight: what an earlier program left, or what has only now become uncertain.
        is_left_behind = held.item.state is not OutboxState.UNKNOWN
        patience = self._patience.setdefault(held.item.id, _Patience(now_s))
        return is_left_behind or is_impatient or patience.due_s <= now_s

    def _is_over(self, held: HeldItem) -> bool:
        """Its end has passed, or nobody renewed it for as long as it lasts: the clock may have been set back."""
        lease = held.lease
        if lease is None or lease.until <= self._clock.now():
            return True
        now_s = self._clock.monotonic_s()
        seen = self._seen.get(lease.holder)
        if seen is None or seen[0] != lease.until:
            self._seen[lease.holder] = (lease.until, now_s)
            return False
        return now_s - seen[1] >= LEASE_S

    async def _look(self, held: HeldItem, gate: asyncio.Semaphore) -> None:
        async with gate:
            try:
                await self._settle(held.item.id, held.lease.holder if held.lease is not None else "")
            except ConsoleError as error:
                _log.info("an outbox item could not be settled: %s", error.code)
        patience = self._patience[held.item.id]
        wait_s = patience.wait_s * self._random.uniform(0.75, 1.25)
        patience.due_s = self._clock.monotonic_s() + wait_s
        patience.wait_s = min(_LONGEST_WAIT_S, patience.wait_s * 2.0)
