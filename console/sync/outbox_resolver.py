"""Settles a create whose answer was lost: by the same bytes under the same key where the provider keeps its answers,
else by reading. Never makes anything a second time.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from typing import Final

from console.domain.customer import Customer, CustomerId
from console.domain.errors import (
    ActionRefused,
    ConsoleError,
    ProviderConflict,
    ProviderFault,
    ProviderForbidden,
    ProviderThrottled,
    ProviderUnauthorised,
    ProviderUnreachable,
)
from console.domain.outbox import (
    CUSTOMER_STEP,
    VERIFICATION_STEP,
    OutboxItem,
    OutboxState,
    Search,
    SearchResult,
    StepResult,
)
from console.domain.verification import KnownRecord, VerificationId, VerificationKey
from console.providers.contract import FindsLostCreates, KnownVerification, TellsReferences
from console.store.store import Store
from console.sync.outbox_ages import Age, Ages
from console.sync.outbox_carrier import Carrier, save_end
from console.sync.outbox_hold import Hold, HoldLostError
from console.sync.outbox_words import (
    ABSENT_REASON,
    INTENT_TOO_OLD_REASON,
    NOT_FOUND_REASON,
    NOT_YET_REASON,
    OVERTAKEN_REASON,
    TOLD_ABSENT_REASON,
    UNCERTAIN_FAULTS,
    to_interrupted,
    to_refused,
)

_log = logging.getLogger(__name__)

# What only a program that ended in the middle of it leaves without a holder.
LEFT_BEHIND: Final = frozenset({OutboxState.QUEUED, OutboxState.SENDING})
# A request given up on may still arrive: longer than a write may live on our side, and then some.
SETTLED_AFTER_S: Final = 90.0
# What follows a step that was made is still sent by itself this long after a person asked; later they decide again.
GOES_ON_S: Final = 3600.0
# The provider's window begins when it has the request; ours ends well before it.
_REPLAY_MARGIN_S: Final = 300.0
# These say nothing about the request itself: it stays as uncertain as it was.
_NOT_ASKED: Final = (ProviderUnauthorised, ProviderForbidden, ProviderThrottled, ProviderUnreachable)


class Resolver:
    """What it is handed is held and uncertain; how it ended stands in the hold's item."""

    def __init__(self, store: Store, carrier: Carrier, ages: Ages) -> None:
        self._store = store
        self._carrier = carrier
        self._ages = ages

    async def resolve(self, hold: Hold, *, thorough: bool) -> None:
        """Find out what became of it. `thorough`: read the whole account where nothing else helps.

        Raises nothing of the provider's: the item's state and reason tell.
        """
        try:
            await self._resolve(hold, thorough)
        except HoldLostError:
            return
        except ConsoleError as error:
            if isinstance(error, ProviderFault):
                self._carrier.coordinator(hold.item).note_fault(error)
            await save_end(hold, _still_unknown(hold.item, error.user_message, error.code))
        except Exception:
            _log.exception("an outbox item could not be looked for")
            await save_end(hold, _still_unknown(hold.item, NOT_FOUND_REASON))

    async def accept_told(self, hold: Hold, made_id: str) -> None:
        """Take a person's word for what the lost step made, and go on from there.

        It is read first. Raises the provider's fault where that shows none, `ActionRefused` where it is somebody
        else's.
        """
        item = hold.item
        if item.pending is None:
            raise ActionRefused("Nothing of this is in doubt: it goes on by itself.")
        if item.pending.step == VERIFICATION_STEP:
            known = KnownVerification(VerificationId(made_id), item.customer_id)
            await self._carrier.coordinator(item).read_now(known)
            await self._verify_theirs(item, known.id)
        elif item.pending.step == CUSTOMER_STEP:
            await self._verify_reference(item, CustomerId(made_id))
        told = StepResult(item.pending.step, made_id, by_person=True)
        await self._carrier.accept_step(hold, told, "outbox_told")
        await self._go_on(hold)

    async def _verify_reference(self, item: OutboxItem, customer_id: CustomerId) -> None:
        """What follows would be made for whoever has this id: it must be who we asked for."""
        client = await self._carrier.creator(item)
        if not isinstance(client, TellsReferences):
            raise ActionRefused(
                "This provider does not tell whose id that is. Wait until it is found by itself."
            )
        if await client.fetch_customer_reference(customer_id) != item.intent.reference:
            raise ActionRefused("This id belongs to somebody else. Look at it again.")

    async def _verify_theirs(self, item: OutboxItem, verification_id: VerificationId) -> None:
        """A mistyped id must not put one person's case under another's name."""
        key = VerificationKey(item.account_id, verification_id)
        case, others = await self._store.query(
            lambda queries: (queries.load_case(key), queries.load_outbox())
        )
        owner = case.verification.customer_id if case is not None else ""
        if owner and item.customer_id and owner != item.customer_id:
            raise ActionRefused("This verification belongs to another customer. Look at its id again.")
        if any(
            other.verification_id == verification_id and other.account_id == item.account_id
            for other in others
        ):
            raise ActionRefused("This verification was made by something else. Look at its id again.")

    async def accept_absent(self, hold: Hold) -> None:
        """Take a person's word that nothing was made. Raises `ActionRefused` while it may still arrive."""
        if not await self._is_quiet(hold.item):
            raise ActionRefused("It was sent a moment ago and may still arrive. Look again in two minutes.")
        await hold.end(to_refused(hold.item, TOLD_ABSENT_REASON, "settled_by_person"))

    async def _resolve(self, hold: Hold, thorough: bool) -> None:
        if hold.item.state in LEFT_BEHIND:
            left = to_interrupted(hold.item)
            if left.state is OutboxState.REFUSED:
                await hold.end(left)
                return
            await hold.save(left, f"outbox_{left.state.value}")
        item, age = hold.item, await self._age(hold.item)
        if item.pending is None:
            await self._carrier.record_made(item)
            await self._go_on(hold)
        elif age.most_s < item.pending.replay_s - _REPLAY_MARGIN_S:
            await self._replay(hold, thorough)
        else:
            await self._look(hold, thorough)

    async def _age(self, item: OutboxItem) -> Age:
        """Since the pending request left first: how long it may be sent again."""
        return self._ages.since_first_sent(item, await self._load_latest())

    async def _is_quiet(self, item: OutboxItem) -> bool:
        """Whether nothing of it can still be on its way."""
        age = self._ages.since_last_sent(item, await self._load_latest())
        return age.least_s >= SETTLED_AFTER_S

    async def _load_latest(self) -> datetime | None:
        return await self._store.query(lambda queries: queries.load_latest_moment())

    async def _replay(self, hold: Hold, thorough: bool) -> None:
        """The same bytes under the same key: the provider says what it said, or does now what it never got."""
        await self._carrier.note_sending(hold, hold.item)
        try:
            await self._carrier.send_pending(hold)
        except ProviderConflict:
            await self._look(hold, thorough)
        except (*UNCERTAIN_FAULTS, *_NOT_ASKED):
            raise
        except ProviderFault as fault:
            await hold.end(to_refused(hold.item, fault.user_message, fault.code))
        else:
            await self._go_on(hold)

    async def _look(self, hold: Hold, thorough: bool) -> None:
        item = hold.item
        # Asked before the search: one that began too early proves nothing.
        is_quiet = await self._is_quiet(item)
        found = await self._search(item, thorough)
        match found.search:
            case Search.FOUND if found.step is not None:
                await self._accept_found(hold, found.step)
            case Search.ABSENT:
                settled = to_refused(item, ABSENT_REASON) if is_quiet else None
                await hold.end(settled or _still_unknown(item, NOT_YET_REASON))
            case _:
                await hold.end(_still_unknown(item, found.reason or NOT_FOUND_REASON))

    async def _search(self, item: OutboxItem, thorough: bool) -> SearchResult:
        client = await self._carrier.creator(item)
        found = SearchResult(Search.UNDECIDED)
        if isinstance(client, FindsLostCreates) and item.pending is not None:
            pending = replace(item.pending, sent_ago_s=(await self._age(item)).most_s)
            found = await client.find_created(item.intent, item.done, pending)
        if found.search is Search.FOUND or item.intent.operation:
            return found
        if thorough and found.search is Search.UNDECIDED:
            report = await self._carrier.coordinator(item).sync_once(looking_for_ours=True)
            found = replace(found, reason=report.error or found.reason)
        # Also after an empty list: a provider's list may lag behind its own messages.
        step = await self._find_brought_in(item)
        return found if step is None else SearchResult(Search.FOUND, step)

    async def _find_brought_in(self, item: OutboxItem) -> StepResult | None:
        """What the pending step made, where a webhook, a sync or an import has brought it under our reference.

        What another step made proves nothing: the pending one would count as never sent and leave a second time.
        """
        step = "" if item.pending is None else item.pending.step
        account_id, reference = item.account_id, item.intent.reference
        if step == VERIFICATION_STEP:
            made_id = await self._store.query(
                lambda queries: queries.find_by_reference(account_id, reference)
            )
        elif step == CUSTOMER_STEP:
            made_id = await self._store.query(
                lambda queries: queries.find_customer_by_reference(account_id, reference)
            )
        else:
            return None
        return None if made_id is None else StepResult(step, made_id)

    async def _accept_found(self, hold: Hold, step: StepResult) -> None:
        if step.snapshot is None and step.step == VERIFICATION_STEP:
            await self._bring_in(hold.item, VerificationId(step.id))
        await self._carrier.accept_step(hold, step)
        await self._go_on(hold)

    async def _bring_in(self, item: OutboxItem, verification_id: VerificationId) -> None:
        """It must be in the list even where the provider does not let it be read just now."""
        told = Customer(item.customer_id, item.intent.name, item.intent.email, item.intent.reference)
        rows = (KnownRecord(verification_id, told),)
        await self._store.write(lambda work: work.add_known(item.account_id, rows))
        try:
            await self._carrier.coordinator(item).read_now(
                KnownVerification(verification_id, item.customer_id)
            )
        except ProviderFault:
            return

    async def _go_on(self, hold: Hold) -> None:
        """Send what is still missing: the person asked for all of it, not long ago, and nothing came between."""
        client = await self._carrier.creator(hold.item)
        if client.build_next_step(hold.item.intent, hold.item.done) is not None:
            asked = self._ages.since_asked(hold.item, await self._load_latest())
            if asked.most_s >= GOES_ON_S:
                await hold.end(to_refused(hold.item, INTENT_TOO_OLD_REASON))
                return
            if await self._is_overtaken(hold.item):
                await hold.end(to_refused(hold.item, OVERTAKEN_REASON))
                return
        await self._carrier.carry(hold)

    async def _is_overtaken(self, item: OutboxItem) -> bool:
        """Somebody else made a verification for the customer we made: another one would reset or bill it."""
        if item.intent.customer_id or not item.customer_id or item.made_verification_id is not None:
            return False
        newest = await self._store.query(
            lambda queries: queries.find_newest(item.account_id, item.customer_id)
        )
        return newest is not None


def _still_unknown(item: OutboxItem, reason: str, code: str = "") -> OutboxItem:
    return replace(item, state=OutboxState.UNKNOWN, reason=reason, code=code)
