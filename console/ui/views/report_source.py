"""Feeds the list of stored reports from the report service; turns rows into ready-to-paint ones, nothing else."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from console.domain.listing import ListQuery
from console.ui.models.report_rows import ReportRow, select_reports, to_report_paint
from console.ui.toolkit.paint_row import Column, PaintRow

if TYPE_CHECKING:
    from console.services.reports import ReportService


class ReportSource:
    """Rows of the list of stored reports; all of them are read at each change, which are few."""

    def __init__(self, reports: ReportService, columns: tuple[Column[ReportRow], ...]) -> None:
        self._reports = reports
        self._columns = columns

    async def load(self, query: ListQuery, start: int, count: int) -> tuple[PaintRow, ...]:
        """One window of rows."""
        rows = select_reports(await self._reports.load_all(), query)
        return tuple(to_report_paint(row, self._columns) for row in rows[start : start + count])

    async def count(self, query: ListQuery) -> int:
        """Rows in all."""
        return len(select_reports(await self._reports.load_all(), query))

    async def find_position(self, query: ListQuery, key: Hashable) -> int | None:
        """Where a report is now."""
        keys = [row[0].key for row in select_reports(await self._reports.load_all(), query)]
        return keys.index(key) if key in keys else None  # pyright: ignore[reportArgumentType]

    def read_first(self, query: ListQuery, count: int) -> tuple[tuple[PaintRow, ...], int]:
        """Nothing yet: this list is never the first thing painted."""
        return (), 0
