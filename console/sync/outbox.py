"""The durable outbox: what a person asked for is written first, sent once and settled whatever happens in between.

Sends nothing that nobody asked for. Who carries, resolves and watches stands in the modules beside this one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from console.base.clock import Clock
from console.base.ids import new_uuid
from console.domain.account import AccountId, LinkState
from console.domain.errors import ActionRefused, NotKnown
from console.domain.events import Event
from console.domain.outbox import OPEN_STATES, CreateIntent, OutboxId, OutboxItem, OutboxState
from console.domain.people_of_desk import PROGRAM
from console.store.store import Store
from console.sync.outbox_ages import Ages
from console.sync.outbox_carrier import Carrier, Coordinators, save_end
from console.sync.outbox_hold import Hold, HoldLostError, Holds, OnMade
from console.sync.outbox_resolver import LEFT_BEHIND, Resolver
from console.sync.outbox_watch import OutboxWatch
from console.sync.outbox_words import to_blocked, to_interrupted


class OutboxSender:
    """One per open profile; any number of programs may have the profile open."""

    def __init__(
        self,
        store: Store,
        coordinators: Coordinators,
        clock: Clock,
        publish: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._holds = Holds(store, clock, publish)
        ages = Ages(clock)
        self._carrier = Carrier(coordinators, ages)
        self._resolver = Resolver(store, self._carrier, ages)
        self._watch = OutboxWatch(store, clock, self._settle)

    async def create(
        self, account_id: AccountId, intent: CreateIntent, judged_after: int, on_made: OnMade | None = None
    ) -> OutboxItem:
        """Write down what a person asked for, then send it; the item's state and reason tell how it ended.

        `judged_after` is the newest audit entry known to who judged that this may be done; `on_made` hears of each
        step's result as soon as it is kept. Raises `ActionRefused` while something else of the same customer is not
        settled or when something was made for them since, `NotKnown` for an account that is gone, `DiskFull` or
        `StoreUnavailable`; then nothing was written or sent.
        """
        now = self._clock.now()
        item = OutboxItem(OutboxId(new_uuid()), account_id, intent, OutboxState.QUEUED, now, now)
        hold = await self._holds.queue(item, judged_after)
        if isinstance(hold, OutboxItem):
            raise ActionRefused(to_blocked(hold))
        hold.on_made = on_made
        hold.tell()
        async with hold.kept():
            await self._carrier.carry(hold)
        self._watch.wake()
        # As it stands: somebody else may have taken it meanwhile.
        return await self._load(hold.item.id)

    async def recover(self) -> None:
        """What a program left in the middle is uncertain now; what it had only written down was not sent."""
        for held in await self._store.query(lambda queries: queries.load_open_outbox()):
            hold = (
                await self._holds.take(held.item.id, LEFT_BEHIND, by=PROGRAM)
                if held.item.state in LEFT_BEHIND
                else None
            )
            if hold is not None:
                async with hold.kept():
                    await save_end(hold, to_interrupted(hold.item))

    async def resolve(self, item_id: OutboxId) -> OutboxItem:
        """Find out what became of an uncertain item, now and thoroughly, because a person asks.

        One that another window or program carries is returned as it stands. Raises `NotKnown`.
        """
        hold = await self._holds.take(item_id, OPEN_STATES)
        if hold is None:
            return await self._load(item_id)
        await self._resolve(hold, thorough=True)
        return await self._load(item_id)

    async def settle_found(self, item_id: OutboxId, made_id: str) -> OutboxItem:
        """A person found at the provider what the lost step of an uncertain item made: go on from there.

        Raises the provider's fault where a verification cannot be read, `ActionRefused` where nothing is to settle.
        """
        hold = await self._take_uncertain(item_id)
        async with hold.kept():
            with suppress(HoldLostError):
                await self._resolver.accept_told(hold, made_id)
        return await self._load(item_id)

    async def settle_absent(self, item_id: OutboxId) -> OutboxItem:
        """A person looked at the provider and nothing was made. Raises `ActionRefused` where it may still arrive."""
        hold = await self._take_uncertain(item_id)
        async with hold.kept():
            with suppress(HoldLostError):
                await self._resolver.accept_absent(hold)
        return await self._load(item_id)

    async def run(self) -> None:
        """Look after everything that is not settled, until cancelled."""
        await self._watch.run()

    def seconds_to_look(self, item_id: OutboxId) -> float | None:
        """How long until an item is looked at by itself; None while nobody looks after it."""
        return self._watch.seconds_to_look(item_id)

    def note_link(self, account_id: AccountId, link: LinkState) -> None:
        """An account's link has this state now."""
        self._watch.note_link(account_id, link)

    async def _settle(self, item_id: OutboxId, gone: str) -> None:
        hold = await self._holds.take(item_id, OPEN_STATES, gone, by=PROGRAM)
        if hold is not None:
            await self._resolve(hold, thorough=False)

    async def _resolve(self, hold: Hold, *, thorough: bool) -> None:
        async with hold.kept():
            await self._resolver.resolve(hold, thorough=thorough)

    async def _take_uncertain(self, item_id: OutboxId) -> Hold:
        hold = await self._holds.take(item_id, frozenset({OutboxState.UNKNOWN}))
        if hold is None:
            await self._load(item_id)
            raise ActionRefused("There is nothing to settle: look how it stands now.")
        return hold

    async def _load(self, item_id: OutboxId) -> OutboxItem:
        item = await self._store.query(lambda queries: queries.load_outbox_item(item_id))
        if item is None:
            raise NotKnown("This outbox item is not in this profile.")
        return item
