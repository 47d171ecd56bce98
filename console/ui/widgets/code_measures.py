"""Times the painting of a code beside the least it takes, and counts live timers; for measurements, decides nothing."""

from __future__ import annotations

import time
from typing import Final

import segno
from PySide6.QtCore import QObject, QRect, Qt, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from console.ui.widgets.qr_widget import QrWidget

_QUIET: Final = 4
_MODULE_PX: Final = 5
# The same as ours: trying all would take six times as long.
_MASK: Final = 3
_SIDE: Final = 600


def open_code_widget() -> QrWidget:
    """A code in a window of its own; close it."""
    widget = QrWidget()
    widget.resize(_SIDE, _SIDE)
    widget.show()
    return widget


def time_code_ms(widget: QrWidget, text: str) -> float:
    """Milliseconds from a text to its painted code."""
    widget.show_text("")
    widget.repaint()
    began_s = time.perf_counter()
    widget.show_text(text)
    widget.repaint()
    return (time.perf_counter() - began_s) * 1000.0


def time_bare_code_ms(text: str) -> float:
    """Milliseconds of encoding a text and painting its modules one by one, with nothing of ours around it."""
    began_s = time.perf_counter()
    rows = segno.make(text, error="m", micro=False, boost_error=False, mask=_MASK).matrix
    side = (len(rows) + 2 * _QUIET) * _MODULE_PX
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    for top, row in enumerate(rows):
        for left, is_dark in enumerate(row):
            if is_dark:
                place = ((left + _QUIET) * _MODULE_PX, (top + _QUIET) * _MODULE_PX, _MODULE_PX, _MODULE_PX)
                painter.fillRect(QRect(*place), Qt.GlobalColor.black)
    painter.end()
    return (time.perf_counter() - began_s) * 1000.0


def count_qt_timers() -> int:
    """Timers of this process's Qt objects that go on by themselves."""
    roots: list[QObject] = [*QApplication.topLevelWidgets()]
    app = QApplication.instance()
    if app is not None:
        roots.append(app)
    found = {timer for root in roots for timer in root.findChildren(QTimer)}
    return sum(1 for timer in found if timer.isActive() and not timer.isSingleShot())
