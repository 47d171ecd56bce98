"""The outbox when its program dies: what was on the wire is uncertain, what was not is said not to exist."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.base.ids import new_reference, new_uuid
from console.bootstrap import open_console
from console.domain.outbox import CreateIntent, OutboxId, OutboxItem, OutboxState
from tests.support.desk import open_desk, open_desk_again
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


def test_a_program_killed_while_sending_leaves_at_most_one_and_says_that_it_does_not_know(
    quiet_simulator: Simulator, profile: Path
) -> None:
    reference = new_reference()
    before = quiet_simulator.ledger("iron")
    _kill_while_sending(quiet_simulator, profile, reference)
    assert _states(profile) == ["sending"]

    [item] = read_document(run_command("outbox", "list", "--json", profile=profile))["items"]
    resolved = run_command("outbox", "resolve", item["id"], profile=profile)
    made = [
        record
        for record in quiet_simulator.ledger("iron")
        if record not in before and record["kind"] == "verification"
    ]
    assert len(made) <= 1
    if made:
        assert resolved.stdout == f"accepted: {made[0]['id']}\n"
        assert _states(profile) == ["accepted"]
    else:
        assert resolved.returncode == 1
        assert resolved.stdout.startswith("unknown: ")
        assert _states(profile) == ["unknown"]


async def test_at_the_next_start_what_was_on_the_wire_is_uncertain_and_what_was_not_was_not_sent(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(quiet_simulator, tmp_path) as desk:
        account = desk.account("iron")
        now = datetime.now(UTC)
        states = (OutboxState.QUEUED, OutboxState.SENDING, OutboxState.ACCEPTED, OutboxState.UNKNOWN)
        for state in states:
            intent = CreateIntent(new_reference(), name="Ada", email="ada@example.com")
            item = OutboxItem(OutboxId(new_uuid()), account.id, intent, state, now, now)
            await desk.console.store.write(lambda work, item=item: work.save_outbox(item))
    before = await asyncio.to_thread(quiet_simulator.ledger, "iron")
    async with open_desk_again(quiet_simulator, tmp_path) as desk:
        await desk.start_sync()
        found = {item.state: item.reason for item in await desk.services.creation.load_outbox()}
        items = await desk.services.creation.load_outbox()
    assert len(items) == len(states)
    assert set(found) == {OutboxState.REFUSED, OutboxState.UNKNOWN, OutboxState.ACCEPTED}
    assert "nothing was created" in found[OutboxState.REFUSED]
    assert any("ended while this was being sent" in item.reason for item in items)
    assert await asyncio.to_thread(quiet_simulator.ledger, "iron") == before


async def test_two_programs_never_send_the_same_item(quiet_simulator: Simulator, tmp_path: Path) -> None:
    async with open_desk(quiet_simulator, tmp_path) as desk:
        account = desk.account("proofme")
        now = datetime.now(UTC)
        intent = CreateIntent(new_reference(), name="Ada", email="ada@example.com")
        item = OutboxItem(OutboxId(new_uuid()), account.id, intent, OutboxState.QUEUED, now, now)
        await desk.console.store.write(lambda work: work.save_outbox(item))
        other = await asyncio.to_thread(open_console, tmp_path)
        before = await asyncio.to_thread(quiet_simulator.ledger, "proofme")
        try:
            ended = await asyncio.gather(desk.console._sender.send(item.id), other._sender.send(item.id))
        finally:
            await other.aclose()
        assert OutboxState.ACCEPTED in {one.state for one in ended}
        after = await asyncio.to_thread(quiet_simulator.ledger, "proofme")
        assert len(after) == len(before) + 1
