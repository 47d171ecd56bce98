"""Everything that can be asked of one connection; answers are domain values, never rows or cursors."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from console.domain.account import Account, AccountId
from console.domain.case import StoredCase
from console.domain.customer import Customer, CustomerId
from console.domain.listing import CustomerRow, ListQuery, VerificationRow
from console.domain.outbox import OutboxId, OutboxItem, OutboxState
from console.domain.report import Report
from console.domain.timeline import TimelineEvent
from console.domain.verification import OpenVerification, VerificationId, VerificationKey
from console.store.audit import find_problems
from console.store.codec import read_outbox
from console.store.driver import Connection, Parameters, Row, mapped_errors
from console.store.phases import read_phase
from console.store.queries import records, rows
from console.store.queries.lists import CUSTOMERS, VERIFICATIONS, ListTable, Plan, build_plan
from console.store.queries.windows import Windows
from console.store.text import to_storable
from console.store.times import read_us, require_us
from console.store.values import AccountMarks, AuditEntry, PhaseCount

_OUTBOX = "SELECT id, account_id, state, created_us, updated_us, body FROM outbox"
_OPEN_STATES = (OutboxState.ACCEPTED.value, OutboxState.REFUSED.value)


class Queries:
    """Bound to one connection; used by one thread at a time. Every method may raise `StoreUnavailable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._windows = Windows(connection)

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

    def count_customers(self, query: ListQuery, at_most: int = 0) -> int:
        """How many customers the list has; stops counting at `at_most` when that is not 0."""
        with mapped_errors():
            return self._windows.count(self._plan(CUSTOMERS, query), at_most)

    def find_verification_position(self, query: ListQuery, key: VerificationKey) -> int | None:
        """Where a verification stands in the list, or None when the filter leaves it out."""
        place = self._one(
            "SELECT e.place FROM verification_entry e JOIN verification v ON v.number = e.number "
            "WHERE v.account = (SELECT number FROM account WHERE id = ?) AND v.id = ?",
            (key.account_id, to_storable(key.id)),
        )
        return self._position(VERIFICATIONS, query, place)

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

    def find_verifications(self, id_text: str) -> tuple[VerificationKey, ...]:
        """Every verification with exactly this provider id, whichever account it is in."""
        with mapped_errors():
            return records.find_verifications(self._connection, id_text)

    def find_newest(self, account_id: AccountId, customer_id: CustomerId) -> VerificationKey | None:
        """The newest verification of a customer."""
        with mapped_errors():
            return records.find_newest(self._connection, account_id, customer_id)

    def find_by_reference(self, account_id: AccountId, reference: str) -> VerificationId | None:
        """The newest verification the provider has shown under our reference (its own or its customer's)."""
        with mapped_errors():
            return records.find_by_reference(self._connection, account_id, reference)

    def load_case(self, key: VerificationKey) -> StoredCase | None:
        """Everything known about one verification."""
        with mapped_errors():
            return records.load_case(self._connection, key)

    def load_customer(self, account_id: AccountId, customer_id: CustomerId) -> Customer | None:
        """One customer as last told."""
        with mapped_errors():
            return records.load_customer(self._connection, account_id, customer_id)

    def load_customer_case(self, account_id: AccountId, customer_id: CustomerId) -> StoredCase | None:
        """The case of a customer's newest verification."""
        newest = self.find_newest(account_id, customer_id)
        return None if newest is None else self.load_case(newest)

    def load_events(self, key: VerificationKey) -> tuple[TimelineEvent, ...]:
        """The timeline of one verification, oldest first."""
        with mapped_errors():
            return records.load_events(self._connection, key)

    def load_open(self, account_id: AccountId) -> tuple[OpenVerification, ...]:
        """Every verification of an account that may still change or was never read in full, last changed first."""
        with mapped_errors():
            return records.load_open(self._connection, account_id)

    def load_outbox(self) -> tuple[OutboxItem, ...]:
        """Every outbox item, newest first."""
        return tuple(_to_item(row) for row in self._all(f"{_OUTBOX} ORDER BY created_us DESC, rowid DESC"))

    def load_outbox_item(self, item_id: OutboxId) -> OutboxItem | None:
        """One outbox item."""
        row = self._one(f"{_OUTBOX} WHERE id = ?", (item_id,))
        return None if row is None else _to_item(row)

    def count_open_outbox(self) -> int:
        """How many intents are neither accepted nor refused."""
        row = self._one("SELECT count(*) FROM outbox WHERE state NOT IN (?, ?)", _OPEN_STATES)
        return 0 if row is None else int(row[0])

    def load_report(self, key: VerificationKey) -> Report | None:
        """The newest report of a verification."""
        with mapped_errors():
            return records.load_report(self._connection, key)

    def load_reports(self) -> tuple[tuple[Report, VerificationRow], ...]:
        """The newest report of every verification that has one, with its line in the list, newest first."""
        with mapped_errors():
            found = records.load_reports(self._connection)
            lines = rows.load_rows_by_number(self._connection, [number for number, _ in found])
            return tuple((report, lines[number]) for number, report in found)

    def count_by_phase(self) -> tuple[PhaseCount, ...]:
        """How many verifications each account has in each phase; phases without any are left out."""
        counts = self._all(
            "SELECT a.id, t.phase, t.count FROM tally t JOIN account a ON a.number = t.account "
            "WHERE t.count > 0 ORDER BY a.name, t.phase"
        )
        found = ((account_id, read_phase(phase), count) for account_id, phase, count in counts)
        return tuple(
            PhaseCount(AccountId(account_id), phase, count)
            for account_id, phase, count in found
            if phase is not None
        )

    def has_webhook(self, account_id: AccountId, dedupe_key: str) -> bool:
        """True when this delivery has been applied before."""
        sql = "SELECT 1 FROM webhook WHERE account = (SELECT number FROM account WHERE id = ?) AND dedupe_key = ?"
        return self._one(sql, (account_id, to_storable(dedupe_key))) is not None

    def load_state(self, key: str) -> str:
        """A piece of the window's state (JSON text), empty when there is none."""
        row = self._one("SELECT value FROM ui_state WHERE key = ?", (key,))
        return "" if row is None else str(row[0])

    def load_audit(self, after: int = 0, limit: int = 1000) -> tuple[AuditEntry, ...]:
        """Audit entries in order, those numbered above `after`."""
        found = self._all(
            "SELECT number, at_us, who, action, subject, details, previous, hash FROM audit "
            "WHERE number > ? ORDER BY number LIMIT ?",
            (after, limit),
        )
        return tuple(AuditEntry(number, require_us(at_us), *texts) for number, at_us, *texts in found)

    def verify_audit(self) -> tuple[str, ...]:
        """Check the whole chain; one sentence per entry that was edited, removed, inserted or moved."""
        return find_problems(self.load_audit(limit=-1))

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
        return build_plan(table, query, accounts)

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


def _to_item(row: Row) -> OutboxItem:
    item_id, account_id, state, created_us, updated_us, body = row
    return read_outbox((item_id, account_id, state, created_us, updated_us), body)
