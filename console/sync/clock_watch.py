"""Notices that somebody set the computer's clock back: whatever was planned by it would then wait that much longer."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from console.base.clock import Clock

# Time servers move a clock by less; a wait that is longer by this much harms nobody.
_TOLERANCE: Final = timedelta(seconds=60)


class ClockWatch:
    """Compares the wall clock with the monotonic one since the last look."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wall = clock.now()
        self._monotonic_s = clock.monotonic_s()

    def was_set_back(self) -> bool:
        """True once after the clock was set back by more than a minute."""
        now, monotonic_s = self._clock.now(), self._clock.monotonic_s()
        expected = self._wall + timedelta(seconds=monotonic_s - self._monotonic_s)
        self._wall, self._monotonic_s = now, monotonic_s
        return now < expected - _TOLERANCE
