"""What is not settled is looked after: at the start, when its provider answers again, with patience, one by one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.account import LinkState
from console.domain.events import OutboxChanged
from console.domain.outbox import CreateIntent, OutboxId, OutboxItem, OutboxState
from console.domain.people_of_desk import PROGRAM
from console.services.creation import Outcome
from console.store.store import Store
from console.store.values import Lease
from console.sync.outbox_hold import LEASE_S
from console.sync.outbox_watch import OutboxWatch
from tests.support.clocks import SettableClock
from tests.support.desk import Desk, open_desk, open_desk_again
from tests.support.simulator import Simulator
from tests.support.stores import KEY, new_account
from tests.support.waiting import until

IRON, OTHER = new_account("Iron", "iron"), new_account("Other", "iron")


class Settling:
    """Where the watch hands an item over; what became of it is not its business."""

    def __init__(self) -> None:
        self.seen: list[tuple[OutboxId, str]] = []
        self.stuck = asyncio.Event()

    async def settle(self, item_id: OutboxId, gone: str) -> None:
        self.seen.append((item_id, gone))
        if item_id == "stuck":
            await self.stuck.wait()


@asynccontextmanager
async def _watched(store: Store, clock: SettableClock) -> AsyncIterator[tuple[OutboxWatch, Settling]]:
    settling = Settling()
    watch = OutboxWatch(store, clock, settling.settle)
    running = asyncio.create_task(watch.run())
    try:
        yield watch, settling
    finally:
        running.cancel()
        await asyncio.wait((running,))


@pytest.fixture
async def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
async def store(tmp_path: Path, clock: SettableClock) -> AsyncIterator[Store]:
    from console.store.store import open_store

    opened = open_store(tmp_path / "console.db", KEY, clock, "tester")
    for account in (IRON, OTHER):
        await opened.write(lambda work, account=account: work.save_account(account))
    yield opened
    opened.close()


async def _put(
    store: Store,
    clock: SettableClock,
    item_id: str,
    state: OutboxState = OutboxState.UNKNOWN,
    *,
    is_held: bool = False,
    account_id: str = IRON.id,
) -> None:
    now = clock.now()
    item = OutboxItem(OutboxId(item_id), IRON.id, CreateIntent(item_id), state, now, now)
    item = replace(item, account_id=account_id)
    lease = Lease(f"holder of {item_id}", now + timedelta(seconds=LEASE_S))
    assert await store.write(lambda work: work.queue_outbox(item, lease, 0)) is None
    if not is_held:
        await store.write(lambda work: work.release_outbox(item.id, lease.holder))


async def test_everything_uncertain_is_looked_at_at_the_start_and_then_with_patience(
    store: Store, clock: SettableClock
) -> None:
    for name in ("one", "two"):
        await _put(store, clock, name)
    await _put(store, clock, "done", OutboxState.ACCEPTED)
    async with _watched(store, clock) as (watch, settling):
        await until(lambda: len(settling.seen) == 2)
        assert {item_id for item_id, _ in settling.seen} == {"one", "two"}
        await _put(store, clock, "three")
        watch.wake()
        await until(lambda: len(settling.seen) == 3)
        assert settling.seen[-1][0] == "three"
        clock.let_pass(3)
        watch.wake()
        await until(lambda: len(settling.seen) == 6)


async def test_an_account_that_answers_again_is_worth_a_look_at_once(
    store: Store, clock: SettableClock
) -> None:
    await _put(store, clock, "here")
    await _put(store, clock, "there", account_id=OTHER.id)
    async with _watched(store, clock) as (watch, settling):
        await until(lambda: len(settling.seen) == 2)
        watch.note_link(IRON.id, LinkState.DOWN)
        watch.note_link(OTHER.id, LinkState.LIVE)
        watch.note_link(IRON.id, LinkState.LIVE)
        watch.note_link(OTHER.id, LinkState.LIVE)
        await until(lambda: len(settling.seen) == 3)
        assert settling.seen[-1][0] == "here"


async def test_one_that_takes_for_ever_keeps_no_other_waiting(store: Store, clock: SettableClock) -> None:
    for name in ("stuck", "one", "two"):
        await _put(store, clock, name)
    async with _watched(store, clock) as (_, settling):
        await until(lambda: len(settling.seen) == 3)
        settling.stuck.set()


async def test_what_another_program_holds_is_left_to_it_until_it_stops_renewing(
    store: Store, clock: SettableClock
) -> None:
    await _put(store, clock, "free", OutboxState.SENDING)
    await _put(store, clock, "held", OutboxState.SENDING, is_held=True)
    # The clock is set back: its lease looks as if it lasted for a day.
    clock.set_by(-86_400)
    async with _watched(store, clock) as (watch, settling):
        await until(lambda: len(settling.seen) == 1)
        assert settling.seen == [("free", "")]
        clock.let_pass(LEASE_S - 1)
        watch.wake()
        await until(lambda: len(settling.seen) == 2)
        assert settling.seen[-1] == ("free", "")
        clock.let_pass(1)
        watch.wake()
        await until(lambda: ("held", "holder of held") in settling.seen)


def _accepted(desk: Desk, item_id: OutboxId) -> bool:
    item = desk.console.store.read.load_outbox_item(item_id)
    return item is not None and item.state is OutboxState.ACCEPTED


async def _create_uncertain(desk: Desk) -> OutboxId:
    rule = {"provider": "proofme", "method": "POST", "path": "*", "action": "commit_then_drop"}
    with desk.simulator.faults(rule):
        created = await desk.try_create("proofme")
    assert created.outcome is Outcome.UNCERTAIN
    assert created.item_id is not None
    return created.item_id


async def test_an_uncertain_create_settles_without_a_click(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(quiet_simulator, tmp_path) as desk:
        await desk.start_sync()
        item_id = await _create_uncertain(desk)
        await desk.wait_for(lambda event: isinstance(event, OutboxChanged) and _accepted(desk, item_id))
        item = desk.console.store.read.load_outbox_item(item_id)
        assert item is not None
        [row] = await desk.rows(text=item.intent.email)
        assert row.key.id == item.verification_id
        # What was asked for is signed by who asked, what became of it by itself by nobody.
        signed = {entry.action: entry.who for entry in desk.console.store.read.load_audit()}
        working = desk.services.persons.working
        assert (signed["outbox_unknown"], signed["outbox_accepted"]) == (working, PROGRAM)


async def test_the_next_start_settles_what_the_last_one_left(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(quiet_simulator, tmp_path) as desk:
        item_id = await _create_uncertain(desk)
    async with open_desk_again(quiet_simulator, tmp_path) as desk:
        settled = asyncio.ensure_future(
            desk.wait_for(lambda event: isinstance(event, OutboxChanged) and _accepted(desk, item_id))
        )
        await desk.start_sync()
        await settled
