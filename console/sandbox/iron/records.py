"""Iron's records as the simulator keeps them, and the words of its enumerations; knows no HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

CustomerType = Literal["Person", "Business"]

# https://docs.iron.xyz/account
CUSTOMER_STATUSES = (
    "UserRequired",
    "IdentificationRequired",
    "SigningsRequired",
    "Active",
    "Suspended",
    "Archived",
)
# https://docs.iron.xyz/hosted, https://docs.iron.xyz/onboarding
IDENTIFICATION_STATUSES = (
    "Pending",
    "Processed",
    "PendingReview",
    "Approved",
    "Declined",
    "Expired",
    "Archived",
)
IN_FLIGHT = ("Pending", "Processed", "PendingReview")
PERSON_STEPS = ("identity", "selfie", "questionnaire")
EXTRA_PERSON_STEP = "proof_of_residence"
BUSINESS_STEPS = ("company_data", "company_beneficiaries", "company_documents", "questionnaire")

LABEL_TEXTS = {
    "UNSATISFACTORY_PHOTOS": "Photo quality too low",
    "SCREENSHOTS": "A screenshot was sent instead of a photo",
}


@dataclass(frozen=True, slots=True)
class StepDetail:
    """How one step of an attempt stands; `result` is an identification status."""

    result: str
    retry: bool = False
    comment: str | None = None
    labels: tuple[str, ...] = ()
    """Reject labels, shown by the requirements only."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A requirement that belongs to no step; `place` is the list it is shown in."""

    code: str
    place: Literal["missing", "issues"]
    description: str


@dataclass(slots=True)
class Identification:
    id: str
    customer_id: str
    token: str
    """Opaque part of the hosted link."""
    created_at: datetime
    updated_at: datetime
    status: str = "Pending"
    has_link: bool = True
    with_edd: bool | None = None
    review_comment: str | None = None
    steps: dict[str, StepDetail] = field(default_factory=dict[str, StepDetail])
    findings: tuple[Finding, ...] = ()

    @property
    def is_in_flight(self) -> bool:
        return self.status in IN_FLIGHT


@dataclass(frozen=True, slots=True)
class Signing:
    id: str
    customer_id: str
    content_id: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LegalDocument:
    """Something a customer has to agree to."""

    id: str
    display_name: str
    url: str


@dataclass(slots=True)
class Customer:
    id: str
    customer_type: CustomerType
    name: str
    email: str
    external_id: str | None
    created_at: datetime
    updated_at: datetime
    status: str = "IdentificationRequired"
    active_email: str | None = None
    country: str | None = None
    identification_ids: list[str] = field(default_factory=list[str])
    signings: list[Signing] = field(default_factory=list[Signing])

    def steps(self, with_edd: bool | None) -> tuple[str, ...]:
        """The steps of an attempt of this customer."""
        if self.customer_type == "Business":
            return BUSINESS_STEPS
        return (*PERSON_STEPS, EXTRA_PERSON_STEP) if with_edd else PERSON_STEPS

    def requirement_code(self, step: str) -> str:
        return f"kyb_{step}" if self.customer_type == "Business" else f"kyc_{step}"


@dataclass(slots=True)
class Switches:
    """Where the documentation contradicts itself, the simulator can do either.

    Set by `POST {control_url}/switches/iron`; the first value of each is the default.
    """

    second_create: Literal["reset", "conflict"] = "reset"
    error_style: Literal["envelope", "openapi"] = "envelope"
    webhook_key: Literal["text", "decoded"] = "text"
    webhook_message: Literal["wrapped", "bare"] = "wrapped"
