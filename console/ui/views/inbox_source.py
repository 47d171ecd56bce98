"""Feeds the inbox from its service; turns rows into ready-to-paint ones, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, cast

from console.domain.attention import InboxCase, InboxRow
from console.domain.listing import ListQuery
from console.ui.models.inbox_rows import to_inbox_paint
from console.ui.toolkit.paint_row import Column, Marked, PaintRow

if TYPE_CHECKING:
    from console.domain.keys import VerificationKey
    from console.services.inbox import InboxService


class InboxSource:
    """Rows of the inbox, most urgent first whatever the query's order is."""

    def __init__(self, inbox: InboxService, columns: tuple[Column[InboxRow], ...]) -> None:
        self._inbox = inbox
        self._columns = columns

    async def load(self, query: ListQuery, start: int, count: int) -> tuple[PaintRow, ...]:
        """One window of rows."""
        rows = await self._inbox.load(query, start, count)
        return tuple(to_inbox_paint(row, self._columns) for row in rows)

    async def load_all(self, query: ListQuery, is_stopped: Callable[[], bool]) -> Sequence[Marked]:
        """See `RowSource`."""
        to_name = self._columns[0].to_cell

        def mark(row: InboxRow) -> Marked:
            opens = row.row.key if isinstance(row, InboxCase) else None
            return Marked(row.key, opens, to_name(row).text)

        return await self._inbox.load_all(query, mark, is_stopped)

    async def count(self, query: ListQuery) -> int:
        """Rows in all."""
        return await self._inbox.count(query)

    async def find_position(self, query: ListQuery, key: Hashable) -> int | None:
        """Where a case is now."""
        return await self._inbox.find_position(query, cast("VerificationKey", key))

    def read_first(self, query: ListQuery, count: int) -> tuple[tuple[PaintRow, ...], int]:
        """Nothing yet: the inbox is never the first thing painted."""
        return (), 0
