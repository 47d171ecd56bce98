"""What people of our own desk do about a verification: notes, assignment, snooze, decisions; never the provider's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from console.domain.keys import VerificationKey


class DecisionKind(StrEnum):
    """What we decided. ASK_AGAIN and ESCALATE close nothing."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    ASK_AGAIN = "ask_again"
    ESCALATE = "escalate"


class DecisionState(StrEnum):
    """WAITING asks for a second person; VOID lost its ground because the evidence changed; UNDONE was taken back by
    who made it; TURNED_DOWN by the second person; REPLACED by a later decision."""

    WAITING = "waiting"
    STANDING = "standing"
    VOID = "void"
    UNDONE = "undone"
    TURNED_DOWN = "turned_down"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person wrote about a case; append-only, `withdrawn_at` marks one that was taken back."""

    number: int
    key: VerificationKey
    at: datetime
    who: str
    body: str
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of ours. `evidence` is the digest of what it was made on; `second` who approved or turned down."""

    number: int
    key: VerificationKey
    kind: DecisionKind
    reasons: tuple[str, ...]
    comment: str
    who: str
    at: datetime
    state: DecisionState
    evidence: str
    second: str = ""
    second_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeskState:
    """Who has the case and until when it is out of sight; an empty `assignee` is nobody."""

    assignee: str = ""
    assigned_at: datetime | None = None
    assigned_by: str = ""
    snoozed_until: datetime | None = None
    snooze_reason: str = ""


@dataclass(frozen=True, slots=True)
class DeskRecord:
    """All of our own work on one case, oldest first."""

    state: DeskState
    notes: tuple[Note, ...]
    decisions: tuple[Decision, ...]
