"""Iron's records as the simulator keeps them, and the words of its enumerations; knows no HTTP."""

from __future__ import annotations

from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class Draft:
    """What a new identification is made of; without anything said it is a hosted link."""

    with_edd: bool | None = None
    is_complete: bool = False
    """The partner sent all data itself: nothing is left for the person to do."""
    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    """For the questionnaire, where the body held some."""


@dataclass(slots=True)
class Identification:
    """One attempt of a customer; the newest one drives the customer's status."""

    id: str
    customer_id: str
    token: str
    """Opaque part of the hosted link."""
    created_at: datetime
    updated_at: datetime
    status: str = "Pending"
    with_edd: bool | None = None
    review_comment: str | None = None
    steps: dict[str, StepDetail] = field(default_factory=dict[str, StepDetail])
    findings: tuple[Finding, ...] = ()
    answers: dict[str, str] = field(default_factory=dict[str, str])
    asks_more: bool = False
    """Asked for more after its approval, whatever its status says meanwhile."""

    @property
    def is_in_flight(self) -> bool:
        """Not over yet: a second one would throw the customer back."""
        return self.status in IN_FLIGHT

    @property
    def waits_for_person(self) -> bool:
        """The link leads somewhere."""
        return self.status == "Pending" or self.asks_more


@dataclass(frozen=True, slots=True)
class Signing:
    """One agreement of a customer to one document."""

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
    """A person or company of the partner, or of one of its sub-partners."""

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
    sub_partner_id: str = ""
    identification_ids: list[str] = field(default_factory=list[str])
    signings: list[Signing] = field(default_factory=list[Signing])

    def is_of(self, sub_partner_id: str) -> bool:
        """Every customer is the partner's own; within a sub-partner only its customers are."""
        return not sub_partner_id or self.sub_partner_id == sub_partner_id

    def steps(self, with_edd: bool | None) -> tuple[str, ...]:
        """The steps of an attempt of this customer."""
        if self.customer_type == "Business":
            return BUSINESS_STEPS
        return (*PERSON_STEPS, EXTRA_PERSON_STEP) if with_edd else PERSON_STEPS

    def requirement_code(self, step: str) -> str:
        """How the requirements call this step; https://docs.iron.xyz/reference-2025-03-13/customer/get-customer-requirements"""
        return f"kyb_{step}" if self.customer_type == "Business" else f"kyc_{step}"


@dataclass(slots=True)
class Switches:
    """Where the documentation contradicts itself or is silent, the simulator can do either.

    Set by `POST {control_url}/switches/iron`; the first value of each is the default.
    """

    second_create: Literal["reset", "conflict"] = "reset"
    error_style: Literal["envelope", "openapi"] = "envelope"
    webhook_key: Literal["text", "decoded"] = "text"
    webhook_message: Literal["wrapped", "bare"] = "wrapped"
    step_up: Literal["pending", "approved"] = "pending"
    key_role: Literal["read_write", "read_only"] = "read_write"
