"""What every window test stands on: one application with our look; no service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from console.ui.toolkit.look import Look
from console.ui.toolkit.theme import ThemeName
from tests.support.simulator import Simulator, start_simulator


@pytest.fixture(scope="session")
def quiet_simulator() -> Iterator[Simulator]:
    """One for the window's tests alone: what it holds fits one window of rows, whatever other tests made elsewhere."""
    with start_simulator(customers=24, seed=7, speed=0) as simulator:
        yield simulator


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[Look]:
    """The light theme on the one application; put back after the test."""
    found = qapp.findChild(Look) or Look(qapp, ThemeName.LIGHT)
    yield found
    found.set_theme(ThemeName.LIGHT)
