"""Windows of places out of long lists: goes on from the nearest known position instead of counting from the top."""

# ruff: noqa: S608 - names in the SQL are constants of ours, values are always bound

from __future__ import annotations

from dataclasses import replace
from typing import Final

from console.store.driver import Connection
from console.store.queries.anchors import AnchorBook, Anchors, Spot
from console.store.queries.filters import Condition, Driver, to_common_label
from console.store.queries.list_tables import INBOX
from console.store.queries.lists import (
    BY_PLACE,
    Plan,
    build_beginning,
    build_driven,
    build_driver,
    build_labelled,
    build_lookup,
    build_source,
    build_uncounted,
)

# Up to so many hits are fetched and sorted; above it the lines are looked through in their order.
_BROAD_FROM: Final = 5000
# Where a search finds much, its first hits are mostly among the first lines.
_BEGINNING: Final = 1500
# The same for filters: each of their lines is looked up by itself.
_MANY_FROM: Final = 1000
# Up to so many lines of a label are gathered, a tenth of a second; of a commoner one the first are soon found.
_COMMON_FROM: Final = 50_000
# A way longer than this is gone in steps, so that the next one need not begin at the top.
_STEP: Final = 4000


class Windows:
    """Bound to one connection. What is known of positions is forgotten when the lists' generation moves on."""

    def __init__(self, connection: Connection, book: AnchorBook) -> None:
        self._connection = connection
        self._book = book

    def load_places(self, plan: Plan, start: int, count: int) -> list[int]:
        """Places of `count` lines from position `start`; fewer at the end of the list."""
        if count <= 0 or start < 0:
            return []
        anchors = self._anchors_of(plan)
        position, spot = self._approach(plan, anchors, start)
        spots = self._fetch(plan, anchors, spot, start - position, count)
        if spots:
            anchors.add(start + len(spots), spots[-1])
        return [found.place for found in spots]

    def count(self, plan: Plan, at_most: int) -> int:
        """How many lines the list has; stops at `at_most` when that is not 0."""
        if plan.match and not plan.filters:
            search = plan.table.search
            return self._count(search, Condition(f"{search} MATCH ?", (plan.match,)), at_most)
        if plan.is_label_alone:
            return self._count(*build_labelled(plan), at_most)
        anchors = self._anchors_of(plan)
        driver = self._find_driver(plan, anchors)
        if driver is not None:
            return self._count(*build_driven(plan, driver), at_most)
        return self._count(*build_uncounted(plan, broad=self._has_many_hits(plan, anchors)), at_most)

    def find_position(self, plan: Plan, place: int) -> int | None:
        """Position of the line at `place`, or None when the filter leaves it out."""
        anchors = self._anchors_of(plan)
        source, condition = build_lookup(plan, place)
        sql = f"SELECT {_value_sql(plan)} FROM {source} WHERE {condition.sql}"
        found = self._connection.execute(sql, condition.parameters).fetchone()
        if found is None:
            return None
        source, condition = self._source(plan, anchors)
        if plan.column == BY_PLACE:
            return self._count(
                source, _and(condition, f"e.place {'<' if plan.descending else '>'} ?", place), 0
            )
        before = _and(condition, f"e.{plan.column} {'>' if plan.descending else '<'} ?", found[0])
        equal = _and(condition, f"e.{plan.column} = ? AND e.place < ?", found[0], place)
        return self._count(source, before, 0) + self._count(source, equal, 0)

    def _anchors_of(self, plan: Plan) -> Anchors:
        row = self._connection.execute("SELECT generation FROM list_state").fetchone()
        return self._book.anchors_of(plan, -1 if row is None else int(row[0]))

    def _approach(self, plan: Plan, anchors: Anchors, start: int) -> tuple[int, Spot | None]:
        """A known line at most a step before `start`; every step on the way there is remembered."""
        position, spot = anchors.nearest(start)
        # The lines of a label are gathered for every step: one long way is shorter.
        while start - position > _STEP and not plan.label:
            found = self._fetch(plan, anchors, spot, _STEP - 1, 1)
            if not found:
                break
            position, spot = position + _STEP, found[0]
            anchors.add(position, spot)
        return position, spot

    def _source(self, plan: Plan, anchors: Anchors) -> tuple[str, Condition]:
        driver = self._find_driver(plan, anchors)
        if driver is not None:
            return build_driven(plan, driver)
        is_broad = plan.column != BY_PLACE and self._has_many_hits(plan, anchors)
        return build_source(plan, broad=is_broad)

    def _find_driver(self, plan: Plan, anchors: Anchors) -> Driver | None:
        """A filter that leaves so few lines that they are looked up and sorted; looked for once."""
        is_open = bool(plan.drivers) and not anchors.has_looked
        if is_open and (not plan.match or self._has_many_hits(plan, anchors)):
            anchors.driver = next((each for each in plan.drivers if self._is_worth_it(plan, each)), None)
        anchors.has_looked = True
        return anchors.driver

    def _is_worth_it(self, plan: Plan, driver: Driver) -> bool:
        if plan.column == BY_PLACE and driver.name in {"place", plan.index} and not plan.match:
            return False
        return self._count(*build_driver(plan, driver), _MANY_FROM) < _MANY_FROM

    def _is_common_label(self, plan: Plan, anchors: Anchors) -> bool:
        if not plan.label:
            return False
        if anchors.is_common_label is None:
            hits = self._count(*build_labelled(plan), _COMMON_FROM)
            anchors.is_common_label = hits >= _COMMON_FROM
        return anchors.is_common_label

    def _has_many_hits(self, plan: Plan, anchors: Anchors) -> bool:
        if not plan.match:
            return False
        if anchors.broad is None:
            search = plan.table.search
            hits = self._count(search, Condition(f"{search} MATCH ?", (plan.match,)), _BROAD_FROM)
            anchors.broad = hits >= _BROAD_FROM
        return anchors.broad

    def _fetch(self, plan: Plan, anchors: Anchors, spot: Spot | None, skip: int, count: int) -> list[Spot]:
        if skip <= _STEP and self._is_common_label(plan, anchors):
            plan = replace(plan, filters=to_common_label(plan.filters))
        source, condition = self._source(plan, anchors)
        # The full-text index gives its rows in the order of rowid, which is that of place.
        is_searched = bool(plan.match) and anchors.driver is None
        place = f"{plan.table.search}.rowid" if is_searched and plan.column == BY_PLACE else "e.place"
        if plan.column == BY_PLACE:
            way, after = ("ASC", ">") if plan.descending else ("DESC", "<")
            if spot is not None:
                condition = _and(condition, f"{place} {after} ?", spot.place)
            return self._select(plan, source, condition, f"{place} {way}", skip, count)
        order = f"e.{plan.column} {'DESC' if plan.descending else 'ASC'}, e.place ASC"
        if spot is None:
            found = [] if skip else self._fetch_beginning(plan, anchors, order, count)
            return found or self._select(plan, source, condition, order, skip, count)
        return self._fetch_after(plan, source, condition, order, spot, skip, count)

    def _fetch_beginning(self, plan: Plan, anchors: Anchors, order: str, count: int) -> list[Spot]:
        """The first hits of a search that finds much, if they are all among the first lines; else nothing."""
        is_worth_it = (
            plan.table is not INBOX and anchors.driver is None and self._has_many_hits(plan, anchors)
        )
        if not is_worth_it:
            return []
        found = self._select(plan, *build_beginning(plan, _BEGINNING), order, 0, count)
        return found if len(found) == count else []

    def _fetch_after(
        self, plan: Plan, source: str, condition: Condition, order: str, spot: Spot, skip: int, count: int
    ) -> list[Spot]:
        """First the rest of the lines with the anchor's value, then those beyond it: two plain ranges of the index."""
        equal = _and(condition, f"e.{plan.column} = ? AND e.place > ?", spot.value, spot.place)
        found = self._select(plan, source, equal, "e.place ASC", skip, count)
        if len(found) == count:
            return found
        if not found and skip:
            skip -= self._count(source, equal, skip)
        else:
            skip = 0
        beyond = _and(condition, f"e.{plan.column} {'<' if plan.descending else '>'} ?", spot.value)
        return found + self._select(plan, source, beyond, order, skip, count - len(found))

    def _select(
        self, plan: Plan, source: str, condition: Condition, order: str, skip: int, count: int
    ) -> list[Spot]:
        sql = f"SELECT {_value_sql(plan)}, e.place FROM {source} WHERE {condition.sql} ORDER BY {order} LIMIT ? OFFSET ?"
        rows = self._connection.execute(sql, (*condition.parameters, count, skip))
        return [Spot(value, place) for value, place in rows]

    def _count(self, source: str, condition: Condition, at_most: int) -> int:
        if at_most:
            sql = f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {condition.sql} LIMIT ?)"
            row = self._connection.execute(sql, (*condition.parameters, at_most)).fetchone()
        else:
            row = self._connection.execute(
                f"SELECT count(*) FROM {source} WHERE {condition.sql}", condition.parameters
            ).fetchone()
        return 0 if row is None else int(row[0])


def _value_sql(plan: Plan) -> str:
    return "NULL" if plan.column == BY_PLACE else f"e.{plan.column}"


def _and(condition: Condition, sql: str, *parameters: object) -> Condition:
    return Condition(f"{condition.sql} AND {sql}", (*condition.parameters, *parameters))
