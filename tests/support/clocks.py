"""The machine's clock for whole programs under test, put forward when a test says so."""

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
