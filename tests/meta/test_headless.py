"""Every command but the window's works on a machine where Qt is not even installed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from tests.support.program import read_document, run_command
from tests.support.simulator import Simulator

_QT: Final = ("PySide6", "shiboken6", "qasync")
_COMMANDS: Final = (
    "account add",
    "account add-sandbox",
    "account list",
    "account remove",
    "account test",
    "bench",
    "capsule create",
    "capsule open",
    "capsule verify",
    "create",
    "doctor",
    "import",
    "list",
    "outbox list",
    "outbox resolve",
    "report fetch",
    "report list",
    "report save",
    "report verify",
    "sandbox",
    "sync",
)


def _run(profile: Path, *arguments: str, stdin: str = "") -> dict[str, Any]:
    done = run_command(*arguments, "--json", profile=profile, stdin=stdin, without=_QT)
    assert done.returncode == 0, done.stderr
    return read_document(done)


@pytest.fixture
def profile(tmp_path: Path, quiet_simulator: Simulator) -> Path:
    profile = tmp_path / "profile"
    line = json.dumps(quiet_simulator.start_line)
    done = run_command("account", "add-sandbox", "-", profile=profile, stdin=line, without=_QT)
    assert done.returncode == 0, done.stderr
    return profile


@pytest.mark.parametrize("command", _COMMANDS)
def test_every_command_explains_itself_without_qt(command: str) -> None:
    done = run_command(*command.split(), "--help", without=_QT)
    assert done.returncode == 0, done.stderr
    assert "Usage: compliance-console" in done.stdout


def test_a_profile_is_filled_and_read_without_qt(profile: Path) -> None:
    accounts = _run(profile, "account", "list")["accounts"]
    synced = _run(profile, "sync", "--once")["accounts"]
    assert {row["account"] for row in synced} == {row["name"] for row in accounts}
    assert all(row["ok"] for row in synced)
    assert _run(profile, "list", "verifications")["total"] >= 24
    assert _run(profile, "list", "customers")["items"]
    assert _run(profile, "outbox", "list") == {"items": []}
    assert _run(profile, "report", "list") == {"items": []}
    assert _run(profile, "report", "verify")["ok"] is True


def test_a_verification_is_created_without_qt(profile: Path, quiet_simulator: Simulator) -> None:
    name = next(
        row["name"] for row in _run(profile, "account", "list")["accounts"] if row["provider"] == "proofme"
    )
    created = _run(
        profile,
        "create",
        "--account",
        name,
        "--name",
        "Ada Example",
        "--email",
        "ada@example.test",
        "--reference",
        "headless-1",
    )
    assert created["outcome"] == "created"
    ours = {row["id"] for row in quiet_simulator.ledger("proofme") if row["by"] == "api"}
    assert created["id"] in ours
    assert [row["state"] for row in _run(profile, "outbox", "list")["items"]] == ["accepted"]


def test_doctor_names_the_missing_window_library_and_goes_on(profile: Path) -> None:
    done = run_command("doctor", "--json", profile=profile, without=_QT)
    names = {check["name"] for check in read_document(done)["checks"]}
    assert {"qt", "clock", "profile"} <= names


def test_the_simulator_starts_without_a_window(new_simulator: Callable[..., Simulator]) -> None:
    simulator = new_simulator(customers=4)
    assert set(simulator.state()) == {"iron", "checkout", "idenfy", "proofme"}
    assert simulator.stop() == 0
