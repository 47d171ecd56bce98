"""Looking again is no change: whatever a provider tells twice the same leaves our decisions alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.desk import Desk, open_desk
from tests.support.simulator import Simulator


@pytest.fixture
async def desk(quiet_simulator: Simulator, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(quiet_simulator, tmp_path / "profile") as opened:
        yield opened


async def _load_evidence(desk: Desk) -> dict[object, str]:
    keys = [row.key for row in await desk.rows()]
    return await desk.console.store.write(lambda work: {key: work.load_evidence(key) for key in keys})


async def test_a_second_look_at_every_case_of_every_provider_tells_the_same_evidence(desk: Desk) -> None:
    await desk.pass_once()
    keys = [row.key for row in await desk.rows()]
    for key in keys:
        await desk.look(key)
    before = await _load_evidence(desk)
    assert len({key.account_id for key in keys}) >= 3
    for key in keys:
        await desk.look(key)
    await desk.pass_once()
    assert await _load_evidence(desk) == before
