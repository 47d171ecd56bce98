"""The one thread that writes: one transaction after the other, through SQLAlchemy loaded on the first of them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from console.base.clock import Clock
from console.base.process import keep_loaded
from console.domain.errors import StoreUnavailable
from console.store.driver import connect, driver_module, to_fault

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from console.domain.attention import ListRules
    from console.store.unit_of_work import UnitOfWork

T = TypeVar("T")


class Writer:
    """Takes work from any thread and does it in its own, in order; `who` signs what is handed in from now on."""

    def __init__(
        self, path: Path, key: bytes, clock: Clock, who: str, load_rules: Callable[[], ListRules]
    ) -> None:
        self._path = path
        self._key = key
        self._clock = clock
        self.who = who
        self._load_rules = load_rules
        self._engine: Engine | None = None
        self._thread = ThreadPoolExecutor(1, "store-writer")

    def submit(self, work: Callable[[UnitOfWork], T], by: str = "") -> Future[T]:
        """Queue one transaction; the future raises what `work` raised, or `StoreUnavailable`, `DiskFull`.

        `by` signs it in place of who works here.
        """
        try:
            return self._thread.submit(self._run, work, by or self.who)
        except RuntimeError as error:
            raise StoreUnavailable("The database is closed.", str(error)) from error

    def close(self) -> None:
        """Finish what was queued and close the connection."""
        self._thread.shutdown(wait=True)
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def _run(self, work: Callable[[UnitOfWork], T], who: str) -> T:
        from sqlalchemy.exc import DBAPIError

        from console.store.unit_of_work import UnitOfWork

        try:
            if self._engine is None:
                self._engine = self._open()
                keep_loaded()
            with self._engine.begin() as connection:
                return work(UnitOfWork(connection, self._clock.now(), who))
        except DBAPIError as error:
            fault = to_fault(error.orig) if error.orig is not None else None
            if fault is None:
                raise
            raise fault from error

    def _open(self) -> Engine:
        from console.store.rules import put_rules

        engine = build_engine(lambda: connect(self._path, self._key))
        with engine.begin() as connection:
            put_rules(connection, self._load_rules())
        return engine


def build_engine(creator: Callable[[], Any]) -> Engine:
    """An engine over SQLCipher: one connection, transactions that take the write lock at once.

    The driver's own module is handed over, so that its exceptions arrive as SQLAlchemy's.
    """
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import StaticPool

    engine = create_engine("sqlite://", module=driver_module(), creator=creator, poolclass=StaticPool)

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "begin", begin)
    return engine
