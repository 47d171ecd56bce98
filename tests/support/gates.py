"""Clocks that hold or fail a transaction of the store from inside its writing thread."""

from __future__ import annotations

import threading
from datetime import datetime

from console.base.clock import SystemClock
from console.domain.errors import DiskFull

_LONGEST_S = 20.0


class GateClock(SystemClock):
    """The machine's clock; once `close` was called, the next transaction waits in its beginning for `open`."""

    def __init__(self) -> None:
        self._is_closed = threading.Event()
        self._reached = threading.Event()
        self._opened = threading.Event()

    def now(self) -> datetime:
        """The wall clock; every transaction asks for it first, in the writing thread."""
        if self._is_closed.is_set() and threading.current_thread().name.startswith("store-writer"):
            self._reached.set()
            self._opened.wait(_LONGEST_S)
        return super().now()

    def close(self) -> None:
        """Hold the next transaction."""
        self._is_closed.set()

    def is_reached(self) -> bool:
        """True while a transaction is held."""
        return self._reached.is_set()

    def open(self) -> None:
        """Let it go on."""
        self._is_closed.clear()
        self._opened.set()


class FailingClock(SystemClock):
    """The machine's clock; one transaction, counted from `fail_transaction`, fails."""

    def __init__(self) -> None:
        self._left = 0
        self._error: Exception = DiskFull("The disk is full.")

    def fail_transaction(self, number: int, error: Exception | None = None) -> None:
        """The `number`th from now, counted from 1; with `error` instead of the full disk."""
        self._left = number
        self._error = error or self._error

    def now(self) -> datetime:
        """The wall clock; every transaction asks for it first, in the writing thread."""
        if self._left > 0 and threading.current_thread().name.startswith("store-writer"):
            self._left -= 1
            if self._left == 0:
                raise self._error
        return super().now()
