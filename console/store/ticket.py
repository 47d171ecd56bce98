"""Questions that may be given up, by who asked on another thread or after a time; knows nothing of what is asked."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from console.store.driver import Connection

# Steps of the database between two looks, some milliseconds.
_LOOK_EVERY: Final = 100_000
# A line or two of a list: each may be a page that comes slowly from the disk.
_LOOK_OFTEN_EVERY: Final = 100


class Ticket:
    """Given up, from whichever thread, it stops every statement that runs for it and none that runs for another."""

    def __init__(self) -> None:
        self._is_given_up = False

    @contextmanager
    def held(self, connection: Connection) -> Generator[None]:
        """The connection works for this question inside."""
        connection.set_progress_handler(lambda: self._is_given_up, _LOOK_EVERY)
        try:
            yield
        finally:
            connection.set_progress_handler(None, 0)

    def give_up(self) -> None:
        """Nobody waits for the answer any more."""
        self._is_given_up = True


@contextmanager
def limited(connection: Connection, limit_s: float) -> Generator[None]:
    """Every statement that still runs after `limit_s` is stopped; what it raises then is the driver's."""
    until_s = time.perf_counter() + limit_s
    connection.set_progress_handler(lambda: time.perf_counter() >= until_s, _LOOK_OFTEN_EVERY)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)
