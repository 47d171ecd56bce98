"""A real profile on a simulator in which nobody moves, and the real window over it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from console.bootstrap import OpenConsole, open_console
from console.services.simulator import add_simulator
from console.ui.toolkit.memory import WindowMemory
from console.ui.views.detail_view import DetailView
from console.ui.views.main_window import MainWindow
from tests.support.desk import Desk
from tests.support.desk_tab import open_detail
from tests.support.simulator import Simulator, start_simulator
from tests.support.window_of_test import open_window


@pytest.fixture
async def console(tmp_path: Path, window_simulator: Simulator) -> AsyncIterator[OpenConsole]:
    """Four simulator accounts, read once; nothing polls by itself."""
    opened = await asyncio.to_thread(open_console, tmp_path / "profile", simulator=True)
    await add_simulator(opened.services, window_simulator.start_line)
    await opened.services.sync.sync_once()
    yield opened
    await opened.aclose()


@pytest.fixture
async def empty_console(tmp_path: Path) -> AsyncIterator[OpenConsole]:
    """A new simulator profile without an account."""
    opened = await asyncio.to_thread(open_console, tmp_path / "empty", simulator=True)
    yield opened
    await opened.aclose()


@pytest.fixture
def memory(tmp_path: Path) -> WindowMemory:
    """What the window remembers."""
    return WindowMemory(tmp_path / "window.json")


@pytest.fixture
async def window(console: OpenConsole, memory: WindowMemory) -> AsyncIterator[MainWindow]:
    """The window on the list of verifications, 1440 x 900."""
    async with open_window(console.services, memory, "verifications") as made:
        yield made


@pytest.fixture
async def first_window(empty_console: OpenConsole, memory: WindowMemory) -> AsyncIterator[MainWindow]:
    """The window of an empty profile."""
    async with open_window(empty_console.services, memory, "") as made:
        yield made


@pytest.fixture
async def detail(desk: Desk) -> AsyncIterator[DetailView]:
    """A pane as wide as beside a list."""
    async with open_detail(desk) as made:
        yield made


@pytest.fixture(scope="session")
def window_simulator() -> Iterator[Simulator]:
    """A simulator in which these tests make no record, so that one screen's worth of rows holds all of it."""
    with start_simulator(customers=24, seed=7, speed=0) as started:
        yield started


@pytest.fixture
def simulator(window_simulator: Simulator) -> Iterator[Simulator]:
    """The simulator, without faults before and after."""
    window_simulator.clear_faults()
    yield window_simulator
    window_simulator.clear_faults()
