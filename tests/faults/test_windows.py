"""How long a lost create may be sent again, how long what follows it goes on by itself, and senders that come back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from console.domain.errors import ActionRefused, ProviderFault
from console.domain.outbox import OutboxItem, OutboxState
from console.services.creation import Outcome
from console.sync.outbox_hold import LEASE_S
from tests.faults.arena import STEPS, Arena, Step, open_arena
from tests.support.simulator import Simulator
from tests.support.waiting import until

CUSTOMER, VERIFICATION = (step for step in STEPS if step.provider == "iron")
LABELS: Final = [step.label for step in STEPS]
LATE_S: Final = 25 * 3600.0


async def _lose(arena: Arena, step: Step, action: str) -> OutboxItem:
    with arena.desk.simulator.faults(step.fault(action)):
        created = await arena.desk.try_create(step.provider)
    assert created.outcome is Outcome.UNCERTAIN
    [item] = (await arena.verify()).items
    await asyncio.to_thread(arena.desk.simulator.forget_calls)
    return item


async def _writes(arena: Arena, provider: str) -> list[str]:
    calls = await asyncio.to_thread(arena.desk.simulator.calls, provider)
    return [call["route"] for call in calls if call["method"] == "POST"]


@pytest.mark.parametrize("action", ["drop", "commit_then_drop"])
async def test_within_its_window_the_same_bytes_go_under_the_same_key(
    action: str, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    async with open_arena(quiet_simulator, tmp_path) as arena:
        lost = await _lose(arena, VERIFICATION, action)
        arena.clock.let_pass(23 * 3600.0)
        item = await arena.desk.services.creation.resolve(lost.id)
        assert item.state is OutboxState.ACCEPTED
        assert len(await _writes(arena, "iron")) == 1
        world = await arena.verify()
        [row] = [row for row in world.made_by(item) if row["kind"] == "verification"]
        assert lost.pending is not None
        assert row["idempotency_key"] == lost.pending.idempotency_key


@pytest.mark.parametrize(
    ("step", "action", "expected"),
    [
        (CUSTOMER, "drop", OutboxState.REFUSED),
        # The customer is there; that a verification was wanted is too long ago to make one by itself.
        (CUSTOMER, "commit_then_drop", OutboxState.ATTENTION),
        (VERIFICATION, "drop", OutboxState.ATTENTION),
        (VERIFICATION, "commit_then_drop", OutboxState.ACCEPTED),
    ],
)
async def test_after_its_window_nothing_is_sent_any_more(
    step: Step, action: str, expected: OutboxState, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    async with open_arena(quiet_simulator, tmp_path) as arena:
        lost = await _lose(arena, step, action)
        arena.clock.let_pass(LATE_S)
        item = await arena.desk.services.creation.resolve(lost.id)
        assert (item.state, await _writes(arena, "iron")) == (expected, [])
        await arena.verify_settled(step, item)


SLOW: Final[dict[str, dict[str, Any]]] = {
    "done, and slow to say so": {"action": "drip", "bytes": 40, "seconds": 0.1},
    # Another program that looks meanwhile finds nothing, and must not say that nothing was made.
    "slow to do it": {"action": "delay", "seconds": 2},
}


@pytest.mark.parametrize("fault", SLOW.values(), ids=SLOW)
@pytest.mark.parametrize("step", STEPS, ids=LABELS)
async def test_a_sender_that_was_thought_dead_doubles_nothing_when_it_comes_back(
    step: Step, fault: dict[str, Any], quiet_simulator: Simulator, tmp_path: Path
) -> None:
    """Its answer comes after another program has taken the item over."""
    async with open_arena(quiet_simulator, tmp_path) as arena:
        with quiet_simulator.faults(step.fault(**fault)):
            creating = asyncio.ensure_future(arena.desk.try_create(step.provider))
            await until(lambda: _is_asked(quiet_simulator, step))
            async with open_arena(
                quiet_simulator, tmp_path, again=True, history=arena.history, ahead_s=LEASE_S
            ) as other:
                [left] = [item for item in (await other.look()).items if item.state is OutboxState.SENDING]
                await other.desk.services.creation.resolve(left.id)
            await creating
        [item] = (await arena.verify()).items
        if item.state is OutboxState.UNKNOWN:
            item = await arena.settle(item.id)
        assert item.state is OutboxState.ACCEPTED
        await arena.verify_settled(step, item)


def _is_asked(simulator: Simulator, step: Step) -> bool:
    place = [other for other in STEPS if other.provider == step.provider].index(step)
    return len([call for call in simulator.calls(step.provider) if call["method"] == "POST"]) > place


@pytest.fixture(autouse=True)
def _nothing_asked_yet(quiet_simulator: Simulator) -> Iterator[None]:  # pyright: ignore[reportUnusedFunction]
    quiet_simulator.forget_calls()
    yield
    quiet_simulator.clear_faults()


async def test_a_person_can_say_what_the_interface_does_not_tell(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    step = next(step for step in STEPS if step.label == "checkout-verification")
    async with open_arena(quiet_simulator, tmp_path) as arena:
        creation = arena.desk.services.creation
        lost = await _lose(arena, step, "commit_then_drop")
        with pytest.raises(ActionRefused, match="may still arrive"):
            await creation.settle_absent(lost.id)
        with pytest.raises(ProviderFault):
            await creation.settle_found(lost.id, "idv_" + "a" * 26)
        somebody_elses = await arena.desk.create("checkout")
        with pytest.raises(ActionRefused, match="another customer"):
            await creation.settle_found(lost.id, somebody_elses.id)
        assert (await creation.resolve(lost.id)).state is OutboxState.UNKNOWN
        [made] = [row["id"] for row in (await arena.look()).made_by(lost) if row["kind"] == "verification"]
        item = await creation.settle_found(lost.id, made)
        assert (item.state, item.verification_id) == (OutboxState.ACCEPTED, made)
        await arena.verify()
        with pytest.raises(ActionRefused, match="nothing to settle"):
            await creation.settle_absent(lost.id)
