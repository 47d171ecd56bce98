"""Creates beyond the main flow go through the same guard and outbox: one effect each, whatever happens on the way."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import pytest

from console.domain.errors import NotSupported
from console.domain.keys import VerificationId
from console.domain.outbox import OPEN_STATES, CreateIntent, OutboxState
from console.services.creation import Outcome
from tests.faults.arena import Step, open_arena
from tests.faults.deeds import DEEDS, WITH_EFFECT, Deed, load_item, make_verification
from tests.faults.extent import pair
from tests.faults.test_every_step import CLOCKS, FAULTS
from tests.support.simulator import Simulator

ALWAYS: Final = "reset after the commit"
SETTLED: Final = {(OutboxState.ACCEPTED, 1), (OutboxState.REFUSED, 0)}
CASES: Final = pair(DEEDS, FAULTS, always=ALWAYS)


@pytest.mark.parametrize(("deed", "name"), CASES, ids=[f"{deed.label}-{name}" for deed, name in CASES])
async def test_an_operation_that_makes_something_makes_it_once(
    deed: Deed, name: str, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    fault = FAULTS[name]
    had_effect = fault["action"] in WITH_EFFECT
    async with open_arena(quiet_simulator, tmp_path) as arena:
        target = await deed.prepare(arena)
        before = await deed.count_made(arena, target)
        await asyncio.to_thread(quiet_simulator.forget_calls)
        with quiet_simulator.faults(deed.step.fault(**fault)):
            created, item = await deed.ask(arena, target)
        made = await deed.find_made(arena, target, before, had_effect=had_effect)
        assert made == int(had_effect)
        if item.state in OPEN_STATES:
            assert created.outcome is Outcome.UNCERTAIN
            assert created.reason
            item = await deed.settle(arena, item, target, is_made=bool(made))
        made = await deed.find_made(arena, target, before, had_effect=had_effect)
        assert (item.state, made) in SETTLED
        await arena.verify()
        sent = await asyncio.to_thread(deed.count_sent, quiet_simulator)
        assert sent == 1 or (deed.is_replayable and sent == 2)


SET: Final = pair(DEEDS, CLOCKS)


@pytest.mark.parametrize(("deed", "name"), SET, ids=[f"{deed.label}-{name}" for deed, name in SET])
async def test_a_clock_that_is_set_meanwhile_makes_nothing_twice(
    deed: Deed, name: str, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    """The answer is lost, the clock is set, the program is started again."""
    set_by_s = CLOCKS[name]
    async with open_arena(quiet_simulator, tmp_path) as arena:
        target = await deed.prepare(arena)
        before = await deed.count_made(arena, target)
        with quiet_simulator.faults(deed.step.fault(action="commit_then_drop")):
            _, item = await deed.ask(arena, target)
        assert item.state is OutboxState.UNKNOWN
        arena.clock.set_by(set_by_s)
        await arena.desk.services.creation.resolve(item.id)
        await arena.verify()
        history = arena.history
    async with open_arena(quiet_simulator, tmp_path, again=True, history=history, ahead_s=set_by_s) as arena:
        item = await deed.settle(arena, item, target, is_made=True)
        made = await deed.find_made(arena, target, before, had_effect=True)
        assert (item.state, made) == (OutboxState.ACCEPTED, 1)
        await arena.verify()


PRESELECTING: Final = (
    Step("checkout", "customer", "/applicants"),
    Step("checkout", "verification", "/identity-verifications"),
    Step("checkout", "attempt", "/identity-verifications/*/attempts"),
)
THREE: Final = pair(PRESELECTING, FAULTS, always=ALWAYS)


@pytest.mark.parametrize(("step", "name"), THREE, ids=[f"{step.label}-{name}" for step, name in THREE])
async def test_a_create_of_three_steps_makes_each_of_them_once(
    step: Step, name: str, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    """Only the attempt's own call takes what the customer is to find chosen."""
    async with open_arena(quiet_simulator, tmp_path) as arena:
        with quiet_simulator.faults(step.fault(**FAULTS[name])):
            created = await arena.desk.try_create("checkout", pre_selected_language="nl")
        item = await load_item(arena, created)
        if item.state in OPEN_STATES:
            item = await arena.settle(item.id)
        assert item.state not in OPEN_STATES
        world = await arena.verify()
        attempts = [row for row in world.made_by(item) if row["kind"] == "attempt"]
        assert len(attempts) == int(item.state is OutboxState.ACCEPTED)


THREE_SET: Final = pair(PRESELECTING, CLOCKS)


@pytest.mark.parametrize(
    ("step", "name"), THREE_SET, ids=[f"{step.label}-{name}" for step, name in THREE_SET]
)
async def test_a_clock_that_is_set_between_three_steps_makes_none_twice(
    step: Step, name: str, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    set_by_s = CLOCKS[name]
    async with open_arena(quiet_simulator, tmp_path) as arena:
        with quiet_simulator.faults(step.fault(action="commit_then_drop")):
            created = await arena.desk.try_create("checkout", pre_selected_language="nl")
        history = arena.history
    async with open_arena(quiet_simulator, tmp_path, again=True, history=history, ahead_s=set_by_s) as arena:
        item = await arena.settle((await load_item(arena, created)).id)
        assert item.state not in OPEN_STATES
        world = await arena.verify()
        attempts = [row for row in world.made_by(item) if row["kind"] == "attempt"]
        assert len(attempts) == int(item.state is OutboxState.ACCEPTED)


async def test_the_engine_stands_in_front_of_an_operation_too(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    async with open_arena(quiet_simulator, tmp_path) as arena:
        verification_id = (await make_verification(arena, "checkout")).verification_id
        account = arena.desk.account("checkout")
        intent = CreateIntent(
            arena.desk.services.creation.new_reference(),
            operation="new_attempt",
            verification_id=VerificationId(verification_id),
        )
        before = await asyncio.to_thread(quiet_simulator.ledger, "checkout")
        refused = await arena.desk.services.creation.create(account.id, intent)
        assert (refused.outcome, refused.needs_consent, refused.item_id) == (Outcome.REFUSED, True, None)
        assert await asyncio.to_thread(quiet_simulator.ledger, "checkout") == before
        created = await arena.desk.services.creation.create(account.id, intent, accept_loss=True)
        assert created.outcome is Outcome.CREATED
        audit = await arena.desk.console.store.query(lambda queries: queries.load_audit())
        [loss] = [entry for entry in audit if entry.action == "loss_accepted"]
        assert (loss.details, loss.subject) == ("new_attempt", f"customer {account.id}/{verification_id}")


async def test_what_is_no_create_of_the_provider_is_not_sent(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    async with open_arena(quiet_simulator, tmp_path) as arena:
        creation = arena.desk.services.creation
        for operation in ("no_such_thing", "list_assets"):
            intent = CreateIntent(creation.new_reference(), operation=operation)
            with pytest.raises(NotSupported):
                await creation.create(arena.desk.account("checkout").id, intent)
        assert await creation.load_outbox() == ()
