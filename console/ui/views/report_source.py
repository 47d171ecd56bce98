"""Feeds the list of stored reports: the verifications that have one, window by window; turns rows into painted ones."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, cast

from console.domain.listing import ListQuery
from console.ui.models.report_rows import ReportRow, to_report_paint
from console.ui.toolkit.paint_row import Column, Marked, PaintRow

if TYPE_CHECKING:
    from console.domain.keys import VerificationKey
    from console.services.lists import ListService
    from console.services.reports import ReportService


class ReportSource:
    """Rows of the list of stored reports."""

    def __init__(
        self, lists: ListService, reports: ReportService, columns: tuple[Column[ReportRow], ...]
    ) -> None:
        self._lists = lists
        self._reports = reports
        self._columns = columns

    async def load(self, query: ListQuery, start: int, count: int) -> tuple[PaintRow, ...]:
        """One window of rows."""
        rows = await self._reports.load_rows(query, start, count)
        return tuple(to_report_paint(row, self._columns) for row in rows)

    async def load_all(self, query: ListQuery, is_stopped: Callable[[], bool]) -> Sequence[Marked]:
        """See `RowSource`."""
        to_name = self._columns[0].to_cell
        return await self._lists.load_all_reports(
            query, lambda row: Marked(row[0].key, row[0].key, to_name(row).text), is_stopped
        )

    async def count(self, query: ListQuery) -> int:
        """Rows in all."""
        return await self._lists.count_reports(query)

    async def find_position(self, query: ListQuery, key: Hashable) -> int | None:
        """Where a report is now."""
        return await self._lists.find_report_position(query, cast("VerificationKey", key))

    def read_first(self, query: ListQuery, count: int) -> tuple[tuple[PaintRow, ...], int]:
        """Nothing yet: this list is never the first thing painted."""
        return (), 0
