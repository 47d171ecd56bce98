"""Figures as plots and tables with our words; pure but for the translator: no painting, no service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from console.domain.environment import ProviderId
from console.domain.insights import (
    AgeBand,
    FunnelFigures,
    FunnelStep,
    Insights,
    LabelFigures,
)
from console.domain.phase import Phase
from console.domain.risk import LabelRef, RiskLabel
from console.ui.models.insight_weeks import build_weeks
from console.ui.models.insight_words import Title, count_bar, not_told, say
from console.ui.models.plot_values import (
    FigureTable,
    Number,
    Pattern,
    Plot,
    PlotBar,
    PlotSeries,
    Scale,
)
from console.ui.toolkit.numbers import duration_text
from console.ui.toolkit.words import phase_word

translate = QCoreApplication.translate
_NOOP = QT_TRANSLATE_NOOP

Describe = Callable[[ProviderId, LabelRef], RiskLabel]

_STEPS: Final[Mapping[FunnelStep, object]] = {
    FunnelStep.CREATED: _NOOP("Insights", "Created"),
    FunnelStep.OPENED: _NOOP("Insights", "Opened"),
    FunnelStep.CAPTURED: _NOOP("Insights", "Captured"),
    FunnelStep.DECIDED: _NOOP("Insights", "Decided"),
}
_BANDS: Final[Mapping[AgeBand, object]] = {
    AgeBand.TODAY: _NOOP("Insights", "Today"),
    AgeBand.DAYS_1_2: _NOOP("Insights", "1–2 days"),
    AgeBand.DAYS_3_6: _NOOP("Insights", "3–6 days"),
    AgeBand.DAYS_7_29: _NOOP("Insights", "7–29 days"),
    AgeBand.DAYS_30: _NOOP("Insights", "30+ days"),
}
_OPEN_PHASES: Final[Mapping[Phase, Pattern]] = {
    Phase.NOT_STARTED: Pattern.LEVEL,
    Phase.CAPTURING: Pattern.FALLING,
    Phase.IN_REVIEW: Pattern.SOLID,
    Phase.ACTION_NEEDED: Pattern.DOTS,
    Phase.UNKNOWN: Pattern.GRID,
}
# Providers have no colours of their own; what tells them apart is the pattern, and where they stand.
_SERIES: Final = (
    ("link", Pattern.SOLID),
    ("in_review", Pattern.RISING),
    ("inconclusive", Pattern.DOTS),
    ("not_started", Pattern.LEVEL),
    ("unknown", Pattern.FALLING),
    ("expired", Pattern.GRID),
)


def build_plots(insights: Insights, title: Title, describe: Describe) -> tuple[Plot, ...]:
    """Every plot that has something to show, in the order of the page."""
    plots = [
        *build_weeks(insights, title),
        *_build_funnel(insights, title),
        *_build_waits(insights, title),
        *_build_labels(insights, title, describe),
        *_build_ages(insights),
    ]
    return tuple(plots)


def step_word(step: FunnelStep) -> str:
    """A step of the funnel as people read it."""
    return say(_STEPS[step])


def _provider_series(providers: tuple[ProviderId, ...], title: Title) -> tuple[PlotSeries, ...]:
    return tuple(
        PlotSeries(title(provider), *_SERIES[number % len(_SERIES)])
        for number, provider in enumerate(providers)
    )


def _build_funnel(insights: Insights, title: Title) -> tuple[Plot, ...]:
    if not insights.funnels:
        return ()
    steps = tuple(FunnelStep)
    words = tuple(step_word(step) for step in steps)
    headings = (translate("Insights", "Provider"), *words)
    rows = tuple(
        (title(one.provider), *(_told(one.steps[step]) for step in steps)) for one in insights.funnels
    )
    return (
        Plot(
            "funnel",
            translate("Insights", "How far verifications came"),
            translate(
                "Insights",
                "As far as each provider's statuses told it. A step that a provider cannot tell is not told, never 0.",
            ),
            words,
            words,
            _provider_series(tuple(one.provider for one in insights.funnels), title),
            tuple(tuple(_funnel_bar(one, step) for step in steps) for one in insights.funnels),
            FigureTable(headings, rows),
        ),
    )


def _told(count: int | None) -> Number:
    return not_told() if count is None else count


def _funnel_bar(figures: FunnelFigures, step: FunnelStep) -> PlotBar:
    count = figures.steps[step]
    return (
        PlotBar(None, not_told())
        if count is None
        else count_bar(count, figures.steps[FunnelStep.CREATED] or 0)
    )


def _build_waits(insights: Insights, title: Title) -> tuple[Plot, ...]:
    waits = insights.waits
    if not any(one.timed for one in waits):
        return ()
    names = tuple(title(one.provider) for one in waits)
    median, p90 = translate("Insights", "Median"), translate("Insights", "90 of 100 within")
    headings = (
        translate("Insights", "Provider"),
        median,
        p90,
        translate("Insights", "Verdicts"),
        translate("Insights", "With both times told"),
    )
    rows = tuple(
        (name, _wait_bar(one.median_s).text, _wait_bar(one.p90_s).text, one.decided, one.timed)
        for name, one in zip(names, waits, strict=True)
    )
    return (
        Plot(
            "time-to-decision",
            translate("Insights", "From creation to verdict"),
            translate("Insights", "Durations are kept with two digits, so these are right to 5 %."),
            names,
            names,
            (PlotSeries(median, "link", Pattern.SOLID), PlotSeries(p90, "in_review", Pattern.RISING)),
            (
                tuple(_wait_bar(one.median_s) for one in waits),
                tuple(_wait_bar(one.p90_s) for one in waits),
            ),
            FigureTable(headings, rows),
            Scale.SECONDS,
        ),
    )


def _wait_bar(seconds: float | None) -> PlotBar:
    return PlotBar(None, not_told()) if seconds is None else PlotBar(seconds, duration_text(seconds))


def _build_labels(insights: Insights, title: Title, describe: Describe) -> tuple[Plot, ...]:
    labels = insights.labels
    if not labels:
        return ()
    names = tuple(_label_name(one, describe) for one in labels)
    headings = (
        translate("Insights", "Label"),
        translate("Insights", "As sent"),
        translate("Insights", "Provider"),
        translate("Insights", "Verifications"),
    )
    rows = tuple(
        (name, one.value, title(one.provider), one.count) for name, one in zip(names, labels, strict=True)
    )
    spoken = tuple(f"{name} ({title(one.provider)})" for name, one in zip(names, labels, strict=True))
    return (
        Plot(
            "labels",
            translate("Insights", "Most frequent labels"),
            translate("Insights", "On how many of these verifications each label is now."),
            names,
            spoken,
            (PlotSeries(translate("Insights", "Verifications"), "link", Pattern.SOLID),),
            (tuple(count_bar(one.count, insights.total) for one in labels),),
            FigureTable(headings, rows),
            is_flat=True,
        ),
    )


def _label_name(figures: LabelFigures, describe: Describe) -> str:
    meaning = describe(figures.provider, LabelRef(figures.kind, figures.value)).meaning
    return meaning.title if meaning is not None else figures.value


def _build_ages(insights: Insights) -> tuple[Plot, ...]:
    if not any(one.phases for one in insights.ages):
        return ()
    phases = [phase for phase in _OPEN_PHASES if any(one.phases.get(phase) for one in insights.ages)]
    words = tuple(say(_BANDS[one.band]) for one in insights.ages)
    totals = [sum(one.phases.values()) for one in insights.ages]
    headings = (
        translate("Insights", "Created"),
        *(phase_word(phase) for phase in phases),
        translate("Insights", "All"),
    )
    rows = tuple(
        (word, *(one.phases.get(phase, 0) for phase in phases), total)
        for word, one, total in zip(words, insights.ages, totals, strict=True)
    )
    return (
        Plot(
            "ages",
            translate("Insights", "Age of what is open"),
            translate(
                "Insights", "Everything open now, whatever the period above; days in UTC since creation."
            ),
            words,
            words,
            tuple(PlotSeries(phase_word(phase), phase.value, _OPEN_PHASES[phase]) for phase in phases),
            tuple(
                tuple(
                    count_bar(one.phases.get(phase, 0), total)
                    for one, total in zip(insights.ages, totals, strict=True)
                )
                for phase in phases
            ),
            FigureTable(headings, rows),
            stacked=True,
        ),
    )
