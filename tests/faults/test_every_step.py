"""Every step of every create under every fault: exactly one effect, or an uncertain one that is shown and settles."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from console.domain.outbox import OutboxItem, OutboxState
from console.services.creation import Outcome
from tests.faults.arena import STEPS, Arena, Step, open_arena
from tests.support.simulator import Simulator

DAY_S: Final = 86_400.0
FAULTS: Final[dict[str, dict[str, Any]]] = {
    "reset before the commit": {"action": "drop"},
    "reset after the commit": {"action": "commit_then_drop"},
    "500 after the commit": {"action": "commit_then_status", "status": 500},
    "500 before the commit": {"action": "status", "status": 500},
    "429": {"action": "status", "status": 429, "headers": {"Retry-After": "0"}},
    "half a body": {"action": "truncate"},
    "garbage": {"action": "garbage"},
}
CLOCKS: Final = {"clock back a day": -DAY_S, "clock forward a day": DAY_S}


async def _create_under(arena: Arena, step: Step, fault: dict[str, Any]) -> OutboxItem:
    """What the outbox holds right after a create whose step was spoiled."""
    with arena.desk.simulator.faults(step.fault(**fault)):
        created = await arena.desk.try_create(step.provider)
    world = await arena.verify()
    [item] = world.items
    assert created.item_id == item.id
    assert (created.outcome is Outcome.UNCERTAIN) == (item.state is OutboxState.UNKNOWN)
    assert created.outcome is Outcome.CREATED or created.reason
    return item


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("step", STEPS, ids=[step.label for step in STEPS])
async def test_a_spoiled_step_has_one_effect_or_settles(
    step: Step, fault: dict[str, Any], quiet_simulator: Simulator, tmp_path: Path
) -> None:
    async with open_arena(quiet_simulator, tmp_path) as arena:
        item = await _create_under(arena, step, fault)
        if item.state is OutboxState.UNKNOWN:
            item = await arena.settle(item.id)
        await arena.verify_settled(step, item)


@pytest.mark.parametrize("set_by_s", CLOCKS.values(), ids=CLOCKS)
@pytest.mark.parametrize("action", ["drop", "commit_then_drop"])
@pytest.mark.parametrize("step", STEPS, ids=[step.label for step in STEPS])
async def test_a_clock_that_is_set_while_it_is_uncertain_doubles_nothing(
    step: Step, action: str, set_by_s: float, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    """In the program that sent it, and in the next one."""
    async with open_arena(quiet_simulator, tmp_path) as arena:
        item = await _create_under(arena, step, {"action": action})
        arena.clock.set_by(set_by_s)
        if step.provider != "checkout":
            await arena.desk.services.creation.resolve(item.id)
            await arena.verify()
        history = arena.history
    async with open_arena(quiet_simulator, tmp_path, again=True, history=history, ahead_s=set_by_s) as arena:
        item = await arena.settle(item.id)
        await arena.verify_settled(step, item)
