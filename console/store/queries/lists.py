"""The SQL of one ordered, filtered list: its conditions, its order and what is searched; runs nothing."""

# ruff: noqa: S608 - names in the SQL are constants of ours, values are always bound

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from console.domain.listing import ListQuery
from console.store.phases import to_number
from console.store.queries.filters import (
    Condition,
    Driver,
    build_drivers,
    build_filters,
    find_index,
    join,
    without_label,
)
from console.store.queries.list_tables import INBOX, VERIFICATIONS, ListTable
from console.store.text import build_match, split_terms

# A list is ordered by `place` alone for this one; smaller places are newer.
BY_PLACE: Final = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """One list query made ready: `column` is BY_PLACE or the ordering column; `match` is empty without a search.

    `index` holds the lines in the order of place, `drivers` are the filters that may find few lines by themselves.
    """

    table: ListTable
    column: str
    descending: bool
    filters: tuple[Condition, ...]
    match: str
    phases: tuple[int, ...]
    accounts: tuple[int, ...] | None
    text: str
    index: str
    drivers: tuple[Driver, ...]
    label: str = ""

    @property
    def is_label_alone(self) -> bool:
        """True when nothing but a label narrows the list of verifications."""
        return bool(self.label) and not self.match and len(self.filters) == 1 and self.table is VERIFICATIONS

    @property
    def is_plain(self) -> bool:
        """True when only accounts and phases narrow the list."""
        narrow = len(self.phases) > 0, self.accounts is not None
        return not self.match and len(self.filters) == sum(narrow)


def build_plan(table: ListTable, query: ListQuery, accounts: tuple[int, ...] | None, now_us: int) -> Plan:
    """Make a query ready. `accounts` are the record numbers that its filters leave over, None for all; `now_us` is
    what overdue is measured by."""
    drivers = build_drivers(table, query, accounts, now_us)
    return Plan(
        table,
        table.columns.get(query.sort, BY_PLACE),
        query.descending and table is not INBOX,
        build_filters(table, query, accounts, now_us),
        build_match(query.text),
        tuple(sorted(to_number(phase) for phase in query.phases)),
        accounts,
        query.text,
        find_index(drivers),
        drivers,
        query.label if table.has_facets else "",
    )


def build_source(plan: Plan, *, broad: bool) -> tuple[str, Condition]:
    """FROM clause and condition of the plan's rows, `e` being the entry.

    `broad` says that a search finds so much that looking at the lines in their order ends sooner.
    """
    if not plan.match:
        return f"{plan.table.entry} e {_index_hint(plan)}", join(plan.filters)
    if broad:
        return f"{plan.table.entry} e {_index_hint(plan)}", join((_build_matched(plan), *plan.filters))
    return _build_searched(plan, "place" if plan.column == BY_PLACE else "")


def build_beginning(plan: Plan, lines: int) -> tuple[str, Condition]:
    """As `build_source` of a search, looking no further than the first `lines` of the list without it."""
    entry = plan.table.entry
    order = f"e.{plan.column} {'DESC' if plan.descending else 'ASC'}, e.place"
    first = f"(SELECT e.* FROM {entry} e {_index_hint(plan)} ORDER BY {order} LIMIT {lines}) e"
    return first, join((_build_contained(plan), *plan.filters))


def build_driven(plan: Plan, driver: Driver) -> tuple[str, Condition]:
    """As `build_source`, looking first at the few lines of one filter."""
    entry = plan.table.entry
    searched = (_build_contained(plan),) if plan.match else ()
    if driver.name:
        return f"{entry} e INDEXED BY {entry}_{driver.name}", join((*plan.filters, *searched))
    return f"verification_label l CROSS JOIN {entry} e ON e.number = l.verification", join(
        (driver.condition, *without_label(plan.filters), *searched)
    )


def build_driver(plan: Plan, driver: Driver) -> tuple[str, Condition]:
    """FROM clause and condition of one filter alone."""
    entry = plan.table.entry
    source = f"{entry} e INDEXED BY {entry}_{driver.name}" if driver.name else "verification_label l"
    return source, driver.condition


def build_uncounted(plan: Plan, *, broad: bool) -> tuple[str, Condition]:
    """As `build_source` where the order does not matter: for counting, which looks at every line."""
    entry = plan.table.entry
    index = "inbox" if plan.table is INBOX else plan.index
    if not plan.match:
        return f"{entry} e INDEXED BY {entry}_{index}", join(plan.filters)
    if not broad:
        return _build_searched(plan, "place")
    return f"{entry} e INDEXED BY {entry}_{index}", join((_build_matched(plan), *plan.filters))


def build_labelled(plan: Plan) -> tuple[str, Condition]:
    """FROM clause and condition of everything that has the plan's label."""
    return "verification_label l", Condition("l.label = ?", (plan.label,))


def build_lookup(plan: Plan, place: int) -> tuple[str, Condition]:
    """FROM clause and condition that leave the line at `place` if it belongs to the list."""
    at = Condition("e.place = ?", (place,))
    if not plan.match:
        return f"{plan.table.entry} e", join((at, *plan.filters))
    search = plan.table.search
    matched = Condition(f"{search} MATCH ? AND {search}.rowid = ?", (plan.match, place))
    return f"{search} CROSS JOIN {plan.table.entry} e", join((matched, at, *plan.filters))


def _build_searched(plan: Plan, index: str) -> tuple[str, Condition]:
    """What was found, in the order of place, with its lines; `index` holds all that the filters ask of them."""
    search, entry = plan.table.search, plan.table.entry
    hint = f"INDEXED BY {entry}_{index}" if index else ""
    matched = Condition(f"{search} MATCH ?", (plan.match,))
    source = f"{search} CROSS JOIN {entry} e {hint} ON e.place = {search}.rowid"
    return source, join((matched, *plan.filters))


def _build_contained(plan: Plan) -> Condition:
    """The search asked of each line by itself, where they are few."""
    terms = split_terms(plan.text)
    if all(len(term) >= 3 for term in terms):
        return Condition(" AND ".join("instr(e.haystack, ?) > 0" for _ in terms), terms)
    return _build_matched(plan)


def _build_matched(plan: Plan) -> Condition:
    search = plan.table.search
    return Condition(f"e.place IN (SELECT rowid FROM {search} WHERE {search} MATCH ?)", (plan.match,))


def _index_hint(plan: Plan) -> str:
    """The index that holds the rows in the wanted order; left to itself the planner sorts a million rows instead."""
    entry = plan.table.entry
    if plan.table is INBOX:
        return f"INDEXED BY {entry}_inbox"
    if plan.column != BY_PLACE:
        down = "_down" if plan.descending and plan.column in plan.table.few_values else ""
        return f"INDEXED BY {entry}_{plan.column}{down}"
    return f"INDEXED BY {entry}_{plan.index}"
