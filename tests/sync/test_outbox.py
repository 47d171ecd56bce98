"""The outbox when its program dies: what was on the wire is uncertain, what was not is said not to exist."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from console.base.ids import new_reference, new_uuid
from console.domain.outbox import CreateIntent, FrozenRequest, OutboxId, OutboxItem, OutboxState
from console.services.creation import Outcome
from console.store.values import Lease
from console.sync.outbox_hold import LEASE_S
from tests.support.clocks import SettableClock
from tests.support.desk import Desk, open_desk, open_desk_again
from tests.support.program import read_document, run_command
from tests.support.project import ROOT
from tests.support.simulator import Simulator

_DEADLINE_S = 30
_ACCOUNT = "Iron simulator"


@pytest.fixture
def profile(quiet_simulator: Simulator, tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "profile"
    line = json.dumps(dict(quiet_simulator.start_line))
    assert run_command("account", "add-sandbox", "-", profile=folder, stdin=line).returncode == 0
    yield folder
    quiet_simulator.clear_faults()


def _kill_while_sending(simulator: Simulator, profile: Path, reference: str) -> None:
    """Start a create whose last answer is kept back, and end its program while it waits for it."""
    path = "/customers/*/identifications/v2"
    simulator.forget_calls()
    simulator.set_faults(
        [{"provider": "iron", "method": "POST", "path": path, "action": "delay", "seconds": 1}]
    )
    command = [sys.executable, "-m", "console", "--profile", str(profile), "create", "--account", _ACCOUNT]
    command += ["--name", "Kim Killed", "--email", f"{reference}@example.com", "--reference", reference]
    process = subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL
    )
    deadline = time.monotonic() + _DEADLINE_S
    customers = "/customers"
    while not [
        call for call in simulator.calls("iron") if (call["method"], call["path"]) == ("POST", customers)
    ]:
        assert process.poll() is None
        assert time.monotonic() < deadline
    process.kill()
    process.wait()
    simulator.clear_faults()


def _states(profile: Path) -> list[str]:
    document = read_document(run_command("outbox", "list", "--json", profile=profile))
    return [item["state"] for item in document["items"]]


def _made(simulator: Simulator, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        each for each in simulator.ledger("iron") if each not in before and each["kind"] == "verification"
    ]


async def test_what_a_killed_program_was_sending_is_left_to_it_until_its_lease_is_over_and_then_settled(
    quiet_simulator: Simulator, profile: Path
) -> None:
    reference = new_reference()
    before = await asyncio.to_thread(quiet_simulator.ledger, "iron")
    await asyncio.to_thread(_kill_while_sending, quiet_simulator, profile, reference)
    assert _states(profile) == ["sending"]
    [item] = read_document(run_command("outbox", "list", "--json", profile=profile))["items"]
    too_soon = run_command("outbox", "resolve", item["id"], profile=profile)
    assert too_soon.returncode == 1
    assert too_soon.stdout.startswith("sending: Another window or program")
    later = SettableClock(timedelta(seconds=LEASE_S))
    async with open_desk_again(quiet_simulator, profile, clock=later) as desk:
        resolved = await desk.services.creation.resolve(OutboxId(item["id"]))
    [made] = await asyncio.to_thread(_made, quiet_simulator, before)
    assert (resolved.state, resolved.verification_id) == (OutboxState.ACCEPTED, made["id"])


INTENT_OF = {
    state: CreateIntent(new_reference(), email=f"{state.value}@example.com") for state in OutboxState
}
FROZEN = FrozenRequest("verification", "POST", "/nowhere", (), b"{}")


async def _leave_behind(desk: Desk, state: OutboxState, pending: FrozenRequest | None) -> OutboxId:
    """An item as a program leaves it that ends in the middle: held, and never renewed."""
    now = desk.clock.now()
    item_id = OutboxId(new_uuid())
    item = OutboxItem(
        item_id,
        desk.account("iron").id,
        INTENT_OF[state],
        state,
        now,
        now,
        pending=pending,
        first_sent_at=now,
        last_sent_at=now,
    )
    lease = Lease(item_id, now + timedelta(seconds=LEASE_S))
    assert await desk.console.store.write(lambda work: work.queue_outbox(item, lease, 0)) is None
    return item_id


async def test_at_the_next_start_what_was_on_the_wire_is_uncertain_and_what_was_not_was_not_sent(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(quiet_simulator, tmp_path) as desk:
        queued = await _leave_behind(desk, OutboxState.QUEUED, None)
        sending = await _leave_behind(desk, OutboxState.SENDING, FROZEN)
        accepted = await _leave_behind(desk, OutboxState.ACCEPTED, None)
    before = await asyncio.to_thread(quiet_simulator.ledger, "iron")
    async with open_desk_again(quiet_simulator, tmp_path) as desk:
        await desk.console._sender.recover()
        assert {item.state for item in await desk.services.creation.load_outbox()} == {
            OutboxState.QUEUED, OutboxState.SENDING, OutboxState.ACCEPTED,
        }  # fmt: skip
    later = SettableClock(timedelta(seconds=LEASE_S))
    async with open_desk_again(quiet_simulator, tmp_path, clock=later) as desk:
        await desk.console._sender.recover()
        found = {item.id: item for item in await desk.services.creation.load_outbox()}
    assert found[queued].state is OutboxState.REFUSED
    assert "nothing was created" in found[queued].reason
    assert found[sending].state is OutboxState.UNKNOWN
    assert "ended while this was being sent" in found[sending].reason
    assert found[accepted].state is OutboxState.ACCEPTED
    assert await asyncio.to_thread(quiet_simulator.ledger, "iron") == before


async def test_two_programs_never_send_the_same_item(quiet_simulator: Simulator, tmp_path: Path) -> None:
    async with (
        open_desk(quiet_simulator, tmp_path) as desk,
        open_desk_again(quiet_simulator, tmp_path) as other,
    ):
        before = await asyncio.to_thread(quiet_simulator.ledger, "iron")
        rule = {"provider": "iron", "method": "POST", "path": "*v2", "action": "drop"}
        with quiet_simulator.faults(rule):
            created = await desk.try_create("iron")
        assert created.outcome is Outcome.UNCERTAIN
        assert created.item_id is not None
        item_id = created.item_id
        await asyncio.to_thread(quiet_simulator.forget_calls)
        await asyncio.gather(*(one.services.creation.resolve(item_id) for one in (desk, other) * 3))
        ended = await desk.services.creation.resolve(item_id)
        assert ended.state is OutboxState.ACCEPTED
        calls = [call for call in quiet_simulator.calls("iron") if call["method"] == "POST"]
        assert len(calls) == 1
        assert len(await asyncio.to_thread(_made, quiet_simulator, before)) == 1
