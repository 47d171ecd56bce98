"""One open database: a connection for reading at once, a pool for coroutines, one thread that writes; knows no rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from console.store.queries.queries import Queries

if TYPE_CHECKING:
    from console.store.unit_of_work import UnitOfWork

T = TypeVar("T")
Clock = Callable[[], datetime]


class Store:
    """Made by `open_store`; belongs to the thread that opened it, except for what is awaited."""

    @property
    def read(self) -> Queries:
        """Queries that answer at once on this thread; for the first paint and for programs without a loop."""
        raise NotImplementedError

    async def query(self, work: Callable[[Queries], T]) -> T:
        """Run `work` on a reader thread, in one consistent view of the database."""
        raise NotImplementedError

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` in one transaction on the writing thread; an exception out of it rolls everything back."""
        raise NotImplementedError

    def write_now(self, work: Callable[[UnitOfWork], T]) -> T:
        """As `write`, waiting for it; never call it where a loop runs."""
        raise NotImplementedError

    def verify(self) -> tuple[str, ...]:
        """Read every page and check it; one sentence per problem, empty when all is well."""
        raise NotImplementedError

    def close(self) -> None:
        """Finish what was handed in, then close every connection; calling it again does nothing."""
        raise NotImplementedError


def open_store(path: Path, key: bytes, clock: Clock) -> Store:
    """Open the database at `path` with the raw 32-byte `key`, making or upgrading it first where that is needed.

    Raises `StoreUnavailable` for a wrong key, a damaged, missing or newer database: its bytes are left as they are.
    """
    raise NotImplementedError
