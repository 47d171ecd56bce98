"""`--webhooks HOST:PORT` as a person behind a tunnel uses it: the address is known beforehand and what was taken stays."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.program import read_document, run_command
from tests.support.simulator import Simulator, fetch
from tests.support.waiting import until


def _find_free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def _open_window(profile: Path, address: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "console", "--profile", str(profile), "--webhooks", address]
    window = subprocess.Popen(command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    try:
        yield window
    finally:
        window.kill()
        window.wait()


def _create(profile: Path, account: str) -> str:
    values = ("--name", "Zoë van der Berg", "--email", "zoe@example.com")
    done = run_command("create", "--account", account, *values, "--json", profile=profile)
    return str(read_document(done)["id"])


def _answers(base_url: str) -> bool:
    try:
        return fetch(f"{base_url}/thanks/done")[0] == 200
    except OSError:
        return False


async def test_what_the_listener_acknowledged_is_there_after_the_window_is_closed(
    profile: Path, quiet_simulator: Simulator
) -> None:
    listed = read_document(run_command("account", "list", "--json", profile=profile))["accounts"]
    [account] = [each for each in listed if each["provider"] == "idenfy"]
    session = _create(profile, account["name"])
    base_url = f"http://127.0.0.1:{_find_free_port()}"
    with _open_window(profile, base_url.removeprefix("http://")) as window:
        await until(lambda: _answers(base_url), deadline_s=60)
        quiet_simulator.subscribe("idenfy", base_url + account["webhook_path"])
        quiet_simulator.journey("idenfy", session, "finish")
        await until(lambda: _is_delivered(quiet_simulator, session), deadline_s=60)
        window.send_signal(signal.SIGTERM)
        assert window.wait(30) == 0
    rows = json.loads(
        run_command("list", "verifications", "--provider", "idenfy", "--json", profile=profile).stdout
    )
    assert [row["phase"] for row in rows["items"] if row["id"] == session] == ["approved"]


def _is_delivered(simulator: Simulator, session: str) -> bool:
    return any(each["subject_id"] == session and each["delivered"] for each in simulator.deliveries())


@pytest.mark.parametrize("address", ["8443", "127.0.0.1:", "127.0.0.1:port", "127.0.0.1:99999"])
def test_an_address_that_is_none_is_wrong_usage(profile: Path, address: str) -> None:
    done = run_command("--webhooks", address, profile=profile, environment={"QT_QPA_PLATFORM": "offscreen"})
    assert done.returncode == 2
    assert "HOST:PORT" in done.stderr


def test_an_address_that_is_taken_is_told_and_is_3_where_nobody_looks(profile: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = f"127.0.0.1:{other.getsockname()[1]}"
        done = run_command(
            "--webhooks", address, "--exit-after", "first-sync",
            profile=profile, environment={"QT_QPA_PLATFORM": "offscreen"},
        )  # fmt: skip
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        "The listener for webhooks cannot be opened at that address. Choose another port.\n"
    )
