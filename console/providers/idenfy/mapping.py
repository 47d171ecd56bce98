"""iDenfy's words turned into ours; total over every status, tag and code, known or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from pydantic.alias_generators import to_camel

from console.domain.attempt import Attempt, StretchKind
from console.domain.customer import Customer, CustomerId
from console.domain.phase import Phase
from console.domain.verification import (
    DocumentFacts,
    Fact,
    HostedLink,
    Verification,
    VerificationId,
    build_only_attempt,
)
from console.providers.idenfy.labels import to_aml_words, to_labels
from console.providers.idenfy.wire import (
    Codes,
    Data,
    ListRow,
    StatusReply,
    Webhook,
    WebhookStatus,
)

ACTIVE: Final = "ACTIVE"
_APPROVED: Final = "APPROVED"

# https://documentation.idenfy.com/resources/vocabulary - ACTIVE does not tell whether the link was opened.
PHASES: Final[Mapping[str, Phase]] = MappingProxyType(
    {
        ACTIVE: Phase.NOT_STARTED,
        "REVIEWING": Phase.IN_REVIEW,
        _APPROVED: Phase.APPROVED,
        "DENIED": Phase.DECLINED,
        "SUSPECTED": Phase.ACTION_NEEDED,
        "EXPIRED": Phase.EXPIRED,
        "EXPIRED-DELETED": Phase.CLOSED,
        "DELETED": Phase.CLOSED,
        "ARCHIVED": Phase.CLOSED,
    }
)
# A verdict: only these may be called provisional, and only these have data worth asking for.
VERDICTS: Final = frozenset({_APPROVED, "DENIED", "SUSPECTED"})

_VERIFIED: Final = (
    ("full_name", "full_name"),
    ("first_names", "doc_first_name"),
    ("last_name", "doc_last_name"),
    ("last_name_at_birth", "doc_birth_name"),
    ("patronymic", "doc_patronymic"),
    ("birth_date", "doc_dob"),
    ("birth_place", "birth_place"),
    ("gender", "doc_sex"),
    ("nationality", "doc_nationality"),
    ("personal_number", "doc_personal_code"),
    ("document_number", "doc_number"),
    ("document_expiry_date", "doc_expiry"),
    ("document_issue_date", "doc_date_of_issue"),
    ("address", "address"),
    ("temporary_address", "doc_temporary_address"),
    ("mothers_maiden_name", "mothers_maiden_name"),
    ("age_estimate", "age_estimate"),
    ("ip_proxy_risk", "client_ip_proxy_risk_level"),
    ("first_names_original", "org_first_name"),
    ("last_name_original", "org_last_name"),
    ("last_name_at_birth_original", "org_birth_name"),
    ("patronymic_original", "org_patronymic"),
    ("mothers_maiden_name_original", "org_mothers_maiden_name"),
    ("nationality_original", "org_nationality"),
    ("birth_place_original", "org_birth_place"),
    ("address_original", "org_address"),
    ("temporary_address_original", "org_temporary_address"),
)
_ON_DOCUMENT: Final = (
    ("document_number", "doc_number"),
    ("document_expiry_date", "doc_expiry"),
    ("document_issue_date", "doc_date_of_issue"),
    ("issuing_authority", "authority"),
    ("issuing_authority_original", "org_authority"),
    ("licence_categories", "driver_license_category"),
)
_DECLARED: Final = (
    ("first_names", "firstName"),
    ("last_name", "lastName"),
    ("birth_date", "dateOfBirth"),
    ("gender", "sex"),
    ("nationality", "nationality"),
    ("personal_number", "personalNumber"),
    ("document_number", "documentNumber"),
    ("document_expiry_date", "dateOfExpiry"),
    ("document_issue_date", "dateOfIssue"),
    ("address", "address"),
)
# Asked with one letter, answered with a word.
_SEXES: Final = MappingProxyType({"F": "FEMALE", "M": "MALE"})


@dataclass(frozen=True, slots=True)
class Session:
    """What identifies a session, whichever answer told it."""

    scan_ref: str
    client_id: str
    external_ref: str = ""


def to_phase(status: str) -> Phase:
    """Our phase of an overall status; anything undocumented is UNKNOWN."""
    return PHASES.get(status, Phase.UNKNOWN)


def is_final(status: str, told: bool | None, codes: Codes, *, is_reviewed_by_people: bool) -> bool:
    """Whether iDenfy stands by this verdict: its own `final` where given, else by the reviewer's codes.

    https://documentation.idenfy.com/kyc/status-handling
    """
    if told is not None:
        return told
    if status not in VERDICTS or not is_reviewed_by_people:
        return True
    return bool(codes.manual_document or codes.manual_face)


def to_verified(data: Data | None) -> tuple[Fact, ...]:
    """What iDenfy read, in field names of ours."""
    return () if data is None else _facts(data, _VERIFIED)


def to_documents(data: Data | None) -> tuple[DocumentFacts, ...]:
    """The one document of a session; none before it was read."""
    if data is None or not (data.doc_type or data.doc_number):
        return ()
    country = data.doc_issuing_country or data.selected_country or ""
    return (DocumentFacts(data.doc_type or "", country, _facts(data, _ON_DOCUMENT)),)


def to_declared(sent: Mapping[str, object], name: str) -> tuple[Fact, ...]:
    """What we told iDenfy about the person; `name` is ours and never left the console."""
    facts = [Fact("full_name", name)] if name else []
    for field, key in _DECLARED:
        value = sent.get(key)
        if isinstance(value, str) and value:
            facts.append(Fact(field, _SEXES.get(value, value) if key == "sex" else value))
    return tuple(facts)


def to_listed(row: ListRow) -> Verification | None:
    """What a row of the list tells: too little to replace anything. None without an id.

    A suspicion on top of an approval still needs our own decision.
    https://documentation.idenfy.com/kyc/suspected-status
    """
    if not row.scan_ref:
        return None
    status = row.status or ""
    phase = to_phase(status)
    if row.suspected and phase is Phase.APPROVED:
        phase = Phase.ACTION_NEEDED
    return Verification(VerificationId(row.scan_ref), CustomerId(""), phase, status)


def to_found(session: Session, row: Verification, declared: tuple[Fact, ...]) -> Verification:
    """A session of ours that only the list told: it has neither a link nor a time."""
    return replace(
        row,
        customer_id=CustomerId(session.client_id),
        declared=declared,
        reference=session.external_ref or session.client_id,
    )


def to_created(
    session: Session,
    link: HostedLink,
    declared: tuple[Fact, ...],
    created_at: datetime,
    details: tuple[Fact, ...],
) -> Verification:
    """A session just made: the answer has no status, a token without a decision is ACTIVE."""
    return Verification(
        id=VerificationId(session.scan_ref),
        customer_id=CustomerId(session.client_id),
        phase=to_phase(ACTIVE),
        raw_status=ACTIVE,
        created_at=created_at,
        hosted_link=link,
        declared=declared,
        reference=session.external_ref or session.client_id,
        details=details,
    )


def to_read(
    session: Session,
    reply: StatusReply,
    data: Data | None,
    details: tuple[Fact, ...],
    *,
    is_reviewed_by_people: bool,
) -> Verification:
    """A status answer with, after a verdict, the document's data."""
    status = reply.status or ""
    return Verification(
        id=VerificationId(session.scan_ref),
        customer_id=CustomerId(session.client_id),
        phase=to_phase(status),
        raw_status=status,
        labels=to_labels(reply),
        verified=to_verified(data),
        documents=to_documents(data),
        reference=session.external_ref or session.client_id,
        is_final=is_final(status, reply.final, reply, is_reviewed_by_people=is_reviewed_by_people),
        details=details,
    )


def to_announced(
    session: Session,
    webhook: Webhook,
    changed_at: datetime,
    details: tuple[Fact, ...],
    *,
    is_reviewed_by_people: bool,
) -> Verification:
    """A webhook's own facts."""
    codes = webhook.status or WebhookStatus()
    status = codes.overall or ""
    return Verification(
        id=VerificationId(session.scan_ref),
        customer_id=CustomerId(session.client_id),
        phase=to_phase(status),
        raw_status=status,
        updated_at=changed_at,
        labels=to_labels(codes, to_aml_words(webhook.aml_check, webhook.aml or ())),
        verified=to_verified(webhook.data),
        documents=to_documents(webhook.data),
        reference=session.external_ref or session.client_id,
        is_final=is_final(status, webhook.final, codes, is_reviewed_by_people=is_reviewed_by_people),
        details=details,
    )


def to_customer(session: Session, name: str = "", email: str = "") -> Customer:
    """The person behind a clientId. The document's name is a finding about them, not their name with us."""
    return Customer(CustomerId(session.client_id), name, email, session.client_id)


def to_attempt(
    verification: Verification,
    started_at: datetime | None,
    ended_at: datetime | None,
    details: tuple[Fact, ...] = (),
) -> Attempt:
    """The session itself: iDenfy does not show the tries inside it; https://documentation.idenfy.com/resources/faq"""
    kind = _STRETCHES.get(verification.phase, StretchKind.VERDICT)
    return replace(build_only_attempt(verification, kind, started_at, ended_at), details=details)


_STRETCHES: Final = {
    Phase.NOT_STARTED: StretchKind.WAITING,
    Phase.IN_REVIEW: StretchKind.CHECKING,
    Phase.UNKNOWN: StretchKind.WAITING,
}


# Keys of the data that have a place of their own; what else there is, known or not, is a detail.
PLACED_DATA: Final = frozenset(
    to_camel(name) for _, name in (*_VERIFIED, *_ON_DOCUMENT, ("", "doc_type"), ("", "doc_issuing_country"))
)


def _facts(data: Data, table: tuple[tuple[str, str], ...]) -> tuple[Fact, ...]:
    values = data.model_dump()
    return tuple(Fact(field, str(values[key])) for field, key in table if values[key])
