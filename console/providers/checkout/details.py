"""What Checkout.com tells besides the main facts, as facts and rows under its own names; nothing unknown is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast

from console.domain.fact import Fact
from console.domain.operation import ResultRow
from console.providers.checkout import wire
from console.providers.checkout.manifest import ERASED

# Our words for the lines of an operation's answer; what is not here keeps the provider's own name.
_WORDS: Final[Mapping[str, str]] = {
    "id": "Id",
    "created_on": "Created",
    "modified_on": "Changed",
    "external_applicant_id": "Our reference there",
    "external_applicant_name": "Name",
    "email": "E-mail",
    "status": "Status",
    "response_code": "Result code",
    "redirect_url": "Return address",
    "phone_number": "Phone for the link",
    "ip_address": "Network address",
    "initial_device": "Device",
    "user_agent": "Browser",
    "number_of_sessions": "Sessions",
    "selected_documents": "Selected documents",
    "pre_selected_residence_country": "Country of residence",
    "pre_selected_language": "Language",
    "pre_selected_document_issuing_country": "Country of the document",
    "pre_selected_document_type": "Document",
}


def iter_values(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value of a JSON document with its path, in its order; links are secrets and left out, so are nulls."""
    if isinstance(value, Mapping):
        for key, item in cast("Mapping[str, object]", value).items():
            if not _is_link(key):
                yield from iter_values(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list | tuple):
        for number, item in enumerate(cast("list[object]", value)):
            yield from iter_values(item, f"{path}.{number}")
    elif value is not None and value != "":
        yield path, _to_text(value)


def iter_facts(value: object, path: str = "") -> Iterator[Fact]:
    """The same as facts."""
    yield from (Fact(field, text) for field, text in iter_values(value, path))


def to_rows(document: Mapping[str, object]) -> tuple[ResultRow, ...]:
    """The same as the lines of an operation's answer."""
    return tuple(to_row(field, text) for field, text in iter_values(document))


def to_row(field: str, value: str) -> ResultRow:
    """One line of an operation's answer."""
    return ResultRow(_WORDS.get(field, field), value)


def iter_verification(model: wire.Verification) -> Iterator[Fact]:
    """Details of a verification; the last one says whether its personal data are gone.

    Empty it takes back what an earlier look said, should they only have been missing from that answer.
    """
    yield from _iter_named(
        ("user_journey_id", model.user_journey_id),
        ("verification_policy_version", model.verification_policy_version),
        ("redirect_url", model.redirect_url),
    )
    yield from iter_facts(model.certifications, "certifications")
    yield from _iter_undocumented(model.response_codes, "response_codes")
    if model.face is not None:
        yield from iter_facts(model.face.extra, "face")
    if model.declared_data is not None and model.declared_data.phone_number is not None:
        yield from iter_facts(model.declared_data.phone_number.extra, "declared_data.phone_number")
    yield from iter_facts(model.extra)
    yield ERASED if _is_erased(model) else Fact(ERASED.field, "")


def iter_attempt(model: wire.Attempt) -> Iterator[Fact]:
    """Details of one attempt: what was asked for, and what the customer's browser showed of itself."""
    yield from _iter_named(("redirect_url", model.redirect_url))
    yield from iter_facts(model.client_information)
    if model.phone_number is not None:
        yield from _iter_named(("phone_number", to_phone(model.phone_number)))
        yield from iter_facts(model.phone_number.extra, "phone_number")
    session = model.applicant_session_information
    if session is not None:
        yield from _iter_session(session)
    yield from _iter_undocumented(model.response_codes, "response_codes")
    yield from iter_facts(model.extra)


def to_phone(phone: wire.PhoneNumber) -> str:
    """Dialling prefix and number as people write them."""
    return f"{phone.country_code or ''} {phone.number or ''}".strip()


def _iter_session(session: wire.Session) -> Iterator[Fact]:
    documents = ", ".join(
        f"{each.country or ''} {each.document_type or ''}".strip()
        for each in session.selected_documents or ()
    )
    sessions = session.number_of_sessions
    yield from _iter_named(
        ("ip_address", session.ip_address),
        ("initial_device", session.initial_device),
        ("user_agent", session.user_agent),
        ("number_of_sessions", None if sessions is None else str(sessions)),
        ("selected_documents", documents),
    )
    yield from _iter_undocumented(session.selected_documents, "selected_documents")
    yield from iter_facts(session.extra)


def _iter_undocumented(models: Sequence[wire.OpenModel] | None, path: str) -> Iterator[Fact]:
    """What the entries of a list hold besides what is documented, each under its place."""
    for number, model in enumerate(models or ()):
        yield from iter_facts(model.extra, f"{path}.{number}")


def _iter_named(*values: tuple[str, str | None]) -> Iterator[Fact]:
    yield from (Fact(field, value) for field, value in values if value)


def _is_erased(model: wire.Verification) -> bool:
    """Declared data always hold a name, so a record with none of these has lost them."""
    return bool(model.status) and not (model.declared_data or model.verified_identity or model.documents)


def _is_link(key: str) -> bool:
    return key in {"_links", "href"} or key.endswith("_url")


def _to_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
