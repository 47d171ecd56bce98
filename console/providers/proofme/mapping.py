"""Proofme's words turned into ours; total over every status, known or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, cast

from console.domain.attempt import Attempt, StretchKind
from console.domain.customer import Customer, CustomerId
from console.domain.phase import Phase
from console.domain.provider import Environment
from console.domain.verification import (
    Fact,
    HostedLink,
    Verification,
    VerificationId,
    build_only_attempt,
)
from console.providers.proofme.results import DETAIL_NAMES, OpenedResult
from console.providers.proofme.wire import Identification

SUCCESS: Final = "SUCCESS"
PENDING: Final = "PENDING"
# Keys of ours inside the metadata Proofme keeps for us.
REF: Final = "ref"
CUSTOMER: Final = "customer"
RESULT: Final = "result"
"""Name of the line that says why a result stays closed."""
_STORED: Final = tuple(
    f"identificationData.{name}" for name in ("storage", "encryptionMode", "additionalInfo", "destroyDate")
)

# https://docs.proofme.id/#/custom_identification_page_example
PHASES: Final[Mapping[str, Phase]] = MappingProxyType(
    {
        PENDING: Phase.NOT_STARTED,
        SUCCESS: Phase.APPROVED,
        "FAILED": Phase.DECLINED,
        "REVOKED": Phase.CLOSED,
    }
)
# Two words of the guides that the list of statuses does not have; https://docs.proofme.id/#/api/webhooks
_OTHER_WORDS: Final = MappingProxyType({"completed": SUCCESS, "open": PENDING})


def to_status(raw: str) -> str:
    """The status of the documented list that `raw` stands for, or `raw` itself."""
    return _OTHER_WORDS.get(raw, raw)


def to_phase(raw: str, *, was_scanned: bool = False) -> Phase:
    """Our phase of a status; anything undocumented is UNKNOWN. A scanned code means the customer is at it."""
    phase = PHASES.get(to_status(raw), Phase.UNKNOWN)
    return Phase.CAPTURING if was_scanned and phase is Phase.NOT_STARTED else phase


def to_reference(found: Identification) -> str:
    """Our reference: from the metadata, else the whole description."""
    return _from_metadata(found.metadata, REF) or found.description or ""


def is_ours(found: Identification, reference: str) -> bool:
    """True when an identification carries this reference of ours, in the metadata or at the description's start."""
    if _from_metadata(found.metadata, REF):
        return _from_metadata(found.metadata, REF) == reference
    return (found.description or "").split(" ", 1)[0] == reference


def to_customer(found: Identification, name: str = "", email: str = "") -> Customer:
    """Proofme knows no customers: ours is named in the metadata, else by our reference, else there is one each."""
    reference = to_reference(found)
    known = _from_metadata(found.metadata, CUSTOMER) or reference or found.id or ""
    return Customer(
        CustomerId(known), name or _name_after(found.description or "", reference), email, reference
    )


@dataclass(frozen=True, slots=True)
class ResultState:
    """What is known of a finished identification's result; `reason` says why an existing one stays closed."""

    exists: bool
    opened: OpenedResult | None = None
    reason: str = ""


def to_verification(
    found: Identification,
    environment: Environment,
    declared_name: str = "",
    *,
    result: ResultState | None = None,
    details: tuple[Fact, ...] = (),
) -> Verification:
    """One identification. `result` is None when nobody asked for it: after SUCCESS there is one, still closed."""
    raw = found.status or ""
    phase = to_phase(raw, was_scanned=found.scanned_at is not None)
    url = found.my_page_url or found.my_page_url_in_prose
    is_open = phase.is_live or phase is Phase.UNKNOWN
    customer = to_customer(found, declared_name)
    state = result or ResultState(exists=to_status(raw) == SUCCESS)
    opened = state.opened
    return Verification(
        id=VerificationId(found.id or ""),
        customer_id=customer.id,
        phase=phase,
        raw_status=raw,
        created_at=found.created_at,
        updated_at=found.updated_at,
        hosted_link=HostedLink(url) if url and is_open else None,
        declared=(Fact("full_name", customer.name),) if customer.name else (),
        reference=customer.reference,
        comment=_to_comment(found, environment),
        verified=opened.verified if opened is not None else (),
        documents=opened.documents if opened is not None else (),
        encrypted=state.exists and not (opened is not None and opened.verified),
        details=(*details, *_to_result_details(result)),
    )


def _to_result_details(result: ResultState | None) -> tuple[Fact, ...]:
    """Lines about the result; an empty one takes away what an earlier look said."""
    if result is None:
        return ()
    if not result.exists:
        return tuple(Fact(name, "") for name in (RESULT, *DETAIL_NAMES, *_STORED))
    told = result.opened.details if result.opened is not None else ()
    return (*told, Fact(RESULT, result.reason))


def to_attempt(verification: Verification) -> Attempt:
    """The identification itself is the one try."""
    kind = _STRETCHES.get(verification.phase, StretchKind.VERDICT)
    return build_only_attempt(verification, kind, verification.created_at, verification.updated_at)


_STRETCHES: Final = {
    Phase.NOT_STARTED: StretchKind.WAITING,
    Phase.CAPTURING: StretchKind.CAPTURING,
    Phase.UNKNOWN: StretchKind.WAITING,
}


def _to_comment(found: Identification, environment: Environment) -> str:
    """Both kinds come from one address: a test must not pass for a real one, nor a real one for a test."""
    if found.mode == "test" and environment is Environment.LIVE:
        return "This is a test identification in a live account."
    if found.mode == "live" and environment is Environment.TEST:
        return "This is a live identification in a test account."
    return ""


def _from_metadata(metadata: object, key: str) -> str:
    if not isinstance(metadata, dict):
        return ""
    value = cast("dict[str, object]", metadata).get(key)
    return value if isinstance(value, str) else ""


def _name_after(description: str, reference: str) -> str:
    """What stands after our reference in a description made elsewhere is usually the name."""
    if not reference or not description.startswith(reference):
        return ""
    return description[len(reference) :].strip()
