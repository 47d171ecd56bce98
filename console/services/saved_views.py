"""Filters that people gave a name: kept in the encrypted store, counted lazily; shows nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from console.base.clock import Clock
from console.domain.errors import InputInvalid
from console.domain.events import Event, SavedViewsChanged
from console.domain.saved_query import SavedQuery
from console.domain.saved_view import LONGEST_NAME, SavedView
from console.store.store import Store

if TYPE_CHECKING:
    from console.services.lists import ListService

COUNTED_UP_TO: Final = 1000


class SavedViewService:
    """Views of every list. Each change is logged and told to whoever listens."""

    def __init__(
        self, store: Store, lists: ListService, clock: Clock, publish: Callable[[Event], None]
    ) -> None:
        self._store = store
        self._lists = lists
        self._clock = clock
        self._publish = publish

    async def load(self) -> tuple[SavedView, ...]:
        """Every view, those of one list in their order."""
        return await self._store.query(lambda queries: queries.load_views())

    async def count(self, views: Sequence[SavedView], me: str) -> Mapping[int, int]:
        """How many verifications each view leaves over for `me`, by its number; counting stops at `COUNTED_UP_TO`."""
        now = self._clock.now()
        queries = [view.saved.resolve(now, me) for view in views]
        counts = await self._lists.count_many(queries, COUNTED_UP_TO)
        return {view.number: count for view, count in zip(views, counts, strict=True)}

    async def save(self, shown_in: str, name: str, saved: SavedQuery) -> int:
        """Keep a filter under a name; its number. Raises `InputInvalid` and `NameTaken`."""
        wanted = _read_name(name)
        number = await self._store.write(lambda work: work.add_view(shown_in, wanted, saved))
        self._publish(SavedViewsChanged())
        return number

    async def rename(self, number: int, name: str) -> None:
        """Give a view another name. Raises `InputInvalid`, `NameTaken` and `NotKnown`."""
        wanted = _read_name(name)
        await self._store.write(lambda work: work.change_view(number, name=wanted))
        self._publish(SavedViewsChanged())

    async def update(self, number: int, saved: SavedQuery) -> None:
        """Give a view another filter. Raises `NotKnown`."""
        await self._store.write(lambda work: work.change_view(number, saved=saved))
        self._publish(SavedViewsChanged())

    async def remove(self, number: int) -> None:
        """Take a view away; `restore` brings it back. Raises `NotKnown`."""
        await self._store.write(lambda work: work.remove_view(number))
        self._publish(SavedViewsChanged())

    async def restore(self, view: SavedView) -> None:
        """Bring back a view that was removed. Raises `NameTaken` when its name was given away meanwhile."""
        await self._store.write(lambda work: work.restore_view(view))
        self._publish(SavedViewsChanged())


def _read_name(name: str) -> str:
    wanted = " ".join(name.split())
    if not wanted:
        raise InputInvalid("Give the view a name.", field="name")
    if len(wanted) > LONGEST_NAME:
        raise InputInvalid("The name is too long: at most 60 characters.", field="name")
    return wanted
