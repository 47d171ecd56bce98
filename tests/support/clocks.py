"""The machine's clock for whole programs under test, set or put forward when a test says so."""

from __future__ import annotations

from datetime import datetime, timedelta

from console.base.clock import SystemClock


class MovableClock(SystemClock):
    """The machine's clock and what `ahead` adds; the monotonic one is left as it is."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        """The wall clock, moved."""
        return super().now() + self.ahead


class SettableClock(SystemClock):
    """The machine's clocks, set as a person or a time server sets them, and with time let pass."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self._ahead = ahead
        self._passed_s = 0.0

    def now(self) -> datetime:
        """The wall clock as it was set."""
        return super().now() + self._ahead

    def monotonic_s(self) -> float:
        """The monotonic clock with the time that was let pass."""
        return super().monotonic_s() + self._passed_s

    def set_by(self, seconds: float) -> None:
        """Set the wall clock forward or back; no time passes."""
        self._ahead += timedelta(seconds=seconds)

    def let_pass(self, seconds: float) -> None:
        """Time passes: both clocks go forward."""
        self._ahead += timedelta(seconds=seconds)
        self._passed_s += seconds
