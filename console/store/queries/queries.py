"""Everything that can be asked of one connection; answers are domain values, never rows or cursors."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from console.domain.account import AccountId
from console.domain.case import StoredCase
from console.domain.customer import Customer, CustomerId
from console.domain.listing import VerificationRow
from console.domain.report import Report
from console.domain.timeline import TimelineEvent
from console.domain.verification import OpenVerification, VerificationId, VerificationKey
from console.store.audit import find_problems
from console.store.driver import mapped_errors
from console.store.queries import records, rows, settled
from console.store.queries.activity import ActivityQueries
from console.store.queries.deliveries import DeliveryQueries
from console.store.queries.desk import DeskQueries
from console.store.queries.evidence import EvidenceQueries
from console.store.queries.exporting import ExportQueries
from console.store.queries.front_desk import FrontDeskQueries
from console.store.queries.inbox import InboxQueries
from console.store.queries.insights import InsightQueries
from console.store.queries.labels import LabelQueries
from console.store.queries.linking import LinkingQueries
from console.store.queries.list_queries import ListQueries
from console.store.queries.outbox import OutboxQueries
from console.store.queries.papers import PaperQueries
from console.store.queries.past import PastQueries
from console.store.queries.people import PeopleQueries
from console.store.queries.recent import RecentQueries
from console.store.queries.report_lists import ReportListQueries
from console.store.queries.report_texts import ReportTextQueries
from console.store.queries.saved_views import SavedViewQueries
from console.store.queries.usage import UsageQueries
from console.store.times import require_us
from console.store.values import AuditEntry


class Queries(
    DeskQueries,
    PastQueries,
    ActivityQueries,
    UsageQueries,
    OutboxQueries,
    DeliveryQueries,
    LabelQueries,
    ExportQueries,
    FrontDeskQueries,
    EvidenceQueries,
    InsightQueries,
    RecentQueries,
    ReportTextQueries,
    ReportListQueries,
    PaperQueries,
    PeopleQueries,
    LinkingQueries,
    SavedViewQueries,
    InboxQueries,
    ListQueries,
):
    """Bound to one connection; used by one thread at a time. Every method may raise `StoreUnavailable`."""

    def find_verifications(self, id_text: str) -> tuple[VerificationKey, ...]:
        """Every verification with exactly this provider id, whichever account it is in."""
        with mapped_errors():
            return records.find_verifications(self._connection, id_text)

    def find_of_customer(self, account_id: AccountId, customer_id: CustomerId) -> tuple[VerificationKey, ...]:
        """Every verification of a customer in one account."""
        with mapped_errors():
            return records.find_of_customer(self._connection, account_id, customer_id)

    def find_newest(self, account_id: AccountId, customer_id: CustomerId) -> VerificationKey | None:
        """The newest verification of a customer."""
        with mapped_errors():
            return records.find_newest(self._connection, account_id, customer_id)

    def find_by_reference(self, account_id: AccountId, reference: str) -> VerificationId | None:
        """The newest verification the provider has shown under our reference (its own or its customer's)."""
        with mapped_errors():
            return records.find_by_reference(self._connection, account_id, reference)

    def find_customer_by_reference(self, account_id: AccountId, reference: str) -> CustomerId | None:
        """The only customer that carries our reference."""
        with mapped_errors():
            return records.find_customer_by_reference(self._connection, account_id, reference)

    def find_customers_by_email(self, account_id: AccountId, email: str) -> tuple[CustomerId, ...]:
        """Every customer of an account with this e-mail address, the one that changed last first."""
        with mapped_errors():
            return records.find_customers_by_email(self._connection, account_id, email)

    def load_object_ids(self) -> frozenset[str]:
        """Every object of the vault that a record names."""
        with mapped_errors():
            return records.load_object_ids(self._connection)

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

    def load_open_of(
        self, account_id: AccountId, ids: Iterable[VerificationId]
    ) -> tuple[OpenVerification, ...]:
        """Those of some verifications that may still change, in the order of `ids`."""
        with mapped_errors():
            return records.load_open_of(self._connection, account_id, ids)

    def load_settled(self, account_id: AccountId, now: datetime, limit: int) -> tuple[OpenVerification, ...]:
        """Final verifications that are due for another look, those longest unseen first."""
        with mapped_errors():
            return settled.load_settled(self._connection, account_id, now, limit)

    def load_report(self, key: VerificationKey) -> Report | None:
        """The newest report of a verification."""
        with mapped_errors():
            return records.load_report(self._connection, key)

    def load_reports(self, count: int, before: int = 0) -> tuple[tuple[int, Report, VerificationRow], ...]:
        """The newest report of every verification that has one, with its line in the list, newest first.

        At most `count` of those numbered below `before`, each with the number the next window goes on from.
        """
        with mapped_errors():
            found = records.load_reports(self._connection, before, count)
            lines = rows.load_rows_by_number(self._connection, [of for _, of, _ in found])
            return tuple((number, report, lines[of]) for number, of, report in found)

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
