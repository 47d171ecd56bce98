"""`demo` as a process: where its hosted pages are, and that nothing of it stays behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.program import run_command
from tests.support.project import ROOT

_DEADLINE_S = 30


def _children(process: subprocess.Popen[bytes]) -> list[str]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return listed.read_text("ascii").split() if listed.exists() else []


def test_the_hosted_pages_are_where_lan_says(tmp_path: Path) -> None:
    path = tmp_path / "view.png"
    arguments = ("--customers", "20", "--speed", "0", "--view", "settings", "--screenshot", str(path))
    done = run_command("demo", "--lan", "127.0.0.2", "--profile", str(tmp_path / "p"), *arguments)
    assert (done.returncode, path.exists()) == (0, True), done.stderr
    listed = run_command("account", "list", "--json", "--profile", str(tmp_path / "p"))
    urls = {account["base_url"].split(":")[1] for account in json.loads(listed.stdout)["accounts"]}
    assert urls == {"//127.0.0.2"}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are looked up in /proc")
def test_told_to_end_while_starting_it_leaves_no_simulator_and_no_profile(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "console", "demo", "--customers", "500"], env=environment
    )
    deadline = time.monotonic() + _DEADLINE_S
    while not list(tmp_path.glob("*/profile.json")):
        assert process.poll() is None
        assert time.monotonic() < deadline
    children = _children(process)
    process.send_signal(signal.SIGTERM)
    assert children
    assert process.wait(_DEADLINE_S) == 128 + signal.SIGTERM
    assert not [child for child in children if Path(f"/proc/{child}").exists()]
    assert list(tmp_path.iterdir()) == []
