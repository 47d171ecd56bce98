"""What people of our own desk do about a verification: notes, assignment, snooze, decisions; never the provider's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

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


OPEN_DECISIONS: Final = frozenset({DecisionState.WAITING, DecisionState.STANDING})
LONGEST_TEXT: Final = 20_000
"""Characters a note, a comment or a reason may have."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person wrote about a case; append-only, `withdrawn_at` marks one that was taken back."""

    number: int
    key: VerificationKey
    at: datetime
    who: str
    body: str
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of ours. `evidence` is the digest of what it was made on; `second` who approved or turned down.

    `ended_at` is when it stopped waiting or standing; `outdated_at` when the evidence of one that stood changed, which
    takes nothing away from it but is never passed over in silence.
    """

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
    needs_second: bool = False
    second_comment: str = ""
    ended_at: datetime | None = None
    outdated_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """True while it waits or stands."""
        return self.state in OPEN_DECISIONS


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """What a person wants to decide, and on what: `evidence` is the digest of what was on the screen, `after` the
    number of the newest decision that was, 0 for none."""

    kind: DecisionKind
    reasons: tuple[str, ...]
    comment: str
    evidence: str
    after: int = 0


@dataclass(frozen=True, slots=True)
class DeskState:
    """Who has the case and until when it is out of sight; an empty `assignee` is nobody.

    `snoozed_evidence` is what was known when it was put aside: it comes back as soon as that changes.
    """

    assignee: str = ""
    assigned_at: datetime | None = None
    assigned_by: str = ""
    snoozed_until: datetime | None = None
    snooze_reason: str = ""
    snoozed_by: str = ""
    snoozed_evidence: str = ""

    def is_snoozed(self, now: datetime) -> bool:
        """True while it is out of sight; it comes back by itself."""
        return self.snoozed_until is not None and self.snoozed_until > now


@dataclass(frozen=True, slots=True)
class DeskChange:
    """What an assignment or a snooze did, so that it can be put back."""

    before: DeskState
    after: DeskState


@dataclass(frozen=True, slots=True)
class DeskRecord:
    """All of our own work on one case, oldest first. `has_unseen_verdict` while nobody has looked at a final verdict that
    changed: the case stands in the inbox for it."""

    state: DeskState
    notes: tuple[Note, ...]
    decisions: tuple[Decision, ...]
    has_unseen_verdict: bool = False

    @property
    def standing(self) -> Decision | None:
        """The decision that stands."""
        return self._newest(DecisionState.STANDING)

    @property
    def waiting(self) -> Decision | None:
        """The decision that waits for a second person."""
        return self._newest(DecisionState.WAITING)

    @property
    def newest(self) -> Decision | None:
        """The decision made last, whatever became of it."""
        return self.decisions[-1] if self.decisions else None

    def _newest(self, state: DecisionState) -> Decision | None:
        return next((each for each in reversed(self.decisions) if each.state is state), None)


UNTOUCHED: Final = DeskRecord(DeskState(), (), ())
"""A case nobody of ours has done anything about."""
