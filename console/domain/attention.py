"""Why a case needs a person, most urgent first; names only, how it is found out is the store's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from console.domain.listing import VerificationRow


class AttentionReason(StrEnum):
    """In the order of urgency, most urgent first."""

    UNCERTAIN_CREATE = "uncertain_create"
    VERDICT_DRIFT = "verdict_drift"
    APPROVAL_WAITING = "approval_waiting"
    SUSPECTED = "suspected"
    STEP_UP = "step_up"
    RETRY_REQUIRED = "retry_required"
    ACTION_NEEDED = "action_needed"
    OVERDUE = "overdue"
    REPORT_MISSING = "report_missing"

    @property
    def rank(self) -> int:
        """1 for the mildest; larger is more urgent."""
        return len(AttentionReason) - tuple(AttentionReason).index(self)


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One line of the inbox: the most urgent reason first, since when, and the verification it is about."""

    row: VerificationRow
    reasons: tuple[AttentionReason, ...]
    since: datetime
    detail: str = ""
