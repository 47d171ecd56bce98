"""Enter on a button outside a dialog, where Qt leaves it to the space bar alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton


def press_with_enter(event: QKeyEvent) -> bool:
    """Press the button that has the keyboard if `event` is a plain Enter; True when it did."""
    focused = QApplication.focusWidget()
    is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
    is_bare = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if not is_enter or not is_bare or not isinstance(focused, QPushButton):
        return False
    focused.click()
    return True
