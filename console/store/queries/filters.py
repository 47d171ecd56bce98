"""The filters of a list as SQL: what they ask of a line, and which index finds few lines quickest; runs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from console.domain.attention import OVERDUE_AFTER
from console.domain.listing import ListQuery
from console.store.inbox_keys import build_last_key
from console.store.phases import to_number
from console.store.queries.list_tables import CUSTOMERS, INBOX, ListTable
from console.store.times import build_last_place, to_us

_OPEN_PHASES: Final = tuple(to_number(phase) for phase in OVERDUE_AFTER)
_NOBODY: Final = frozenset({""})
# By place, which every index of the lines holds: asked by number, each line would have to be looked at itself.
_LABELLED: Final = (
    "e.place IN (SELECT m.place FROM verification_label l CROSS JOIN verification_entry m ON m.number = l.verification "
    "WHERE l.label = ?)"
)
_LABELLED_COMMONLY: Final = (
    "EXISTS (SELECT 1 FROM verification_label l WHERE l.label = ? AND l.verification = e.number)"
)
_LABELLED_NEWEST: Final = "e.newest IN (SELECT verification FROM verification_label WHERE label = ?)"


@dataclass(frozen=True, slots=True)
class Condition:
    """Part of a WHERE clause with its parameters in order."""

    sql: str
    parameters: tuple[object, ...] = ()


class Driver(NamedTuple):
    """A filter that finds its lines by itself: where they are few, looking there first is quickest.

    `name` is that of the entry's own index; empty where the record numbers come out of `verification_label`, called `l`.
    """

    condition: Condition
    name: str = ""


def join(conditions: Iterable[Condition]) -> Condition:
    """All of them."""
    found = tuple(conditions)
    if not found:
        return Condition("1")
    return Condition(
        " AND ".join(f"({condition.sql})" for condition in found),
        tuple(value for condition in found for value in condition.parameters),
    )


def build_filters(
    table: ListTable, query: ListQuery, accounts: tuple[int, ...] | None, now_us: int
) -> tuple[Condition, ...]:
    """Everything that narrows the list but the search. `accounts` are the record numbers left over, None for all."""
    filters = [driver.condition for driver in build_drivers(table, query, accounts, now_us) if driver.name]
    if query.label:
        filters.append(Condition(_LABELLED if table is not CUSTOMERS else _LABELLED_NEWEST, (query.label,)))
    if table is INBOX:
        filters.append(
            Condition(
                "e.inbox_key IS NOT NULL AND e.inbox_key <= ? AND e.shown_us <= ?",
                (build_last_key(now_us), now_us),
            )
        )
    return tuple(filters)


def to_common_label(filters: Iterable[Condition]) -> tuple[Condition, ...]:
    """The same filters for a label that so many lines have that the first of them are found by asking each."""
    return tuple(
        Condition(_LABELLED_COMMONLY, each.parameters) if each.sql == _LABELLED else each for each in filters
    )


def without_label(filters: Iterable[Condition]) -> tuple[Condition, ...]:
    """The same filters where the lines come from the label's own."""
    return tuple(each for each in filters if each.sql != _LABELLED)


def build_drivers(
    table: ListTable, query: ListQuery, accounts: tuple[int, ...] | None, now_us: int
) -> tuple[Driver, ...]:
    """The filters that an index can answer; those that mostly leave few lines come first."""
    facets = _iter_facets(query, now_us) if table.has_facets else ()
    made = _iter_made(query) if table.has_facets else ()
    return (*facets, *_iter_places(query), *made, *_iter_records(query, accounts))


def find_index(drivers: Iterable[Driver]) -> str:
    """The index that holds all lines of a filter in the order of place, `place` where there is none."""
    alone = (
        driver.name
        for driver in drivers
        if driver.name == "due"
        or (
            driver.name in {"severity", "assignee", "phase", "account"}
            and len(driver.condition.parameters) == 1
        )
    )
    return next(alone, "place")


def _iter_facets(query: ListQuery, now_us: int) -> Iterator[Driver]:
    if query.label:
        yield Driver(Condition("l.label = ?", (query.label,)))
    if query.assignees - _NOBODY:
        yield Driver(_one_of("assignee", sorted(query.assignees)), "assignee")
    if query.overdue:
        is_open = _one_of("phase", _OPEN_PHASES)
        yield Driver(Condition(f"e.due_us <= ? AND {is_open.sql}", (now_us, *is_open.parameters)), "due")
    if query.severities:
        yield Driver(_one_of("severity", sorted(s.rank for s in query.severities)), "severity")
    if query.has_report is not None:
        yield Driver(Condition("e.has_report = ?", (int(query.has_report),)), "has_report")
    if query.assignees == _NOBODY:
        yield Driver(_one_of("assignee", _NOBODY), "assignee")


def _iter_places(query: ListQuery) -> Iterator[Driver]:
    # Smaller places are newer.
    updated = _range("place", _last_place(query.until), ">", _last_place(query.since), "<=")
    if updated is not None:
        yield Driver(updated, "place")


def _iter_made(query: ListQuery) -> Iterator[Driver]:
    created = _range("created_us", to_us(query.created_since), ">=", to_us(query.created_until), "<")
    if created is not None:
        yield Driver(created, "created_us")


def _iter_records(query: ListQuery, accounts: tuple[int, ...] | None) -> Iterator[Driver]:
    if query.phases:
        yield Driver(_one_of("phase", sorted(to_number(phase) for phase in query.phases)), "phase")
    if accounts is not None:
        yield Driver(_one_of("account", accounts), "account")


def _last_place(moment: datetime | None) -> int | None:
    us = to_us(moment)
    return None if us is None else build_last_place(us)


def _range(column: str, low: int | None, above: str, high: int | None, below: str) -> Condition | None:
    bounds = [(above, low), (below, high)]
    told = [(f"e.{column} {sign} ?", bound) for sign, bound in bounds if bound is not None]
    if not told:
        return None
    return Condition(" AND ".join(sql for sql, _ in told), tuple(bound for _, bound in told))


def _one_of(column: str, values: Iterable[object]) -> Condition:
    found = tuple(values)
    return Condition(f"e.{column} IN ({','.join('?' * len(found))})", found)
