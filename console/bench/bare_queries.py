"""The floor of what a list asks: what the bare driver takes for the same statements, nothing made of their rows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from console.base.clock import SystemClock
from console.store.driver import Access, Connection, Cursor, Parameters, Row, connect
from console.store.queries.queries import Queries


class _Rows:
    """All rows of a statement, as a cursor gives them."""

    def __init__(self, cursor: Cursor) -> None:
        self.rowcount = cursor.rowcount
        self._rows = iter(cursor.fetchall())

    def fetchone(self) -> Row | None:
        return next(self._rows, None)

    def fetchall(self) -> list[Row]:
        return list(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return self._rows


class _Timed:
    """Passes statements on and adds up how long the driver takes for them and their rows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.seconds = 0.0

    def execute(self, sql: str, parameters: Parameters = ()) -> Cursor:
        began_s = time.perf_counter()
        rows = _Rows(self._connection.execute(sql, parameters))
        self.seconds += time.perf_counter() - began_s
        return rows

    def set_progress_handler(self, handler: Callable[[], bool] | None, steps: int) -> None:
        self._connection.set_progress_handler(handler, steps)

    def close(self) -> None:
        self._connection.close()


class BareQueries:
    """Bound to a database; `close` it. It has read as much of it as the window's own readers have."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._timed = _Timed(connect(path, key, Access.READ))
        self._queries = Queries(self._timed, SystemClock())

    def time_ms(self, ask: Callable[[Queries], object]) -> float:
        """Milliseconds that the statements behind a question take by themselves."""
        self._timed.seconds = 0.0
        ask(self._queries)
        return self._timed.seconds * 1000.0

    def close(self) -> None:
        """Close the connection."""
        self._timed.close()
