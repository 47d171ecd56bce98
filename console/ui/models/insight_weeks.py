"""How verifications ended, week by week and provider by provider, as plots and tables; paints nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from console.domain.environment import ProviderId
from console.domain.insights import Insights, Outcome, WeekFigures
from console.ui.models.insight_words import Title, count_bar, say
from console.ui.models.plot_values import FigureTable, Number, Pattern, Plot, PlotSeries
from console.ui.toolkit.fill import fill
from console.ui.toolkit.numbers import day_text, full_day_text

translate = QCoreApplication.translate
_NOOP = QT_TRANSLATE_NOOP

_WEEK: Final = timedelta(days=7)
# A year and a bit; more bars than that are no plot any more. Tables hold every week.
MOST_WEEKS: Final = 60
_OUTCOMES: Final[Mapping[Outcome, tuple[object, str, Pattern]]] = {
    Outcome.APPROVED: (_NOOP("Insights", "Approved"), "approved", Pattern.SOLID),
    Outcome.DECLINED: (_NOOP("Insights", "Declined"), "declined", Pattern.RISING),
    Outcome.DROPPED: (_NOOP("Insights", "Dropped off"), "action_needed", Pattern.DOTS),
    Outcome.CLOSED: (_NOOP("Insights", "Put away"), "closed", Pattern.LEVEL),
    Outcome.OPEN: (_NOOP("Insights", "Still open"), "capturing", Pattern.FALLING),
}


def outcomes_note() -> str:
    """What the plots of outcomes count; said once, for all of them."""
    return translate(
        "Insights",
        "Outcomes stand in the week of creation (from Monday, UTC), or of our first look where no time of creation is "
        "told. Dropped off: expired, given up or inconclusive. Put away: closed before a verdict was seen here.",
    )


def outcome_word(outcome: Outcome) -> str:
    """How a verification ended, as people read it."""
    return say(_OUTCOMES[outcome][0])


def build_weeks(insights: Insights, title: Title) -> tuple[Plot, ...]:
    """One plot a provider that has something to show."""
    """One plot per provider, all over the same weeks, so that they can be compared by eye."""
    if not insights.weeks:
        return ()
    first = min(figures.week for figures in insights.weeks)
    last = max(figures.week for figures in insights.weeks)
    weeks = [last - number * _WEEK for number in range((last - first) // _WEEK + 1)][:MOST_WEEKS][::-1]
    providers = dict.fromkeys(figures.provider for figures in insights.weeks)
    return tuple(_build_provider_weeks(insights, provider, weeks, title(provider)) for provider in providers)


def _build_provider_weeks(insights: Insights, provider: ProviderId, weeks: list[date], name: str) -> Plot:
    found = {figures.week: figures for figures in insights.weeks if figures.provider == provider}
    shown = [one for one in Outcome if any(figures.outcomes[one] for figures in found.values())]
    series = tuple(PlotSeries(outcome_word(one), *_OUTCOMES[one][1:]) for one in shown)
    totals = {week: sum(figures.outcomes.values()) for week, figures in found.items()}
    bars = tuple(
        tuple(count_bar(_count_of(found.get(week), one), totals.get(week, 0)) for week in weeks)
        for one in shown
    )
    spoken = translate("Insights", "Week of %1")
    return Plot(
        f"outcomes-{provider}",
        fill(translate("Insights", "%1: outcomes by week"), name),
        "",
        tuple(day_text(week) for week in weeks),
        tuple(fill(spoken, day_text(week)) for week in weeks),
        series,
        bars,
        _week_table(found, shown),
        stacked=True,
    )


def _count_of(figures: WeekFigures | None, outcome: Outcome) -> int:
    return figures.outcomes[outcome] if figures is not None else 0


def _week_table(found: Mapping[date, WeekFigures], shown: Sequence[Outcome]) -> FigureTable:
    """Newest week first; every week and every outcome that has something."""
    headings = (
        translate("Insights", "Week from"),
        *(outcome_word(outcome) for outcome in shown),
        translate("Insights", "All"),
    )
    rows: list[tuple[Number, ...]] = []
    for week in sorted(found, reverse=True):
        counts = [found[week].outcomes[outcome] for outcome in shown]
        rows.append((full_day_text(week), *counts, sum(counts)))
    return FigureTable(headings, tuple(rows))
