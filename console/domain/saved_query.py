"""A list's filter and order as plain words that can be kept, and back; unknown words of a newer program are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, TypeVar, cast

from console.domain.account import AccountId
from console.domain.date_range import DateRange, Span
from console.domain.environment import ProviderId
from console.domain.listing import ListQuery, SortColumn
from console.domain.phase import Phase
from console.domain.risk import Severity

Word = TypeVar("Word", bound=StrEnum)


# Made before the first paint: a NamedTuple, because the machinery of a dataclass takes five times as long to make.
class SavedQuery(NamedTuple):
    """A query whose days move with the calendar: `days` stands for the four moments in it. `is_mine` keeps what is
    assigned to whoever is working, whoever that is then."""

    query: ListQuery
    days: DateRange | None = None
    is_mine: bool = False

    def resolve(self, now: datetime, me: str) -> ListQuery:
        """The query as of `now` for the person working; an empty `me` is not known yet and narrows nothing."""
        query = replace(self.query, since=None, until=None, created_since=None, created_until=None)
        if self.is_mine and me:
            query = replace(query, assignees=self.query.assignees | {me})
        if self.days is None:
            return query
        since, until = self.days.bounds(now)
        if self.days.of_making:
            return replace(query, created_since=since, created_until=until)
        return replace(query, since=since, until=until)


def to_words(saved: SavedQuery) -> dict[str, object]:
    """Everything but the moments; only what narrows or orders."""
    query = saved.query
    words: dict[str, object] = {
        "text": query.text,
        "label": query.label,
        "providers": sorted(query.providers),
        "accounts": sorted(query.accounts),
        "phases": sorted(query.phases),
        "severities": sorted(query.severities),
        "assignees": sorted(query.assignees),
        "report": query.has_report,
        "overdue": query.overdue,
        "mine": saved.is_mine,
        "days": _to_days(saved.days),
    }
    kept = {
        name: value for name, value in words.items() if value is not None and value not in ("", [], False)
    }
    if query.has_report is False:
        kept["report"] = False
    return {**kept, "sort": query.sort.value, "descending": query.descending}


def read_words(words: Mapping[str, object]) -> SavedQuery:
    """What `to_words` made; a word that is not known, or of another kind, does not narrow."""
    report = words.get("report")
    sort = _text(words.get("sort"))
    query = ListQuery(
        text=_text(words.get("text")),
        label=_text(words.get("label")),
        providers=frozenset(map(ProviderId, _texts(words.get("providers")))),
        accounts=frozenset(map(AccountId, _texts(words.get("accounts")))),
        phases=frozenset(_known(words.get("phases"), Phase)),
        severities=frozenset(_known(words.get("severities"), Severity)),
        assignees=frozenset(_texts(words.get("assignees"))),
        has_report=report if isinstance(report, bool) else None,
        overdue=words.get("overdue") is True,
        sort=SortColumn(sort) if sort in set(SortColumn) else SortColumn.UPDATED,
        descending=words.get("descending") is not False,
    )
    return SavedQuery(query, _read_days(words.get("days")), words.get("mine") is True)


def _to_days(days: DateRange | None) -> dict[str, object] | None:
    if days is None:
        return None
    ends = {"first": days.first, "last": days.last}
    dates = {name: day.isoformat() for name, day in ends.items() if day is not None}
    return {"span": days.span.value, "made": days.of_making, **dates}


def _read_days(found: object) -> DateRange | None:
    if not isinstance(found, dict):
        return None
    table = cast("dict[str, object]", found)
    span = _text(table.get("span"))
    if span not in set(Span):
        return None
    return DateRange(
        Span(span), _date(table.get("first")), _date(table.get("last")), table.get("made") is True
    )


def _date(found: object) -> date | None:
    try:
        return date.fromisoformat(found) if isinstance(found, str) else None
    except ValueError:
        return None


def _text(found: object) -> str:
    return found if isinstance(found, str) else ""


def _texts(found: object) -> tuple[str, ...]:
    if not isinstance(found, list):
        return ()
    return tuple(each for each in cast("list[object]", found) if isinstance(each, str))


def _known(found: object, kind: Callable[[str], Word]) -> Iterable[Word]:
    for text in _texts(found):
        try:
            yield kind(text)
        except ValueError:
            continue
