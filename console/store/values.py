"""Values the store takes and gives that are no words of the product: bookkeeping and results of a write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.domain.account import AccountId
from console.domain.keys import VerificationKey
from console.domain.phase import Phase


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a batch of snapshots did: known verifications whose facts differ now, and new ones; none is in both."""

    changed: tuple[VerificationKey, ...] = ()
    added: tuple[VerificationKey, ...] = ()


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


@dataclass(frozen=True, slots=True)
class PhaseCount:
    """How many verifications of one account stand in one phase."""

    account_id: AccountId
    phase: Phase
    count: int
