"""The Qt binding does not eat the reference counts of None and True, as 6.12.0 does on Python 3.11."""

from __future__ import annotations

import gc
import sys
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

_CALLS: Final = 10_000
# Other parts of the interpreter keep a few references more or less; the fault costs one per call.
_NOISE: Final = _CALLS // 20


class _Sender(QObject):
    sent = Signal()
    told = Signal(bool)


def test_signals_and_void_calls_leave_the_counts_of_none_and_true_alone(qtbot: QtBot) -> None:
    sender, timer, widget = _Sender(), QTimer(), QWidget()
    qtbot.addWidget(widget)
    received: list[None] = []
    sender.sent.connect(lambda: received.append(None) if len(received) < 1 else None)
    gc.collect()
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(_CALLS):
        sender.sent.emit()
        sender.told.emit(True)
        timer.setInterval(1)
        widget.setEnabled(True)
    gc.collect()
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert received == [None]
    assert abs(after[0] - before[0]) < _NOISE
    assert abs(after[1] - before[1]) < _NOISE
