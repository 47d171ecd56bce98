"""What a person sees of an operation: to what it is done, whether it may be done, how it ended. Does nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from console.domain.account import Account, AccountId
from console.domain.attempt import AttemptId
from console.domain.customer import CustomerId
from console.domain.keys import VerificationId, VerificationKey
from console.domain.next_action import Action, ActionOffer, Permission, find_offer
from console.domain.operation import Effect, Operation, OperationResult, Target
from console.services.creation import Created, FormField, Outcome

_LAST_WARNING = "This cannot be undone."
_OF_A_VERIFICATION = frozenset({Target.VERIFICATION, Target.ATTEMPT})


@dataclass(frozen=True, slots=True)
class Subject:
    """What an operation is done to; the ids that are filled say what it is. `customer_id` may be left out beside a
    `verification_id`: the stored one is taken."""

    account_id: AccountId
    customer_id: CustomerId = CustomerId("")
    verification_id: VerificationId = VerificationId("")
    attempt_id: AttemptId = AttemptId("")

    @property
    def target(self) -> Target:
        """The most particular thing that is named."""
        if self.attempt_id:
            return Target.ATTEMPT
        if self.verification_id:
            return Target.VERIFICATION
        return Target.CUSTOMER if self.customer_id else Target.ACCOUNT

    @property
    def key(self) -> VerificationKey | None:
        """The verification concerned, None for an account or a customer."""
        return VerificationKey(self.account_id, self.verification_id) if self.verification_id else None


@dataclass(frozen=True, slots=True)
class OfferedOperation:
    """An operation with the engine's verdict and its form.

    `offer` is None where no rule of ours concerns it. `consequence` is what must be confirmed first (then `perform`
    wants `accept_loss`), empty when nothing is lost.
    """

    operation: Operation
    offer: ActionOffer | None
    fields: tuple[FormField, ...]
    consequence: str = ""

    @property
    def is_allowed(self) -> bool:
        """False when its button is off; `offer` has the reason."""
        return self.offer is None or self.offer.is_allowed

    @property
    def only_here(self) -> bool:
        """True when the provider has erased it already, so that only this profile still has to."""
        return self.operation.erases_data and self.offer is not None and self.offer.only_here


class PerformOutcome(StrEnum):
    """How an operation ended; `uncertain` is neither of the others: the provider gave no clear answer."""

    DONE = "done"
    NOT_DONE = "not_done"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Performed:
    """`reason` is a sentence for people, empty when done; `code` the error's code behind it.

    `needs_consent` is set when only the loss named in `reason` stands in the way. `result` is there for what was
    done through the client, `created` for what went through the outbox.
    """

    outcome: PerformOutcome
    result: OperationResult | None = None
    created: Created | None = None
    reason: str = ""
    code: str = ""
    needs_consent: bool = False


def to_offered(
    operation: Operation, offers: tuple[ActionOffer, ...], account: Account, *, is_erased: bool = False
) -> OfferedOperation:
    """What a person is shown of an operation, judged by the engine's offers; `is_erased` says that what was personal
    in the verification is gone."""
    offer = _find_erased(operation, offers, is_erased=is_erased) or _find_own_offer(operation, offers)
    fields = tuple(FormField(field, account.settings.get(field.setting, "")) for field in operation.fields)
    return OfferedOperation(operation, offer, fields, _to_consequence(operation, offer))


def _find_erased(
    operation: Operation, offers: tuple[ActionOffer, ...], *, is_erased: bool
) -> ActionOffer | None:
    """Nothing is asked about a verification whose data are gone: there is nothing to get, and nothing may come back."""
    if operation.target not in _OF_A_VERIFICATION or operation.erases_data:
        return None
    erasing = find_offer(offers, Action.ERASE)
    if not (is_erased or erasing.only_here):
        return None
    return ActionOffer(operation.action or Action.ERASE, Permission.REFUSED, erasing.reason)


def _find_own_offer(operation: Operation, offers: tuple[ActionOffer, ...]) -> ActionOffer | None:
    if operation.action is not None:
        return find_offer(offers, operation.action)
    if operation.only_while is None:
        return None
    other = find_offer(offers, operation.only_while)
    # Reading costs nothing where the other may be done: its consequence is not this one's.
    return None if other.is_allowed else other


def _to_consequence(operation: Operation, offer: ActionOffer | None) -> str:
    if offer is not None and offer.permission is Permission.ALLOWED_WITH_LOSS:
        return f"{offer.reason} {offer.consequence}".strip()
    # Whatever the rules say: nothing is erased without a question.
    return _LAST_WARNING if operation.effect is Effect.ERASE else ""


def find_refusal(offered: OfferedOperation, accept_loss: bool) -> Performed | None:
    """Why it is not done now; None when nothing stands in the way."""
    offer = offered.offer
    if offer is not None and not offer.is_allowed:
        return Performed(PerformOutcome.NOT_DONE, reason=offer.reason, code="action_refused")
    if offered.consequence and not accept_loss:
        return Performed(
            PerformOutcome.NOT_DONE, reason=offered.consequence, code="action_refused", needs_consent=True
        )
    return None


def to_text(subject: Subject) -> str:
    """The subject as the audit log names it: ids only."""
    parts = (subject.account_id, subject.verification_id or subject.customer_id, subject.attempt_id)
    return f"{subject.target.value} " + "/".join(part for part in parts if part)


def to_performed(created: Created) -> Performed:
    """How an operation that makes something ended."""
    return Performed(
        _OUTCOMES[created.outcome],
        created=created,
        reason=created.reason,
        code=created.code,
        needs_consent=created.needs_consent,
    )


_OUTCOMES = {
    Outcome.CREATED: PerformOutcome.DONE,
    Outcome.REFUSED: PerformOutcome.NOT_DONE,
    Outcome.UNCERTAIN: PerformOutcome.UNCERTAIN,
}
