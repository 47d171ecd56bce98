"""Creating a verification: guard, durable intent, one send; a person always learns which of three ways it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from console.base.ids import new_reference
from console.base.tasks import end_within
from console.domain.account import AccountId
from console.domain.errors import ActionRefused, InputInvalid, NotSupported, ProviderFault
from console.domain.events import Event, OutboxChanged
from console.domain.keys import VerificationKey
from console.domain.next_action import Action, ActionOffer, Permission, find_offer
from console.domain.operation import Effect
from console.domain.outbox import CreateIntent, OutboxId, OutboxItem, OutboxState
from console.domain.provider import CreateField
from console.domain.usage import AccountUsage
from console.providers.contract import CreatesVerifications, ReadsCustomers
from console.services.cases import CaseService
from console.services.directory import Directory
from console.services.texts import to_texts, verify_sendable
from console.store.store import Store
from console.sync.outbox import OutboxSender
from console.sync.outbox_hold import OnMade

if TYPE_CHECKING:
    from console.store.unit_of_work import UnitOfWork

_USED: Final = "This reference is in use already. Choose another one."
_NOBODY: Final = "Nobody has this customer id. Check it, or leave it empty for a new customer."


class Outcome(StrEnum):
    """How a create ended; `uncertain` is neither of the others and stays visible until it is resolved."""

    CREATED = "created"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Created:
    """`reason` is a sentence for people, empty when created; `code` the error's code behind it.

    `needs_consent` is set when only the loss named in `reason` stands in the way.
    """

    outcome: Outcome
    item_id: OutboxId | None
    key: VerificationKey | None
    reason: str = ""
    code: str = ""
    needs_consent: bool = False


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form with the default an account's settings give it."""

    field: CreateField
    default: str


class CreationService:
    """Every create of the program goes through here: window, command line and bulk alike."""

    def __init__(
        self,
        store: Store,
        directory: Directory,
        cases: CaseService,
        sender: OutboxSender,
        publish: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._directory = directory
        self._cases = cases
        self._sender = sender
        self._publish = publish
        # Nobody else can have used one of these, so no provider is asked whether anybody did.
        self._made_here: set[str] = set()
        self._sending: set[asyncio.Task[OutboxItem]] = set()

    def new_reference(self) -> str:
        """A fresh reference of ours for one intent."""
        reference = new_reference()
        self._made_here.add(reference)
        return reference

    def form(self, account_id: AccountId) -> tuple[FormField, ...]:
        """The fields a new verification at this account asks for."""
        account = self._directory.account(account_id)
        fields = self._directory.provider(account).manifest.create_fields
        return tuple(FormField(field, account.settings.get(field.setting, "")) for field in fields)

    async def create(
        self,
        account_id: AccountId,
        intent: CreateIntent,
        *,
        accept_loss: bool = False,
        on_made: OnMade | None = None,
    ) -> Created:
        """Create what the intent names: a verification, or what one of the provider's operations makes.

        `accept_loss` confirms a consequence the engine named before; that is logged. `on_made` hears what a step made as
        soon as the answer is kept, before it is in the lists. Raises `InputInvalid` naming the
        field, `NotKnown` and `NotSupported` before anything is written or sent; whatever happens after that is in the
        answer and in the outbox.
        """
        verify_sendable(to_texts(intent))
        intent = replace(intent, reference=intent.reference.strip() or self.new_reference())
        judged_after = await self._store.query(lambda queries: queries.load_audit_number())
        action = self._find_action(account_id, intent)
        intent = await self._complete(account_id, intent)
        await self._verify_input(account_id, intent)
        try:
            offer = await self._find_offer(account_id, intent, action)
            refusal = _to_refusal(offer, accept_loss)
            if refusal is not None:
                return refusal
            await self._verify_unused_there(account_id, intent)
        except ProviderFault as fault:
            reason = f"Nothing was created: {fault.user_message}"
            return Created(Outcome.REFUSED, None, None, reason, fault.code)
        if offer is not None and offer.permission is Permission.ALLOWED_WITH_LOSS:
            await self._note_loss(account_id, intent)
        self._made_here.discard(intent.reference)
        sending = self._sender.create(account_id, intent, judged_after, on_made)
        task = asyncio.create_task(sending, name="create")
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)
        try:
            # A closed dialog stops waiting; what is queued is sent, and what is on its way is never cut off.
            return _to_created(await asyncio.shield(task))
        except ActionRefused as error:
            return Created(Outcome.REFUSED, None, None, error.user_message, error.code)

    async def load_outbox(self) -> tuple[OutboxItem, ...]:
        """Every intent ever queued, newest first."""
        return await self._store.query(lambda queries: queries.load_outbox())

    async def count_open(self) -> int:
        """How many intents are not settled, or need attention nobody has given yet."""
        return await self._store.query(lambda queries: queries.count_outbox_in_sight())

    async def load_usage(self, account_id: AccountId) -> AccountUsage:
        """How many verifications an account has and how many of them were made here."""
        return await self._store.query(lambda queries: queries.load_usage(account_id))

    async def resolve(self, item_id: OutboxId) -> OutboxItem:
        """Find out what became of an uncertain create. Raises `NotKnown`."""
        return await self._sender.resolve(item_id)

    def seconds_to_look(self, item_id: OutboxId) -> float | None:
        """How long until an uncertain item is looked at by itself; None while nobody looks after it."""
        return self._sender.seconds_to_look(item_id)

    async def settle_found(self, item_id: OutboxId, made_id: str) -> OutboxItem:
        """A person found at the provider what the step in doubt (`OutboxItem.pending`) made, where no interface tells.

        Raises the provider's fault where a verification cannot be read, `ActionRefused` where nothing is to settle.
        """
        return await self._sender.settle_found(item_id, made_id)

    async def settle_absent(self, item_id: OutboxId) -> OutboxItem:
        """A person looked at the provider and nothing was made.

        Raises `ActionRefused` while it may still arrive or where there is nothing to settle.
        """
        return await self._sender.settle_absent(item_id)

    async def put_away(self, item_id: OutboxId) -> None:
        """A person has seen to an item that needed attention; logged. Raises `ActionRefused` for any other."""

        def work(unit: UnitOfWork) -> bool:
            if not unit.put_away_outbox(item_id):
                return False
            unit.append_audit("outbox_put_away", item_id)
            return True

        if not await self._store.write(work):
            raise ActionRefused("Only what needs your attention can be put away. Look how it stands now.")
        self._publish(OutboxChanged(item_id))

    async def drain(self, within_s: float | None = None) -> None:
        """Wait until nothing of ours is on its way any more; what is so after `within_s` is kept as uncertain."""
        await end_within(self._sending, within_s)

    async def _find_offer(
        self, account_id: AccountId, intent: CreateIntent, action: Action | None
    ) -> ActionOffer | None:
        """The engine's verdict on what is known now; None where no rule of ours concerns it, as for somebody new.

        Raises a `ProviderFault` where a customer had to be looked at first and could not be.
        """
        if action is None:
            return None
        if intent.verification_id:
            key = VerificationKey(account_id, intent.verification_id)
            return find_offer(await self._cases.offers_for_verification(key), action)
        if not intent.customer_id:
            return await self._cases.offer_for_person(account_id, intent.email)
        await self._cases.look_at_customer(account_id, intent.customer_id)
        if not await self._cases.may_be_customer(account_id, intent.customer_id):
            raise InputInvalid(_NOBODY, field="customer_id")
        return find_offer(await self._cases.offers_for_customer(account_id, intent.customer_id), action)

    def _find_action(self, account_id: AccountId, intent: CreateIntent) -> Action | None:
        if not intent.operation:
            return Action.NEW_VERIFICATION
        account = self._directory.account(account_id)
        for operation in self._directory.provider(account).operations:
            if operation.id == intent.operation and operation.effect is Effect.CREATE:
                return operation.action
        raise NotSupported("This provider's interface makes nothing of that name.", intent.operation)

    async def _note_loss(self, account_id: AccountId, intent: CreateIntent) -> None:
        subject = f"customer {account_id}/{intent.verification_id or intent.customer_id or intent.reference}"
        await self._store.write(
            lambda work: work.append_audit("loss_accepted", subject, intent.operation or "new_verification")
        )

    async def _complete(self, account_id: AccountId, intent: CreateIntent) -> CreateIntent:
        """A known customer's name and e-mail where nobody gave them: some providers want them said again."""
        if not intent.customer_id or (intent.name and intent.email):
            return intent
        known = await self._store.query(lambda queries: queries.load_customer(account_id, intent.customer_id))
        if known is None:
            return intent
        return replace(intent, name=intent.name or known.name, email=intent.email or known.email)

    async def _verify_input(self, account_id: AccountId, intent: CreateIntent) -> None:
        if _says_reference(intent) and await self._is_used(account_id, intent):
            raise InputInvalid(_USED, field="reference")
        connection = await self._directory.coordinator(account_id).connected()
        if not isinstance(connection.client, CreatesVerifications):
            raise NotSupported("This provider's interface cannot create verifications.")
        connection.client.build_next_step(intent, ())

    async def _is_used(self, account_id: AccountId, intent: CreateIntent) -> bool:
        """A lost create is looked for by its reference, so one that exists would be taken for it."""
        reference = intent.reference
        known, owner = await self._store.query(
            lambda queries: (
                queries.find_by_reference(account_id, reference),
                queries.find_customer_by_reference(account_id, reference),
            )
        )
        return known is not None or (owner is not None and not intent.customer_id)

    async def _verify_unused_there(self, account_id: AccountId, intent: CreateIntent) -> None:
        """The same at the provider: this profile need not have read everything. Raises `InputInvalid` as above."""
        if not _says_reference(intent) or intent.reference in self._made_here:
            return
        coordinator = self._directory.coordinator(account_id)
        client = (await coordinator.connected()).client
        if not isinstance(client, ReadsCustomers):
            return
        try:
            is_used = await client.has_reference(intent.reference)
        except ProviderFault as fault:
            coordinator.note_fault(fault)
            raise
        if is_used:
            raise InputInvalid(_USED, field="reference")


def _says_reference(intent: CreateIntent) -> bool:
    """False for what an operation adds to something that is there: that is not looked for by a reference."""
    return not intent.operation or not (intent.customer_id or intent.verification_id)


def _to_refusal(offer: ActionOffer | None, accept_loss: bool) -> Created | None:
    if offer is None or offer.permission is Permission.ALLOWED:
        return None
    if offer.permission is Permission.ALLOWED_WITH_LOSS:
        if accept_loss:
            return None
        reason = f"{offer.reason} {offer.consequence}".strip()
        return Created(Outcome.REFUSED, None, None, reason, "action_refused", needs_consent=True)
    return Created(Outcome.REFUSED, None, None, offer.reason, "action_refused")


def _to_created(item: OutboxItem) -> Created:
    key = VerificationKey(item.account_id, item.verification_id) if item.verification_id is not None else None
    return Created(_OUTCOMES[item.state], item.id, key, item.reason, item.code)


_OUTCOMES = {
    OutboxState.ACCEPTED: Outcome.CREATED,
    OutboxState.REFUSED: Outcome.REFUSED,
    OutboxState.ATTENTION: Outcome.REFUSED,
    OutboxState.PUT_AWAY: Outcome.REFUSED,
    OutboxState.QUEUED: Outcome.UNCERTAIN,
    OutboxState.SENDING: Outcome.UNCERTAIN,
    OutboxState.UNKNOWN: Outcome.UNCERTAIN,
}
