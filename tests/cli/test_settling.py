"""What no interface tells is settled on the command line by who looked at the provider's own pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from console.base.ids import new_reference
from tests.support.program import read_document, run_command
from tests.support.simulator import Simulator

_ACCOUNT = "Checkout.com simulator"


@pytest.fixture
def profile(quiet_simulator: Simulator, tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "profile"
    line = json.dumps(dict(quiet_simulator.start_line))
    assert run_command("account", "add-sandbox", "-", profile=folder, stdin=line).returncode == 0
    yield folder
    quiet_simulator.clear_faults()


def _create_uncertain(simulator: Simulator, profile: Path) -> dict[str, Any]:
    rule = {
        "provider": "checkout",
        "method": "POST",
        "path": "/create-and-open-idv",
        "action": "commit_then_drop",
    }
    reference = new_reference()
    with simulator.faults(rule):
        created = run_command(
            *("create", "--account", _ACCOUNT, "--name", "Ada", "--email", "ada@example.com"),
            *("--reference", reference, "--json"),
            profile=profile,
        )
    assert (created.returncode, read_document(created)["outcome"]) == (3, "uncertain")
    [item] = read_document(run_command("outbox", "list", "--json", profile=profile))["items"]
    assert (item["state"], item["reference"]) == ("unknown", reference)
    return item


def test_a_person_says_which_one_it_is(quiet_simulator: Simulator, profile: Path) -> None:
    item = _create_uncertain(quiet_simulator, profile)
    for wrong in ((), ("--nothing-made", "--found", "idv_1")):
        usage = run_command("outbox", "settle", item["id"], *wrong, profile=profile)
        assert usage.returncode == 2
    too_soon = run_command("outbox", "settle", item["id"], "--nothing-made", profile=profile)
    assert too_soon.returncode != 0
    assert "may still arrive" in too_soon.stderr
    made = [row["id"] for row in quiet_simulator.ledger("checkout") if row["by"] == "api"]
    verification_id = [known_id for known_id in made if known_id.startswith("idv_")][-1]
    settled = run_command("outbox", "settle", item["id"], "--found", verification_id, profile=profile)
    assert settled.stdout == f"accepted: {verification_id}\n"


def test_an_account_is_given_up_only_when_that_is_said(quiet_simulator: Simulator, profile: Path) -> None:
    _create_uncertain(quiet_simulator, profile)
    refused = run_command("account", "remove", _ACCOUNT, profile=profile)
    assert refused.returncode != 0
    assert "not settled" in refused.stderr
    assert run_command("account", "remove", _ACCOUNT, "--give-up", profile=profile).returncode == 0
    [item] = read_document(run_command("outbox", "list", "--json", profile=profile))["items"]
    assert item["state"] == "attention"
    assert "Look at the provider" in item["reason"]
