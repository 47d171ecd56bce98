"""A simulator's start line becomes accounts and ids, whatever the machine's environment says about proxies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.domain.errors import InputInvalid, ProviderUnreachable
from console.services.simulator import add_simulator
from tests.support.desk import Desk
from tests.support.program import run_command
from tests.support.simulator import Simulator


def test_a_machine_behind_a_proxy_still_reaches_its_own_simulator(
    quiet_simulator: Simulator, tmp_path: Path
) -> None:
    nowhere = "http://127.0.0.1:9"
    proxies = {"http_proxy": nowhere, "HTTP_PROXY": nowhere, "no_proxy": "", "NO_PROXY": ""}
    line = json.dumps(dict(quiet_simulator.start_line))
    profile = tmp_path / "profile"
    added = run_command("account", "add-sandbox", "-", profile=profile, stdin=line, environment=proxies)
    assert added.returncode == 0, added.stderr
    synced = run_command("sync", "--once", profile=profile, environment=proxies)
    assert synced.returncode == 0, synced.stderr


async def test_what_is_no_simulator_is_said(desk: Desk) -> None:
    with pytest.raises(InputInvalid):
        await add_simulator(desk.services, {"control_url": "https://example.com", "providers": {}})
    with pytest.raises(ProviderUnreachable):
        await add_simulator(desk.services, {"control_url": "http://127.0.0.1:9", "providers": {}})
