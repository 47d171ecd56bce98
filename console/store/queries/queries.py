"""Everything that can be asked of one connection; answers are domain values, never rows or cursors."""

from __future__ import annotations

from datetime import datetime

from console.domain.account import Account, AccountId
from console.domain.case import StoredCase
from console.domain.customer import Customer, CustomerId
from console.domain.listing import CustomerRow, ListQuery, VerificationRow
from console.domain.outbox import OutboxId, OutboxItem
from console.domain.report import Report
from console.domain.timeline import TimelineEvent
from console.domain.verification import OpenVerification, VerificationId, VerificationKey
from console.store.values import AccountMarks, KnownVerification, PhaseCount, PollRecord, StoredAuditEntry


class Queries:
    """Bound to one connection; used by one thread at a time."""

    def load_accounts(self) -> tuple[Account, ...]:
        """Every account, by name."""
        raise NotImplementedError

    def load_account_marks(self, account_id: AccountId) -> AccountMarks:
        """How far an account has come; empty marks for an unknown one."""
        raise NotImplementedError

    def load_verifications(self, query: ListQuery, start: int, count: int) -> tuple[VerificationRow, ...]:
        """`count` rows from position `start` (0 is the first) of the filtered, ordered list."""
        raise NotImplementedError

    def load_customers(self, query: ListQuery, start: int, count: int) -> tuple[CustomerRow, ...]:
        """As `load_verifications`, one row per customer of an account."""
        raise NotImplementedError

    def load_verification_rows(self, keys: tuple[VerificationKey, ...]) -> tuple[VerificationRow, ...]:
        """The rows of these verifications, unknown ones left out; for repainting what changed."""
        raise NotImplementedError

    def count_verifications(self, query: ListQuery, at_most: int = 0) -> int:
        """How many rows the list has; stops counting at `at_most` when that is not 0."""
        raise NotImplementedError

    def count_customers(self, query: ListQuery, at_most: int = 0) -> int:
        """How many customers the list has; stops counting at `at_most` when that is not 0."""
        raise NotImplementedError

    def find_position(self, query: ListQuery, key: VerificationKey) -> int | None:
        """Where a verification stands in the list, or None when the filter leaves it out."""
        raise NotImplementedError

    def find_customer_position(
        self, query: ListQuery, account_id: AccountId, customer_id: CustomerId
    ) -> int | None:
        """Where a customer stands in the list, or None when the filter leaves it out."""
        raise NotImplementedError

    def find_verification(self, id: str) -> tuple[VerificationKey, ...]:
        """Every verification with this provider id, whichever account it is in."""
        raise NotImplementedError

    def load_case(self, key: VerificationKey) -> StoredCase | None:
        """Everything known about one verification."""
        raise NotImplementedError

    def load_customer(self, account_id: AccountId, customer_id: CustomerId) -> Customer | None:
        """One customer as last told."""
        raise NotImplementedError

    def load_customer_case(self, account_id: AccountId, customer_id: CustomerId) -> StoredCase | None:
        """The case of a customer's newest verification."""
        raise NotImplementedError

    def load_events(self, key: VerificationKey) -> tuple[TimelineEvent, ...]:
        """The timeline of one verification, oldest first."""
        raise NotImplementedError

    def load_open(self, account_id: AccountId) -> tuple[OpenVerification, ...]:
        """Every verification of an account that may still change, most recently changed first."""
        raise NotImplementedError

    def load_due(self, account_id: AccountId, now: datetime, limit: int) -> tuple[VerificationKey, ...]:
        """Verifications whose `next_read_at` has come, and open ones that were never read, earliest first."""
        raise NotImplementedError

    def load_poll(self, key: VerificationKey) -> PollRecord:
        """When it was read and is next due; an empty record when it never was."""
        raise NotImplementedError

    def load_known(self, account_id: AccountId) -> tuple[KnownVerification, ...]:
        """Verifications known by id only: added by hand and not read yet."""
        raise NotImplementedError

    def load_outbox(self) -> tuple[OutboxItem, ...]:
        """Every outbox item, newest first."""
        raise NotImplementedError

    def load_outbox_item(self, item_id: OutboxId) -> OutboxItem | None:
        """One outbox item."""
        raise NotImplementedError

    def load_report(self, key: VerificationKey) -> Report | None:
        """The newest report of a verification."""
        raise NotImplementedError

    def load_reports(self) -> tuple[Report, ...]:
        """Every stored report, newest first."""
        raise NotImplementedError

    def count_by_phase(self) -> tuple[PhaseCount, ...]:
        """How many verifications each account has in each phase; phases without any are left out."""
        raise NotImplementedError

    def load_state(self, key: str) -> str:
        """A piece of the window's state (JSON text), empty when there is none."""
        raise NotImplementedError

    def load_audit(self, after: int = 0, limit: int = 1000) -> tuple[StoredAuditEntry, ...]:
        """Audit entries in order, those numbered above `after`."""
        raise NotImplementedError

    def verify_audit(self) -> tuple[str, ...]:
        """Check the whole chain; one sentence per entry that was edited, removed, inserted or moved."""
        raise NotImplementedError
