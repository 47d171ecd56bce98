"""Rows of the desk's tables to values of the domain; shared by reads and writes, runs no SQL."""

from __future__ import annotations

from typing import Final

from console.domain.desk import Decision, DecisionKind, DecisionState, Note
from console.domain.keys import VerificationKey
from console.store.driver import Row
from console.store.texts import read_texts
from console.store.times import read_us, require_us

DECISION_COLUMNS: Final = (
    *("number", "kind", "reasons", "comment", "who", "at_us", "state", "evidence", "second", "second_us"),
    *("needs_second", "second_comment", "ended_us", "outdated_us"),
)
NOTE_COLUMNS: Final = ("number", "at_us", "who", "body", "withdrawn_us", "withdrawn_by")


def to_decision(key: VerificationKey, row: Row) -> Decision:
    """A row of `DECISION_COLUMNS`."""
    number, kind, reasons, comment, who, at_us, state, evidence, second, second_us, *rest = row
    needs_second, second_comment, ended_us, outdated_us = rest
    return Decision(
        number,
        key,
        DecisionKind(kind),
        read_texts(reasons),
        comment,
        who,
        require_us(at_us),
        DecisionState(state),
        evidence,
        second,
        read_us(second_us),
        bool(needs_second),
        second_comment,
        read_us(ended_us),
        read_us(outdated_us),
    )


def to_note(key: VerificationKey, row: Row) -> Note:
    """A row of `NOTE_COLUMNS`."""
    number, at_us, who, body, withdrawn_us, withdrawn_by = row
    return Note(number, key, require_us(at_us), who, body, read_us(withdrawn_us), withdrawn_by)
