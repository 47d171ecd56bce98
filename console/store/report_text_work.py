"""What can be changed about reports' texts; pages leave with their report, which the database sees to by itself."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from console.store import tables as t
from console.store.journal_work import JournalWork
from console.store.report_text_tables import report_page, report_search, report_text
from console.store.text import build_grams, build_haystack, to_storable


class ReportTextWork(JournalWork):
    """Part of the unit of work; inside its transaction."""

    def save_report_text(self, object_id: str, pages: Sequence[str] | None) -> bool:
        """Make a stored report searchable by the text of its pages; None where it has none that can be read.

        False when the report has left meanwhile. What was kept of it before is replaced.
        """
        report = self._connection.scalar(select(t.report.c.number).where(t.report.c.object_id == object_id))
        if report is None:
            return False
        self._connection.execute(delete(report_page).where(report_page.c.report == report))
        counted = {"pages": None if pages is None else len(pages)}
        self._connection.execute(
            insert(report_text)
            .values(report=report, **counted)
            .on_conflict_do_update(index_elements=["report"], set_=counted)
        )
        for page, body in enumerate(pages or ()):
            if body.strip():
                self._add_page(report, page, to_storable(body))
        return True

    def _add_page(self, report: int, page: int, body: str) -> None:
        added = self._connection.execute(insert(report_page).values(report=report, page=page, body=body))
        haystack = build_haystack(body.splitlines())
        self._connection.execute(
            insert(report_search).values(
                rowid=added.lastrowid, haystack=haystack, grams=build_grams(haystack)
            )
        )
