"""How large a window of its own begins: as wanted, and never so that its edges or its title are off the screen."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

# What frames, a title bar and a task bar take.
_AROUND_PX: Final = 60


def begin_size(window: QWidget, wanted: QSize) -> None:
    """Give a window its first size."""
    room = window.screen().availableSize()
    window.resize(wanted.boundedTo(QSize(room.width() - _AROUND_PX, room.height() - _AROUND_PX)))
