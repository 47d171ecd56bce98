"""Values the store takes and gives that are no words of the product: bookkeeping and results of a write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from console.domain.customer import CustomerId
from console.domain.evidence_file import CaptureState, EvidenceKind
from console.domain.keys import VerificationKey
from console.domain.outbox import OutboxItem


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a batch of snapshots did: known verifications whose facts differ now, and new ones; none is in both.

    Of the changed ones `first_read` were known by their id alone until now, `reversed` had another final verdict.
    """

    changed: tuple[VerificationKey, ...] = ()
    added: tuple[VerificationKey, ...] = ()
    first_read: tuple[VerificationKey, ...] = ()
    reversed: tuple[VerificationKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Lease:
    """The right of one holder to change an item or a capture until a moment; `holder` is unique per attempt."""

    holder: str
    until: datetime


LONGEST_CAPTURE_WAIT: Final = timedelta(days=2)
"""A capture whose time lies further ahead got it before the clock was set back: it is due."""


@dataclass(frozen=True, slots=True)
class TakenCapture:
    """A capture that is held: as it stood, how often it was tried in vain, and since when the verdict is so."""

    key: VerificationKey
    kind: EvidenceKind
    customer_id: CustomerId
    state: CaptureState
    tries: int
    since: datetime


@dataclass(frozen=True, slots=True)
class HeldItem:
    """An outbox item and who holds it; None when nobody does."""

    item: OutboxItem
    lease: Lease | None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the audit log as chained. `details` holds digests where a value is personal, never names or secrets.

    `hash` is the hex SHA-256 over the canonical JSON of the other fields but `number`; `previous` is the hash of the
    entry before, 64 zeros for the first.
    """

    number: int
    at: datetime
    who: str
    action: str
    subject: str
    details: str
    previous: str
    hash: str
