"""Windows begin within the screen, and no larger than they need."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

from console.ui.toolkit.window_size import begin_size


def test_a_window_is_as_wanted_and_never_larger_than_the_screen(qapp: QApplication) -> None:
    window = QWidget()
    room = qapp.primaryScreen().availableSize()
    begin_size(window, QSize(300, 200))
    assert window.size() == QSize(300, 200)
    begin_size(window, QSize(room.width() + 500, 200))
    assert window.width() < room.width()
    assert window.height() == 200
    begin_size(window, QSize(300, room.height()))
    assert window.height() < room.height()
