"""Iron's customers and identifications and every rule that moves them; knows no HTTP and no scripts."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import datetime

from console.sandbox.iron.answers import IronError
from console.sandbox.iron.events import IronEvents
from console.sandbox.iron.records import (
    Customer,
    CustomerType,
    Identification,
    LegalDocument,
    Signing,
    StepDetail,
    Switches,
)
from console.sandbox.kernel import Kernel
from console.sandbox.module import LedgerRow, MadeBy

_SECONDS_IN_REVIEW_QUEUE = 20.0
DEFAULT_LABEL = "UNSATISFACTORY_PHOTOS"
DEFAULT_COMMENT = "Document edges not visible"


class IronBook:
    """All records of the simulated partner. Refusals are IronError."""

    def __init__(self, kernel: Kernel, events: IronEvents, switches: Switches) -> None:
        self._kernel = kernel
        self._events = events
        self._switches = switches
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

    def find_customer(self, customer_id: str) -> Customer:
        customer = self.customers.get(customer_id)
        if customer is None:
            raise IronError(404, "customer_not_found", "No such customer.")
        return customer

    def find_external(self, external_id: str) -> Customer:
        """The newest customer with this reference (whether it must be unique is not documented)."""
        for customer in reversed(self.customers.values()):
            if customer.external_id == external_id:
                return customer
        raise IronError(404, "customer_not_found", "No such customer.")

    def find_identification(self, identification_id: str) -> Identification:
        identification = self.identifications.get(identification_id)
        if identification is None:
            raise IronError(404, "identification_not_found", "No such identification.")
        return identification

    def newest(self, customer: Customer) -> Identification | None:
        ids = customer.identification_ids
        return self.identifications[ids[-1]] if ids else None

    def owner(self, identification: Identification) -> Customer:
        return self.customers[identification.customer_id]

    def is_newest(self, identification: Identification) -> bool:
        return self.newest(self.owner(identification)) is identification

    def outstanding(self, customer: Customer) -> Sequence[LegalDocument]:
        signed = {each.content_id for each in customer.signings}
        return [each for each in self.documents if each.id not in signed]

    # --- customers

    def create_customer(
        self, customer_type: CustomerType, email: str, name: str, external_id: str | None, key: str | None
    ) -> Customer:
        moment = self.now()
        customer = Customer(
            self._kernel.new_uuid("iron"), customer_type, name, email, external_id, moment, moment
        )
        self.customers[customer.id] = customer
        row = LedgerRow(customer.id, "customer", moment, self._made_by, customer.id, external_id, key)
        self._kernel.ledger.add("iron", row)
        self._events.tell_created(customer)
        return customer

    def update_customer(self, customer: Customer, email: str, external_id: str | None) -> None:
        customer.email = email
        if external_id is not None:
            customer.external_id = external_id
        customer.updated_at = self.now()

    def archive_customer(self, customer: Customer) -> None:
        """The customer and every identification, for good."""
        for identification_id in customer.identification_ids:
            self._move(self.identifications[identification_id], "Archived")
        self.set_customer_status(customer, "Archived")

    def set_customer_status(self, customer: Customer, status: str) -> None:
        if customer.status in (status, "Archived"):
            return
        customer.status = status
        customer.updated_at = self.now()
        self._events.tell_customer(customer)

    def sign(self, customer: Customer, content_id: str) -> Signing:
        """Record one agreement; after the last one a waiting customer is active."""
        if content_id not in {each.id for each in self.outstanding(customer)}:
            raise IronError(422, "unprocessable_entity", "This document does not have to be signed.")
        moment = self.now()
        signing = Signing(self._kernel.new_uuid("iron"), customer.id, content_id, moment)
        customer.signings.append(signing)
        customer.updated_at = moment
        if customer.status == "SigningsRequired" and not self.outstanding(customer):
            self.set_customer_status(customer, "Active")
        return signing

    # --- identifications

    def create_identification(
        self, customer: Customer, with_edd: bool | None, key: str | None, *, is_complete: bool = False
    ) -> Identification:
        """A new attempt; never an update of an older one. `is_complete`: the partner sent all data itself."""
        if customer.status == "Archived":
            raise IronError(403, "forbidden", "This customer is archived.")
        newest = self.newest(customer)
        if self._switches.second_create == "conflict" and newest is not None and newest.is_in_flight:
            raise IronError(409, "conflict", "Customer already has a pending identification", is_text=True)
        moment = self.now()
        made = Identification(
            self._kernel.new_uuid("iron"),
            customer.id,
            f"{self._kernel.random('iron:token').getrandbits(160):040x}",
            moment,
            moment,
            status="Processed" if is_complete else "Pending",
            with_edd=with_edd,
        )
        self.identifications[made.id] = made
        self.tokens[made.token] = made
        customer.identification_ids.append(made.id)
        row = LedgerRow(
            made.id, "verification", moment, self._made_by, customer.id, customer.external_id, key
        )
        self._kernel.ledger.add("iron", row)
        self._events.tell_identification(made)
        self.set_customer_status(customer, "IdentificationRequired")
        return made

    def archive_identification(self, identification: Identification) -> None:
        self._move(identification, "Archived")
        self._block(identification)

    def submit(self, identification: Identification) -> None:
        """The person has sent everything; the review queue follows shortly after."""
        steps = self.owner(identification).steps(identification.with_edd)
        kept = {
            name: each
            for name, each in identification.steps.items()
            if name in steps and each.result == "Approved"
        }
        identification.steps = {name: kept.get(name, StepDetail("Processed")) for name in steps}
        self._move(identification, "Processed")
        if self._past is not None:
            return
        if self._kernel.people.move:
            self._kernel.people.after(
                _SECONDS_IN_REVIEW_QUEUE, lambda: self._review_if_processed(identification)
            )
        else:
            self.review(identification)

    def _review_if_processed(self, identification: Identification) -> None:
        if identification.status == "Processed":
            self.review(identification)

    def review(self, identification: Identification) -> None:
        identification.steps = {
            name: each if each.result == "Approved" else StepDetail("PendingReview")
            for name, each in identification.steps.items()
        }
        self._move(identification, "PendingReview")

    def approve(self, identification: Identification, comment: str | None = None) -> None:
        """Approved; a customer follows only when this is the newest attempt."""
        steps = self.owner(identification).steps(identification.with_edd)
        identification.steps = {name: StepDetail("Approved") for name in steps}
        identification.findings = ()
        identification.review_comment = comment
        self._move(identification, "Approved")
        if self.is_newest(identification):
            customer = self.owner(identification)
            self.set_customer_status(customer, "SigningsRequired" if self.outstanding(customer) else "Active")

    def decline(
        self,
        identification: Identification,
        comment: str | None = None,
        labels: Sequence[str] = (),
        failing: Sequence[str] = (),
        *,
        retry: bool = True,
    ) -> None:
        self._fail_steps(identification, labels, failing, comment, retry=retry)
        identification.review_comment = comment or "The photo of the document is cut off on one side."
        self._move(identification, "Declined")
        self._block(identification)

    def ask_again(
        self,
        identification: Identification,
        comment: str | None,
        labels: Sequence[str],
        failing: Sequence[str],
    ) -> None:
        """One step has to be sent again; the link works again."""
        self._fail_steps(identification, labels, failing, comment, retry=True)
        identification.has_link = True
        self._move(identification, "Pending")
        self._block(identification)

    def expire(self, identification: Identification) -> None:
        self._move(identification, "Expired")
        self._block(identification)

    def step_up(self, identification: Identification, comment: str | None) -> None:
        """An accepted customer lacks something: the same attempt carries a link again."""
        steps = self.owner(identification).steps(identification.with_edd)
        asked = StepDetail("Pending", retry=True, comment=comment or "Please answer once more.")
        identification.steps = {name: StepDetail("Approved") for name in steps} | {"questionnaire": asked}
        identification.has_link = True
        self._move(identification, "Pending")
        self._block(identification)

    def wipe(self) -> None:
        """Forget everybody; what still waits for one of them finds an archived record and does nothing."""
        for identification in self.identifications.values():
            identification.status = "Archived"
        for customer in self.customers.values():
            customer.status = "Archived"
        self.customers.clear()
        self.identifications.clear()
        self.tokens.clear()

    # --- inside

    def _fail_steps(
        self,
        identification: Identification,
        labels: Sequence[str],
        failing: Sequence[str],
        comment: str | None,
        *,
        retry: bool,
    ) -> None:
        steps = self.owner(identification).steps(identification.with_edd)
        failed = [name for name in failing if name in steps] or [steps[0]]
        detail = StepDetail("Declined", retry, comment or DEFAULT_COMMENT, tuple(labels) or (DEFAULT_LABEL,))
        identification.steps = {name: detail if name in failed else StepDetail("Approved") for name in steps}

    def _move(self, identification: Identification, status: str) -> None:
        """Set a status and tell; `updated_at` moves even when the status stays."""
        is_new = identification.status != status
        identification.status = status
        identification.updated_at = self.now()
        if is_new:
            self._events.tell_identification(identification)

    def _block(self, identification: Identification) -> None:
        """The newest attempt doesn't hold (any more): the customer has to be identified."""
        if self.is_newest(identification):
            self.set_customer_status(self.owner(identification), "IdentificationRequired")
