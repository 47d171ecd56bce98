"""What each filter chip stands for: its title, its choices and how its ticks go into a query and come out; no widgets."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, NamedTuple, cast

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from console.domain.date_range import DateRange, Span
from console.domain.environment import ProviderId
from console.domain.listing import ListQuery
from console.domain.phase import Phase
from console.domain.risk import Severity
from console.domain.saved_query import SavedQuery
from console.ui.toolkit.fill import fill
from console.ui.toolkit.words import phase_word, severity_word

translate = QCoreApplication.translate

Ticks = frozenset[Hashable]
Choices = Sequence[tuple[Hashable, str]]
NONE: Final[Ticks] = frozenset()
NOBODY: Final = ""
# No name: whoever is working when the filter is used.
ME: Final = ("me",)


class Offers(NamedTuple):
    """What the chips of a profile offer: providers with their titles, accounts with their names, people of the desk."""

    providers: Mapping[ProviderId, str] = MappingProxyType({})
    accounts: Sequence[tuple[str, str]] = ()
    people: Sequence[str] = ()
    me: str = ""


class ChipKind(NamedTuple):
    """One chip; its title is marked for translation. Of an `exclusive` one at most one choice is ticked."""

    title: str
    choices: Callable[[Offers, SavedQuery], Choices]
    read: Callable[[SavedQuery], Ticks]
    write: Callable[[SavedQuery, Ticks], SavedQuery]
    exclusive: bool = False


def _put(saved: SavedQuery, **changes: Any) -> SavedQuery:
    return saved._replace(query=replace(saved.query, **changes))


def _reads(name: str) -> Callable[[SavedQuery], Ticks]:
    return lambda saved: cast("Ticks", getattr(saved.query, name))


def _writes(name: str) -> Callable[[SavedQuery, Ticks], SavedQuery]:
    return lambda saved, ticks: _put(saved, **{name: ticks})


def days_text(days: DateRange) -> str:
    """A stretch of days in a few words."""
    if days.span is not Span.CUSTOM:
        return _span_words()[days.span]
    first = days.first.isoformat() if days.first is not None else "…"
    last = days.last.isoformat() if days.last is not None else "…"
    text = fill(translate("Filters", "%1 to %2"), first, last)
    return fill(translate("Filters", "made %1"), text) if days.of_making else text


def _span_words() -> Mapping[Span, str]:
    return {
        Span.TODAY: translate("Filters", "Today"),
        Span.WEEK: translate("Filters", "Last 7 days"),
        Span.MONTH: translate("Filters", "Last 30 days"),
    }


def _day_choices(_offers: Offers, saved: SavedQuery) -> Choices:
    custom = translate("Filters", "Choose days …")
    if saved.days is not None and saved.days.span is Span.CUSTOM:
        custom = days_text(saved.days)
    return (*_span_words().items(), (Span.CUSTOM, custom))


def _read_days(saved: SavedQuery) -> Ticks:
    return NONE if saved.days is None else frozenset({saved.days.span})


def _write_days(saved: SavedQuery, ticks: Ticks) -> SavedQuery:
    span = next(iter(ticks), None)
    return saved._replace(days=DateRange(span) if isinstance(span, Span) else None)


def _people_choices(offers: Offers, saved: SavedQuery) -> Choices:
    mine = fill(translate("Filters", "Me (%1)"), offers.me) if offers.me else translate("Filters", "Me")
    # Who works now is the first choice already.
    named = ({*offers.people} - {offers.me} | saved.query.assignees) - {NOBODY}
    return (
        (ME, mine),
        (NOBODY, translate("Filters", "Nobody")),
        *((name, name) for name in sorted(named, key=str.casefold)),
    )


def _read_people(saved: SavedQuery) -> Ticks:
    return frozenset({*saved.query.assignees, *((ME,) if saved.is_mine else ())})


def _write_people(saved: SavedQuery, ticks: Ticks) -> SavedQuery:
    names = frozenset(tick for tick in ticks if isinstance(tick, str))
    return _put(saved, assignees=names)._replace(is_mine=ME in ticks)


def _report_choices(_offers: Offers, _saved: SavedQuery) -> Choices:
    return ((True, translate("Filters", "Stored here")), (False, translate("Filters", "Not stored")))


def _read_report(saved: SavedQuery) -> Ticks:
    return NONE if saved.query.has_report is None else frozenset({saved.query.has_report})


def _write_report(saved: SavedQuery, ticks: Ticks) -> SavedQuery:
    return _put(saved, has_report=next(iter(ticks), None))


def _provider_choices(offers: Offers, _saved: SavedQuery) -> Choices:
    return tuple(offers.providers.items())


def _phase_choices(_offers: Offers, _saved: SavedQuery) -> Choices:
    return tuple((phase, phase_word(phase)) for phase in Phase)


def _severity_choices(_offers: Offers, _saved: SavedQuery) -> Choices:
    return tuple((severity, severity_word(severity)) for severity in reversed(Severity))


def _account_choices(offers: Offers, _saved: SavedQuery) -> Choices:
    return tuple(offers.accounts)


def _overdue_choices(_offers: Offers, _saved: SavedQuery) -> Choices:
    return ((True, translate("Filters", "Only overdue")),)


def _read_overdue(saved: SavedQuery) -> Ticks:
    return frozenset({True}) if saved.query.overdue else NONE


def _write_overdue(saved: SavedQuery, ticks: Ticks) -> SavedQuery:
    return _put(saved, overdue=True in ticks)


def _kind_of_set(title: object, name: str, choices: Callable[[Offers, SavedQuery], Choices]) -> ChipKind:
    return ChipKind(str(title), choices, _reads(name), _writes(name))


_NOOP = QT_TRANSLATE_NOOP
CHIPS: Final[Mapping[str, ChipKind]] = MappingProxyType(
    {
        "provider": _kind_of_set(_NOOP("Filters", "Provider"), "providers", _provider_choices),
        "phase": _kind_of_set(_NOOP("Filters", "Phase"), "phases", _phase_choices),
        "severity": _kind_of_set(_NOOP("Filters", "Severity"), "severities", _severity_choices),
        "date": ChipKind(
            str(_NOOP("Filters", "Date")), _day_choices, _read_days, _write_days, exclusive=True
        ),
        "account": _kind_of_set(_NOOP("Filters", "Account"), "accounts", _account_choices),
        "assignee": ChipKind(
            str(_NOOP("Filters", "Assigned to")), _people_choices, _read_people, _write_people
        ),
        "report": ChipKind(
            str(_NOOP("Filters", "Report")), _report_choices, _read_report, _write_report, exclusive=True
        ),
        "overdue": ChipKind(
            str(_NOOP("Filters", "Overdue")), _overdue_choices, _read_overdue, _write_overdue, exclusive=True
        ),
    }
)
"""By name, the more frequently used first."""

ALL_CHIPS: Final = tuple(CHIPS)
RARE_CHIPS: Final = frozenset({"account", "assignee", "report", "overdue"})


def chip_title(name: str) -> str:
    """What a chip is called. Raises `KeyError`."""
    return translate("Filters", CHIPS[name].title)


def has_filter(query: ListQuery) -> bool:
    """True when the query hides anything."""
    plain = ListQuery(sort=query.sort, descending=query.descending)
    return query != plain


def without_filter(query: ListQuery) -> ListQuery:
    """The query with its order alone."""
    return ListQuery(sort=query.sort, descending=query.descending)
