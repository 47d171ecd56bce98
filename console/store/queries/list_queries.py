"""What lists ask of one connection, which is all that the first paint asks; imports little, for that reason."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from console.base.clock import Clock
from console.domain.account import Account, AccountId
from console.domain.customer import CustomerId
from console.domain.keys import VerificationKey
from console.domain.listing import CustomerRow, ListQuery, VerificationRow
from console.store.driver import Connection, Parameters, Row, mapped_errors
from console.store.inbox_keys import to_whole_minute
from console.store.marks import AccountMarks
from console.store.queries import rows
from console.store.queries.anchors import AnchorBook
from console.store.queries.list_tables import CUSTOMERS, VERIFICATIONS, ListTable
from console.store.queries.lists import Plan, build_plan
from console.store.queries.windows import Windows
from console.store.text import to_storable
from console.store.times import read_us


class ListQueries:
    """Bound to one connection; used by one thread at a time. Every method may raise `StoreUnavailable`.

    Those that are given the same `book` share what they learn of positions.
    """

    def __init__(self, connection: Connection, clock: Clock, book: AnchorBook | None = None) -> None:
        self._connection = connection
        self._clock = clock
        self._windows = Windows(connection, book or AnchorBook())

    @contextmanager
    def consistent(self) -> Generator[None]:
        """Everything asked inside sees the database as of one moment."""
        with mapped_errors():
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK")

    def load_accounts(self) -> tuple[Account, ...]:
        """Every account, by name."""
        with mapped_errors():
            return tuple(numbered.account for numbered in rows.load_accounts(self._connection))

    def load_account_marks(self, account_id: AccountId) -> AccountMarks:
        """How far an account has come; empty marks for an unknown one."""
        row = self._one(
            "SELECT last_full_sync_us, last_ok_us, problem FROM account WHERE id = ?", (account_id,)
        )
        return AccountMarks() if row is None else AccountMarks(read_us(row[0]), read_us(row[1]), row[2])

    def load_verifications(self, query: ListQuery, start: int, count: int) -> tuple[VerificationRow, ...]:
        """`count` rows from position `start` (0 is the first) of the filtered, ordered list.

        Ordered by UPDATED, a list runs from the newest change to the oldest or the other way round; by any other
        column, equal values run newest first either way. Times count to the millisecond.
        """
        with mapped_errors():
            places = self._windows.load_places(self._plan(VERIFICATIONS, query), start, count)
            return rows.load_verification_rows(self._connection, places)

    def load_customers(self, query: ListQuery, start: int, count: int) -> tuple[CustomerRow, ...]:
        """As `load_verifications`, one row per customer of an account."""
        with mapped_errors():
            places = self._windows.load_places(self._plan(CUSTOMERS, query), start, count)
            return rows.load_customer_rows(self._connection, places)

    def load_verification_rows(self, keys: tuple[VerificationKey, ...]) -> tuple[VerificationRow, ...]:
        """The rows of these verifications, unknown ones left out; for repainting what changed."""
        with mapped_errors():
            numbers = [number for key in keys if (number := self._number(key)) is not None]
            found = rows.load_rows_by_number(self._connection, numbers)
            return tuple(found[number] for number in numbers)

    def count_verifications(self, query: ListQuery, at_most: int = 0) -> int:
        """How many rows the list has; stops counting at `at_most` when that is not 0."""
        plan = self._plan(VERIFICATIONS, query)
        if not plan.is_plain:
            with mapped_errors():
                return self._windows.count(plan, at_most)
        counts = self._all("SELECT account, phase, count FROM tally")
        return sum(
            count
            for account, phase, count in counts
            if (plan.accounts is None or account in plan.accounts)
            and (not plan.phases or phase in plan.phases)
        )

    def count_many(self, queries: Sequence[ListQuery], at_most: int) -> tuple[int, ...]:
        """How many verifications each of these lists has, counting none of them beyond `at_most`."""
        return tuple(min(self.count_verifications(query, at_most), at_most) for query in queries)

    def count_customers(self, query: ListQuery, at_most: int = 0) -> int:
        """How many customers the list has; stops counting at `at_most` when that is not 0."""
        with mapped_errors():
            return self._windows.count(self._plan(CUSTOMERS, query), at_most)

    def find_verification_position(self, query: ListQuery, key: VerificationKey) -> int | None:
        """Where a verification stands in the list, or None when the filter leaves it out."""
        return self._find_verification(VERIFICATIONS, query, key)

    def find_customer_position(
        self, query: ListQuery, account_id: AccountId, customer_id: CustomerId
    ) -> int | None:
        """Where a customer stands in the list, or None when the filter leaves it out."""
        place = self._one(
            "SELECT e.place FROM customer_entry e JOIN customer c ON c.number = e.number "
            "WHERE c.account = (SELECT number FROM account WHERE id = ?) AND c.id = ?",
            (account_id, to_storable(customer_id)),
        )
        return self._position(CUSTOMERS, query, place)

    def _find_verification(self, table: ListTable, query: ListQuery, key: VerificationKey) -> int | None:
        place = self._one(
            "SELECT e.place FROM verification_entry e JOIN verification v ON v.number = e.number "
            "WHERE v.account = (SELECT number FROM account WHERE id = ?) AND v.id = ?",
            (key.account_id, to_storable(key.id)),
        )
        return self._position(table, query, place)

    def _plan(self, table: ListTable, query: ListQuery) -> Plan:
        accounts: tuple[int, ...] | None = None
        if query.providers or query.accounts:
            with mapped_errors():
                found = rows.load_accounts(self._connection)
            accounts = tuple(
                numbered.number
                for numbered in found
                if (not query.providers or numbered.account.provider in query.providers)
                and (not query.accounts or numbered.account.id in query.accounts)
            )
        return build_plan(table, query, accounts, to_whole_minute(self._clock.now()))

    def _position(self, table: ListTable, query: ListQuery, place: Row | None) -> int | None:
        if place is None:
            return None
        with mapped_errors():
            return self._windows.find_position(self._plan(table, query), place[0])

    def _number(self, key: VerificationKey) -> int | None:
        row = self._one(
            "SELECT v.number FROM verification v JOIN account a ON a.number = v.account WHERE a.id = ? AND v.id = ?",
            (key.account_id, to_storable(key.id)),
        )
        return None if row is None else int(row[0])

    def _one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        with mapped_errors():
            return self._connection.execute(sql, parameters).fetchone()

    def _all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        with mapped_errors():
            return self._connection.execute(sql, parameters).fetchall()
