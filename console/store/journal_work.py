"""What every change of ours leaves behind: an event on the timeline, an entry in the audit log; changes nothing else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from console.domain.errors import NotKnown
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import VerificationKey
from console.store import tables as t
from console.store.audit import build_entry
from console.store.observing import event_row
from console.store.outbox_work import OutboxWork
from console.store.subjects import to_subject
from console.store.text import to_storable
from console.store.times import to_us
from console.store.values import AuditEntry


class JournalWork(OutboxWork):
    """Part of the unit of work; inside its transaction. `who` signs audit entries and whatever a person does."""

    def __init__(self, connection: Connection, now: datetime, who: str) -> None:
        super().__init__(connection, now)
        self._who = to_storable(who)

    def append_event(self, key: VerificationKey, event: TimelineEvent, *, audit: str = "") -> bool:
        """Add one thing that happened; False when exactly this is there already.

        `audit` names the action for the audit log, empty for none. Raises `NotKnown`.
        """
        row = event_row(self._require_verification(key), event, to_us(self.now))
        done = self._connection.execute(upsert(t.event).values(row).on_conflict_do_nothing())
        if audit:
            self.append_audit(audit, to_subject(key))
        return done.rowcount > 0

    def append_deed(self, key: VerificationKey, what: str, raw: str = "", details: str = "") -> None:
        """What a person just did about a verification: on its timeline and in the audit log under the same word.

        `raw` is what the timeline shows beside it; `details` goes into the log: ids, digests and words of ours only.
        """
        self.append_event(key, TimelineEvent(self.now, what, EventSource.US, raw))
        self.append_audit(what, to_subject(key), details)

    def note_opened(self, key: VerificationKey) -> None:
        """Somebody has a case with its personal data on the screen. Raises `NotKnown`."""
        self._require_verification(key)
        self.append_audit("case_opened", to_subject(key))

    def append_audit(self, action: str, subject: str, details: str = "") -> AuditEntry:
        """Chain one entry to the audit log in this transaction; no names and no secrets in any part of it."""
        newest = select(t.audit.c.number, t.audit.c.hash).order_by(t.audit.c.number.desc()).limit(1)
        before = self._connection.execute(newest).one_or_none()
        entry = build_entry(
            None if before is None else (before[0], before[1]),
            self.now,
            self._who,
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

    def _require_verification(self, key: VerificationKey) -> int:
        query = select(t.verification.c.number).where(
            t.verification.c.account == self._require_account(key.account_id),
            t.verification.c.id == to_storable(key.id),
        )
        number = self._connection.scalar(query)
        if number is None:
            raise NotKnown("This verification is not in this profile.")
        return number
