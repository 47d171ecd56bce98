"""Sees when a window has been painted and whether what it shows is what was asked for; measures, decides nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

_DEADLINE_S: Final = 20.0
_ACT: Final = QEvent.Type(QEvent.registerEventType())
_PAINTED: Final = QEvent.Type(QEvent.registerEventType())


class PaintWatch(QObject):
    """Follows one window: everything dirty in it is painted in answer to one event."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._order: tuple[Callable[[], object], Callable[[], bool]] | None = None
        self._is_done: Callable[[], bool] | None = None
        self._began_s = 0.0
        self._done: asyncio.Future[float] | None = None
        window.installEventFilter(self)

    async def time_ms(self, act: Callable[[], object], is_done: Callable[[], bool]) -> float:
        """Milliseconds from before `act` until the first painting at which `is_done` holds has ended.

        `act` is called as a key is: by Qt's own loop and not out of a task, which could begin nothing before it ends.
        """
        self._order = act, is_done
        self._done = asyncio.get_running_loop().create_future()
        QCoreApplication.postEvent(self, QEvent(_ACT))
        async with asyncio.timeout(_DEADLINE_S):
            ended_s = await self._done
        self._done = self._is_done = None
        return (ended_s - self._began_s) * 1000.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say so to ourselves as soon as the painting that begins now is over."""
        if event.type() == QEvent.Type.UpdateRequest and self._done is not None:
            QCoreApplication.postEvent(self, QEvent(_PAINTED), Qt.EventPriority.HighEventPriority.value)
        return super().eventFilter(watched, event)

    def customEvent(self, event: QEvent) -> None:
        """Begin, or see that a painting is over."""
        if event.type() == _ACT and self._order is not None:
            act, self._is_done = self._order
            self._began_s = time.perf_counter()
            act()
        elif (
            self._done is not None and not self._done.done() and self._is_done is not None and self._is_done()
        ):
            self._done.set_result(time.perf_counter())


def repaint_ms(widget: QWidget) -> float:
    """Milliseconds that painting a widget takes, without what is opaque in it."""
    began_s = time.perf_counter()
    widget.repaint()
    return (time.perf_counter() - began_s) * 1000.0


def scroll_ms(view: QAbstractScrollArea, value: int) -> float:
    """Milliseconds of one frame: what is done at once because of a jump to `value`, and its painting."""
    began_s = time.perf_counter()
    view.verticalScrollBar().setValue(value)
    view.viewport().repaint()
    return (time.perf_counter() - began_s) * 1000.0


def repaint_all_ms(widget: QWidget) -> float:
    """Milliseconds that one painting of a widget takes with everything that is seen in it.

    Painting a widget leaves out what is opaque in it, such as the rows of a table: each is told by itself.
    """
    window = widget.window()
    # What else is to be painted by now is nobody's measure.
    QCoreApplication.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))
    for part in (widget, *widget.findChildren(QWidget)):
        part.update()
    began_s = time.perf_counter()
    QCoreApplication.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))
    took_ms = (time.perf_counter() - began_s) * 1000.0
    # Left in the queue, it would be taken for the next painting; thrown away, Qt would wait for it and paint no more.
    QCoreApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest.value)
    return took_ms
