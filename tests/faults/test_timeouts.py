"""Answers that take too long: every write of the program is uncertain then, and what it made is found."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Final

import pytest

from console.domain.outbox import OutboxId, OutboxState
from console.services.creation import Created, Outcome
from console.services.operation_offers import Performed, PerformOutcome
from tests.faults.arena import STEPS, Arena, Step, open_arena
from tests.faults.deeds import DEEDS, Deed, load_item
from tests.faults.test_changes import CHANGES, Change
from tests.support.hasty_loop import HASTE, new_hasty_loop
from tests.support.simulator import Simulator
from tests.support.waiting import until

SLOW: Final[Mapping[str, Any]] = {"action": "drip", "bytes": 1, "seconds": 25}
# Real seconds, told in those of the loop.
PATIENCE_S: Final = 20.0 * HASTE

# What takes everything away at a provider takes away what the others wait for; it is waited for in test_changes.
TOGETHER: Final = tuple(change for change in CHANGES if change.operation != "reset_sandbox")


@dataclass(frozen=True, slots=True)
class Wait:
    """One write whose answer takes too long: its rule, how it is begun, and what must be true when it was given up."""

    rule: Mapping[str, Any]
    begin: Callable[[], Awaitable[Created | Performed]]
    check: Callable[[Created | Performed], Awaitable[None]]


async def _take_step(arena: Arena, step: Step) -> Wait:
    async def check(told: Created | Performed) -> None:
        assert isinstance(told, Created)
        assert (step.label, told.outcome) == (step.label, Outcome.UNCERTAIN)
        assert told.item_id is not None
        assert (await arena.settle(told.item_id)).state is OutboxState.ACCEPTED

    return Wait(step.fault(**SLOW), lambda: arena.desk.try_create(step.provider), check)


async def _take_deed(arena: Arena, deed: Deed) -> Wait:
    target = await deed.prepare(arena)
    intent = deed.build_intent(arena, target)
    account = arena.desk.account(deed.step.provider)

    async def check(told: Created | Performed) -> None:
        assert isinstance(told, Created)
        assert (deed.label, told.outcome) == (deed.label, Outcome.UNCERTAIN)
        item = await load_item(arena, told)
        settled = await deed.settle(arena, item, target, is_made=True)
        assert settled.state is OutboxState.ACCEPTED

    creation = arena.desk.services.creation
    return Wait(deed.step.fault(**SLOW), lambda: creation.create(account.id, intent, accept_loss=True), check)


async def _take_change(arena: Arena, change: Change) -> Wait:
    target = await change.prepare(arena)

    async def check(told: Created | Performed) -> None:
        assert isinstance(told, Performed)
        # An answer without a body cannot drip: it came whole.
        slow = (
            {PerformOutcome.UNCERTAIN}
            if change.has_answer
            else {PerformOutcome.UNCERTAIN, PerformOutcome.DONE}
        )
        assert told.outcome in slow, change.operation
        assert told.reason or told.outcome is PerformOutcome.DONE
        assert await change.is_done(arena, target)

    return Wait(change.fault(SLOW), lambda: change.perform(arena, target), check)


def _are_asked(simulator: Simulator, waits: list[Wait]) -> bool:
    calls = simulator.calls()
    wanted = Counter((str(w.rule["provider"]), str(w.rule["method"]), str(w.rule["path"])) for w in waits)
    return all(
        sum(
            (call["provider"], call["method"]) == (provider, method) and fnmatch(call["path"], path)
            for call in calls
        )
        >= count
        for (provider, method, path), count in wanted.items()
    )


def _leases(arena: Arena) -> dict[OutboxId, datetime]:
    found = arena.desk.console.store.read.load_open_outbox()
    return {held.item.id: held.lease.until for held in found if held.lease is not None}


async def _wait_for_all(simulator: Simulator, folder: Path) -> None:
    """All at once, each for as long as a real call may take; its sender keeps its hold meanwhile."""
    async with open_arena(simulator, folder) as arena:
        waits = [
            *[await _take_change(arena, change) for change in TOGETHER],
            *[await _take_deed(arena, deed) for deed in DEEDS],
            *[await _take_step(arena, step) for step in STEPS],
        ]
        # What stops at a customer has used up its rules when the others send theirs.
        first = [wait for wait in waits if wait.rule["path"] in {"/customers", "/applicants"}]
        begun: list[tuple[Wait, asyncio.Future[Created | Performed]]] = []
        for phase in (first, [wait for wait in waits if wait not in first]):
            await asyncio.to_thread(simulator.forget_calls)
            simulator.set_faults([wait.rule for wait in phase])
            begun += [(wait, asyncio.ensure_future(wait.begin())) for wait in phase]
            await until(lambda phase=phase: _are_asked(simulator, phase), PATIENCE_S)
        leases = _leases(arena)
        assert len(leases) == len(waits) - len(TOGETHER)
        await until(lambda: all(now > leases[item_id] for item_id, now in _leases(arena).items()), PATIENCE_S)
        told = await asyncio.gather(*(wish for _, wish in begun))
        for (wait, _), each in zip(begun, told, strict=True):
            await wait.check(each)
        # A change is written down in the audit log only.
        arena.history.sent = [sent for sent in arena.history.sent if sent.item_id]
        await arena.verify()


@pytest.mark.slow
def test_an_answer_that_takes_too_long_is_uncertain_and_the_effect_is_found(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    quiet_simulator.forget_calls()
    try:
        with asyncio.Runner(loop_factory=new_hasty_loop) as runner:
            runner.run(_wait_for_all(quiet_simulator, tmp_path))
    finally:
        quiet_simulator.clear_faults()
