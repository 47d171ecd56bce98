"""What every journey begins with: a world of its own in which nobody moves by themselves, and a person's hands."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.desk import Desk, open_desk
from tests.support.hands import Keyboard, Mouse
from tests.support.simulator import Simulator, start_simulator
from tests.support.window import MovableClock


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    """One world per module: a journey makes its own records or looks at what nobody changes."""
    with start_simulator(customers=24, seed=7, speed=0) as started:
        yield started


@pytest.fixture
def clock() -> MovableClock:
    """Lets time pass without waiting for it."""
    return MovableClock()


@pytest.fixture
async def desk(
    simulator: Simulator, tmp_path: Path, clock: MovableClock, qapp: QApplication
) -> AsyncIterator[Desk]:
    """A profile with the simulator's four accounts."""
    del qapp
    simulator.clear_faults()
    async with open_desk(simulator, tmp_path / "profile", clock=clock) as opened:
        yield opened
    if simulator.process.poll() is None:
        simulator.clear_faults()


@pytest.fixture
def mouse() -> Mouse:
    """Clicks."""
    return Mouse()


@pytest.fixture
def keyboard() -> Keyboard:
    """Keys."""
    return Keyboard()
