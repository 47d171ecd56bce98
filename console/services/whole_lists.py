"""Every row of a list as of one moment, however long reading it takes; knows no list by itself and changes nothing."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from console.store.queries.queries import Queries
    from console.store.store import Store

Row = TypeVar("Row")
Made = TypeVar("Made")
WINDOW: Final = 500


async def load_whole(
    store: Store,
    read_window: Callable[[Queries, int, int], Sequence[Row]],
    make: Callable[[Row], Made],
    is_stopped: Callable[[], bool],
) -> list[Made]:
    """What `make` keeps of each row, in the list's order. `read_window` gets a position and how many rows to read.

    Read on a thread and a connection of its own, in one view of the database: a change that arrives meanwhile takes no
    row away and brings none twice. `make` and `is_stopped` are called on that thread; stopped, it ends early with what
    it has, and so it does when the waiting is cancelled. Raises `StoreUnavailable`.
    """
    is_left = threading.Event()

    def read() -> list[Made]:
        made: list[Made] = []
        position = 0
        with store.snapshot() as queries:
            while not is_stopped() and not is_left.is_set():
                rows = read_window(queries, position, WINDOW)
                if not rows:
                    break
                made.extend(make(row) for row in rows)
                position += len(rows)
        return made

    try:
        return await asyncio.to_thread(read)
    finally:
        is_left.set()
