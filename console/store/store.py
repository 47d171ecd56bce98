"""One open database: a connection for reading at once, a pool for coroutines, one thread that writes; knows no rules."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from console.base.clock import Clock, StoppedClock
from console.domain.errors import StoreUnavailable
from console.store.driver import Access, Connection, DriverError, connect, is_interrupted, mapped_errors
from console.store.queries.anchors import AnchorBook
from console.store.queries.list_queries import ListQueries
from console.store.schema import prepare, remove_backups, verify_file
from console.store.ticket import Ticket, limited
from console.store.writer import Writer

if TYPE_CHECKING:
    from console.domain.attention import ListRules
    from console.store.queries.queries import Queries
    from console.store.unit_of_work import UnitOfWork

T = TypeVar("T")
Q = TypeVar("Q", bound=ListQueries)
_READERS = 2


class Store:
    """Made by `open_store`; belongs to the thread that opened it, except for what is awaited."""

    def __init__(self, path: Path, key: bytes, clock: Clock, writer: Writer, connection: Connection) -> None:
        self._path = path
        self._key = key
        self._own = connection
        self._clock = clock
        self._book = AnchorBook()
        self._lists = ListQueries(connection, clock, self._book)
        self._writer = writer
        self._readers = ThreadPoolExecutor(_READERS, "store-reader")
        self._local = threading.local()
        self._opened: list[Connection] = []
        self._closed = False

    @property
    def lists(self) -> ListQueries:
        """What lists ask, answered at once on this thread; for the first paint."""
        self._verify_open()
        return self._lists

    def ask_lists(self, limit_s: float, ask: Callable[[ListQueries], T]) -> T | None:
        """Ask at once on this thread, in one consistent view; None when the answer takes longer than `limit_s`.

        A page that comes slowly from the disk is waited for: only between two of them can it be stopped.
        """
        return self._ask(limit_s, self.lists, ask)

    def ask(self, limit_s: float, ask: Callable[[Queries], T]) -> T | None:
        """As `ask_lists`, for what more than a list asks."""
        return self._ask(limit_s, self.read, ask)

    def _ask(self, limit_s: float, queries: Q, ask: Callable[[Q], T]) -> T | None:
        with queries.consistent():
            try:
                with limited(self._own, limit_s):
                    return ask(queries)
            except DriverError as error:
                if not is_interrupted(error):
                    raise
                return None

    @property
    def read(self) -> Queries:
        """Queries that answer at once on this thread; for programs without a loop."""
        self._verify_open()
        return self._queries

    @cached_property
    def _queries(self) -> Queries:
        # Imported when it is asked for: the first paint needs none of it.
        from console.store.queries.queries import Queries

        return Queries(self._own, self._clock, self._book)

    @property
    def who(self) -> str:
        """Who signs what is written."""
        return self._writer.who

    def sign_as(self, who: str) -> None:
        """From now on somebody else works here; what was handed in before stays signed by who handed it in."""
        self._writer.who = who

    async def query(self, work: Callable[[Queries], T]) -> T:
        """Run `work` on a reader thread, in one consistent view of the database; cancelled, it stops where it is."""
        ticket = Ticket()
        try:
            waiting = self._readers.submit(self._answer, work, ticket)
        except RuntimeError as error:
            raise StoreUnavailable("The database is closed.", str(error)) from error
        try:
            return await asyncio.wrap_future(waiting)
        except asyncio.CancelledError:
            # Otherwise a count that nobody wants any more keeps the next question waiting.
            ticket.give_up()
            raise

    async def write(self, work: Callable[[UnitOfWork], T], by: str = "") -> T:
        """Run `work` in one transaction on the writing thread; an exception out of it rolls everything back.

        `by` signs it in place of who works here: `PROGRAM` for what nobody asked for. Cancelling the waiting does not
        undo what has begun. `work` must not touch the store in any other way.
        """
        return await asyncio.wrap_future(self._writer.submit(work, by))

    def write_now(self, work: Callable[[UnitOfWork], T], by: str = "") -> T:
        """As `write`, waiting for it; never call it where a loop runs."""
        return self._writer.submit(work, by).result()

    @contextmanager
    def snapshot(self) -> Generator[Queries]:
        """Queries on a connection of their own that see the database as of one moment, however long that takes.

        Their clock stands too: what becomes overdue meanwhile would move every line behind it.

        Belongs to the thread that opens it. Raises `StoreUnavailable`.
        """
        from console.store.queries.queries import Queries

        with mapped_errors():
            connection = connect(self._path, self._key, Access.READ)
        try:
            queries = Queries(connection, StoppedClock(self._clock))
            with queries.consistent():
                yield queries
        finally:
            connection.close()

    def verify(self) -> tuple[str, ...]:
        """Read every page and check it; one sentence per problem, empty when all is well. Takes seconds: not on a loop."""
        with mapped_errors():
            connection = connect(self._path, self._key, Access.READ)
            try:
                return verify_file(connection)
            finally:
                connection.close()

    def shrink(self) -> None:
        """Give back the pages that connections keep in memory; they are read again when wanted. Not on a loop."""
        for connection in (*self._opened, self._own):
            connection.execute("PRAGMA shrink_memory")
        self.write_now(lambda work: work.shrink())

    def remove_backups(self) -> None:
        """Take away the copies that upgrades left, which still hold what was erased. Raises `StoreUnavailable`."""
        remove_backups(self._path)

    def close(self) -> None:
        """Finish what was handed in, then close every connection; calling it again does nothing."""
        if self._closed:
            return
        self._closed = True
        self._readers.shutdown(wait=True)
        for connection in self._opened:
            connection.close()
        self._own.close()
        self._writer.close()

    def _verify_open(self) -> None:
        if self._closed:
            raise StoreUnavailable("The database is closed.")

    def _answer(self, work: Callable[[Queries], T], ticket: Ticket) -> T:
        reader: tuple[Connection, Queries] | None = getattr(self._local, "reader", None)
        if reader is None:
            from console.store.queries.queries import Queries

            with mapped_errors():
                connection = connect(self._path, self._key, Access.READ)
            self._opened.append(connection)
            reader = self._local.reader = connection, Queries(connection, self._clock, self._book)
        connection, queries = reader
        with queries.consistent(), ticket.held(connection):
            return work(queries)


def open_store(
    path: Path,
    key: bytes,
    clock: Clock,
    who: str = "",
    load_rules: Callable[[], ListRules] | None = None,
) -> Store:
    """Open the database at `path` with the raw 32-byte `key`, making or upgrading it first where that is needed.

    `who` signs the audit entries written through this store. `load_rules` is asked once, on the writing thread and
    before the first change, how lists judge what they show. Raises `StoreUnavailable` for a wrong key, a damaged,
    missing or newer database: its bytes are left as they are.
    """
    connection = prepare(path, key)
    return Store(path, key, clock, Writer(path, key, clock, who, load_rules or _load_plain_rules), connection)


def _load_plain_rules() -> ListRules:
    from console.store.rules import load_plain_rules

    return load_plain_rules()
