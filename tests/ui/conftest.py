"""What every window test stands on: one application with our look, and a desk for those that need services."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from console.ui.toolkit.look import Look
from console.ui.toolkit.theme import ThemeName
from tests.support.desk import Desk, open_desk
from tests.support.simulator import Simulator
from tests.support.waiting import until


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[Look]:
    """The light theme on the one application; put back after the test."""
    found = qapp.findChild(Look) or Look(qapp, ThemeName.LIGHT)
    yield found
    found.set_theme(ThemeName.LIGHT)


@pytest.fixture
async def desk(tmp_path: Path, quiet_simulator: Simulator) -> AsyncIterator[Desk]:
    """A profile with the four accounts of the shared simulator; nothing was read yet and nothing polls."""
    quiet_simulator.clear_faults()
    async with open_desk(quiet_simulator, tmp_path / "profile") as opened:
        yield opened
    quiet_simulator.clear_faults()


@pytest.fixture
async def host() -> AsyncIterator[QWidget]:
    """A window that dialogs open over."""
    made = QWidget()
    made.resize(1000, 800)
    made.show()
    made.activateWindow()
    await until(made.isActiveWindow)
    yield made
    made.hide()
    made.deleteLater()
    await asyncio.sleep(0)
