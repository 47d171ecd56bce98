"""Sees when a window has been painted and whether what it shows is what was asked for; measures, decides nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

_DEADLINE_S: Final = 20.0


class PaintWatch(QObject):
    """Follows one window: everything dirty in it is painted in answer to one event."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._is_done: Callable[[], bool] | None = None
        self._done: asyncio.Future[float] | None = None
        window.installEventFilter(self)

    async def time_ms(self, act: Callable[[], object], is_done: Callable[[], bool]) -> float:
        """Milliseconds from before `act` until the first painting at which `is_done` holds has ended."""
        self._is_done = is_done
        self._done = asyncio.get_running_loop().create_future()
        began_s = time.perf_counter()
        act()
        async with asyncio.timeout(_DEADLINE_S):
            ended_s = await self._done
        self._done = None
        return (ended_s - began_s) * 1000.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say so to ourselves as soon as the painting that begins now is over."""
        if event.type() == QEvent.Type.UpdateRequest and self._done is not None:
            kind = QEvent(QEvent.Type.User)
            QCoreApplication.postEvent(self, kind, Qt.EventPriority.HighEventPriority.value)
        return super().eventFilter(watched, event)

    def customEvent(self, _event: QEvent) -> None:
        """The painting is over."""
        if self._done is None or self._done.done() or self._is_done is None:
            return
        if self._is_done():
            self._done.set_result(time.perf_counter())


def repaint_ms(widget: QWidget) -> float:
    """Milliseconds that painting all of a widget takes."""
    began_s = time.perf_counter()
    widget.repaint()
    return (time.perf_counter() - began_s) * 1000.0
