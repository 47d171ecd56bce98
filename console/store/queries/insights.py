"""The counts behind the insights, as the store keeps them ready; plain SQL."""

# ruff: noqa: S608 - names in the SQL are constants of ours, values are always bound

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from console.domain.account import AccountId
from console.domain.insights import (
    OUTCOMES,
    AgeTally,
    DayTally,
    FunnelStep,
    LabelTally,
    Outcome,
    Tallies,
    WaitTally,
)
from console.domain.phase import Phase
from console.domain.risk import LabelKind
from console.store.phases import read_phase, to_number
from console.store.queries.list_queries import ListQueries

_FIRST_DAY: Final = date(1970, 1, 1)
_WEEK: Final = "t.day - (t.day + 3) % 7"
_STEPS: Final[tuple[FunnelStep, ...]] = tuple(FunnelStep)
_OPEN: Final = tuple(to_number(phase) for phase in Phase if OUTCOMES[phase] is Outcome.OPEN)


class InsightQueries(ListQueries):
    """Bound to one connection, as all queries are."""

    def load_tallies(
        self, accounts: Sequence[AccountId], since: date | None, now: datetime, labels: int
    ) -> Tallies:
        """What was created in these accounts in the week of `since` (a Monday, UTC) or later; ages of all that is open.

        Of the labels only the most frequent of each account are told, `labels` of them.
        """
        least = (since - _FIRST_DAY).days if since is not None else -(10**6)
        return Tallies(
            self._days(accounts, least),
            self._ages(accounts, now),
            self._waits(accounts, least),
            self._labels(accounts, least, labels),
        )

    def _days(self, accounts: Sequence[AccountId], least: int) -> tuple[DayTally, ...]:
        sql = (
            f"SELECT a.id, {_WEEK}, t.phase, t.reached, sum(t.count) FROM insight_day t "
            f"JOIN account a ON a.number = t.account WHERE a.id IN ({_marks(accounts)}) AND t.day >= ? "
            "GROUP BY 1, 2, 3, 4 HAVING sum(t.count) > 0"
        )
        return tuple(
            DayTally(account, _to_date(week), _phase(phase), _STEPS[int(reached)], count)
            for account, week, phase, reached, count in self._all(sql, (*accounts, least))
        )

    def _ages(self, accounts: Sequence[AccountId], now: datetime) -> tuple[AgeTally, ...]:
        today = (now.astimezone(UTC).date() - _FIRST_DAY).days
        sql = (
            "SELECT t.day, t.phase, sum(t.count) FROM insight_day t JOIN account a ON a.number = t.account "
            f"WHERE a.id IN ({_marks(accounts)}) AND t.phase IN ({_marks(_OPEN)}) "
            "GROUP BY 1, 2 HAVING sum(t.count) > 0"
        )
        return tuple(
            AgeTally(today - day, _phase(phase), count)
            for day, phase, count in self._all(sql, (*accounts, *_OPEN))
        )

    def _waits(self, accounts: Sequence[AccountId], least: int) -> tuple[WaitTally, ...]:
        sql = (
            "SELECT a.id, t.bucket, sum(t.count) FROM insight_wait t JOIN account a ON a.number = t.account "
            f"WHERE a.id IN ({_marks(accounts)}) AND t.week >= ? GROUP BY 1, 2 HAVING sum(t.count) > 0"
        )
        return tuple(
            WaitTally(account, bucket, bucket + _bucket_width(bucket), count)
            for account, bucket, count in self._all(sql, (*accounts, least))
        )

    def _labels(self, accounts: Sequence[AccountId], least: int, at_most: int) -> tuple[LabelTally, ...]:
        sql = (
            "SELECT a.id, t.kind, t.label, sum(t.count) FROM insight_label t JOIN account a ON a.number = t.account "
            "WHERE a.id = ? AND t.week >= ? GROUP BY 2, 3 HAVING sum(t.count) > 0 ORDER BY 4 DESC, 2, 3 LIMIT ?"
        )
        return tuple(
            LabelTally(account, LabelKind(kind), label, count)
            for one in accounts
            for account, kind, label, count in self._all(sql, (one, least, at_most))
        )


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _phase(number: int) -> Phase:
    phase = read_phase(number)
    if phase is None:
        raise AssertionError("every counted verification has a phase")
    return phase


def _to_date(day: int) -> date:
    return _FIRST_DAY + timedelta(days=day)


def _bucket_width(bucket: int) -> int:
    """How many seconds a range has that begins at `bucket`: it is named by two digits that count."""
    width = 1
    while bucket >= width * 100:
        width *= 10
    return width
