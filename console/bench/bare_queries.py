"""The floor of what a list asks: the same statements on the bare driver, nothing made of their rows."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from console.base.clock import SystemClock
from console.store.driver import Access, Connection, Cursor, Parameters, connect
from console.store.queries.queries import Queries


class _Recording:
    """Passes statements on and remembers them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.statements: list[tuple[str, Parameters]] = []

    def execute(self, sql: str, parameters: Parameters = ()) -> Cursor:
        self.statements.append((sql, parameters))
        return self._connection.execute(sql, parameters)

    def set_progress_handler(self, handler: Callable[[], bool] | None, steps: int) -> None:
        self._connection.set_progress_handler(handler, steps)

    def close(self) -> None:
        self._connection.close()


class BareQueries:
    """Bound to a database; `close` it."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._connection = connect(path, key, Access.READ)
        self._recording = _Recording(self._connection)
        self._queries = Queries(self._recording, SystemClock())

    def time_ms(self, ask: Callable[[Queries], object]) -> float:
        """Milliseconds that the statements behind a question take by themselves."""
        self._recording.statements.clear()
        ask(self._queries)
        statements = tuple(self._recording.statements)
        began_s = time.perf_counter()
        for sql, parameters in statements:
            self._connection.execute(sql, parameters).fetchall()
        return (time.perf_counter() - began_s) * 1000.0

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
