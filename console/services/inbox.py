"""What needs a person, most urgent first; asks the store, decides nothing about why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from console.domain.attention import AttentionReason, InboxRow
from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery
from console.domain.outbox import OutboxId
from console.services.whole_lists import load_whole
from console.store.store import Store

T = TypeVar("T")


class InboxService:
    """Over the store's reader threads. A query's filters apply, its order does not; creates of which nobody knows what
    became stand before all cases, as long as no filter asks for what only a verification has."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def load(self, query: ListQuery, start: int, count: int) -> tuple[InboxRow, ...]:
        """One window of lines."""
        return await self._store.query(lambda queries: queries.load_inbox(query, start, count))

    async def load_all(
        self, query: ListQuery, make: Callable[[InboxRow], T], is_stopped: Callable[[], bool]
    ) -> list[T]:
        """What `make` keeps of every line as of one moment; see `load_whole`."""
        return await load_whole(
            self._store,
            lambda queries, start, count: queries.load_inbox(query, start, count),
            make,
            is_stopped,
        )

    async def count(self, query: ListQuery, at_most: int = 0) -> int:
        """How many lines there are; stops counting at `at_most` when that is not 0."""
        return await self._store.query(lambda queries: queries.count_inbox(query, at_most))

    async def count_reasons(self, query: ListQuery) -> Mapping[AttentionReason, int]:
        """How many lines have each reason; one with several counts for each of them."""
        return await self._store.query(lambda queries: queries.count_inbox_reasons(query))

    async def find_position(self, query: ListQuery, key: VerificationKey | OutboxId) -> int | None:
        """Where a line stands, or None where there is none of it."""
        return await self._store.query(lambda queries: queries.find_inbox_position(query, key))
