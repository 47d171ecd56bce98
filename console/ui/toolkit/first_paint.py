"""Sees when a window has been painted for the first time, and how long after the start of the process that was."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

from console.base.process import since_process_start_ms


class FirstPaint(QObject):
    """`seen` once the window and all that is inside it, which is painted in the same go, are on the screen."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.seen = asyncio.Event()
        self.at_ms = 0.0
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # Comes before all else that waits, so as soon as everything is painted.
            QCoreApplication.postEvent(
                self, QEvent(QEvent.Type.User), Qt.EventPriority.HighEventPriority.value
            )
        return super().eventFilter(watched, event)

    def customEvent(self, _event: QEvent) -> None:
        self.at_ms = round(since_process_start_ms(), 1)
        self.seen.set()
