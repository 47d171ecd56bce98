"""Changes at a provider under every fault and clock: what is told of them is true, each leaves once, again is harmless."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import pytest

from console.domain.operation import Effect
from console.providers.checkout.operations import OPERATIONS as CHECKOUT
from console.providers.idenfy.operations import OPERATIONS as IDENFY
from console.providers.iron.operations import OPERATIONS as IRON
from console.providers.proofme.operations import OPERATIONS as PROOFME
from console.services.operation_offers import PerformOutcome
from tests.faults.arena import open_arena
from tests.faults.changes import CHANGES, Change, load_told
from tests.faults.deeds import (
    DEEDS,
    WITH_EFFECT,
)
from tests.faults.extent import pair
from tests.faults.test_erasures import ERASURES
from tests.faults.test_every_step import CLOCKS, FAULTS
from tests.support.simulator import Simulator

CASES: Final = [
    (change, name)
    for change, name in pair(CHANGES, FAULTS, always="reset after the commit")
    if change.has_answer or name != "garbage"
]


@pytest.mark.parametrize(("change", "name"), CASES, ids=[f"{change.label}-{name}" for change, name in CASES])
async def test_what_is_told_of_a_change_is_true(
    change: Change, name: str, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    fault = FAULTS[name]
    async with open_arena(quiet_simulator, tmp_path) as arena:
        target = await change.prepare(arena)
        assert not await change.is_done(arena, target)
        await asyncio.to_thread(quiet_simulator.forget_calls)
        with quiet_simulator.faults(change.fault(fault)):
            told = await change.perform(arena, target)
        assert await asyncio.to_thread(change.count_sent, quiet_simulator) == 1
        is_done = await change.is_done(arena, target)
        assert is_done == (fault["action"] in WITH_EFFECT)
        assert told.reason or told.outcome is PerformOutcome.DONE
        assert told.outcome is PerformOutcome.UNCERTAIN or is_done == (told.outcome is PerformOutcome.DONE)
        if not is_done:
            again = await change.perform(arena, target)
            assert again.outcome is PerformOutcome.DONE, again.reason
            assert await change.is_done(arena, target)
        words = await load_told(arena)
        assert words.count("operation_begun") * 2 == len(words)


SET: Final = pair(CHANGES, CLOCKS)


@pytest.mark.parametrize(("change", "name"), SET, ids=[f"{change.label}-{name}" for change, name in SET])
async def test_a_clock_that_is_set_meanwhile_changes_nothing_of_that(
    change: Change, name: str, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    """The answer is lost, the clock is set, the program is started again and the person asks once more."""
    set_by_s = CLOCKS[name]
    async with open_arena(quiet_simulator, tmp_path) as arena:
        target = await change.prepare(arena)
        with quiet_simulator.faults(change.fault({"action": "commit_then_drop"})):
            told = await change.perform(arena, target)
        assert told.outcome is PerformOutcome.UNCERTAIN
        assert told.reason
        arena.clock.set_by(set_by_s)
        assert await change.is_done(arena, target)
    await asyncio.to_thread(quiet_simulator.forget_calls)
    async with open_arena(quiet_simulator, tmp_path, again=True, ahead_s=set_by_s) as arena:
        again = await change.perform(arena, target)
        assert again.outcome is PerformOutcome.DONE or (
            again.outcome is PerformOutcome.NOT_DONE and again.reason
        )
        assert await asyncio.to_thread(change.count_sent, quiet_simulator) <= 1
        assert await change.is_done(arena, target)
        words = await load_told(arena)
        assert words.count("operation_begun") * 2 == len(words)


def test_no_operation_with_an_effect_is_left_out() -> None:
    known = {"iron": IRON, "checkout": CHECKOUT, "idenfy": IDENFY, "proofme": PROOFME}
    with_effect = {
        (provider, str(each.id))
        for provider, operations in known.items()
        for each in operations
        if each.effect is not Effect.READ
    }
    tried = {
        *((deed.step.provider, deed.operation) for deed in DEEDS),
        *((each.provider, each.operation) for each in (*CHANGES, *ERASURES)),
    }
    assert with_effect == tried
