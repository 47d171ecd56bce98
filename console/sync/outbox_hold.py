"""One program's right to carry one outbox item: taken, renewed while it works, asked for at every save; sends nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from console.base.clock import Clock
from console.base.ids import new_uuid
from console.domain.errors import ConsoleError
from console.domain.events import Event, OutboxChanged
from console.domain.outbox import OutboxId, OutboxItem, OutboxState, StepResult
from console.store.store import Store
from console.store.values import Lease

if TYPE_CHECKING:
    from console.store.unit_of_work import UnitOfWork

_log = logging.getLogger(__name__)

# Told at once of what a step made, when the answer is kept in the outbox and nowhere else yet; must not fail.
OnMade = Callable[[StepResult], None]

LEASE_S = 15.0
_RENEW_S = 4.0


class HoldLostError(Exception):
    """Somebody else carries the item now: leave it alone and look how it stands."""


class Holds:
    """Takes items for this program."""

    def __init__(self, store: Store, clock: Clock, publish: Callable[[Event], None]) -> None:
        self.store = store
        self.clock = clock
        self.publish = publish
        # A lease may look over when the wall clock is set: what this program itself carries is never taken from it.
        self.mine: set[OutboxId] = set()

    async def queue(self, item: OutboxItem, judged_after: int) -> Hold | OutboxItem:
        """Add a new item, held at once; or the one of the same customer that stands in its way, as `queue_outbox`."""
        hold = Hold(self, item)
        lease = hold.lease()
        other = await self.store.write(lambda work: work.queue_outbox(item, lease, judged_after))
        if other is not None:
            return other
        self.mine.add(item.id)
        return hold

    async def take(
        self, item_id: OutboxId, states: frozenset[OutboxState], gone: str = "", by: str = ""
    ) -> Hold | None:
        """The item as it stands, held; None when somebody else holds it or it is in another state.

        `gone` names a holder that was seen not to renew its lease; `by` signs what is done, empty for who works here.
        """
        if item_id in self.mine:
            return None
        holder = new_uuid()
        lease = Lease(holder, self.clock.now() + timedelta(seconds=LEASE_S))
        item = await self.store.write(lambda work: work.take_outbox(item_id, states, lease, gone))
        if item is None:
            return None
        self.mine.add(item_id)
        return Hold(self, item, holder, by)


class Hold:
    """Saves one item for as long as nobody else has taken it. `item` is how it was saved last."""

    def __init__(self, holds: Holds, item: OutboxItem, holder: str = "", by: str = "") -> None:
        self._holds = holds
        self._holder = holder or new_uuid()
        self._by = by
        self._is_ours = True
        self.item = item
        self.on_made: OnMade | None = None

    def lease(self) -> Lease:
        """From now on; the end moves with every save."""
        return Lease(self._holder, self._holds.clock.now() + timedelta(seconds=LEASE_S))

    def now(self) -> datetime:
        """The wall clock."""
        return self._holds.clock.now()

    async def save(self, item: OutboxItem, audited: str = "", *, release: bool = False) -> None:
        """Save what was done, with an audit entry where `audited` names it. Raises `HoldLostError`."""
        stamped = replace(item, updated_at=self._holds.clock.now())
        lease = self.lease()

        def work(unit: UnitOfWork) -> bool:
            if not unit.save_outbox(stamped, lease, release=release):
                return False
            if audited:
                unit.append_audit(audited, stamped.id, stamped.code)
            return True

        if not await self._holds.store.write(work, by=self._by):
            self._is_ours = False
            self._holds.mine.discard(stamped.id)
            raise HoldLostError
        self.item = stamped
        self._is_ours = not release
        if release:
            self._holds.mine.discard(stamped.id)

    async def end(self, item: OutboxItem) -> None:
        """Save the state it ends in for now, log it where it is another one, give it back and tell everybody.

        Raises `HoldLostError`.
        """
        is_news = (item.state, item.code) != (self.item.state, self.item.code)
        await self.save(item, f"outbox_{item.state.value}" if is_news else "", release=True)
        self.tell()

    def tell(self) -> None:
        """Everybody looks at the item again."""
        self._holds.publish(OutboxChanged(self.item.id))

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Renewed for the length of a block; given back after it, where it still is ours."""
        renewing = asyncio.create_task(self._renew(), name="outbox lease")
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.wait((renewing,))
            await self._release()

    async def _renew(self) -> None:
        """A disk that fails once is no reason to give up: the lease outlasts some missed renewals."""
        while self._is_ours:
            await asyncio.sleep(_RENEW_S)
            lease = self.lease()
            try:
                await self._holds.store.write(
                    lambda work, lease=lease: work.renew_outbox(self.item.id, lease)
                )
            except ConsoleError as error:
                _log.info("an outbox item could not be renewed: %s", error.code)

    async def _release(self) -> None:
        self._holds.mine.discard(self.item.id)
        if not self._is_ours:
            return
        try:
            await self._holds.store.write(lambda work: work.release_outbox(self.item.id, self._holder))
        except ConsoleError as error:
            # The lease ends by itself.
            _log.info("an outbox item could not be given back: %s", error.code)
