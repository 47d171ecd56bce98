"""What every window test stands on: one application with our look; no service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from console.ui.toolkit.look import Look
from console.ui.toolkit.theme import ThemeName


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[Look]:
    """The light theme on the one application; put back after the test."""
    found = qapp.findChild(Look) or Look(qapp, ThemeName.LIGHT)
    yield found
    found.set_theme(ThemeName.LIGHT)
