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

    def add_report_pages(self, object_id: str, first: int, pages: Sequence[str]) -> bool:
        """Keep the text of some pages of a stored report, the first of them numbered `first`; 0 begins it anew.

        False when the report has left meanwhile.
        """
        report = self._find_report(object_id)
        if report is None:
            return False
        if first == 0:
            self._connection.execute(delete(report_page).where(report_page.c.report == report))
        for page, body in enumerate(pages, start=first):
            if body.strip():
                self._add_page(report, page, to_storable(body))
        return True

    def end_report_text(self, object_id: str, pages: int | None, left_out: int = 0) -> None:
        """All of a report that is to be searched is here: so many pages, None where nothing can be read.

        `left_out` pages are more than can be searched. Nothing happens when the report has left meanwhile.
        """
        report = self._find_report(object_id)
        if report is None:
            return
        counted = {"pages": pages, "left_out": left_out}
        self._connection.execute(
            insert(report_text)
            .values(report=report, **counted)
            .on_conflict_do_update(index_elements=["report"], set_=counted)
        )

    def _find_report(self, object_id: str) -> int | None:
        # The same bytes may have come twice, with others in between: only the newest is searched.
        number = t.report.c.number
        query = select(number).where(t.report.c.object_id == object_id).order_by(number.desc()).limit(1)
        return self._connection.scalar(query)

    def _add_page(self, report: int, page: int, body: str) -> None:
        added = self._connection.execute(insert(report_page).values(report=report, page=page, body=body))
        haystack = build_haystack(body.splitlines())
        self._connection.execute(
            insert(report_search).values(
                rowid=added.lastrowid, haystack=haystack, grams=build_grams(haystack)
            )
        )
