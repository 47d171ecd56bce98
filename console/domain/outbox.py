"""A create as a durable intent: written before the first byte leaves, sent once, never forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import inf
from typing import NewType

from console.domain.account import AccountId
from console.domain.customer import CustomerId
from console.domain.verification import Snapshot, VerificationId

OutboxId = NewType("OutboxId", str)

CUSTOMER_STEP = "customer"
VERIFICATION_STEP = "verification"
"""Names of steps that every provider uses for the same thing."""


class OutboxState(StrEnum):
    """Where an intent stands. `unknown` is sent without an answer: neither success nor failure, resolved by reading.
    `put_away` needed attention until a person said that they are done with it."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ATTENTION = "attention"
    PUT_AWAY = "put_away"


OPEN_STATES = frozenset({OutboxState.QUEUED, OutboxState.SENDING, OutboxState.UNKNOWN})
"""Not settled: the provider may still have something that is not known here, or get it."""

IN_SIGHT_STATES = OPEN_STATES | {OutboxState.ATTENTION}
"""Counted where people see it: not settled, or settled in a way nobody has seen to yet."""


@dataclass(frozen=True, slots=True)
class CreateIntent:
    """What a person asked for: one new verification, or what the provider's operation named in `operation` makes.

    `reference` is ours and unique; `verification_id` is the one a new attempt belongs to.

    `customer_id` names a customer the provider already knows; empty means a new one is made from the other fields.
    `options` carry the provider's own field names with JSON text or plain text values.
    """

    reference: str
    customer_id: CustomerId = CustomerId("")
    name: str = ""
    email: str = ""
    options: Mapping[str, str] = field(default_factory=dict[str, str])
    operation: str = ""
    verification_id: VerificationId = VerificationId("")


@dataclass(frozen=True, slots=True)
class FrozenRequest:
    """One write, byte for byte as it will be sent and, where a provider allows it, sent again.

    `step` is what it makes (customer, verification, attempt); `path` is below the account's base URL;
    `headers` hold no credentials. For `replay_s` seconds after the first sending the provider answers the same bytes
    under the same `idempotency_key` with its first answer; 0: a second sending would be a second effect.
    `sent_ago_s` is filled in for a search only: how long ago it left at most, infinite when that is not known.
    `mark` is by what a person finds at the provider what this makes: its field there and the value, verbatim; both
    empty where nothing of it can be told beforehand.
    """

    step: str
    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    idempotency_key: str = ""
    replay_s: float = 0.0
    sent_ago_s: float = field(default=inf, compare=False)
    mark: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class StepResult:
    """What the provider answered to one frozen request: the id it gave and, for a verification, what it looks like.

    `by_person`: no answer came, a person read the id at the provider.
    """

    step: str
    id: str
    snapshot: Snapshot | None = None
    by_person: bool = False


class Search(StrEnum):
    """What looking for a lost create gave. ABSENT only where the provider's answer proves that nothing was made."""

    FOUND = "found"
    ABSENT = "absent"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`step` is set when FOUND; `reason` is a sentence for people when UNDECIDED."""

    search: Search
    step: StepResult | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """An intent with its state.

    `reason` is a sentence for people, `code` the error's code behind it; `done` are the steps the provider has
    confirmed; `pending` is the request that was frozen last and not yet answered, and `first_sent_at` when it was
    about to leave for the first time, `last_sent_at` for the last.
    """

    id: OutboxId
    account_id: AccountId
    intent: CreateIntent
    state: OutboxState
    created_at: datetime
    updated_at: datetime
    done: tuple[StepResult, ...] = ()
    pending: FrozenRequest | None = None
    verification_id: VerificationId | None = None
    reason: str = ""
    code: str = ""
    first_sent_at: datetime | None = None
    last_sent_at: datetime | None = None

    @property
    def customer_id(self) -> CustomerId:
        """The provider's customer this is for, named by the person or made on the way; empty while there is none."""
        return self.intent.customer_id or CustomerId(self._find_made(CUSTOMER_STEP))

    @property
    def made_verification_id(self) -> VerificationId | None:
        """The verification that one of the steps made."""
        return VerificationId(self._find_made(VERIFICATION_STEP)) or None

    def _find_made(self, step: str) -> str:
        made = [result.id for result in self.done if result.step == step]
        return made[-1] if made else ""


def is_same_customer(first: OutboxItem, second: OutboxItem) -> bool:
    """Whether two items of one account concern the same person: then they must not be under way together.

    A customer whom the provider does not know yet is told by our reference or the e-mail address.
    """
    if first.account_id != second.account_id:
        return False
    one, other = first.intent, second.intent
    if one.verification_id and one.verification_id == other.verification_id:
        return True
    if one.reference and one.reference == other.reference:
        return True
    if first.customer_id and second.customer_id:
        return first.customer_id == second.customer_id
    return bool(one.email) and one.email.strip().casefold() == other.email.strip().casefold()
