"""Windows of lists for the screen and the command line; asks the store, explains labels, changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from console.domain.environment import ProviderId
from console.domain.errors import StoreUnavailable
from console.domain.listing import CustomerRow, ListQuery, SortColumn, VerificationRow
from console.domain.risk import LabelCatalogue, LabelRef, RiskLabel
from console.services.whole_lists import load_whole

if TYPE_CHECKING:
    from console.domain.account import AccountId
    from console.domain.customer import CustomerId
    from console.domain.keys import VerificationKey
    from console.domain.report import Report
    from console.domain.timeline import VerdictChange
    from console.store.queries.list_queries import ListQueries
    from console.store.store import Store

T = TypeVar("T")
# What a thread of its own takes to begin and to answer, with everything else that wants its turn, is more than a window
# out of so few rows.
QUICK_ROWS: Final = 20_000
QUICK_S: Final = 0.004
"""What is asked on the thread of a window takes no longer: a quarter of what it may be busy at a stretch."""


class ListService:
    """`read_` methods answer at once on the caller's thread: those that end in `quickly` where that takes no longer than
    a painting, the others for the first paint only. The rest are coroutines over the store's reader threads. `start` and
    `count` are positions in the ordered, filtered list. `quick_rows` is how long a list may be to be read quickly.
    """

    def __init__(self, store: Store, catalogue: Callable[[], LabelCatalogue]) -> None:
        self._store = store
        self.quick_rows = QUICK_ROWS
        # Asked for when a label is described first: reading it takes longer than the first paint may.
        self._catalogue = catalogue

    def read_verifications(self, query: ListQuery, start: int, count: int) -> tuple[VerificationRow, ...]:
        """Before the loop runs: one window of rows."""
        return self._store.lists.load_verifications(query, start, count)

    def read_verification_count(self, query: ListQuery) -> int:
        """Before the loop runs: how many rows there are in all."""
        return self._store.lists.count_verifications(query)

    def read_verifications_quickly(
        self, query: ListQuery, start: int, count: int
    ) -> tuple[VerificationRow, ...] | None:
        """One window of rows on the caller's thread; None when that would take too long for the thread of a window."""
        return self._read_quickly(lambda lists: lists.load_verifications(query, start, count))

    def read_customers_quickly(
        self, query: ListQuery, start: int, count: int
    ) -> tuple[CustomerRow, ...] | None:
        """As `read_verifications_quickly`."""
        return self._read_quickly(lambda lists: lists.load_customers(query, start, count))

    def _read_quickly(self, ask: Callable[[ListQueries], T]) -> T | None:
        def ask_if_few(lists: ListQueries) -> T | None:
            return ask(lists) if lists.count_verifications(ListQuery()) <= self.quick_rows else None

        try:
            return self._store.ask_lists(QUICK_S, ask_if_few)
        except StoreUnavailable:
            # Asked the other way, it says what is wrong.
            return None

    async def load_verifications(
        self, query: ListQuery, start: int, count: int
    ) -> tuple[VerificationRow, ...]:
        """One window of rows."""
        return await self._store.query(lambda queries: queries.load_verifications(query, start, count))

    async def load_all_verifications(
        self, query: ListQuery, make: Callable[[VerificationRow], T], is_stopped: Callable[[], bool]
    ) -> list[T]:
        """What `make` keeps of every row of the filtered list as of one moment, newest first; see `load_whole`."""
        newest = replace(query, sort=SortColumn.UPDATED, descending=True)
        return await load_whole(
            self._store,
            lambda queries, start, count: queries.load_verifications(newest, start, count),
            make,
            is_stopped,
        )

    async def load_all_customers(
        self, query: ListQuery, make: Callable[[CustomerRow], T], is_stopped: Callable[[], bool]
    ) -> list[T]:
        """As `load_all_verifications`."""
        newest = replace(query, sort=SortColumn.UPDATED, descending=True)
        return await load_whole(
            self._store,
            lambda queries, start, count: queries.load_customers(newest, start, count),
            make,
            is_stopped,
        )

    async def load_all_reports(
        self,
        query: ListQuery,
        make: Callable[[tuple[Report, VerificationRow]], T],
        is_stopped: Callable[[], bool],
    ) -> list[T]:
        """As `load_all_verifications`, of those that have a report, each with its newest one."""
        newest = replace(query, sort=SortColumn.UPDATED, descending=True)
        return await load_whole(
            self._store,
            lambda queries, start, count: queries.load_report_rows(newest, start, count),
            make,
            is_stopped,
        )

    async def count_verifications(self, query: ListQuery, at_most: int = 0) -> int:
        """How many rows the filtered list has; stops counting at `at_most` when that is not 0."""
        return await self._store.query(lambda queries: queries.count_verifications(query, at_most))

    async def count_many(self, queries: Sequence[ListQuery], at_most: int = 1000) -> tuple[int, ...]:
        """How many rows each of these lists has, counting none of them beyond `at_most`: for a rail of saved views."""
        return await self._store.query(lambda reader: reader.count_many(queries, at_most))

    async def find_verification_position(self, query: ListQuery, key: VerificationKey) -> int | None:
        """Where a verification stands in the list, or None when the filter hides it."""
        return await self._store.query(lambda queries: queries.find_verification_position(query, key))

    async def load_customers(self, query: ListQuery, start: int, count: int) -> tuple[CustomerRow, ...]:
        """One window of customer rows."""
        return await self._store.query(lambda queries: queries.load_customers(query, start, count))

    async def count_customers(self, query: ListQuery) -> int:
        """How many customer rows the filtered list has."""
        return await self._store.query(lambda queries: queries.count_customers(query))

    async def find_customer_position(
        self, query: ListQuery, account_id: AccountId, customer_id: CustomerId
    ) -> int | None:
        """Where a customer stands in the list, or None when the filter hides them."""
        return await self._store.query(
            lambda queries: queries.find_customer_position(query, account_id, customer_id)
        )

    async def count_reports(self, query: ListQuery) -> int:
        """How many rows the filtered list of stored reports has."""
        return await self._store.query(lambda queries: queries.count_report_rows(query))

    async def find_report_position(self, query: ListQuery, key: VerificationKey) -> int | None:
        """Where a verification's report stands in the list of reports, or None when the filter hides it."""
        return await self._store.query(lambda queries: queries.find_report_position(query, key))

    async def find_verifications(self, id_text: str) -> tuple[VerificationKey, ...]:
        """Every verification, in whichever account, whose provider id is exactly `id_text`."""
        return await self._store.query(lambda queries: queries.find_verifications(id_text))

    async def load_verdict_changes(self, at_most: int) -> tuple[VerdictChange, ...]:
        """Verdicts that changed after they were final, newest first."""
        return await self._store.query(lambda queries: queries.load_verdict_changes(at_most))

    def describe(self, provider: ProviderId, labels: tuple[LabelRef, ...]) -> tuple[RiskLabel, ...]:
        """Labels with their meanings, worst first."""
        catalogue = self._catalogue()
        described = (catalogue.describe(provider, ref) for ref in labels)
        return tuple(sorted(described, key=lambda label: -label.severity.rank))
