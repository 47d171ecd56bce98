"""Records of one invented person at several accounts, written into the profile as a poll would; asks no simulator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from console.domain.account import AccountId
from console.domain.customer import Customer, CustomerId
from console.domain.fact import Fact
from console.domain.people import CustomerKey
from console.domain.phase import Phase
from console.domain.verification import (
    DocumentFacts,
    Snapshot,
    Verification,
    VerificationId,
    VerificationKey,
)
from tests.support.stores import NOON


@dataclass(frozen=True, slots=True)
class Told:
    """What one account is told of somebody; `number` makes the ids, an empty value is not told."""

    number: int
    name: str = ""
    email: str = ""
    reference: str = ""
    birth_date: str = ""
    document: str = ""
    phase: Phase = Phase.APPROVED

    @property
    def customer_id(self) -> CustomerId:
        return CustomerId(f"person-{self.number}")

    @property
    def verification_id(self) -> VerificationId:
        return VerificationId(f"check-{self.number}")

    def at(self, account_id: AccountId) -> CustomerKey:
        """The record's key at an account."""
        return CustomerKey(account_id, self.customer_id)

    def check_at(self, account_id: AccountId) -> VerificationKey:
        """The verification's key at an account."""
        return VerificationKey(account_id, self.verification_id)


def to_snapshot(told: Told) -> Snapshot:
    """A full look at the one verification of somebody."""
    facts = (("full_name", told.name), ("birth_date", told.birth_date))
    number = (Fact("document_number", told.document),) if told.document else ()
    verification = Verification(
        told.verification_id,
        told.customer_id,
        told.phase,
        told.phase.value,
        NOON - timedelta(days=1, minutes=told.number),
        NOON - timedelta(minutes=told.number),
        verified=tuple(Fact(field, value) for field, value in facts if value),
        documents=(DocumentFacts("passport", "DE", number),) if number else (),
    )
    customer = Customer(told.customer_id, told.name, told.email, told.reference)
    return Snapshot(verification, customer=customer)
