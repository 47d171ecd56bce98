"""Keeps the counts behind the insights in step with the records: one narrow line per verification and three tallies.

What was counted of a line is taken back before the line changes and added again after, so that the tallies never
have to be counted anew. A line remembers what a later look forgets: how far it came, its verdict, when that was.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, TextClause, bindparam, text

from console.domain.phase import Phase
from console.store.entries import in_chunks
from console.store.phases import to_number

_DAY_US: Final = 86_400_000_000
_APPROVED, _DECLINED, _CLOSED = (to_number(phase) for phase in (Phase.APPROVED, Phase.DECLINED, Phase.CLOSED))
_PHASE: Final = "CASE v.phase {} END".format(
    " ".join(f"WHEN '{phase.value}' THEN {to_number(phase)}" for phase in Phase)
)
# Created, opened, captured, decided.
_REACHED: Final = (
    "CASE WHEN v.phase = 'capturing' THEN 1 WHEN v.phase = 'in_review' THEN 2 "
    "WHEN v.phase IN ('approved', 'declined') THEN 3 ELSE 0 END"
)
# The provider's own time of its last word; without one, when we saw it change. Neither is known of what was over
# when it was seen first: then nobody told how long it took.
_DECIDED_US: Final = "coalesce(v.updated_us, CASE WHEN v.order_us > v.created_us THEN v.order_us END)"
# Comments are sentences of people and may name one: they are no label to be counted.
_LABELS: Final = (
    "(SELECT json_group_array(DISTINCT json_array(json_extract(l.value, '$[0]'), json_extract(l.value, '$[1]'))) "
    "FROM json_each(v.labels) l WHERE json_extract(l.value, '$[0]') <> 'comment')"
)
_WEEK: Final = "i.day - (i.day + 3) % 7"
# Lower end of the range a duration in seconds falls into: two digits that count, so it is right to 5 %.
_BUCKET: Final = "CASE {} ELSE i.seconds / 100000000 * 100000000 END".format(
    " ".join(
        f"WHEN i.seconds < {10**digits * 100} THEN i.seconds / {10**digits} * {10**digits}"
        for digits in range(8)
    )
)


def _prepare(sql: str) -> TextClause:
    return text(sql).bindparams(bindparam("numbers", expanding=True))


def _add(table: str, columns: str, source: str, *, sign: str) -> TextClause:
    return _prepare(
        f"INSERT INTO {table} SELECT {columns}, {sign}count(*) FROM {source} AND i.verification IN :numbers "  # noqa: S608 - constants of ours
        "GROUP BY 1, 2, 3, 4 ON CONFLICT DO UPDATE SET count = count + excluded.count"
    )


def _tallies(sign: str) -> tuple[TextClause, ...]:
    labelled = "insight i, json_each(i.labels) l WHERE 1"
    label = f"i.account, {_WEEK}, json_extract(l.value, '$[0]'), json_extract(l.value, '$[1]')"
    return (
        _add("insight_day", "i.account, i.day, i.phase, i.reached", "insight i WHERE 1", sign=sign),
        _add("insight_label", label, labelled, sign=sign),
        _prepare(
            f"INSERT INTO insight_wait SELECT i.account, {_WEEK}, {_BUCKET}, {sign}count(*) FROM insight i "  # noqa: S608 - constants of ours
            "WHERE i.seconds IS NOT NULL AND i.verification IN :numbers GROUP BY 1, 2, 3 "
            "ON CONFLICT DO UPDATE SET count = count + excluded.count"
        ),
    )


_TAKE_BACK: Final = _tallies("-")
_ADD_AGAIN: Final = _tallies("")
# What is known by its id alone has no status yet and counts nowhere.
_RENEW: Final = _prepare(
    f"""INSERT INTO insight (verification, account, day, phase, reached, seconds, labels)
    SELECT v.number, v.account, coalesce(v.created_us, v.first_seen_us) / {_DAY_US}, {_PHASE}, {_REACHED},
        CASE WHEN v.phase IN ('approved', 'declined') AND {_DECIDED_US} >= v.created_us
            THEN ({_DECIDED_US} - v.created_us) / 1000000 END, {_LABELS}
    FROM verification v WHERE v.raw_status <> '' AND v.number IN :numbers
    ON CONFLICT (verification) DO UPDATE SET day = excluded.day, labels = excluded.labels,
        phase = CASE WHEN excluded.phase = {_CLOSED} AND phase IN ({_APPROVED}, {_DECLINED}) THEN phase
            ELSE excluded.phase END,
        reached = max(reached, excluded.reached), seconds = coalesce(seconds, excluded.seconds)"""  # noqa: S608 - constants of ours
)


def refresh_insights(connection: Connection, numbers: Iterable[int]) -> None:
    """Count these verification records as they are now."""
    for chunk in in_chunks(sorted(set(numbers))):
        for statement in (*_TAKE_BACK, _RENEW, *_ADD_AGAIN):
            connection.execute(statement, {"numbers": chunk})
