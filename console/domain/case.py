"""Everything the detail pane shows about one verification, gathered from the store in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from console.domain.account import Account
from console.domain.attempt import Attempt
from console.domain.customer import Customer
from console.domain.desk import UNTOUCHED, DeskRecord
from console.domain.next_action import ActionOffer
from console.domain.report import Report
from console.domain.risk import RiskLabel
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import Verification, VerificationKey


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One observation as received: where it came from, when, and its bytes."""

    kind: str
    source: EventSource
    seen_at: datetime
    body: bytes


@dataclass(frozen=True, slots=True)
class StoredCase:
    """What the store knows about one verification. `raw` holds the newest observation of each kind.

    `unreadable` names parts of the provider's last answer that could not be read; `siblings` are the other
    verifications of the same customer in the same account, newest first. `is_past` marks one as it was known earlier.
    """

    key: VerificationKey
    verification: Verification
    customer: Customer | None
    attempts: tuple[Attempt, ...]
    events: tuple[TimelineEvent, ...]
    siblings: tuple[Verification, ...]
    raw: tuple[RawRecord, ...]
    report: Report | None
    unreadable: tuple[str, ...]
    first_seen_at: datetime
    as_of: datetime
    desk: DeskRecord = UNTOUCHED
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A stored case with what our rules and catalogue say about it; `attempt_labels` is parallel to its attempts.

    `field_titles` are our words for the provider's own fields among its details; `status_meaning` explains its status
    and `attempt_meanings` those of its attempts, where the provider documents what they mean.
    """

    stored: StoredCase
    account: Account
    provider_title: str
    labels: tuple[RiskLabel, ...]
    attempt_labels: tuple[tuple[RiskLabel, ...], ...]
    offers: tuple[ActionOffer, ...]
    field_titles: Mapping[str, str] = field(default_factory=dict[str, str])
    status_meaning: str = ""
    attempt_meanings: Mapping[str, str] = field(default_factory=dict[str, str])
