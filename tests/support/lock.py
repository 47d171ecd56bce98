"""Ctrl+L over a detail pane: the real watch with the real services."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.ui.toolkit.covers import Covers
from console.ui.toolkit.memory import MemoryHolder, WindowMemory
from console.ui.views.detail_view import DetailView
from console.ui.views.lock_watch import LockWatch
from tests.support.desk import Desk


@pytest.fixture(name="covers")
async def covers_of(desk: Desk, detail: DetailView, tmp_path: Path) -> AsyncIterator[Covers]:
    """Ctrl+L in the pane locks, and a watch over the real services does what follows; unlocked after the test."""
    memory = WindowMemory(tmp_path / "window.json")
    MemoryHolder(memory, detail)
    LockWatch(desk.services, memory, detail, lambda: False).note_started()
    found = Covers.of_app()
    yield found
    found.unlock()
