"""A desk over the shared simulator for every test of the services."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.desk import Desk, open_desk
from tests.support.simulator import Simulator


@pytest.fixture
async def desk(quiet_simulator: Simulator, tmp_path: Path) -> AsyncIterator[Desk]:
    """The accounts are there, nothing was read yet; faults end with the test."""
    async with open_desk(quiet_simulator, tmp_path / "profile") as opened:
        try:
            yield opened
        finally:
            quiet_simulator.clear_faults()
