"""The machine's clock for whole programs under test, set or put forward when a test says so."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
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


class MeddlingClock(SystemClock):
    """The machine's clocks; what `meddle_with` was given happens on its loop the next time a thread asks for the time.

    The store asks in its own thread when it begins to write: so something comes between two steps of work that nothing
    else shows from outside.
    """

    def __init__(self) -> None:
        self._deed: Callable[[], object] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def meddle_with(self, deed: Callable[[], object]) -> None:
        """Let `deed` happen once."""
        self._deed, self._loop = deed, asyncio.get_running_loop()

    def now(self) -> datetime:
        """The wall clock in UTC, after the deed."""
        deed, loop = self._deed, self._loop
        if (
            deed is not None
            and loop is not None
            and threading.current_thread() is not threading.main_thread()
        ):
            self._deed = None
            done = threading.Event()

            def do() -> None:
                deed()
                # Whatever was begun by it has its turn too.
                loop.call_soon(done.set)

            loop.call_soon_threadsafe(do)
            done.wait(10)
        return super().now()
