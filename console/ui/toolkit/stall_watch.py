"""Measures how long the window's thread could not react; for `bench`, never for a decision."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

_TICK_MS: Final = 2


class StallWatch(QObject):
    """A precise timer whose lateness is the stall; `start` when the window is up."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._late_ms: list[float] = []
        self._expected_s = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._on_tick)

    def start(self) -> None:
        """Begin watching."""
        self._expected_s = time.perf_counter() + _TICK_MS / 1000.0
        self._timer.start()

    def stop(self) -> None:
        """End watching; the figures stay."""
        self._timer.stop()

    def longest_ms(self) -> float:
        """The longest stall so far."""
        return max(self._late_ms, default=0.0)

    def percentile_ms(self, share: float) -> float:
        """The stall that `share` (0 to 1) of all ticks did not exceed."""
        ordered = sorted(self._late_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    def _on_tick(self) -> None:
        now_s = time.perf_counter()
        self._late_ms.append(max(0.0, (now_s - self._expected_s) * 1000.0))
        self._expected_s = now_s + _TICK_MS / 1000.0
