"""Sends what people asked for: intent first, one frozen request at a time, each sent once. Never sends by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from console.base.clock import Clock
from console.domain.account import AccountId
from console.domain.errors import (
    ConsoleError,
    NotKnown,
    NotSupported,
    OutcomeUncertain,
    ProviderFailed,
    ProviderFault,
    ProviderTooSlow,
    ReplyUnreadable,
)
from console.domain.events import Event, OutboxChanged
from console.domain.keys import VerificationId
from console.domain.outbox import FrozenRequest, OutboxId, OutboxItem, OutboxState, StepResult
from console.domain.timeline import EventSource
from console.providers.contract import CreatesVerifications
from console.store.store import Store
from console.sync.coordinator import Coordinator

if TYPE_CHECKING:
    from console.store.unit_of_work import UnitOfWork

# Longer than any call may take: a sender that has been silent for so long will not finish.
_LEASE_S = 300.0
# After these the provider may have done it all the same: neither success nor failure.
_UNCERTAIN = (OutcomeUncertain, ProviderFailed, ProviderTooSlow, ReplyUnreadable)

UNCERTAIN_REASON = (
    "The provider did not confirm this. It may exist already, so it is not sent again; "
    "look at the provider to settle it."
)
INTERRUPTED_REASON = "The program ended while this was being sent. " + UNCERTAIN_REASON
NEVER_SENT_REASON = "The program ended before this was sent, so nothing was created. Create it again."


class Coordinators(Protocol):
    """Finds the coordinator of an account."""

    def __call__(self, account_id: AccountId) -> Coordinator:
        """Raises `NotKnown`."""
        ...


class OutboxSender:
    """Carries one queued item to its end; the store says at every moment how far it got."""

    def __init__(
        self,
        store: Store,
        coordinators: Coordinators,
        clock: Clock,
        publish: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._coordinators = coordinators
        self._clock = clock
        self._publish = publish
        self._made_at = clock.now()

    async def send(self, item_id: OutboxId) -> OutboxItem:
        """Send a queued item; one that somebody else took is returned as it stands.

        Raises nothing of the provider's: the item's state and reason tell.
        """
        item = await self._store.write(lambda work: work.claim_outbox(item_id, self._clock.now(), _LEASE_S))
        if item is None:
            return await self._load(item_id)
        self._publish(OutboxChanged(item_id))
        try:
            return await self._send_steps(item)
        except _UNCERTAIN as error:
            return await self._end(item_id, OutboxState.UNKNOWN, UNCERTAIN_REASON, error)
        except ProviderFault as error:
            self._coordinators(item.account_id).note_fault(error)
            return await self._end(item_id, OutboxState.REFUSED, error.user_message, error)
        except ConsoleError as error:
            return await self._end_here(item_id, error)

    async def recover(self) -> None:
        """At start: what was being sent when the program ended is uncertain now, what was only queued was not sent."""
        for item in await self._store.query(lambda queries: queries.load_outbox()):
            if item.updated_at >= self._made_at:
                continue  # This program's own, asked for while it was starting.
            if item.state is OutboxState.SENDING:
                await self._end(item.id, OutboxState.UNKNOWN, INTERRUPTED_REASON, None)
            elif item.state is OutboxState.QUEUED:
                # Sent by nobody any more: whoever sends takes the item first, and finds it refused.
                await self._end(item.id, OutboxState.REFUSED, NEVER_SENT_REASON, None)

    async def resolve(self, item_id: OutboxId) -> OutboxItem:
        """Look at the provider for an uncertain item; it becomes accepted when our reference is found there.

        One whose program ended while sending is as uncertain: looking sends nothing, so it may be looked for at once.
        """
        item = await self._load(item_id)
        if item.state not in {OutboxState.UNKNOWN, OutboxState.SENDING}:
            return item
        report = await self._coordinators(item.account_id).sync_once(looking_for_ours=True)
        found = await self._store.query(
            lambda queries: queries.find_by_reference(item.account_id, item.intent.reference)
        )
        if found is not None:
            return await self._accept(item, found)
        reason = report.error or "The provider shows no verification with this reference yet."
        return await self._end(item_id, OutboxState.UNKNOWN, reason, None)

    async def _send_steps(self, item: OutboxItem) -> OutboxItem:
        coordinator = self._coordinators(item.account_id)
        client = (await coordinator.connected()).client
        if not isinstance(client, CreatesVerifications):
            raise NotSupported("This provider's interface cannot create verifications.")
        while (request := client.build_next_step(item.intent, item.done)) is not None:
            item = await self._save(replace(item, pending=request))
            item = await self._take_answer(coordinator, client, item, request)
        return await self._accept(item, _verification_of(item.done))

    async def _take_answer(
        self, coordinator: Coordinator, client: CreatesVerifications, item: OutboxItem, request: FrozenRequest
    ) -> OutboxItem:
        result = await client.send_step(request, item.intent)
        if result.snapshot is not None:
            await coordinator.record((result.snapshot,), EventSource.US)
        return await self._save(replace(item, done=(*item.done, result), pending=None))

    async def _accept(self, item: OutboxItem, verification_id: VerificationId | None) -> OutboxItem:
        accepted = replace(
            item,
            state=OutboxState.ACCEPTED,
            verification_id=verification_id,
            pending=None,
            reason="",
            code="",
        )
        saved = await self._save(accepted, "outbox_accepted")
        self._publish(OutboxChanged(item.id))
        return saved

    async def _end(
        self, item_id: OutboxId, state: OutboxState, reason: str, error: ConsoleError | None
    ) -> OutboxItem:
        code = error.code if error is not None else ""
        item = replace(await self._load(item_id), state=state, reason=reason, code=code)
        saved = await self._save(item, f"outbox_{state.value}")
        self._publish(OutboxChanged(item_id))
        return saved

    async def _end_here(self, item_id: OutboxId, error: ConsoleError) -> OutboxItem:
        """What failed is on this side (disk, keyring): once a request was frozen, it may have left all the same."""
        item = await self._load(item_id)
        if item.pending is None and not item.done:
            return await self._end(item_id, OutboxState.REFUSED, error.user_message, error)
        return await self._end(item_id, OutboxState.UNKNOWN, UNCERTAIN_REASON, error)

    async def _save(self, item: OutboxItem, audited: str = "") -> OutboxItem:
        stamped = replace(item, updated_at=self._clock.now())

        def work(unit: UnitOfWork) -> None:
            unit.save_outbox(stamped)
            if audited:
                unit.append_audit(audited, item.id, item.code)

        await self._store.write(work)
        return stamped

    async def _load(self, item_id: OutboxId) -> OutboxItem:
        item = await self._store.query(lambda queries: queries.load_outbox_item(item_id))
        if item is None:
            raise NotKnown("This outbox item is not in this profile.")
        return item


def _verification_of(done: tuple[StepResult, ...]) -> VerificationId | None:
    made = [result.id for result in done if result.step == "verification"]
    return VerificationId(made[-1]) if made else None
