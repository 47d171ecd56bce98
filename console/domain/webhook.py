"""A webhook delivery as received and what a provider's reader makes of it; verification happens before parsing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from console.domain.account import AccountId
from console.domain.customer import CustomerId
from console.domain.verification import Snapshot, VerificationId

WEBHOOK: Final = "webhook"
"""The kind of raw document a delivery is kept as in its verification's record."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Raw bytes and headers (names in lower case) exactly as they came, with the time they came."""

    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """What a verified delivery says. `dedupe_key` is the same for a repeated delivery of the same event, and empty
    where a provider's deliveries cannot be told apart: then each one is taken as a new hint.

    `snapshot` is set when the payload itself carries the facts (iDenfy); otherwise the verification must be read.
    `verification_id` is None for an event that concerns no verification. `customer_id` is filled for one that tells a
    change of a customer as a whole, whose verifications must be read then; else it is empty. Not `is_signed` is what
    anybody who knows the address may have sent.
    """

    event: str
    dedupe_key: str
    verification_id: VerificationId | None
    snapshot: Snapshot | None = None
    customer_id: CustomerId = CustomerId("")
    is_signed: bool = True


@dataclass(frozen=True, slots=True)
class KeptDelivery:
    """A verified delivery kept as it came. `is_parked` while it waits for its verification to become known; else it
    is of an event this program does not know, or concerns no verification (`verification_id` is empty then)."""

    account_id: AccountId
    verification_id: VerificationId
    event: str
    dedupe_key: str
    received_at: datetime
    is_parked: bool
    body: bytes = field(repr=False)
