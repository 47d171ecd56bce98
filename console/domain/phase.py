"""Our normalised view of a verification's state; never replaces the provider's raw status, which is shown beside it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Phase(StrEnum):
    """Where a verification stands, in the same ten words for every provider."""

    NOT_STARTED = "not_started"
    CAPTURING = "capturing"
    IN_REVIEW = "in_review"
    ACTION_NEEDED = "action_needed"
    APPROVED = "approved"
    DECLINED = "declined"
    INCONCLUSIVE = "inconclusive"
    EXPIRED = "expired"
    CLOSED = "closed"
    UNKNOWN = "unknown"

    @property
    def is_final(self) -> bool:
        """True when the provider is not expected to move it further; an unknown status never is."""
        return self in FINAL_PHASES

    @property
    def is_decided(self) -> bool:
        """True when the provider said yes or no."""
        return self in {Phase.APPROVED, Phase.DECLINED}

    @property
    def is_live(self) -> bool:
        """True while the customer may still be in front of the hosted page."""
        return self in {Phase.NOT_STARTED, Phase.CAPTURING}


FINAL_PHASES: Final = frozenset(
    {Phase.APPROVED, Phase.DECLINED, Phase.INCONCLUSIVE, Phase.EXPIRED, Phase.CLOSED}
)
