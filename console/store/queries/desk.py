"""What people of the desk did about one verification, now or as of a moment, and who they are; plain SQL."""

# ruff: noqa: S608 - names in the SQL are constants of ours, values are always bound

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from console.domain.desk import Decision, DecisionState, DeskRecord, DeskState
from console.domain.keys import VerificationKey
from console.domain.people_of_desk import Person
from console.domain.second_person import SecondFacts
from console.store.desk_rows import DECISION_COLUMNS, NOTE_COLUMNS, to_decision, to_note
from console.store.driver import Connection
from console.store.queries.list_queries import ListQueries
from console.store.second_person import load_second_facts
from console.store.times import read_us, to_us

_STATE: Final = (
    "SELECT assignee, assigned_us, assigned_by, snoozed_until_us, snooze_reason, snoozed_by, snoozed_evidence "
    "FROM desk_state WHERE verification = ?"
)
_NOTES: Final = f"SELECT {', '.join(NOTE_COLUMNS)} FROM note WHERE verification = ? ORDER BY number"
_DECISIONS: Final = (
    f"SELECT {', '.join(DECISION_COLUMNS)} FROM decision WHERE verification = ? ORDER BY number"
)
_UNSEEN: Final = (
    "SELECT 1 FROM event WHERE verification = ?1 AND kind = 'verdict_changed' "
    "AND number > coalesce((SELECT event FROM verdict_seen WHERE verification = ?1), 0) LIMIT 1"
)
# What was done about it by a moment tells who had it then.
_ASSIGNED: Final = (
    "SELECT raw, at_us FROM event WHERE verification = ? AND kind = 'assigned' AND at_us <= ? "
    "ORDER BY at_us DESC, number DESC LIMIT 1"
)
# And until when it was put aside; what brought it back is an event too.
_PUT_ASIDE: Final = (
    "SELECT raw FROM event WHERE verification = ? AND kind IN ('snoozed', 'woken') AND at_us <= ? "
    "ORDER BY at_us DESC, number DESC LIMIT 1"
)


class DeskQueries(ListQueries):
    """Bound to one connection, as all queries are."""

    def load_people(self) -> tuple[Person, ...]:
        """Everybody of this desk, those who left too, in the order they came."""
        rows = self._all("SELECT name, initials, pin <> '', left_us FROM desk_person ORDER BY number")
        return tuple(
            Person(name, initials, bool(has_pin), left_us is not None)
            for name, initials, has_pin, left_us in rows
        )

    def load_pin(self, name: str) -> str:
        """The hash of a person's PIN, empty for none."""
        row = self._one("SELECT pin FROM desk_person WHERE name = ? AND left_us IS NULL", (name,))
        return "" if row is None else str(row[0])

    def load_second_facts(self, decision: Decision, name: str) -> SecondFacts:
        """What is known of somebody who wants to be the second person about a decision."""
        return load_second_facts(self._all, decision, name)


def load_desk(connection: Connection, key: VerificationKey, number: int) -> DeskRecord:
    """All of our own work on the verification of that record number."""
    row = connection.execute(_STATE, (number,)).fetchone()
    state = DeskState()
    if row is not None:
        assignee, assigned_us, assigned_by, until_us, *rest = row
        state = DeskState(assignee, read_us(assigned_us), assigned_by, read_us(until_us), *rest)
    return DeskRecord(
        state,
        tuple(to_note(key, found) for found in connection.execute(_NOTES, (number,))),
        tuple(to_decision(key, found) for found in connection.execute(_DECISIONS, (number,))),
        connection.execute(_UNSEEN, (number,)).fetchone() is not None,
    )


def load_desk_as_of(
    connection: Connection, key: VerificationKey, number: int, moment: datetime
) -> DeskRecord:
    """The same as it was at a moment."""
    now = load_desk(connection, key, number)
    row = connection.execute(_ASSIGNED, (number, to_us(moment))).fetchone()
    state = DeskState() if row is None else DeskState(row[0], read_us(row[1]))
    aside = connection.execute(_PUT_ASIDE, (number, to_us(moment))).fetchone()
    if aside is not None and aside[0]:
        state = replace(state, snoozed_until=datetime.fromisoformat(aside[0]))
    notes = tuple(
        each
        if each.withdrawn_at is None or each.withdrawn_at <= moment
        else replace(each, withdrawn_at=None, withdrawn_by="")
        for each in now.notes
        if each.at <= moment
    )
    decisions = tuple(to_decision_as_of(each, moment) for each in now.decisions if each.at <= moment)
    return DeskRecord(state, notes, decisions)


def to_decision_as_of(decision: Decision, moment: datetime) -> Decision:
    """A decision without what became of it after a moment."""
    outdated_at = decision.outdated_at if decision.outdated_at and decision.outdated_at <= moment else None
    known = replace(decision, outdated_at=outdated_at)
    if decision.second_at is not None and decision.second_at > moment:
        return replace(
            known, state=DecisionState.WAITING, second="", second_at=None, second_comment="", ended_at=None
        )
    if decision.ended_at is None or decision.ended_at <= moment:
        return known
    stood = decision.second_at is not None or not decision.needs_second
    return replace(known, state=DecisionState.STANDING if stood else DecisionState.WAITING, ended_at=None)
