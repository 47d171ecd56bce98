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
from console.domain.outbox import CreateIntent, OutboxItem, OutboxState
from console.sync.outbox_hold import LEASE_S
from tests.faults.arena import STEPS, Arena, Step, open_arena
from tests.faults.deeds import DEEDS, Deed, Target
from tests.faults.extent import pair
from tests.faults.one_deed import dump_intent
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
    command = ["-m", "console", "--profile", str(profile), "create", "--account", account]
    command += ["--name", "Kim Killed", "--email", f"{reference}@example.com", "--reference", reference]
    return _run(command)


def _run(arguments: list[str]) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL)


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


KILLED: Final = pair(DEEDS, MOMENTS, most=3)


async def _kill_while_asking(arena: Arena, deed: Deed, moment: dict[str, Any], intent: CreateIntent) -> None:
    simulator, account = arena.desk.simulator, arena.desk.account(deed.step.provider)
    folder = str(arena.desk.console.profile.folder)
    is_done = moment["action"] == "drip"

    def is_on_the_wire() -> bool:
        sent = [call for call in simulator.calls(deed.step.provider) if deed.is_its_call(call)]
        # The first byte of an answer leaves when it is done.
        return any(not is_done or call["status"] is not None for call in sent)

    await asyncio.to_thread(simulator.forget_calls)
    with simulator.faults(deed.step.fault(**moment)):
        command = ["-m", "tests.faults.one_deed", folder, account.id, dump_intent(intent)]
        process = await asyncio.to_thread(_run, command)
        try:
            await until(is_on_the_wire)
        finally:
            process.kill()
            await asyncio.to_thread(process.wait)


async def _load_newest(arena: Arena) -> OutboxItem:
    await arena.verify()
    return (await arena.desk.services.creation.load_outbox())[0]


@pytest.mark.slow
@pytest.mark.parametrize(("deed", "name"), KILLED, ids=[f"{deed.label}-{name}" for deed, name in KILLED])
async def test_a_program_killed_in_an_operation_has_done_it_once_or_not_at_all(
    deed: Deed, name: str, quiet_simulator: Simulator, tmp_path: Path
) -> None:
    moment = MOMENTS[name]
    target: Target
    async with open_arena(quiet_simulator, tmp_path) as arena:
        target = await deed.prepare(arena)
        before = await deed.count_made(arena, target)
        await _kill_while_asking(arena, deed, moment, deed.build_intent(arena, target))
        history = arena.history
    async with open_arena(quiet_simulator, tmp_path, again=True, history=history, ahead_s=LEASE_S) as arena:
        left = await _load_newest(arena)
        assert left.state is OutboxState.SENDING
        await arena.desk.console._sender.recover()
        left = await _load_newest(arena)
        assert left.state is OutboxState.UNKNOWN
        had_effect = moment["action"] == "drip"
        made = await deed.find_made(arena, target, before, had_effect=had_effect)
        item = await deed.settle(arena, left, target, is_made=bool(made))
        made = await deed.find_made(arena, target, before, had_effect=had_effect)
        assert (item.state, made) in {(OutboxState.ACCEPTED, 1), (OutboxState.REFUSED, 0)}
        await arena.verify()
