"""Brings what an older version kept up to the present rules, in the background and a few at a time; decides no rule."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from console.domain.events import Event, ListsBehind, PeopleChanged, VerificationsChanged
from console.store.store import Store

# A few tens of milliseconds of the writing thread.
_AT_ONCE: Final = 200
_PAUSE_S: Final = 0.005
# How often it is told how far it came: lists read what they show again each time.
_TELL_EVERY_S: Final = 3.0


async def keep_lists(store: Store, publish: Callable[[Event], None]) -> None:
    """Make anew every line that older rules made, then the keys by which records of one person find each other.

    Ends at once where there is nothing to do.
    """
    await _Refolding(store, publish).run()
    await keep_people(store, publish)


async def keep_people(store: Store, publish: Callable[[Event], None]) -> None:
    """Give records that came with an older version their keys; tells of it once it is done."""
    if not await store.query(lambda queries: queries.has_unread_people()):
        return
    while await store.write(lambda work: work.read_unread_people()):
        await _give_way()
    publish(PeopleChanged(()))


async def _give_way() -> None:
    """Others write in between."""
    await asyncio.sleep(_PAUSE_S)


class _Refolding:
    """One walk over all lines; open verifications first, for the inbox is mostly about them."""

    def __init__(self, store: Store, publish: Callable[[Event], None]) -> None:
        self._store = store
        self._publish = publish
        self._told_s = 0.0

    async def run(self) -> None:
        done, total = await self._store.write(lambda work: work.count_to_refold())
        if done < total:
            await self._tell()
            if done == 0:
                await self._make_open()
        while await self._store.write(lambda work: work.refold_lists(_AT_ONCE)):
            await self._go_on()
        if done < total:
            await self._tell()

    async def _make_open(self) -> None:
        last: int | None = 0
        while last is not None:
            after = last
            last = await self._store.write(lambda work, after=after: work.refold_open(after, _AT_ONCE))
            await self._go_on()

    async def _go_on(self) -> None:
        await _give_way()
        if asyncio.get_running_loop().time() - self._told_s >= _TELL_EVERY_S:
            await self._tell()

    async def _tell(self) -> None:
        self._told_s = asyncio.get_running_loop().time()
        done, total = await self._store.write(lambda work: work.count_to_refold())
        self._publish(ListsBehind(done, total))
        self._publish(VerificationsChanged(()))
