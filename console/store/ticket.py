"""One question that is being answered on another thread and may be given up; knows nothing of what is asked."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from console.store.driver import Connection

# Steps of the database between two looks, some milliseconds.
_LOOK_EVERY: Final = 100_000


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
