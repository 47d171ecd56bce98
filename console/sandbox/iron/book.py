"""Every rule that moves Iron's customers and identifications; knows no HTTP, no scripts, and looks nothing up itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from console.sandbox.iron.answers import IronError
from console.sandbox.iron.events import IronEvents
from console.sandbox.iron.records import (
    Customer,
    CustomerType,
    Draft,
    Identification,
    Signing,
    StepDetail,
    Switches,
)
from console.sandbox.iron.shelf import IronShelf
from console.sandbox.kernel import Kernel
from console.sandbox.module import LedgerRow

_SECONDS_IN_REVIEW_QUEUE: Final = 20.0
DEFAULT_LABEL: Final = "UNSATISFACTORY_PHOTOS"
DEFAULT_COMMENT: Final = "Document edges not visible"
LINK: Final = Draft()


class IronBook(IronShelf):
    """The records with their rules. Refusals are IronError."""

    def __init__(self, kernel: Kernel, events: IronEvents, switches: Switches) -> None:
        super().__init__(kernel, events)
        self._switches = switches

    # --- customers

    def create_customer(
        self,
        customer_type: CustomerType,
        email: str,
        name: str,
        external_id: str | None,
        key: str | None,
        *,
        sub_partner_id: str = "",
    ) -> Customer:
        """A new one each time: nothing says that e-mail or reference must be unique."""
        moment = self.now()
        customer = Customer(
            self._kernel.new_uuid("iron"), customer_type, name, email, external_id, moment, moment
        )
        customer.sub_partner_id = sub_partner_id
        self.customers[customer.id] = customer
        row = LedgerRow(customer.id, "customer", moment, self._made_by, customer.id, external_id, key)
        self._kernel.ledger.add("iron", row)
        self._events.tell_created(customer)
        return customer

    def update_customer(self, customer: Customer, email: str, external_id: str | None) -> None:
        """What is left out stays; an archived customer is read-only. https://docs.iron.xyz/account"""
        _refuse_archived(customer)
        customer.email = email
        if external_id is not None:
            customer.external_id = external_id
        customer.updated_at = self.now()

    def archive_customer(self, customer: Customer) -> None:
        """The customer and every identification, for good; https://docs.iron.xyz/account"""
        _refuse_archived(customer)
        for identification_id in customer.identification_ids:
            self._move(self.identifications[identification_id], "Archived")
        self.set_customer_status(customer, "Archived")

    def set_customer_status(self, customer: Customer, status: str) -> None:
        """Set and tell, once; nothing leads out of `Archived`."""
        if customer.status in (status, "Archived"):
            return
        customer.status = status
        customer.updated_at = self.now()
        self._events.tell_customer(customer)

    def sign(self, customer: Customer, content_id: str) -> Signing:
        """Record one agreement; after the last one a waiting customer is active. https://docs.iron.xyz/onboarding"""
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
        self, customer: Customer, draft: Draft = LINK, key: str | None = None
    ) -> Identification:
        """A new attempt; never an update of an older one, which stops counting. https://docs.iron.xyz/hosted"""
        self._refuse_create(customer)
        moment = self.now()
        made = Identification(
            self._kernel.new_uuid("iron"),
            customer.id,
            f"{self._kernel.random('iron:token').getrandbits(160):040x}",
            moment,
            moment,
            status="Processed" if draft.is_complete else "Pending",
            with_edd=draft.with_edd,
            answers=dict(draft.answers),
        )
        if draft.is_complete:
            made.steps = {name: StepDetail("Processed") for name in customer.steps(draft.with_edd)}
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
        """For good; it can no longer verify the customer (what becomes of the customer is not documented)."""
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

    def review(self, identification: Identification) -> None:
        """Into the queue of Iron's own reviewers; what was accepted before stays accepted."""
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
        """Refused with a comment and the steps that failed; `retry`: these may be sent in again."""
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
        self._move(identification, "Pending")
        self._block(identification)

    def expire(self, identification: Identification) -> None:
        """The attempt ran out; when that happens by itself is not documented, so only a journey does it."""
        self._move(identification, "Expired")
        self._block(identification)

    def step_up(self, identification: Identification, comment: str | None) -> None:
        """An accepted customer lacks something: the same attempt carries a link again.

        Which status it shows meanwhile is not documented: the switch `step_up` decides. https://docs.iron.xyz/onboarding
        """
        steps = self.owner(identification).steps(identification.with_edd)
        asked = StepDetail("Pending", retry=True, comment=comment or "Please answer once more.")
        identification.steps = {name: StepDetail("Approved") for name in steps} | {"questionnaire": asked}
        self._move(identification, "Approved" if self._switches.step_up == "approved" else "Pending")
        identification.asks_more = True
        self._block(identification)

    def wipe(self, sub_partner_id: str = "") -> None:
        """Forget everybody, or everybody of one sub-partner.

        What still waits for one of them finds an archived record and does nothing.
        """
        for customer in [each for each in self.customers.values() if each.is_of(sub_partner_id)]:
            customer.status = "Archived"
            for identification_id in customer.identification_ids:
                gone = self.identifications.pop(identification_id)
                gone.status, gone.asks_more = "Archived", False
                del self.tokens[gone.token]
            del self.customers[customer.id]

    # --- inside

    def _refuse_create(self, customer: Customer) -> None:
        """403 is documented for this call, its causes are not: a customer who is stopped gets it here."""
        if customer.status in ("Archived", "Suspended"):
            raise IronError(403, "forbidden", f"This customer is {customer.status.lower()}.")
        newest = self.newest(customer)
        if self._switches.second_create == "conflict" and newest is not None and newest.is_in_flight:
            raise IronError(409, "conflict", "Customer already has a pending identification", is_text=True)

    def _review_if_processed(self, identification: Identification) -> None:
        if identification.status == "Processed":
            self.review(identification)

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
        identification.asks_more = False
        identification.updated_at = self.now()
        if is_new:
            self._events.tell_identification(identification)

    def _block(self, identification: Identification) -> None:
        """The newest attempt doesn't hold (any more): the customer has to be identified."""
        if self.is_newest(identification):
            self.set_customer_status(self.owner(identification), "IdentificationRequired")


def _refuse_archived(customer: Customer) -> None:
    if customer.status == "Archived":
        raise IronError(400, "bad_request", "This customer is archived.")
