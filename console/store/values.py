"""Values the store takes and gives that are no words of the product: bookkeeping and results of a write."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from console.domain.account import AccountId
from console.domain.customer import CustomerId
from console.domain.verification import VerificationId, VerificationKey


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a batch of snapshots did. `changed` holds everything whose facts differ now, `added` is a part of it."""

    changed: tuple[VerificationKey, ...] = ()
    added: tuple[VerificationKey, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownVerification:
    """A verification known by its id only (an import): all but `id` may be empty."""

    id: VerificationId
    customer_id: CustomerId = CustomerId("")
    reference: str = ""
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class PollRecord:
    """When one verification was read last and is to be read next; `failures` counts reads in a row that failed."""

    last_read_at: datetime | None = None
    next_read_at: datetime | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class AccountMarks:
    """How far an account has come: its last whole pass over the provider's list and its last good answer."""

    last_full_sync_at: datetime | None = None
    last_ok_at: datetime | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which record. `details` holds digests where a value is personal, never names or secrets."""

    who: str
    action: str
    subject: str
    details: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class StoredAuditEntry:
    """An entry as chained: `hash` covers the entry, its number, its time and `previous`."""

    number: int
    at: datetime
    entry: AuditEntry
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class PhaseCount:
    """How many verifications of one account stand in one phase."""

    account_id: AccountId
    phase: str
    count: int
