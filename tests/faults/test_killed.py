"""The program killed in the middle of a step, before and after the provider did it: the next start settles it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from console.base.ids import new_reference
from console.domain.outbox import OutboxItem, OutboxState
from console.sync.outbox_hold import LEASE_S
from tests.faults.arena import STEPS, Arena, Step, open_arena
from tests.support.project import ROOT
from tests.support.simulator import Simulator
from tests.support.waiting import until

MOMENTS: Final[dict[str, dict[str, Any]]] = {
    # The provider has done it and its answer is on the way, byte by byte.
    "after the commit": {"action": "drip", "bytes": 1, "seconds": 5},
    # The provider has it and takes its time; when it looks for the caller, nobody is there.
    "before the commit": {"action": "delay", "seconds": 1.5},
}


def _start(profile: Path, account: str, reference: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "console", "--profile", str(profile), "create", "--account", account]
    command += ["--name", "Kim Killed", "--email", f"{reference}@example.com", "--reference", reference]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


def _is_on_the_wire(simulator: Simulator, step: Step, before: int, *, is_done: bool) -> bool:
    calls = [call for call in simulator.calls(step.provider) if call["method"] == "POST"]
    is_asked = len(calls) == STEPS_BEFORE[step.label] + 1
    return is_asked and (
        not is_done or len(simulator.ledger(step.provider)) > before + STEPS_BEFORE[step.label]
    )


STEPS_BEFORE: Final = {
    step.label: [s for s in STEPS if s.provider == step.provider].index(step) for step in STEPS
}


async def _kill_in_the_middle(
    simulator: Simulator, profile: Path, step: Step, moment: dict[str, Any]
) -> None:
    async with open_arena(simulator, profile) as arena:
        account = arena.desk.account(step.provider).name
    await asyncio.to_thread(simulator.forget_calls)
    before = len(await asyncio.to_thread(simulator.ledger, step.provider))
    with simulator.faults(step.fault(**moment)):
        process = await asyncio.to_thread(_start, profile, account, new_reference())
        try:
            is_done = moment["action"] == "drip"
            await until(lambda: _is_on_the_wire(simulator, step, before, is_done=is_done))
        finally:
            process.kill()
            await asyncio.to_thread(process.wait)


async def _only_item(arena: Arena) -> OutboxItem:
    [item] = (await arena.verify()).items
    return item


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
@pytest.mark.parametrize("step", STEPS, ids=[step.label for step in STEPS])
async def test_a_killed_program_leaves_at_most_one_effect_and_the_next_start_settles_it(
    step: Step, moment: dict[str, Any], quiet_simulator: Simulator, tmp_path: Path
) -> None:
    await _kill_in_the_middle(quiet_simulator, tmp_path, step, moment)
    async with open_arena(quiet_simulator, tmp_path, again=True) as arena:
        # Its lease is not over: nobody takes it for lost yet.
        await arena.desk.console._sender.recover()
        left = await _only_item(arena)
        assert left.state is OutboxState.SENDING
        arena.clock.let_pass(LEASE_S)
        await arena.desk.console._sender.recover()
        assert (await _only_item(arena)).state is OutboxState.UNKNOWN
        await arena.verify_settled(step, await arena.settle(left.id))
