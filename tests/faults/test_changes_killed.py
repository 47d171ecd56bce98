"""The program killed in the middle of a change: it is known to have begun, was done once or not, again is harmless."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from console.services.operation_offers import PerformOutcome
from tests.faults.arena import Arena, open_arena
from tests.faults.changes import CHANGES, Change, load_told
from tests.faults.deeds import Target
from tests.faults.extent import pair
from tests.faults.one_change import dump_wish
from tests.faults.test_killed import MOMENTS
from tests.support.project import ROOT
from tests.support.simulator import Simulator
from tests.support.waiting import until

KILLED: Final = pair(CHANGES, MOMENTS, most=3)


def _start(arena: Arena, change: Change, target: Target) -> subprocess.Popen[bytes]:
    wish = dump_wish(change.find_subject(arena, target), change.operation, change.build_values(target))
    command = [sys.executable, "-m", "tests.faults.one_change", str(arena.desk.console.profile.folder), wish]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


async def _kill_while_asking(arena: Arena, change: Change, moment: dict[str, Any], target: Target) -> None:
    simulator, is_done = arena.desk.simulator, moment["action"] == "drip"

    def is_on_the_wire() -> bool:
        sent = [call for call in simulator.calls(change.provider) if change.is_its_call(call)]
        # The first byte of an answer leaves when it is done.
        return any(not is_done or call["status"] is not None for call in sent)

    await asyncio.to_thread(simulator.forget_calls)
    with simulator.faults(change.fault(moment)):
        process = await asyncio.to_thread(_start, arena, change, target)
        try:
            await until(is_on_the_wire)
        finally:
            process.kill()
            await asyncio.to_thread(process.wait)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "name"), KILLED, ids=[f"{change.label}-{name}" for change, name in KILLED]
)
async def test_a_program_killed_in_a_change_has_done_it_once_or_not_at_all(
    change: Change, name: str, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    moment = MOMENTS[name]
    async with open_arena(quiet_simulator, tmp_path) as arena:
        target = await change.prepare(arena)
        assert not await change.is_done(arena, target)
        told = await load_told(arena)
        await _kill_while_asking(arena, change, moment, target)
        had_effect = moment["action"] == "drip"
        assert await change.is_done(arena, target) == had_effect
    async with open_arena(quiet_simulator, tmp_path, again=True) as arena:
        # Nobody says that it was done, nobody sends it a second time by itself; that it was begun is known.
        assert await load_told(arena) == ["operation_begun", *told]
        assert await asyncio.to_thread(change.count_sent, quiet_simulator) == 1
        again = await change.perform(arena, target)
        assert again.outcome is PerformOutcome.DONE or (had_effect and again.reason)
        assert await change.is_done(arena, target)
        assert await asyncio.to_thread(change.count_sent, quiet_simulator) <= 2
