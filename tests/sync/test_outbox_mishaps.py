"""The outbox when this side goes wrong: a busy database, a clock that is set, a row nobody can read, a lost hold."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from console.domain.errors import ActionRefused, ConsoleError, ProviderFault
from console.domain.outbox import OutboxItem, OutboxState
from console.services.creation import Outcome
from console.store import driver
from console.store.driver import Connection, connect
from tests.support.clocks import SettableClock
from tests.support.desk import Desk, open_desk, open_desk_again
from tests.support.simulator import Simulator
from tests.support.waiting import until

_DAY_S = 24 * 3600.0


def _open_database(desk: Desk) -> Connection:
    """As another program has it open."""
    return connect(desk.console.profile.store_path, desk.console.profile.db_key)


async def _items(desk: Desk) -> tuple[OutboxItem, ...]:
    return await desk.services.creation.load_outbox()


async def _wait_until_sent(desk: Desk, provider: str, path: str) -> None:
    def is_there() -> bool:
        calls = desk.simulator.calls(provider)
        return any((call["method"], call["path"]) == ("POST", path) for call in calls)

    await until(is_there)


async def test_an_answer_is_kept_although_another_program_was_writing(
    quiet_simulator: Simulator,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody could ask Checkout.com for it again."""
    # Ten seconds of patience with the other program are the database's own affair.
    monkeypatch.setattr(driver, "BUSY_TIMEOUT_MS", 200)
    caplog.set_level(logging.INFO)
    slow = {"provider": "checkout", "method": "POST", "path": "/create-and-open-idv", "action": "delay"}
    async with open_desk(quiet_simulator, tmp_path) as desk:
        quiet_simulator.forget_calls()
        with quiet_simulator.faults({**slow, "seconds": 1, "times": 1}):
            creating = asyncio.create_task(desk.try_create("checkout"))
            await _wait_until_sent(desk, "checkout", "/create-and-open-idv")
        busy = _open_database(desk)
        busy.execute("BEGIN IMMEDIATE")
        await until(lambda: "could not be kept yet" in caplog.text, deadline_s=30.0)
        busy.execute("ROLLBACK")
        busy.close()
        created = await creating
        assert created.outcome is Outcome.CREATED
        assert created.key is not None
        assert (await desk.row(created.key)).key == created.key


async def test_a_wall_clock_put_forward_takes_nothing_from_who_is_sending_it(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    clock = SettableClock()
    slow = {"provider": "proofme", "method": "POST", "path": "/identification", "action": "delay"}
    async with open_desk(quiet_simulator, tmp_path, clock=clock) as desk:
        quiet_simulator.forget_calls()
        with quiet_simulator.faults({**slow, "seconds": 1, "times": 1}):
            creating = asyncio.create_task(desk.try_create("proofme"))
            await _wait_until_sent(desk, "proofme", "/identification")
            clock.set_by(_DAY_S)
            [item] = await _items(desk)
            assert (await desk.services.creation.resolve(item.id)).state is OutboxState.SENDING
            assert (await creating).outcome is Outcome.CREATED


async def test_what_a_person_asked_for_does_not_go_on_by_itself_for_ever(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    """Looked at every half hour while the provider has no time: after an hour a person decides again."""
    clock = SettableClock()
    path = "/customers/*/identifications/v2"
    rule = {"provider": "iron", "method": "POST", "path": path, "action": "status", "status": 429}
    async with open_desk(quiet_simulator, tmp_path, clock=clock) as desk:
        with quiet_simulator.faults({**rule, "times": None, "headers": {"Retry-After": "1"}}):
            created = await desk.try_create("iron")
            assert created.outcome is Outcome.UNCERTAIN
            assert created.item_id is not None
            for _ in range(3):
                clock.let_pass(1800.0)
                await desk.services.creation.resolve(created.item_id)
        assert (await desk.services.creation.resolve(created.item_id)).state is OutboxState.ATTENTION


async def test_a_typed_id_of_somebody_else_is_not_believed(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    lost = {"provider": "checkout", "method": "POST", "path": "/applicants", "action": "commit_then_drop"}
    async with open_desk(quiet_simulator, tmp_path) as desk:
        made = [row["id"] for row in quiet_simulator.ledger("checkout") if row["kind"] == "customer"]
        with quiet_simulator.faults({**lost, "times": 1}):
            created = await desk.try_create("checkout")
        assert created.item_id is not None
        quiet_simulator.forget_calls()
        creation = desk.services.creation
        with pytest.raises(ActionRefused, match="somebody else"):
            await creation.settle_found(created.item_id, made[0])
        with pytest.raises(ProviderFault):
            await creation.settle_found(created.item_id, "garbage id")
        [item] = await _items(desk)
        assert item.state is OutboxState.UNKNOWN
        assert [call for call in quiet_simulator.calls("checkout") if call["method"] == "POST"] == []
        [ours] = [
            row["id"]
            for row in quiet_simulator.ledger("checkout")
            if row["kind"] == "customer" and row["id"] not in made
        ]
        settled = await creation.settle_found(created.item_id, ours)
        assert settled.state is OutboxState.ACCEPTED


async def test_an_item_given_up_while_a_person_settles_it_is_shown_as_it_stands(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    lost = {"provider": "checkout", "method": "POST", "path": "/applicants", "action": "commit_then_drop"}
    slow = {"provider": "checkout", "method": "GET", "path": "/applicants/*", "action": "delay"}
    async with open_desk(quiet_simulator, tmp_path) as desk:
        with quiet_simulator.faults({**lost, "times": 1}):
            created = await desk.try_create("checkout")
        assert created.item_id is not None
        newest = [row["id"] for row in quiet_simulator.ledger("checkout") if row["kind"] == "customer"][-1]
        quiet_simulator.forget_calls()
        with quiet_simulator.faults({**slow, "seconds": 1, "times": 1}):
            settling = asyncio.create_task(desk.services.creation.settle_found(created.item_id, newest))
            await until(lambda: quiet_simulator.calls("checkout"))
            await desk.services.accounts.remove(desk.account("checkout").id, give_up=True)
            [told] = await asyncio.gather(settling, return_exceptions=True)
        assert isinstance(told, OutboxItem | ConsoleError)
        [item] = await _items(desk)
        assert item.state is OutboxState.ATTENTION


async def test_a_row_nobody_can_read_keeps_no_other_from_being_looked_after(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    lost = {"provider": "proofme", "method": "POST", "path": "/identification", "action": "commit_then_drop"}
    async with open_desk(quiet_simulator, tmp_path) as desk:
        for _ in range(2):
            with quiet_simulator.faults({**lost, "times": 1}):
                assert (await desk.try_create("proofme")).outcome is Outcome.UNCERTAIN
        broken, whole = await _items(desk)
        database = _open_database(desk)
        database.execute("UPDATE outbox SET body = '{}' WHERE id = ?", (broken.id,))
        database.close()
    async with open_desk_again(quiet_simulator, tmp_path) as desk:
        await desk.services.sync.start()
        assert [item.id for item in await _items(desk)] == [whole.id]
        assert (await desk.services.creation.resolve(whole.id)).state in {
            OutboxState.ACCEPTED,
            OutboxState.UNKNOWN,
        }
