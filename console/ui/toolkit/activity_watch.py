"""When somebody last used the keyboard or the mouse in one of our windows; customers' windows do not count."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication

from console.ui.toolkit.covers import is_for_customers

_SIGNS: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
    }
)


class ActivityWatch(QObject):
    """Listens where the system hands events over, once for each, and not at every widget on their way.

    `key_pressed` carries a key and its modifiers before any dialog has them; a slot that takes the key says so by
    `take_key`.
    """

    key_pressed = Signal(int, object)

    def __init__(self, parent: QObject, now_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._now_s = now_s
        self._last_s = now_s()
        self._watched: set[QWindow] = set()
        self._is_taken = False
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._watch)
        for window in app.topLevelWindows():
            self._watch(window)

    @property
    def quiet_s(self) -> float:
        """Seconds since the last sign of somebody."""
        return self._now_s() - self._last_s

    def note(self) -> None:
        """Somebody is here."""
        self._last_s = self._now_s()

    def take_key(self) -> None:
        """The key that is being told goes no further."""
        self._is_taken = True

    def _watch(self, window: QWindow | None) -> None:
        if window is None or window in self._watched:
            return
        self._watched.add(window)
        window.installEventFilter(self)
        window.destroyed.connect(lambda: self._watched.discard(window))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take note, and pass everything on but a key that was taken."""
        if event.type() not in _SIGNS or not isinstance(watched, QWindow):
            return False
        if isinstance(event, QKeyEvent):
            return self._tell_key(event)
        if not _is_for_customers(watched):
            self.note()
        return False

    def _tell_key(self, event: QKeyEvent) -> bool:
        self.note()
        self._is_taken = False
        self.key_pressed.emit(event.key(), event.modifiers())
        return self._is_taken


def _is_for_customers(window: QWindow) -> bool:
    return any(
        is_for_customers(widget) and widget.windowHandle() is window
        for widget in QApplication.topLevelWidgets()
    )


def has_customers_window() -> bool:
    """True while a window for customers is on the screen."""
    return any(is_for_customers(widget) and widget.isVisible() for widget in QApplication.topLevelWidgets())
