"""The person or company being verified, as one provider account knows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

CustomerId = NewType("CustomerId", str)


@dataclass(frozen=True, slots=True)
class Customer:
    """`id` is the provider's own id (Iron Customer, Checkout.com Applicant, iDenfy clientId, or ours for Proofme).

    `reference` is our unique reference (Iron external_id, Checkout.com external_applicant_id, iDenfy clientId,
    Proofme description). Empty strings mean "not told". `raw_status` is the provider's own customer status.
    """

    id: CustomerId
    name: str = ""
    email: str = ""
    reference: str = ""
    raw_status: str = ""
    created_at: datetime | None = None
