"""Profiles for commands: one filled and synced, shared by the commands that only read; copies for the others."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.support.program import run_command
from tests.support.simulator import Simulator, start_simulator


@pytest.fixture(scope="session")
def quiet_simulator() -> Iterator[Simulator]:
    """One for all commands: the profile that is synced once belongs to it."""
    with start_simulator(customers=24, seed=7, speed=0) as simulator:
        yield simulator


@pytest.fixture(scope="session")
def synced_profile(
    quiet_simulator: Simulator, world_ids: Mapping[str, list[str]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The accounts and ids of the shared simulator, synced once; not to be changed."""
    assert world_ids
    folder = tmp_path_factory.mktemp("cli") / "profile"
    line = json.dumps(dict(quiet_simulator.start_line))
    added = run_command("account", "add-sandbox", "-", profile=folder, stdin=line)
    assert added.returncode == 0, added.stderr
    synced = run_command("sync", "--once", "--json", profile=folder)
    assert synced.returncode == 0, synced.stderr
    return folder


@pytest.fixture
def profile(synced_profile: Path, tmp_path: Path) -> Path:
    """A copy of the synced profile for a test of its own."""
    return Path(shutil.copytree(synced_profile, tmp_path / "profile"))


@pytest.fixture(scope="session")
def world_ids(quiet_simulator: Simulator) -> Mapping[str, list[str]]:
    """Ids of the verifications at each provider that the simulator knew before any command here."""
    rows = list(csv.DictReader(io.StringIO(quiet_simulator.ids())))
    providers = {row["provider"] for row in rows}
    return {
        provider: [row["id"] for row in rows if (row["provider"], row["kind"]) == (provider, "verification")]
        for provider in providers
    }
