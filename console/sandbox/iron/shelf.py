"""Iron's customers and identifications and how they are found; no rule moves anything here, and no HTTP."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import datetime

from console.sandbox.iron.answers import IronError
from console.sandbox.iron.events import IronEvents
from console.sandbox.iron.records import Customer, Identification, LegalDocument
from console.sandbox.kernel import Kernel
from console.sandbox.module import MadeBy


class IronShelf:
    """All records of the simulated partner; whoever asks for an unknown one gets an IronError."""

    def __init__(self, kernel: Kernel, events: IronEvents) -> None:
        self._kernel = kernel
        self._events = events
        self._past: datetime | None = None
        self._made_by: MadeBy = "api"
        self.partner_id = kernel.new_uuid("iron")
        self.documents: tuple[LegalDocument, ...] = (
            LegalDocument(kernel.new_uuid("iron"), "Terms of Use", "https://example.org/terms"),
            LegalDocument(kernel.new_uuid("iron"), "Privacy Notice", "https://example.org/privacy"),
        )
        self.customers: dict[str, Customer] = {}
        """In the order of making."""
        self.identifications: dict[str, Identification] = {}
        self.tokens: dict[str, Identification] = {}

    # --- time and authorship

    def now(self) -> datetime:
        """The simulator's moment, or the one of the world's history that is being made."""
        return self._past or self._kernel.clock.now()

    @contextmanager
    def in_past(self, moment: datetime) -> Generator[None]:
        """What happens inside happened at `moment`, in the world's history: nobody is told."""
        self._past, self._events.is_quiet = moment, True
        try:
            with self.by_world():
                yield
        finally:
            self._past, self._events.is_quiet = None, False

    @contextmanager
    def by_world(self) -> Generator[None]:
        """What is made inside is made by the scripted people."""
        before = self._made_by
        self._made_by = "world"
        try:
            yield
        finally:
            self._made_by = before

    # --- look-ups

    def find_customer(self, customer_id: str, sub_partner_id: str = "") -> Customer:
        """404 for an unknown one and, within a sub-partner, for one of somebody else's."""
        customer = self.customers.get(customer_id)
        if customer is None or not customer.is_of(sub_partner_id):
            raise IronError(404, "customer_not_found", "No such customer.")
        return customer

    def find_external(self, external_id: str, sub_partner_id: str = "") -> Customer:
        """The newest customer with this reference (whether it must be unique is not documented)."""
        for customer in reversed(self.customers.values()):
            if customer.external_id == external_id and customer.is_of(sub_partner_id):
                return customer
        raise IronError(404, "customer_not_found", "No such customer.")

    def find_identification(self, identification_id: str) -> Identification:
        """404 for an unknown one; no call for one identification knows sub-partners."""
        identification = self.identifications.get(identification_id)
        if identification is None:
            raise IronError(404, "identification_not_found", "No such identification.")
        return identification

    def newest(self, customer: Customer) -> Identification | None:
        """The one that drives the customer's status; https://docs.iron.xyz/hosted"""
        ids = customer.identification_ids
        return self.identifications[ids[-1]] if ids else None

    def owner(self, identification: Identification) -> Customer:
        """Whom the identification is about."""
        return self.customers[identification.customer_id]

    def is_newest(self, identification: Identification) -> bool:
        """False for one that stopped counting when a later one was made."""
        return self.newest(self.owner(identification)) is identification

    def outstanding(self, customer: Customer) -> Sequence[LegalDocument]:
        """What the customer has not agreed to yet."""
        signed = {each.content_id for each in customer.signings}
        return [each for each in self.documents if each.id not in signed]
