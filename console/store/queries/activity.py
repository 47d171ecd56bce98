"""Windows of the audit trail, newest first, under a filter; plain SQL, changes and judges nothing."""

# ruff: noqa: S608 - names in the SQL are constants of ours, values are always bound

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from console.domain.activity import ActivityEntry, ActivityFilter
from console.store.driver import Row, mapped_errors
from console.store.queries.list_queries import ListQueries
from console.store.text import to_storable
from console.store.times import require_us, to_us

_COLUMNS: Final = "number, at_us, who, action, subject, details, previous, hash"


class ActivityQueries(ListQueries):
    """Bound to one connection, as all queries are."""

    def load_activity_numbers(self, wanted: ActivityFilter, above: int = 0) -> Sequence[int]:
        """The numbers of all entries that fit and are above `above`, newest first; eight bytes each."""
        if wanted.is_empty and not above:
            row = self._one("SELECT coalesce(max(number), 0), count(*) FROM audit")
            if row is not None and row[0] == row[1]:
                return range(row[0], 0, -1)
        where, values = _build_condition(wanted)
        sql = f"SELECT number FROM audit WHERE number > ? AND {where} ORDER BY number DESC"
        with mapped_errors():
            found = self._connection.execute(sql, (above, *values))
            return array("q", (number for (number,) in found))

    def load_activity_entries(self, numbers: Sequence[int]) -> dict[int, ActivityEntry]:
        """The entries of these numbers."""
        marks = ",".join("?" * len(numbers))
        rows = self._all(f"SELECT {_COLUMNS} FROM audit WHERE number IN ({marks})", tuple(numbers))
        return {row[0]: _to_entry(row) for row in rows}

    def load_activity(
        self, wanted: ActivityFilter, before: int | None, limit: int
    ) -> tuple[ActivityEntry, ...]:
        """At most `limit` entries that fit, newest first, from the one below number `before` on; None is the newest."""
        where, values = _build_condition(wanted)
        bound = "" if before is None else "number < ? AND "
        given = values if before is None else (before, *values)
        sql = f"SELECT {_COLUMNS} FROM audit WHERE {bound}{where} ORDER BY number DESC LIMIT ?"
        return tuple(_to_entry(row) for row in self._all(sql, (*given, limit)))

    def load_activity_people(self) -> tuple[str, ...]:
        """Everybody who signed an entry, by name."""
        # One step through the index per name, however many entries each has signed.
        names: list[str] = []
        row = self._one("SELECT min(who) FROM audit")
        while row is not None and row[0] is not None:
            names.append(row[0])
            row = self._one("SELECT min(who) FROM audit WHERE who > ?", (row[0],))
        return tuple(names)

    def load_activity_actions(self) -> tuple[str, ...]:
        """Every action there is an entry of, by name."""
        names: list[str] = []
        row = self._one("SELECT min(action) FROM audit")
        while row is not None and row[0] is not None:
            names.append(row[0])
            row = self._one("SELECT min(action) FROM audit WHERE action > ?", (row[0],))
        return tuple(names)


def _build_condition(wanted: ActivityFilter) -> tuple[str, tuple[object, ...]]:
    parts: list[str] = ["1 = 1"]
    values: list[object] = []
    if wanted.who:
        parts.append("who = ?")
        values.append(to_storable(wanted.who))
    if wanted.actions:
        parts.append(f"action IN ({','.join('?' * len(wanted.actions))})")
        values += sorted(wanted.actions)
    if wanted.subject:
        parts.append("subject LIKE ? ESCAPE '!'")
        values.append(_to_pattern(wanted.subject))
    values += _add_times(parts, wanted.since, wanted.until)
    if wanted.text:
        fits = [f"{column} LIKE ? ESCAPE '!'" for column in ("who", "subject", "details", "action")]
        values += [_to_pattern(wanted.text)] * len(fits)
        if wanted.text_actions:
            fits.append(f"action IN ({','.join('?' * len(wanted.text_actions))})")
            values += sorted(wanted.text_actions)
        parts.append(f"({' OR '.join(fits)})")
    return " AND ".join(parts), tuple(values)


def _add_times(parts: list[str], since: datetime | None, until: datetime | None) -> list[object]:
    values: list[object] = []
    if since is not None:
        parts.append("at_us >= ?")
        values.append(to_us(since))
    if until is not None:
        parts.append("at_us < ?")
        values.append(to_us(until))
    return values


def _to_pattern(text: str) -> str:
    escaped = to_storable(text).replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"


def _to_entry(row: Row) -> ActivityEntry:
    number, at_us, *texts = row
    return ActivityEntry(number, require_us(at_us), *texts)
