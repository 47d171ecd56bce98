"""A simulator's start line becomes accounts and ids, whatever the machine's environment says about proxies."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from console.bootstrap import open_console
from console.domain.errors import InputInvalid, ProviderUnreachable
from console.domain.listing import ListQuery
from console.services.simulator import add_simulator
from tests.support.desk import Desk
from tests.support.simulator import Simulator


async def test_a_machine_behind_a_proxy_still_reaches_its_own_simulator(
    quiet_simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    console = await asyncio.to_thread(open_console, tmp_path / "profile", simulator=True)
    try:
        names = await add_simulator(console.services, quiet_simulator.start_line)
        assert len(names) == 4
        assert await console.services.lists.count_verifications(ListQuery())
        reports = await console.services.sync.sync_once()
        assert [report.error for report in reports] == [""] * 4
    finally:
        await console.aclose()


async def test_what_is_no_simulator_is_said(desk: Desk) -> None:
    with pytest.raises(InputInvalid):
        await add_simulator(desk.services, {"control_url": "https://example.com", "providers": {}})
    with pytest.raises(ProviderUnreachable):
        await add_simulator(desk.services, {"control_url": "http://127.0.0.1:9", "providers": {}})
