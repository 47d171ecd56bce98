"""What can be changed, inside one transaction of the writing thread; imports SQLAlchemy, so only that thread loads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import IntegrityError

from console.domain.account import Account, AccountId
from console.domain.errors import NameTaken, NotKnown
from console.domain.report import Report
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import KnownRecord, Snapshot, VerificationKey
from console.store import tables as t
from console.store.audit import build_entry
from console.store.deliveries import DeliveryWork
from console.store.entries import drop_account
from console.store.erased import is_erased
from console.store.erasing import ErasureWork
from console.store.label_work import LabelWork
from console.store.marks import AccountMarks
from console.store.observing import event_row
from console.store.outbox_work import OutboxWork
from console.store.recording import Recorder
from console.store.text import to_storable
from console.store.texts import dump
from console.store.times import to_us
from console.store.values import AuditEntry, Recorded


class UnitOfWork(OutboxWork, DeliveryWork, ErasureWork, LabelWork):
    """Handed to the function given to `Store.write`; useless afterwards. `who` signs audit entries."""

    def __init__(self, connection: Connection, now: datetime, who: str) -> None:
        super().__init__(connection, now)
        self._who = who

    def save_account(self, account: Account) -> None:
        """Add the account or replace it; raises `NameTaken` when another one has its name."""
        columns = {
            "id": account.id,
            "name": account.name,
            "provider": account.provider,
            "environment": account.environment.value,
            "base_url": account.base_url,
            "settings": dump(dict(account.settings)),
        }
        statement = insert(t.account).values(**columns, problem="")
        try:
            self._connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=columns))
        except IntegrityError:
            raise NameTaken("An account of this name exists. Choose another name.") from None

    def remove_account(self, account_id: AccountId) -> tuple[str, ...]:
        """Drop the account and everything known through it; the objects that must leave the vault. The audit log stays.

        Nothing happens where there is none.
        """
        number = self._find_account(account_id)
        if number is None:
            return ()
        r, v = t.report.c, t.verification.c
        theirs = select(v.number).where(v.account == number)
        objects = tuple(self._connection.scalars(select(r.object_id).where(r.verification.in_(theirs))))
        drop_account(self._connection, number)
        self._connection.execute(delete(t.account).where(t.account.c.number == number))
        return objects

    def save_account_marks(self, account_id: AccountId, marks: AccountMarks) -> None:
        """Remember how far the account has come; None and empty values overwrite."""
        columns = {
            "last_full_sync_us": to_us(marks.last_full_sync_at),
            "last_ok_us": to_us(marks.last_ok_at),
            "problem": marks.problem,
        }
        self._connection.execute(update(t.account).where(t.account.c.id == account_id).values(**columns))

    def record_snapshots(
        self, account_id: AccountId, snapshots: Sequence[Snapshot], source: EventSource, seen_at: datetime
    ) -> Recorded:
        """Keep what a look at the provider gave and derive the current state, timeline and lists from it.

        What the provider sent is kept even where it changes nothing; an older answer never turns a state back.
        Webhooks that waited for one of them go into its record. Raises `NotKnown` for an account that is not (or no
        longer) in the profile.
        """
        recorded = self._recorder(account_id).record(snapshots, source, seen_at)
        self.release_deliveries(account_id, [key.id for key in recorded.added + recorded.first_read])
        return recorded

    def add_known(self, account_id: AccountId, rows: Iterable[KnownRecord]) -> tuple[VerificationKey, ...]:
        """Add ids that somebody told us, in Phase.UNKNOWN with an empty raw status until they are read.

        Returns the verifications that were new. Facts from the provider are never overwritten. Raises `NotKnown`.
        """
        return self._recorder(account_id).add_known(rows, self.now)

    def append_event(self, key: VerificationKey, event: TimelineEvent, *, audit: str = "") -> bool:
        """Add one thing that happened; False when exactly this is there already.

        `audit` names the action for the audit log, empty for none. Raises `NotKnown`.
        """
        row = event_row(self._require_verification(key), event)
        done = self._connection.execute(insert(t.event).values(row).on_conflict_do_nothing())
        if audit:
            self.append_audit(audit, _subject(key))
        return done.rowcount > 0

    def save_report(self, report: Report, event: TimelineEvent) -> None:
        """Remember a report whose bytes are in the vault, with its event and an audit entry.

        Raises `NotKnown`, and for a verification that was erased meanwhile too.
        """
        number = self._require_verification(report.key)
        if is_erased(self._connection, report.key.account_id, report.key.id):
            raise NotKnown("What was personal in this verification was erased, so its report is not kept.")
        columns = {
            "verification": number,
            "kind": report.kind,
            "size_bytes": report.size_bytes,
            "sha256": report.sha256,
            "fetched_us": to_us(report.fetched_at),
            "source": to_storable(report.source),
            "request_id": to_storable(report.request_id),
            "object_id": report.object_id,
        }
        self._connection.execute(insert(t.report).values(**columns))
        self.append_event(report.key, event)
        self.append_audit("report_stored", _subject(report.key), report.sha256)

    def append_audit(self, action: str, subject: str, details: str = "") -> AuditEntry:
        """Chain one entry to the audit log in this transaction; no names and no secrets in any part of it."""
        newest = select(t.audit.c.number, t.audit.c.hash).order_by(t.audit.c.number.desc()).limit(1)
        before = self._connection.execute(newest).one_or_none()
        entry = build_entry(
            None if before is None else (before[0], before[1]),
            self.now,
            to_storable(self._who),
            to_storable(action),
            to_storable(subject),
            to_storable(details),
        )
        columns = {
            "number": entry.number,
            "at_us": to_us(entry.at),
            "who": entry.who,
            "action": entry.action,
            "subject": entry.subject,
            "details": entry.details,
            "previous": entry.previous,
            "hash": entry.hash,
        }
        self._connection.execute(insert(t.audit).values(**columns))
        return entry

    def _recorder(self, account_id: AccountId) -> Recorder:
        return Recorder(self._connection, account_id, self._require_account(account_id))

    def _require_verification(self, key: VerificationKey) -> int:
        query = select(t.verification.c.number).where(
            t.verification.c.account == self._require_account(key.account_id),
            t.verification.c.id == to_storable(key.id),
        )
        number = self._connection.scalar(query)
        if number is None:
            raise NotKnown("This verification is not in this profile.")
        return number


def _subject(key: VerificationKey) -> str:
    return f"verification {key.account_id}/{key.id}"
