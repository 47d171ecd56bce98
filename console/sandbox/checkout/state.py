"""What the simulated Checkout.com remembers: plain records and their look-up; no rules, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from console.sandbox.checkout.catalogue import AttemptStatus, Event, Status

if TYPE_CHECKING:
    from pydantic import JsonValue

OVER = frozenset(
    {
        AttemptStatus.COMPLETED,
        AttemptStatus.EXPIRED,
        AttemptStatus.CAPTURE_ABORTED,
        AttemptStatus.CAPTURE_REFUSED,
        AttemptStatus.CHECKS_INCONCLUSIVE,
        AttemptStatus.TERMINATED,
    }
)


@dataclass(slots=True)
class Applicant:
    """The person; `external_applicant_id` never changes and is no personal data."""

    id: str
    created_on: datetime
    modified_on: datetime
    external_applicant_id: str | None = None
    email: str | None = None
    external_applicant_name: str | None = None
    is_anonymized: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """What the checks read from a synthetic document; every value is invented.

    `ip_address` is text: like the reference's own sample it may be no legal address.
    """

    full_name: str
    first_names: str
    last_name: str
    birth_date: date
    birth_place: str
    nationality: str
    gender: str
    document_type: str
    issuing_country: str
    document_number: str
    document_issued: date
    document_expires: date
    ip_address: str


@dataclass(slots=True)
class Attempt:
    """One try. `token` is the secret of its hosted link; `left_by` the event that sent the person back, if one did."""

    id: str
    token: str
    created_on: datetime
    modified_on: datetime
    redirect_url: str
    status: AttemptStatus = AttemptStatus.PENDING_REDIRECTION
    codes: tuple[int, ...] = ()
    client_information: Mapping[str, JsonValue] | None = None
    phone_number: Mapping[str, JsonValue] | None = None
    has_session: bool = False
    has_assets: bool = False
    left_by: Event | None = None

    @property
    def is_over(self) -> bool:
        """True once its link leads nowhere any more."""
        return self.status in OVER


@dataclass(slots=True)
class Verification:
    """One question about one applicant. `attempts` are oldest first; `history` is what the report tells.

    An anonymized one keeps its values here, because documents disagree about how erased fields are answered.
    """

    id: str
    applicant_id: str
    user_journey_id: str
    created_on: datetime
    modified_on: datetime
    identity: Identity
    declared: Mapping[str, JsonValue]
    redirect_url: str | None = None
    status: Status = Status.CREATED
    codes: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()
    has_report: bool = False
    is_anonymized: bool = False
    is_certified: bool = False
    attempts: list[Attempt] = field(default_factory=list[Attempt])
    history: list[tuple[datetime, str]] = field(default_factory=list[tuple[datetime, str]])

    @property
    def live_attempt(self) -> Attempt | None:
        """The newest attempt while it is not over."""
        newest = self.attempts[-1] if self.attempts else None
        return newest if newest is not None and not newest.is_over else None

    @property
    def name(self) -> str:
        """The declared name; nobody's once anonymized."""
        return "" if self.is_anonymized else str(self.declared.get("name", ""))


@dataclass(slots=True)
class Records:
    """Everything by id; `by_token` finds a hosted link's verification and attempt."""

    applicants: dict[str, Applicant] = field(default_factory=dict[str, Applicant])
    verifications: dict[str, Verification] = field(default_factory=dict[str, Verification])
    by_token: dict[str, tuple[Verification, Attempt]] = field(
        default_factory=dict[str, tuple[Verification, Attempt]]
    )
