"""What a dialog of one documented call starts with: the call, whom it is done to and what is known; sends nothing."""

from __future__ import annotations

from dataclasses import dataclass

from console.domain.account import Account
from console.domain.customer import Customer
from console.domain.operation import Effect
from console.services.creation import FormField
from console.services.operation_offers import OfferedOperation, Subject


@dataclass(frozen=True, slots=True)
class OperationStart:
    """What is done to whom: `about` names the customer or account for the person who confirms it.

    `customer` is the one the subject names, as far as they are known: what makes something for them is not asked who
    they are.
    """

    account: Account
    subject: Subject
    offered: OfferedOperation
    about: str
    customer: Customer | None = None

    @property
    def known(self) -> dict[str, str]:
        """Values by field key that are sent as they are known and have no field in the form."""
        offered, customer = self.offered, self.customer
        if offered.operation.effect is not Effect.CREATE or customer is None or not self.subject.customer_id:
            return {}
        said = {"name": customer.name, "email": customer.email}
        # What is needed and not known stays a question.
        return {
            each.field.key: said[each.field.key]
            for each in offered.fields
            if each.field.key in said and (said[each.field.key] or not each.field.required)
        }

    @property
    def fields(self) -> tuple[FormField, ...]:
        """The questions of the form."""
        known = self.known
        return tuple(each for each in self.offered.fields if each.field.key not in known)
