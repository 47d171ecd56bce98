"""What can be changed, inside one transaction of the writing thread; imports SQLAlchemy, so only that thread loads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from console.domain.account import Account, AccountId
from console.domain.outbox import OutboxId, OutboxItem
from console.domain.report import Report
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import Snapshot, VerificationKey
from console.store.values import (
    AccountMarks,
    AuditEntry,
    KnownVerification,
    PollRecord,
    Recorded,
    StoredAuditEntry,
)


class UnitOfWork:
    """Handed to the function given to `Store.write`; useless afterwards."""

    @property
    def now(self) -> datetime:
        """The time this transaction began, aware UTC."""
        raise NotImplementedError

    def save_account(self, account: Account) -> None:
        """Add the account or replace it; raises `NameTaken` when another one has its name."""
        raise NotImplementedError

    def remove_account(self, account_id: AccountId) -> bool:
        """Drop the account and everything known through it; False when there was none. The audit log stays."""
        raise NotImplementedError

    def save_account_marks(self, account_id: AccountId, marks: AccountMarks) -> None:
        """Remember how far the account has come; None and empty values overwrite."""
        raise NotImplementedError

    def record_snapshots(
        self, account_id: AccountId, snapshots: Sequence[Snapshot], source: EventSource, seen_at: datetime
    ) -> Recorded:
        """Keep what a look at the provider gave and derive the current state, timeline and search index from it."""
        raise NotImplementedError

    def add_known(self, account_id: AccountId, rows: Iterable[KnownVerification]) -> int:
        """Add verifications known by id only, in Phase.UNKNOWN with an empty raw status; returns how many were new."""
        raise NotImplementedError

    def append_event(self, key: VerificationKey, event: TimelineEvent) -> bool:
        """Add one thing that happened; False when exactly this is there already. Raises `NotKnown`."""
        raise NotImplementedError

    def save_outbox(self, item: OutboxItem) -> None:
        """Add or replace an outbox item; gives up its lease unless the item is still SENDING."""
        raise NotImplementedError

    def claim_outbox(self, item_id: OutboxId, owner: str, lease_s: float) -> OutboxItem | None:
        """QUEUED to SENDING for exactly one sender; None when somebody else has it or it is in another state."""
        raise NotImplementedError

    def recover_outbox(self) -> tuple[OutboxId, ...]:
        """Turn every SENDING item whose lease has run out into UNKNOWN; returns their ids."""
        raise NotImplementedError

    def save_report(self, report: Report) -> None:
        """Remember a report whose bytes are in the vault. Raises `NotKnown` for an unknown verification."""
        raise NotImplementedError

    def save_poll(self, key: VerificationKey, record: PollRecord) -> None:
        """Remember when a verification was read and is next due; unknown ones are ignored."""
        raise NotImplementedError

    def remember_webhook(self, account_id: AccountId, dedupe_key: str) -> bool:
        """True the first time, False for a delivery that has been applied before."""
        raise NotImplementedError

    def save_state(self, key: str, value: str) -> None:
        """Remember a small piece of the window's state (JSON text) under a name; an empty value forgets it."""
        raise NotImplementedError

    def append_audit(self, entry: AuditEntry) -> StoredAuditEntry:
        """Chain one entry to the audit log in this transaction."""
        raise NotImplementedError
