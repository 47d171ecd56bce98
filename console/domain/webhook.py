"""A webhook delivery as received and what a provider's reader makes of it; verification happens before parsing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from console.domain.verification import Snapshot, VerificationId


@dataclass(frozen=True, slots=True)
class Delivery:
    """Raw bytes and headers (names in lower case) exactly as they came, with the time they came."""

    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """What a verified delivery says. `dedupe_key` is the same for a repeated delivery of the same event.

    `snapshot` is set when the payload itself carries the facts (iDenfy); otherwise the verification must be read.
    `verification_id` is None for an event that concerns no verification.
    """

    event: str
    dedupe_key: str
    verification_id: VerificationId | None
    snapshot: Snapshot | None = None
