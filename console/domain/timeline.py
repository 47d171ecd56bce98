"""Things that happened to a verification, each with its time and its source; append-only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from console.domain.keys import VerificationKey


class EventSource(StrEnum):
    """Who told us: a read of ours, a webhook of the provider's, or something we did ourselves."""

    POLL = "poll"
    WEBHOOK = "webhook"
    US = "us"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """`kind` is a stable word of ours: created, status_changed, attempt_added, attempt_ and a stretch
    (attempt_waiting, _capturing, _checking, _verdict), label_added, label_removed, comment, link_shown,
    report_stored, verdict_changed ...), `raw` the verbatim value. `at` is the provider's time where it gives
    one, else ours; `attempt_id` is empty when the event belongs to the whole verification."""

    at: datetime
    kind: str
    source: EventSource
    raw: str = ""
    attempt_id: str = ""


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A verdict that changed after it was final. `number` tells it from every other one in this profile."""

    number: int
    key: VerificationKey
    event: TimelineEvent
