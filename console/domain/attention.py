"""Why a case needs a person, most urgent first, and when time alone makes it so; pure, knows no provider and no table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from console.domain.phase import Phase

if TYPE_CHECKING:
    from datetime import datetime

    from console.domain.account import AccountId
    from console.domain.environment import Environment, ProviderId
    from console.domain.keys import VerificationKey
    from console.domain.listing import VerificationRow
    from console.domain.outbox import OutboxId, OutboxState
    from console.domain.risk import LabelCatalogue, LabelRef


class AttentionReason(StrEnum):
    """In the order of urgency, most urgent first."""

    UNCERTAIN_CREATE = "uncertain_create"
    VERDICT_DRIFT = "verdict_drift"
    APPROVAL_WAITING = "approval_waiting"
    DECISION_VOID = "decision_void"
    DECISION_OUTDATED = "decision_outdated"
    SUSPECTED = "suspected"
    STEP_UP = "step_up"
    RETRY_REQUIRED = "retry_required"
    ACTION_NEEDED = "action_needed"
    OVERDUE = "overdue"
    REPORT_MISSING = "report_missing"
    PICTURES_MISSING = "pictures_missing"

    @property
    def rank(self) -> int:
        """1 for the mildest; larger is more urgent."""
        return len(AttentionReason) - tuple(AttentionReason).index(self)


# How long an open verification may stay as it is before somebody should look; limits of ours, no provider sets any.
# A page that nobody opened for a day will not be opened; a capture takes minutes; a review of people takes days.
OVERDUE_AFTER: Final[Mapping[Phase, timedelta]] = MappingProxyType(
    {
        Phase.NOT_STARTED: timedelta(hours=24),
        Phase.CAPTURING: timedelta(hours=2),
        Phase.IN_REVIEW: timedelta(days=3),
        Phase.ACTION_NEEDED: timedelta(hours=24),
        Phase.UNKNOWN: timedelta(days=3),
    }
)
# A provider makes its report some time after the verdict, and what failed is tried again; ours to choose.
REPORT_AFTER: Final = timedelta(hours=6)


def rank_labels(catalogue: LabelCatalogue, provider: ProviderId, labels: tuple[LabelRef, ...]) -> int:
    """The rank of the worst of these labels, -1 without any."""
    return max((catalogue.describe(provider, label).severity.rank for label in labels), default=-1)


# Made before the first paint: NamedTuples, because the machinery of a dataclass takes five times as long to make.
class ListRules(NamedTuple):
    """What lists keep of a verification beyond its own facts, as the catalogue and the providers' manifests have it.

    `rank_severity` gives the rank of the worst label, -1 without any. `words` names the reason behind a raw status in
    Phase.ACTION_NEEDED; `reporting` are the providers that make reports. `digest` changes with any of them.
    """

    rank_severity: Callable[[ProviderId, tuple[LabelRef, ...]], int]
    words: Mapping[ProviderId, Mapping[str, AttentionReason]]
    reporting: frozenset[ProviderId]
    digest: str

    def find_action(self, provider: ProviderId, raw_status: str) -> AttentionReason:
        """Why a verification in Phase.ACTION_NEEDED is there."""
        return self.words.get(provider, {}).get(raw_status, AttentionReason.ACTION_NEEDED)


class InboxCase(NamedTuple):
    """A verification that needs a person: its reasons, the most urgent first, and since when that one holds.

    `detail` is what stands in the way of its report or its pictures, empty where that is not known.
    """

    row: VerificationRow
    reasons: tuple[AttentionReason, ...]
    since: datetime
    detail: str = ""

    @property
    def key(self) -> VerificationKey:
        """Names the line."""
        return self.row.key


class InboxCreate(NamedTuple):
    """A create of which nobody knows what became, or that was made in part: there is no verification to show yet.

    `detail` is the outbox item's own sentence.
    """

    item_id: OutboxId
    account_id: AccountId
    provider: ProviderId
    account_name: str
    environment: Environment
    customer_name: str
    email: str
    reference: str
    state: OutboxState
    since: datetime
    detail: str
    reasons: tuple[AttentionReason, ...] = (AttentionReason.UNCERTAIN_CREATE,)

    @property
    def key(self) -> OutboxId:
        """Names the line."""
        return self.item_id


InboxRow = InboxCase | InboxCreate
