"""Checkout.com's records as our values; total over every documented status, others verbatim and never final."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

from console.domain.attempt import Attempt, AttemptId, StretchKind
from console.domain.customer import Customer, CustomerId
from console.domain.phase import Phase
from console.domain.risk import LabelKind, LabelRef
from console.domain.verification import (
    DocumentFacts,
    Fact,
    HostedLink,
    RawDocument,
    Snapshot,
    Verification,
    VerificationId,
)
from console.providers.checkout import details, wire
from console.providers.checkout.marking import read_mark

# https://www.checkout.com/docs/developer-resources/codes/identities-codes.md
PHASES: Final[Mapping[str, Phase]] = MappingProxyType(
    {
        "created": Phase.NOT_STARTED,
        "pending": Phase.NOT_STARTED,
        "capture_in_progress": Phase.CAPTURING,
        "checks_in_progress": Phase.IN_REVIEW,
        "approved": Phase.APPROVED,
        "declined": Phase.DECLINED,
        "retry_required": Phase.ACTION_NEEDED,
        "inconclusive": Phase.INCONCLUSIVE,
        "refused": Phase.INCONCLUSIVE,
    }
)
STRETCHES: Final[Mapping[str, StretchKind]] = MappingProxyType(
    {
        "pending_redirection": StretchKind.WAITING,
        "capture_in_progress": StretchKind.CAPTURING,
        "checks_in_progress": StretchKind.CHECKING,
        "completed": StretchKind.VERDICT,
        "expired": StretchKind.VERDICT,
        "capture_aborted": StretchKind.VERDICT,
        "capture_refused": StretchKind.VERDICT,
        "checks_inconclusive": StretchKind.VERDICT,
        "terminated": StretchKind.VERDICT,
    }
)
# https://www.checkout.com/docs/business-operations/manage-identities/verify-identities/using-the-api.md
LINK_LIFE: Final = timedelta(minutes=15)
_OPEN_ATTEMPTS: Final = frozenset({"pending_redirection", "capture_in_progress"})
_OPENABLE: Final = frozenset({"pending", "capture_in_progress"})
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)

_EXTERNAL_ID: Final = re.compile(r"(?:ext|eaplt)_\w+", re.ASCII)
_OUR_PREFIX: Final = "ext_our_"
_SPECIAL: Final = re.compile(r"[^A-Za-z0-9]")
_ESCAPED: Final = re.compile(rb"_([0-9a-f]{2})")

_PERSON_FIELDS: Final = (
    "full_name",
    "first_names",
    "last_name",
    "last_name_at_birth",
    "birth_date",
    "birth_place",
    "nationality",
    "gender",
)
# Wire name to ours where they differ; our names are the same for every provider.
_DOCUMENT_FIELDS: Final = (
    ("document_number", "document_number"),
    ("document_issue_date", "document_issue_date"),
    ("document_issue_place", "issue_place"),
    ("document_expiry_date", "document_expiry_date"),
    ("personal_number", "personal_number"),
    ("tax_identification_number", "tax_number"),
    ("address", "address"),
    ("document_mrz", "mrz"),
    ("permit_obtaining_date", "permit_obtaining_date"),
    ("permit_expiry_date", "permit_expiry_date"),
    ("permit_type_detailed", "permit_type"),
    ("permit_type_remarks", "permit_remarks"),
)


def to_phase(status: str) -> Phase:
    """Our view of a verification's status."""
    return PHASES.get(status, Phase.UNKNOWN)


def to_external_id(reference: str) -> str:
    """Our reference in the only form allowed there (`ext_` and word characters); `to_reference` turns it back.

    One already in that form, or a magic value of the sandbox (`eaplt_`), is sent as it is.
    https://www.checkout.com/docs/business-operations/manage-identities/manage-applicants/using-the-api
    """
    if _EXTERNAL_ID.fullmatch(reference) and not reference.startswith(_OUR_PREFIX):
        return reference
    return _OUR_PREFIX + _SPECIAL.sub(_escape, reference)


def to_reference(external_id: str) -> str:
    """Our reference from an `external_applicant_id`; one that was not made here stays as it is."""
    if not external_id.startswith(_OUR_PREFIX):
        return external_id
    coded = external_id.removeprefix(_OUR_PREFIX).encode("ascii", "replace")
    return _ESCAPED.sub(_unescape, coded).decode("utf-8", "replace")


def _escape(found: re.Match[str]) -> str:
    return "".join(f"_{byte:02x}" for byte in found.group().encode("utf-8"))


def _unescape(found: re.Match[bytes]) -> bytes:
    return bytes.fromhex(found.group(1).decode("ascii"))


def to_customer(applicant_id: str, model: wire.Applicant) -> Customer:
    """The applicant; an anonymized one has lost name and e-mail."""
    return Customer(
        id=CustomerId(applicant_id),
        name=model.external_applicant_name or "",
        email=model.email or "",
        reference=to_reference(model.external_applicant_id or ""),
        created_at=model.created_on,
    )


def to_snapshot(
    verification_id: str,
    model: wire.Verification,
    attempts: Sequence[wire.Attempt] | None,
    customer: Customer | None,
    *,
    customer_id: str = "",
    raw: Sequence[RawDocument] = (),
    unreadable: tuple[str, ...] = (),
) -> Snapshot:
    """One verification with what else was read. `attempts` None: not read, the link is taken from the record."""
    status = model.status or ""
    declared = model.declared_data
    applicant = CustomerId(model.applicant_id or customer_id)
    customer = _complete(customer, applicant, declared)
    verification = Verification(
        id=VerificationId(verification_id),
        customer_id=applicant,
        phase=to_phase(status),
        raw_status=status,
        created_at=model.created_on,
        updated_at=model.modified_on,
        hosted_link=_to_link(model, attempts),
        labels=tuple(_iter_labels(model)),
        declared=tuple(_iter_declared(declared)) if declared is not None else (),
        verified=tuple(_iter_person(model.verified_identity)) if model.verified_identity else (),
        documents=tuple(_to_document(document) for document in model.documents or ()),
        reference=_to_own_reference(model, attempts) or (customer.reference if customer is not None else ""),
        details=tuple(details.iter_verification(model)),
    )
    return Snapshot(
        verification=verification,
        attempts=None if attempts is None else tuple(_to_attempt(attempt) for attempt in attempts),
        customer=customer,
        raw=tuple(raw),
        unreadable=unreadable,
    )


def _to_own_reference(model: wire.Verification, attempts: Sequence[wire.Attempt] | None) -> str:
    """What the first return address carries: a further verification of an applicant has a reference of its own."""
    # Newest first; two may carry the same second.
    oldest = min(reversed(attempts or ()), key=lambda attempt: attempt.created_on or _LONG_AGO, default=None)
    return read_mark(model.redirect_url) or (read_mark(oldest.redirect_url) if oldest is not None else "")


def _complete(
    customer: Customer | None, applicant_id: CustomerId, declared: wire.DeclaredData | None
) -> Customer | None:
    """An applicant may have no name of its own, or not be readable: the declared one stands in."""
    if declared is None or not declared.name or not applicant_id:
        return customer
    if customer is None:
        return Customer(applicant_id, declared.name, declared.email or "")
    return replace(
        customer, name=customer.name or declared.name, email=customer.email or declared.email or ""
    )


def _to_link(model: wire.Verification, attempts: Sequence[wire.Attempt] | None) -> HostedLink | None:
    """The newest attempt's link; it dies 15 minutes after it was made unless an account manager set otherwise."""
    if attempts is None:
        is_open, made_at, links = model.status in _OPENABLE, model.created_on, model.links
    elif attempts:
        newest = max(attempts, key=lambda attempt: attempt.created_on or _LONG_AGO)
        is_open, made_at, links = newest.status in _OPEN_ATTEMPTS, newest.created_on, newest.links
    else:
        return None
    if not is_open or links is None or links.verification_url is None or not links.verification_url.href:
        return None
    return HostedLink(links.verification_url.href, made_at + LINK_LIFE if made_at is not None else None)


def _to_attempt(model: wire.Attempt) -> Attempt:
    status = model.status or ""
    kind = STRETCHES.get(status, StretchKind.UNTOLD)
    return Attempt(
        id=AttemptId(model.id or ""),
        raw_status=status,
        kind=kind,
        created_at=model.created_on,
        updated_at=model.modified_on,
        outcome=status if kind is StretchKind.VERDICT else "",
        labels=tuple(_iter_codes(model.response_codes)),
        details=tuple(details.iter_attempt(model)),
    )


def _iter_labels(model: wire.Verification) -> Iterator[LabelRef]:
    yield from (LabelRef(LabelKind.LABEL, label) for label in model.risk_labels or ())
    yield from _iter_codes(model.response_codes)


def _iter_codes(codes: Sequence[wire.ResponseCode] | None) -> Iterator[LabelRef]:
    """A code without its number is still shown, by its word."""
    for item in codes or ():
        if item.code or item.summary:
            yield LabelRef(LabelKind.CODE, item.code or item.summary or "", item.summary or "")


def _iter_declared(declared: wire.DeclaredData) -> Iterator[Fact]:
    phone, address = declared.phone_number, declared.address
    number = details.to_phone(phone) if phone is not None else ""
    lines = (
        (
            address.address_line1,
            address.address_line2,
            address.zip,
            address.city,
            address.state,
            address.country,
        )
        if address is not None
        else ()
    )
    facts = (
        ("full_name", declared.name),
        ("birth_date", declared.birth_date),
        ("email", declared.email),
        ("phone_number", number),
        ("address", ", ".join(line for line in lines if line)),
    )
    yield from (Fact(field, value) for field, value in facts if value)
    if address is not None:
        yield from details.iter_facts(address.extra, "address")
    yield from details.iter_facts(declared.extra)


def _iter_person(person: wire.Person) -> Iterator[Fact]:
    for field in _PERSON_FIELDS:
        value: str | None = getattr(person, field)
        if value:
            yield Fact(field, value)
    yield from details.iter_facts(person.extra)


def _to_document(document: wire.Document) -> DocumentFacts:
    facts = list(_iter_person(document))
    for wire_name, field in _DOCUMENT_FIELDS:
        value: str | None = getattr(document, wire_name)
        if value:
            facts.append(Fact(field, value))
    return DocumentFacts(document.document_type or "", document.document_issuing_country or "", tuple(facts))
