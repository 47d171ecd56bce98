"""The list of stored reports: the verifications that have one, ordered by the report too and found by its hash."""

# ruff: noqa: S608 - names in the SQL are constants of ours, values are always bound

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery, SortColumn, VerificationRow
from console.domain.report import Report
from console.store.driver import mapped_errors
from console.store.queries import records, rows
from console.store.queries.filters import Condition, join
from console.store.queries.list_queries import ListQueries
from console.store.queries.list_tables import VERIFICATIONS
from console.store.queries.lists import BY_PLACE, Plan

_OF_REPORT: Final = {
    SortColumn.FETCHED: "fetched_us",
    SortColumn.SIZE: "size_bytes",
    SortColumn.HASH: "sha256",
}
# What may be the beginning of a hash or of a file's id; shorter ones are words.
_HASH: Final = re.compile(r"[0-9a-f]{6,64}")
_NEWEST: Final = "r.number = (SELECT max(number) FROM report WHERE verification = r.verification)"
_HASHED: Final = (
    "SELECT verification FROM report WHERE sha256 >= ? AND sha256 < ? "
    "UNION SELECT verification FROM report WHERE object_id >= ? AND object_id < ?"
)


class ReportListQueries(ListQueries):
    """Bound to one connection, as all queries are."""

    def load_report_rows(
        self, query: ListQuery, start: int, count: int
    ) -> tuple[tuple[Report, VerificationRow], ...]:
        """One window of the verifications that have a report, each with its newest one.

        Ordered by a column of the report, equal values run newest first. A search for the beginning of a hash or of
        the file's id finds it as well as what every list finds.
        """
        found = self._load_report_window(replace(query, has_report=True), start, count)
        with mapped_errors():
            reports = ((records.load_report(self._connection, row.key), row) for row in found)
            return tuple((report, row) for report, row in reports if report is not None)

    def count_report_rows(self, query: ListQuery) -> int:
        """How many rows the list has."""
        query = replace(query, has_report=True)
        hashed = self._find_hashed(query)
        if not hashed:
            return self.count_verifications(query)
        return self._count_rows(self._hashed_condition(query, hashed))

    def find_report_position(self, query: ListQuery, key: VerificationKey) -> int | None:
        """Where a verification stands in the list, None when the filter leaves it out or it has no report."""
        query = replace(query, has_report=True)
        column, hashed = _OF_REPORT.get(query.sort), self._find_hashed(query)
        if column is None and not hashed:
            return self.find_verification_position(query, key)
        number = self._number(key)
        if number is None:
            return None
        if column is None:
            # Few, because a hash was typed.
            numbers = self._load_numbers(query, column, hashed, -1, 0)
            return numbers.index(number) if number in numbers else None
        source, where = self._build_ordered(query, hashed)
        found = self._one(
            f"SELECT r.{column} FROM {source} WHERE {where.sql} AND r.verification = ?",
            (*where.parameters, number),
        )
        if found is None:
            return None
        before = f"(r.{column}, r.verification) {'>' if query.descending else '<'} (?, ?)"
        values = (*where.parameters, found[0], number)
        row = self._one(f"SELECT count(*) FROM {source} WHERE {where.sql} AND {before}", values)
        return None if row is None else int(row[0])

    # --- parts ---

    def _load_report_window(self, query: ListQuery, start: int, count: int) -> tuple[VerificationRow, ...]:
        column, hashed = _OF_REPORT.get(query.sort), self._find_hashed(query)
        if column is None and not hashed:
            return self.load_verifications(query, start, count)
        numbers = self._load_numbers(query, column, hashed, count, start)
        with mapped_errors():
            found = rows.load_rows_by_number(self._connection, numbers)
        return tuple(found[number] for number in numbers if number in found)

    def _load_numbers(
        self, query: ListQuery, column: str | None, hashed: list[int], count: int, start: int
    ) -> list[int]:
        """Record numbers of `count` rows from `start`, all of them for -1."""
        if column is None:
            # Few, because a hash was typed: sorted whatever the column is.
            order = _order(self._plan(VERIFICATIONS, query))
            where = self._hashed_condition(query, hashed)
            sql = f"SELECT e.number FROM verification_entry e WHERE {where.sql} ORDER BY {order}"
        else:
            way = "DESC" if query.descending else "ASC"
            source, where = self._build_ordered(query, hashed)
            order = f"r.{column} {way}, r.verification {way}"
            sql = f"SELECT r.verification FROM {source} WHERE {where.sql} ORDER BY {order}"
        found = self._all(f"{sql} LIMIT ? OFFSET ?", (*where.parameters, count, start))
        return [number for (number,) in found]

    def _build_ordered(self, query: ListQuery, hashed: list[int]) -> tuple[str, Condition]:
        """FROM clause and condition of the newest reports, `r` being the report: its index gives the order."""
        plan = self._plan(VERIFICATIONS, query)
        if not hashed and not plan.match and len(plan.filters) == 1:
            # Nothing narrows the list but that there is a report: its lines are not looked at.
            return "report r", Condition(_NEWEST)
        where = self._hashed_condition(query, hashed) if hashed else self._build_condition(plan)
        source = "report r CROSS JOIN verification_entry e ON e.number = r.verification"
        return source, join((Condition(_NEWEST), where))

    def _build_condition(self, plan: Plan) -> Condition:
        return join((*plan.filters, _matched(plan)) if plan.match else plan.filters)

    def _hashed_condition(self, query: ListQuery, hashed: list[int]) -> Condition:
        """Everything but the search, of what was found by its hash or by the search."""
        plan = self._plan(VERIFICATIONS, query)
        marks = ",".join("?" * len(hashed))
        matched = _matched(plan)
        either = Condition(f"e.number IN ({marks}) OR {matched.sql}", (*hashed, *matched.parameters))
        return join((*plan.filters, either))

    def _find_hashed(self, query: ListQuery) -> list[int]:
        """Verifications whose report's hash or file begins with what was typed."""
        typed = query.text.strip().lower()
        if not _HASH.fullmatch(typed):
            return []
        # Nothing in a hash comes after "f".
        bounds = (typed, f"{typed}g")
        return [number for (number,) in self._all(_HASHED, (*bounds, *bounds))]

    def _count_rows(self, where: Condition) -> int:
        row = self._one(f"SELECT count(*) FROM verification_entry e WHERE {where.sql}", where.parameters)
        return 0 if row is None else int(row[0])


def _matched(plan: Plan) -> Condition:
    search = plan.table.search
    return Condition(f"e.place IN (SELECT rowid FROM {search} WHERE {search} MATCH ?)", (plan.match,))


def _order(plan: Plan) -> str:
    if plan.column == BY_PLACE:
        return f"e.place {'ASC' if plan.descending else 'DESC'}"
    return f"e.{plan.column} {'DESC' if plan.descending else 'ASC'}, e.place"
