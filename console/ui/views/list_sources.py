"""Feeds list models from the list service; turns rows into ready-to-paint ones, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, cast

from console.domain.listing import CustomerRow, ListQuery, VerificationRow
from console.ui.models.columns import to_customer_paint, to_verification_paint
from console.ui.toolkit.paint_row import Column, Marked, PaintRow

if TYPE_CHECKING:
    from console.domain.account import AccountId
    from console.domain.customer import CustomerId
    from console.domain.verification import VerificationKey
    from console.services.lists import ListService


class VerificationSource:
    """Rows of the verification list."""

    def __init__(self, lists: ListService, columns: tuple[Column[VerificationRow], ...]) -> None:
        self._lists = lists
        self._columns = columns

    async def load(self, query: ListQuery, start: int, count: int) -> tuple[PaintRow, ...]:
        """One window of rows."""
        return self._to_paint(await self._lists.load_verifications(query, start, count))

    async def load_all(self, query: ListQuery, is_stopped: Callable[[], bool]) -> Sequence[Marked]:
        """See `RowSource`."""
        to_name = self._columns[0].to_cell
        return await self._lists.load_all_verifications(
            query, lambda row: Marked(row.key, row.key, to_name(row).text), is_stopped
        )

    async def count(self, query: ListQuery) -> int:
        """Rows in all."""
        return await self._lists.count_verifications(query)

    async def find_position(self, query: ListQuery, key: Hashable) -> int | None:
        """Where a verification is now."""
        return await self._lists.find_verification_position(query, cast("VerificationKey", key))

    def read_first(self, query: ListQuery, count: int) -> tuple[tuple[PaintRow, ...], int]:
        """The first rows at once, before the loop runs."""
        rows = self._lists.read_verifications(query, 0, count)
        return self._to_paint(rows), self._lists.read_verification_count(query)

    def read_quickly(self, query: ListQuery, start: int, count: int) -> tuple[PaintRow, ...] | None:
        """See `QuickSource`."""
        rows = self._lists.read_verifications_quickly(query, start, count)
        return None if rows is None else self._to_paint(rows)

    def _to_paint(self, rows: tuple[VerificationRow, ...]) -> tuple[PaintRow, ...]:
        return tuple(to_verification_paint(row, self._columns) for row in rows)


class CustomerSource:
    """Rows of the customer list."""

    def __init__(self, lists: ListService, columns: tuple[Column[CustomerRow], ...]) -> None:
        self._lists = lists
        self._columns = columns

    async def load(self, query: ListQuery, start: int, count: int) -> tuple[PaintRow, ...]:
        """One window of rows."""
        return self._to_paint(await self._lists.load_customers(query, start, count))

    def read_quickly(self, query: ListQuery, start: int, count: int) -> tuple[PaintRow, ...] | None:
        """See `QuickSource`."""
        rows = self._lists.read_customers_quickly(query, start, count)
        return None if rows is None else self._to_paint(rows)

    async def load_all(self, query: ListQuery, is_stopped: Callable[[], bool]) -> Sequence[Marked]:
        """See `RowSource`."""
        to_name = self._columns[0].to_cell
        return await self._lists.load_all_customers(
            query,
            lambda row: Marked((row.account_id, row.customer_id), row.newest, to_name(row).text),
            is_stopped,
        )

    async def count(self, query: ListQuery) -> int:
        """Rows in all."""
        return await self._lists.count_customers(query)

    async def find_position(self, query: ListQuery, key: Hashable) -> int | None:
        """Where a customer is now."""
        account_id, customer_id = cast("tuple[AccountId, CustomerId]", key)
        return await self._lists.find_customer_position(query, account_id, customer_id)

    def read_first(self, query: ListQuery, count: int) -> tuple[tuple[PaintRow, ...], int]:
        """Nothing yet: the customer list is never the first thing painted."""
        return (), 0

    def _to_paint(self, rows: tuple[CustomerRow, ...]) -> tuple[PaintRow, ...]:
        return tuple(to_customer_paint(row, self._columns) for row in rows)
