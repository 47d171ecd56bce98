"""Iron's records as our values; total over every documented status, undocumented ones verbatim and never final."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from console.domain.attempt import Attempt, StretchKind
from console.domain.customer import Customer, CustomerId
from console.domain.phase import Phase
from console.domain.risk import LabelKind, LabelRef
from console.domain.verification import (
    Fact,
    HostedLink,
    RawDocument,
    Snapshot,
    Verification,
    VerificationId,
    build_only_attempt,
)
from console.providers.iron import wire
from console.providers.iron.details import iter_details, iter_steps
from console.providers.iron.protocol import Read
from console.providers.reading import to_raw

# https://docs.iron.xyz/onboarding; `Rejected` stands only in older prose for `Declined`.
PHASES: Final[Mapping[str, Phase]] = MappingProxyType(
    {
        "Pending": Phase.NOT_STARTED,
        "Processed": Phase.IN_REVIEW,
        "PendingReview": Phase.IN_REVIEW,
        "Approved": Phase.APPROVED,
        "Declined": Phase.DECLINED,
        "Expired": Phase.EXPIRED,
        "Archived": Phase.CLOSED,
        "Rejected": Phase.DECLINED,
    }
)
STRETCHES: Final[Mapping[Phase, StretchKind]] = MappingProxyType(
    {
        Phase.NOT_STARTED: StretchKind.WAITING,
        Phase.ACTION_NEEDED: StretchKind.WAITING,
        Phase.UNKNOWN: StretchKind.WAITING,
        Phase.CAPTURING: StretchKind.CAPTURING,
        Phase.IN_REVIEW: StretchKind.CHECKING,
    }
)
# The customer's status while Iron waits for an identification; https://docs.iron.xyz/onboarding
_NEEDS_IDENTIFICATION: Final = "IdentificationRequired"
# A customer in one of these is worth a label: Iron stopped the person, whatever the identification says.
_STOPPED: Final = frozenset({"Suspended"})
_REFUSED: Final = frozenset({"Declined", "Rejected", "Expired", "Archived"})
# In these phases the requirements say nothing that matters; asking would only cost a request.
_UNEXPLAINED: Final = frozenset({Phase.APPROVED, Phase.UNKNOWN})
# Before a customer has begun everything is missing, which is no news; these say that something given is wrong.
_NEWS_BEFORE_START: Final = frozenset(
    {"kyc_data_missing", "kyc_data_invalid", "kyb_data_missing", "kyb_data_invalid"}
)


def to_phase(identification: wire.Identification, customer: wire.Customer | None) -> Phase:
    """Our view of an identification; `customer` lets a step-up be seen on an approved one."""
    phase = PHASES.get(identification.status or "", Phase.UNKNOWN)
    if phase is Phase.NOT_STARTED and any(step.retry for _, step in iter_steps(identification)):
        return Phase.ACTION_NEEDED
    if phase is Phase.APPROVED and identification.url and customer is not None and _is_stepped_up(customer):
        return Phase.ACTION_NEEDED
    return phase


def _is_stepped_up(customer: wire.Customer) -> bool:
    """The customer is asked again on the newest identification, and that one is approved.

    Without a word about the newest one (older answers) an approved one with a link is taken for it.
    """
    newest = customer.identification_status
    return customer.status == _NEEDS_IDENTIFICATION and newest in {None, "Approved"}


def needs_requirements(phase: Phase) -> bool:
    """True when the requirements call can explain the phase."""
    return phase not in _UNEXPLAINED


def to_customer(read: Read[wire.Customer]) -> Customer:
    """The customer as Iron knows it."""
    model = read.model
    return Customer(
        id=CustomerId(read.id),
        name=model.name or "",
        email=model.email or "",
        reference=model.external_id or "",
        raw_status=model.status or "",
        created_at=model.created_at,
    )


def to_snapshot(
    read: Read[wire.Identification],
    customer: Read[wire.Customer] | None,
    requirements: wire.Requirements | None = None,
    *,
    customer_id: str = "",
    raw: Sequence[RawDocument] = (),
) -> Snapshot:
    """One identification with what else was read. `customer_id` is used when neither record names the customer."""
    model = read.model
    phase = to_phase(model, customer.model if customer else None)
    person = to_customer(customer) if customer else None
    verification = Verification(
        id=VerificationId(read.id),
        customer_id=CustomerId(model.customer_id or (person.id if person else customer_id)),
        phase=phase,
        raw_status=model.status or "",
        created_at=model.created_at,
        updated_at=model.updated_at,
        hosted_link=_to_link(model, phase),
        labels=tuple(_iter_labels(read.id, model, phase, customer, requirements)),
        declared=to_declared(person),
        verified=tuple(_iter_verified(model)),
        reference=person.reference if person else "",
        comment=model.review_comment or "",
        details=tuple(iter_details(read, customer, requirements)),
    )
    return Snapshot(
        verification=verification,
        attempts=(_to_attempt(verification),),
        customer=person,
        raw=tuple(raw) or (RawDocument("identification", to_raw(read.document)),),
        unreadable=(*read.unreadable, *_name_all("customer", customer)),
    )


def _to_link(model: wire.Identification, phase: Phase) -> HostedLink | None:
    """The link while it leads somewhere: not started, or asked for more; its life is not documented."""
    is_usable = phase in {Phase.NOT_STARTED, Phase.ACTION_NEEDED}
    return HostedLink(model.url) if model.url and is_usable else None


def _to_attempt(verification: Verification) -> Attempt:
    """At Iron an identification is its own and only attempt."""
    kind = STRETCHES.get(verification.phase, StretchKind.VERDICT)
    return build_only_attempt(verification, kind, verification.created_at, verification.updated_at)


def to_declared(customer: Customer | None) -> tuple[Fact, ...]:
    """What was said about the customer when the record was made there."""
    if customer is None:
        return ()
    facts = (("full_name", customer.name), ("email", customer.email))
    return tuple(Fact(field, value) for field, value in facts if value)


def _iter_verified(model: wire.Identification) -> Iterator[Fact]:
    if model.residence_country:
        yield Fact("residence_country", model.residence_country)
    for name, step in iter_steps(model):
        if step.result:
            yield Fact(f"step_{name}", step.result)


def _iter_labels(
    identification_id: str,
    model: wire.Identification,
    phase: Phase,
    customer: Read[wire.Customer] | None,
    requirements: wire.Requirements | None,
) -> Iterator[LabelRef]:
    for name, step in iter_steps(model):
        if step.retry or step.result in _REFUSED:
            yield LabelRef(LabelKind.STEP, name, step.comment or "")
    if model.review_comment:
        yield LabelRef(LabelKind.COMMENT, "review_comment", model.review_comment)
    if customer is not None and customer.model.status in _STOPPED:
        yield LabelRef(LabelKind.TAG, customer.model.status or "")
    if requirements is not None and needs_requirements(phase):
        missing = requirements.missing or ()
        if phase is Phase.NOT_STARTED:
            missing = [item for item in missing if item.code in _NEWS_BEFORE_START]
        yield from _iter_requirements(identification_id, [*(requirements.issues or ()), *missing])


def _iter_requirements(identification_id: str, items: Sequence[wire.Requirement]) -> Iterator[LabelRef]:
    ours = [item for item in items if item.identification_id in {None, identification_id}]
    yield from dict.fromkeys(
        LabelRef(LabelKind.REQUIREMENT, item.code, item.description or "") for item in ours if item.code
    )
    notes = {
        reason.code: reason.description or ""
        for item in ours
        for reason in item.reject_reasons or ()
        if reason.code
    }
    codes = dict.fromkeys([*(label for item in ours for label in item.reject_labels or ()), *notes])
    for code in codes:
        yield LabelRef(LabelKind.CODE, code, notes.get(code, ""))


def _name_all(prefix: str, read: Read[wire.Customer] | None) -> tuple[str, ...]:
    return tuple(f"{prefix}.{name}" for name in read.unreadable) if read is not None else ()
