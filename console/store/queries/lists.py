"""The SQL of one ordered, filtered list: its conditions, its order and what is searched; runs nothing."""

# ruff: noqa: S608 - names in the SQL are constants of ours, values are always bound

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from console.domain.listing import ListQuery, SortColumn
from console.store.phases import to_number
from console.store.text import build_match, split_terms
from console.store.times import build_last_place, to_us

# A list is ordered by `place` alone for this one; smaller places are newer.
BY_PLACE: Final = ""


@dataclass(frozen=True, slots=True, eq=False)
class ListTable:
    """Where a list is kept. `columns` gives the ordering column of each sort a list has; others fall back to UPDATED.

    `few_values` are the columns that have an index of their own for their descending order.
    """

    entry: str
    search: str
    columns: Mapping[SortColumn, str]
    few_values: frozenset[str]
    label_owner: str


VERIFICATIONS: Final = ListTable(
    "verification_entry",
    "verification_search",
    {
        SortColumn.CUSTOMER: "customer_key",
        SortColumn.PROVIDER: "provider",
        SortColumn.PHASE: "phase",
        SortColumn.STATUS: "status_key",
        SortColumn.REFERENCE: "reference_key",
        SortColumn.EMAIL: "email_key",
        SortColumn.LABELS: "labels",
        SortColumn.CREATED: "created_us",
    },
    frozenset({"provider", "phase", "status_key", "labels"}),
    "number",
)
CUSTOMERS: Final = ListTable(
    "customer_entry",
    "customer_search",
    {
        SortColumn.CUSTOMER: "customer_key",
        SortColumn.PROVIDER: "provider",
        SortColumn.PHASE: "phase",
        SortColumn.REFERENCE: "reference_key",
        SortColumn.EMAIL: "email_key",
    },
    frozenset({"provider", "phase"}),
    "newest",
)


@dataclass(frozen=True, slots=True)
class Condition:
    """Part of a WHERE clause with its parameters in order."""

    sql: str
    parameters: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """One list query made ready: `column` is BY_PLACE or the ordering column; `match` is empty without a search."""

    table: ListTable
    column: str
    descending: bool
    filters: tuple[Condition, ...]
    match: str
    phases: tuple[int, ...]
    accounts: tuple[int, ...] | None
    text: str

    @property
    def is_plain(self) -> bool:
        """True when only accounts and phases narrow the list."""
        narrow = len(self.phases) > 0, self.accounts is not None
        return not self.match and len(self.filters) == sum(narrow)


def build_plan(table: ListTable, query: ListQuery, accounts: tuple[int, ...] | None) -> Plan:
    """Make a query ready. `accounts` are the record numbers that its filters leave over, None for all."""
    filters: list[Condition] = []
    phases = tuple(sorted(to_number(phase) for phase in query.phases))
    if accounts is not None:
        filters.append(_one_of("account", accounts))
    if phases:
        filters.append(_one_of("phase", phases))
    if query.label:
        labelled = f"e.{table.label_owner} IN (SELECT verification FROM verification_label WHERE label = ?)"
        filters.append(Condition(labelled, (query.label,)))
    since_us = to_us(query.since)
    if since_us is not None:
        filters.append(Condition("e.place <= ?", (build_last_place(since_us),)))
    column = table.columns.get(query.sort, BY_PLACE)
    return Plan(
        table, column, query.descending, tuple(filters), build_match(query.text), phases, accounts, query.text
    )


def build_source(plan: Plan, *, broad: bool) -> tuple[str, Condition]:
    """FROM clause and condition of the plan's rows, `e` being the entry.

    `broad` says that a search finds so much that looking at the lines in their order ends sooner.
    """
    filters = _join(plan.filters)
    if not plan.match:
        return f"{plan.table.entry} e {_index_hint(plan)}", filters
    if broad:
        return f"{plan.table.entry} e {_index_hint(plan)}", _join((_build_broad(plan), *plan.filters))
    search = plan.table.search
    matched = Condition(f"{search} MATCH ?", (plan.match,))
    return f"{search} CROSS JOIN {plan.table.entry} e ON e.place = {search}.rowid", _join(
        (matched, *plan.filters)
    )


def build_lookup(plan: Plan, place: int) -> tuple[str, Condition]:
    """FROM clause and condition that leave the line at `place` if it belongs to the list."""
    at = Condition("e.place = ?", (place,))
    if not plan.match:
        return f"{plan.table.entry} e", _join((at, *plan.filters))
    search = plan.table.search
    matched = Condition(f"{search} MATCH ? AND {search}.rowid = ?", (plan.match, place))
    return f"{search} CROSS JOIN {plan.table.entry} e", _join((matched, at, *plan.filters))


def _build_broad(plan: Plan) -> Condition:
    terms = split_terms(plan.text)
    if all(len(term) >= 3 for term in terms):
        return Condition(" AND ".join("instr(e.haystack, ?) > 0" for _ in terms), terms)
    search = plan.table.search
    return Condition(f"e.place IN (SELECT rowid FROM {search} WHERE {search} MATCH ?)", (plan.match,))


def _index_hint(plan: Plan) -> str:
    """The index that holds the rows in the wanted order; left to itself the planner sorts a million rows instead."""
    entry = plan.table.entry
    if plan.column != BY_PLACE:
        down = "_down" if plan.descending and plan.column in plan.table.few_values else ""
        return f"INDEXED BY {entry}_{plan.column}{down}"
    if len(plan.phases) == 1:
        return f"INDEXED BY {entry}_phase"
    if plan.accounts is not None and len(plan.accounts) == 1:
        return f"INDEXED BY {entry}_account"
    return f"INDEXED BY {entry}_place"


def _one_of(column: str, values: Iterable[int]) -> Condition:
    found = tuple(values)
    return Condition(f"e.{column} IN ({','.join('?' * len(found))})", found)


def _join(conditions: Iterable[Condition]) -> Condition:
    found = tuple(conditions)
    if not found:
        return Condition("1")
    return Condition(
        " AND ".join(f"({condition.sql})" for condition in found),
        tuple(value for condition in found for value in condition.parameters),
    )
