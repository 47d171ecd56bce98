"""Nothing readable is left behind: no name, key or link in a file of the profile or in what a command prints to stderr."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.support.program import run_command
from tests.support.simulator import Simulator

_NAME: Final = "Zebulon Quillfeather"
_EMAIL: Final = "zebulon.quillfeather@example.test"
# Shorter values occur in random bytes by chance.
_SHORTEST: Final = 6


class Session:
    """Commands on one profile; remembers everything they printed to stderr."""

    def __init__(self, profile: Path) -> None:
        self.profile = profile
        self.told = ""

    def run(self, *arguments: str, stdin: str = "") -> str:
        """What the command printed; it must have succeeded."""
        done = run_command(*arguments, profile=self.profile, stdin=stdin)
        self.told += done.stderr
        assert done.returncode == 0, done.stderr
        return done.stdout

    def read(self, *arguments: str) -> dict[str, Any]:
        """The document the command printed."""
        return dict(json.loads(self.run(*arguments, "--json")))


@pytest.fixture
def session(tmp_path: Path, quiet_simulator: Simulator) -> Session:
    session = Session(tmp_path / "profile")
    session.run("account", "add-sandbox", "-", stdin=json.dumps(quiet_simulator.start_line))
    session.run("sync", "--once")
    return session


def _secrets(simulator: Simulator) -> set[str]:
    """Keys of the accounts, but not their addresses."""
    found: set[str] = set()
    for values in simulator.start_line["providers"].values():
        flat = [value for value in values.values() if isinstance(value, str)]
        found |= {value for value in flat if not value.startswith("http")}
    return found


def _personal(simulator: Simulator) -> set[str]:
    rows = list(csv.DictReader(simulator.ids().splitlines()))
    values = {row[column] for row in rows for column in ("customer_name", "email", "customer_reference")}
    assert values
    return values


def test_a_session_leaves_nothing_readable_in_files_or_on_stderr(
    session: Session, quiet_simulator: Simulator
) -> None:
    accounts = {row["provider"]: row["name"] for row in session.read("account", "list")["accounts"]}
    person = ("--name", _NAME, "--email", _EMAIL, "--reference", "traces-1")
    created = session.read("create", "--account", accounts["proofme"], *person, "--show-url")
    decided = [
        row
        for row in session.read("list", "verifications", "--provider", "checkout", "--limit", "100")["items"]
        if row["phase"] in {"approved", "declined"}
    ]
    session.run("report", "fetch", decided[0]["id"])

    hidden = _secrets(quiet_simulator) | _personal(quiet_simulator) | {_NAME, _EMAIL, created["hosted_url"]}
    needles = {value.encode() for value in hidden if len(value.encode()) >= _SHORTEST}
    needles |= {b"%PDF-", b"SQLite format 3"}
    files = [path for path in session.profile.rglob("*") if path.is_file()]
    assert len(files) >= 3
    assert [(path.name, needle) for path in files for needle in needles if needle in path.read_bytes()] == []
    assert [needle for needle in needles if needle in session.told.encode()] == []


def test_everything_in_the_profile_is_closed_to_other_users(session: Session) -> None:
    paths = [session.profile, *session.profile.rglob("*")]
    open_to_others = [path.name for path in paths if path.stat().st_mode & 0o077]
    assert open_to_others == []
