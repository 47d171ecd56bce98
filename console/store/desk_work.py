"""What people of the desk write about a case: notes, who has it, until when it is put aside; decisions are beside it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from console.domain.desk import LONGEST_TEXT, DeskChange, DeskState, Note
from console.domain.errors import ChangedMeanwhile, InputInvalid
from console.domain.evidence import build_evidence
from console.domain.verification import VerificationKey
from console.store import desk_tables as d
from console.store import tables as t
from console.store.codec import read_attempts, read_verification
from console.store.desk_people import DeskPeopleWork
from console.store.entries import mark_changed, refresh_verifications
from console.store.text import to_storable
from console.store.times import read_us, to_us


class DeskWork(DeskPeopleWork):
    """Part of the unit of work; inside its transaction. Every method raises `NotKnown` for a case that is not here."""

    def add_note(self, key: VerificationKey, body: str) -> Note:
        """Keep what the person wrote, as plain text. Raises `InputInvalid` for an empty or endless one."""
        text = to_storable(body).strip()
        if not text:
            raise InputInvalid("Write something first.", field="body")
        if len(text) > LONGEST_TEXT:
            raise InputInvalid(f"A note holds {LONGEST_TEXT} characters. Make two of it.", field="body")
        columns = {"at_us": to_us(self.now), "who": self._who, "body": text, "withdrawn_by": ""}
        statement = insert(d.note).values(verification=self._require_verification(key), **columns)
        number = int(self._connection.execute(statement.returning(d.note.c.number)).scalar_one())
        self.append_deed(key, "note_added", str(number), f"note {number} sha256 {_digest(text)}")
        return Note(number, key, self.now, self._who, text)

    def withdraw_note(self, key: VerificationKey, number: int) -> None:
        """Strike a note through; it stays readable. Raises `ChangedMeanwhile` when somebody was quicker."""
        n = d.note
        statement = update(n).where(
            n.c.number == number,
            n.c.verification == self._require_verification(key),
            n.c.withdrawn_us.is_(None),
        )
        columns = {"withdrawn_us": to_us(self.now), "withdrawn_by": self._who}
        if self._connection.execute(statement.values(**columns)).rowcount == 0:
            raise ChangedMeanwhile("This note was withdrawn already.")
        self.append_deed(key, "note_withdrawn", str(number), f"note {number}")

    def assign(self, key: VerificationKey, assignee: str) -> DeskChange:
        """Give the case to a person of the desk, or to nobody.

        Raises `InputInvalid` for a name that is nobody's here.
        """
        if assignee:
            self.require_person(assignee)
        before = self.load_desk_state(key)
        if before.assignee == assignee:
            return DeskChange(before, before)
        columns = {"assignee": assignee, "assigned_us": to_us(self.now), "assigned_by": self._who}
        self._save_state(key, columns)
        self.append_deed(key, "assigned", assignee, f"to {assignee}" if assignee else "to nobody")
        return DeskChange(before, self.load_desk_state(key))

    def snooze(self, key: VerificationKey, until: datetime, reason: str) -> DeskChange:
        """Put the case out of sight until a moment, or until what is known of it changes.

        Raises `InputInvalid` for a moment that is over or a reason without end.
        """
        if until <= self.now:
            raise InputInvalid("Choose a moment that is still to come.", field="until")
        text = to_storable(reason).strip()
        if len(text) > LONGEST_TEXT:
            raise InputInvalid("The reason is too long. Shorten it.", field="reason")
        before = self.load_desk_state(key)
        columns = {
            "snoozed_until_us": to_us(until),
            "snooze_reason": text,
            "snoozed_by": self._who,
            "snoozed_evidence": self.load_evidence(key),
        }
        self._save_state(key, columns)
        self.append_deed(key, "snoozed", until.isoformat(), f"until {until.isoformat()}")
        return DeskChange(before, self.load_desk_state(key))

    def wake(self, key: VerificationKey) -> DeskChange:
        """Bring a case back that was put aside. One that is awake stays so."""
        before = self.load_desk_state(key)
        if before.snoozed_until is not None:
            self._save_state(key, _AWAKE)
            self.append_deed(key, "woken")
        return DeskChange(before, self.load_desk_state(key))

    def put_back(self, key: VerificationKey, change: DeskChange) -> None:
        """Undo an assignment, a snooze or a waking. Raises `ChangedMeanwhile` when somebody changed it again since."""
        done, before, now = change.after, change.before, self.load_desk_state(key)
        if done.assignee != before.assignee:
            if now.assignee != done.assignee:
                raise ChangedMeanwhile("Somebody else was given this case meanwhile. It stays as it is.")
            self.assign(key, before.assignee)
        if done.snoozed_until != before.snoozed_until:
            if now.snoozed_until != done.snoozed_until:
                raise ChangedMeanwhile("This case was put aside or woken again meanwhile. It stays as it is.")
            if before.snoozed_until is not None and before.snoozed_until > self.now:
                self.snooze(key, before.snoozed_until, before.snooze_reason)
            else:
                self.wake(key)

    def load_desk_state(self, key: VerificationKey) -> DeskState:
        """Who has the case and until when it is put aside."""
        s = d.desk_state
        query = select(s).where(s.c.verification == self._require_verification(key))
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            return DeskState()
        return DeskState(
            row["assignee"],
            read_us(row["assigned_us"]),
            row["assigned_by"],
            read_us(row["snoozed_until_us"]),
            row["snooze_reason"],
            row["snoozed_by"],
            row["snoozed_evidence"],
        )

    def load_evidence(self, key: VerificationKey) -> str:
        """The digest of what is known of a case in this moment."""
        v = t.verification
        query = select(v.c.facts, v.c.attempts).where(v.c.number == self._require_verification(key))
        row = self._connection.execute(query).one()
        return build_evidence(read_verification(row.facts), read_attempts(row.attempts))

    def _save_state(self, key: VerificationKey, columns: dict[str, Any]) -> None:
        number = self._require_verification(key)
        fresh = {"verification": number, **_EMPTY, **columns}
        statement = upsert(d.desk_state).values(fresh)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["verification"], set_=columns)
        )
        self._follow([number])

    def _follow(self, numbers: list[int]) -> None:
        """Bring lists and inbox into step with what was done."""
        if refresh_verifications(self._connection, numbers):
            mark_changed(self._connection)


_AWAKE: dict[str, Any] = {
    "snoozed_until_us": None,
    "snooze_reason": "",
    "snoozed_by": "",
    "snoozed_evidence": "",
}
_EMPTY: dict[str, Any] = {"assignee": "", "assigned_us": None, "assigned_by": "", **_AWAKE}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
