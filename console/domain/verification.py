"""A verification: one question put to one provider about one customer, as last seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from console.domain.attempt import Attempt, AttemptId, StretchKind
from console.domain.customer import Customer, CustomerId
from console.domain.fact import Fact
from console.domain.keys import VerificationId, VerificationKey
from console.domain.phase import Phase
from console.domain.risk import LabelRef

__all__ = [
    "DocumentFacts",
    "Fact",
    "HostedLink",
    "KnownRecord",
    "OpenVerification",
    "RawDocument",
    "Snapshot",
    "Verification",
    "VerificationId",
    "VerificationKey",
    "build_bare_snapshot",
    "build_only_attempt",
]


@dataclass(frozen=True, slots=True)
class HostedLink:
    """The URL the customer must open: a bearer secret, so its repr hides it.

    `expires_at` is None when the provider does not say how long it lives.
    """

    url: str
    expires_at: datetime | None = None

    def __repr__(self) -> str:
        return f"HostedLink(<hidden>, expires_at={self.expires_at!r})"


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """One identity document as the provider read it."""

    document_type: str
    issuing_country: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Verification:
    """The current state of one verification, derived from the newest observation.

    `phase` is ours and `raw_status` the provider's word. `declared` is what the customer said beforehand, `verified`
    what the provider established. `encrypted` is true when verified data exist that we cannot read without a key.
    `report_ready` is None when the provider does not tell; `is_final` is False while the provider itself calls its
    verdict provisional (iDenfy `final`), even when the phase looks decided. `details` is what else the provider tells
    (add-on checks, response codes in words, step-up state), shown as it is. `is_erased` is our own mark: what was
    personal is gone at the provider and here, and no look brings it back.
    """

    id: VerificationId
    customer_id: CustomerId
    phase: Phase
    raw_status: str
    created_at: datetime | None = None
    updated_at: datetime | None = None
    hosted_link: HostedLink | None = None
    labels: tuple[LabelRef, ...] = ()
    declared: tuple[Fact, ...] = ()
    verified: tuple[Fact, ...] = ()
    documents: tuple[DocumentFacts, ...] = ()
    reference: str = ""
    comment: str = ""
    encrypted: bool = False
    is_final: bool = True
    report_ready: bool | None = None
    details: tuple[Fact, ...] = ()
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class RawDocument:
    """Bytes as a provider sent them. `kind` is a short word (identification, attempts, webhook ...)."""

    kind: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one look at a provider told us about one verification.

    `attempts` and `customer` are None when this look did not tell; what was known before stays.
    `partial` marks a look that gives little (a list row): only id, status, labels, details and a link in it may
    overwrite older facts. `untold` names what a full look cannot tell, so that what was known of it stays:
    `hosted_link`, or the value of a `LabelKind`.
    """

    verification: Verification
    attempts: tuple[Attempt, ...] | None = None
    customer: Customer | None = None
    raw: tuple[RawDocument, ...] = ()
    partial: bool = False
    unreadable: tuple[str, ...] = ()
    untold: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OpenVerification:
    """What a schedule needs to know of a verification that may still change.

    `fully_read` is False for one known only by its id or from a list row that gives little; `as_of` is when the
    provider last told of it.
    """

    id: VerificationId
    customer_id: CustomerId
    phase: Phase
    changed_at: datetime | None
    fully_read: bool
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """An id somebody told us, with what they knew of its customer; `verification_id` is None for a customer's id.

    The customer's own id is empty when only the verification's was told.
    """

    verification_id: VerificationId | None
    customer: Customer


def build_only_attempt(
    verification: Verification,
    kind: StretchKind,
    created_at: datetime | None,
    updated_at: datetime | None,
) -> Attempt:
    """The attempt of a provider where a verification is its own and only try (all but Checkout.com)."""
    return Attempt(
        id=AttemptId(verification.id),
        raw_status=verification.raw_status,
        kind=kind,
        created_at=created_at,
        updated_at=updated_at,
        outcome=verification.raw_status if kind is StretchKind.VERDICT else "",
    )


def build_bare_snapshot(
    verification_id: VerificationId, customer_id: CustomerId, raw: RawDocument
) -> Snapshot:
    """A look that tells nothing but bytes to keep: what is known of the verification stays as it is."""
    return Snapshot(Verification(verification_id, customer_id, Phase.UNKNOWN, ""), raw=(raw,), partial=True)
