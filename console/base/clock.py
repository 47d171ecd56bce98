"""Time as a dependency, so that tests and the simulator can own it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where the program gets the time from."""

    def now(self) -> datetime:
        """The current moment, aware, in UTC."""
        ...

    def monotonic_s(self) -> float:
        """Seconds on a clock that never goes back; only differences mean something."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        """The wall clock in UTC."""
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """The monotonic clock, which suspends and clock changes do not turn back."""
        return time.monotonic()


class StoppedClock:
    """Shows one moment for good: what is asked of one view of the database is asked as of one moment."""

    def __init__(self, clock: Clock) -> None:
        self._now = clock.now()
        self._monotonic_s = clock.monotonic_s()

    def now(self) -> datetime:
        """When it was made."""
        return self._now

    def monotonic_s(self) -> float:
        """When it was made."""
        return self._monotonic_s
