"""Everything that can be asked of one connection; answers are domain values, never rows or cursors."""

from __future__ import annotations

from console.domain.account import AccountId
from console.domain.case import StoredCase
from console.domain.customer import Customer, CustomerId
from console.domain.listing import VerificationRow
from console.domain.outbox import OutboxId, OutboxItem, OutboxState
from console.domain.report import Report
from console.domain.timeline import TimelineEvent
from console.domain.verification import OpenVerification, VerificationId, VerificationKey
from console.store.audit import find_problems
from console.store.codec import read_outbox
from console.store.driver import Row, mapped_errors
from console.store.phases import read_phase
from console.store.queries import records, rows
from console.store.queries.list_queries import ListQueries
from console.store.text import to_storable
from console.store.times import require_us
from console.store.values import AuditEntry, PhaseCount

_OUTBOX = "SELECT id, account_id, state, created_us, updated_us, body FROM outbox"
_OPEN_STATES = (OutboxState.ACCEPTED.value, OutboxState.REFUSED.value)


class Queries(ListQueries):
    """Bound to one connection; used by one thread at a time. Every method may raise `StoreUnavailable`."""

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


def _to_item(row: Row) -> OutboxItem:
    item_id, account_id, state, created_us, updated_us, body = row
    return read_outbox((item_id, account_id, state, created_us, updated_us), body)
