"""Figures about many verifications at once: what is counted, and how counts become shares of time; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from console.domain.account import AccountId
from console.domain.environment import Environment, ProviderId
from console.domain.phase import Phase
from console.domain.risk import LabelKind


class Outcome(StrEnum):
    """How a verification ended. DROPPED: without a verdict; CLOSED: put away before we had seen one; OPEN: it has not."""

    APPROVED = "approved"
    DECLINED = "declined"
    DROPPED = "dropped"
    CLOSED = "closed"
    OPEN = "open"


OUTCOMES: Final[Mapping[Phase, Outcome]] = MappingProxyType(
    {
        Phase.NOT_STARTED: Outcome.OPEN,
        Phase.CAPTURING: Outcome.OPEN,
        Phase.IN_REVIEW: Outcome.OPEN,
        Phase.ACTION_NEEDED: Outcome.OPEN,
        Phase.UNKNOWN: Outcome.OPEN,
        Phase.APPROVED: Outcome.APPROVED,
        Phase.DECLINED: Outcome.DECLINED,
        Phase.INCONCLUSIVE: Outcome.DROPPED,
        Phase.EXPIRED: Outcome.DROPPED,
        Phase.CLOSED: Outcome.CLOSED,
    }
)


class FunnelStep(StrEnum):
    """How far a verification came, in this order; whoever reached a step has passed those before it."""

    CREATED = "created"
    OPENED = "opened"
    CAPTURED = "captured"
    DECIDED = "decided"


# The phase by which a provider tells of a step; a provider without it cannot tell. The two ends are told by all.
TELLING_PHASES: Final[Mapping[FunnelStep, Phase]] = MappingProxyType(
    {FunnelStep.OPENED: Phase.CAPTURING, FunnelStep.CAPTURED: Phase.IN_REVIEW}
)


class AgeBand(StrEnum):
    """How long ago something was created, in whole days of UTC."""

    TODAY = "today"
    DAYS_1_2 = "1-2"
    DAYS_3_6 = "3-6"
    DAYS_7_29 = "7-29"
    DAYS_30 = "30+"


_AGES_FROM: Final = (
    (30, AgeBand.DAYS_30),
    (7, AgeBand.DAYS_7_29),
    (3, AgeBand.DAYS_3_6),
    (1, AgeBand.DAYS_1_2),
)


def find_age_band(days: int) -> AgeBand:
    """The band of an age; what a wrong clock dates into the future is new."""
    return next((band for least, band in _AGES_FROM if days >= least), AgeBand.TODAY)


@dataclass(frozen=True, slots=True)
class InsightQuery:
    """Which verifications are counted: those of one environment, never of two. Empty sets mean all.

    `since` is a Monday in UTC; what was created in that week or later counts. Ages of open ones do not follow it.
    """

    environment: Environment
    since: date | None = None
    providers: frozenset[ProviderId] = frozenset()
    accounts: frozenset[AccountId] = frozenset()


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """How the verifications of one provider created in one week (from its Monday, UTC) stand now."""

    provider: ProviderId
    week: date
    outcomes: Mapping[Outcome, int]


@dataclass(frozen=True, slots=True)
class FunnelFigures:
    """How many came how far; None where the provider's statuses cannot tell."""

    provider: ProviderId
    steps: Mapping[FunnelStep, int | None]


@dataclass(frozen=True, slots=True)
class WaitFigures:
    """From creation to verdict. Of `decided` verdicts `timed` have both times told; seconds are right to 5 %."""

    provider: ProviderId
    decided: int
    timed: int
    median_s: float | None
    p90_s: float | None


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """On how many verifications a label is."""

    provider: ProviderId
    kind: LabelKind
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class AgeFigures:
    """Open verifications of one age, by phase."""

    band: AgeBand
    phases: Mapping[Phase, int]


@dataclass(frozen=True, slots=True)
class Insights:
    """All figures of one query, from one view of the database."""

    query: InsightQuery
    as_of: datetime
    total: int
    weeks: tuple[WeekFigures, ...]
    funnels: tuple[FunnelFigures, ...]
    waits: tuple[WaitFigures, ...]
    labels: tuple[LabelFigures, ...]
    ages: tuple[AgeFigures, ...]


@dataclass(frozen=True, slots=True)
class DayTally:
    """So many verifications, created on days of one week, stand at `phase` and came as far as `reached`."""

    account: AccountId
    week: date
    phase: Phase
    reached: FunnelStep
    count: int


@dataclass(frozen=True, slots=True)
class AgeTally:
    """So many open verifications were created `days` ago."""

    days: int
    phase: Phase
    count: int


@dataclass(frozen=True, slots=True)
class WaitTally:
    """So many verdicts took from `least_s` to below `below_s` seconds."""

    account: AccountId
    least_s: int
    below_s: int
    count: int


@dataclass(frozen=True, slots=True)
class LabelTally:
    """On how many verifications of an account a label is."""

    account: AccountId
    kind: LabelKind
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Tallies:
    """What the store has counted for one query."""

    days: tuple[DayTally, ...]
    ages: tuple[AgeTally, ...]
    waits: tuple[WaitTally, ...]
    labels: tuple[LabelTally, ...]


def build_weeks(
    tallies: Iterable[DayTally], providers: Mapping[AccountId, ProviderId]
) -> tuple[WeekFigures, ...]:
    """By provider and week, oldest week first."""
    found: dict[tuple[ProviderId, date], dict[Outcome, int]] = {}
    for tally in tallies:
        outcomes = found.setdefault((providers[tally.account], tally.week), dict.fromkeys(Outcome, 0))
        outcomes[OUTCOMES[tally.phase]] += tally.count
    return tuple(WeekFigures(provider, week, found[provider, week]) for provider, week in sorted(found))


def build_funnels(
    tallies: Iterable[DayTally],
    providers: Mapping[AccountId, ProviderId],
    told: Mapping[ProviderId, frozenset[Phase]],
) -> tuple[FunnelFigures, ...]:
    """By provider; `told` are the phases each provider's statuses can tell."""
    order = tuple(FunnelStep)
    found: dict[ProviderId, dict[FunnelStep, int]] = {}
    for tally in tallies:
        steps = found.setdefault(providers[tally.account], dict.fromkeys(FunnelStep, 0))
        for step in order[: order.index(tally.reached) + 1]:
            steps[step] += tally.count
    return tuple(
        FunnelFigures(
            provider, {step: steps[step] if _is_told(step, told.get(provider)) else None for step in order}
        )
        for provider, steps in sorted(found.items())
    )


def _is_told(step: FunnelStep, told: frozenset[Phase] | None) -> bool:
    phase = TELLING_PHASES.get(step)
    return phase is None or phase in (told or frozenset())


def build_waits(
    tallies: Iterable[WaitTally],
    days: Iterable[DayTally],
    providers: Mapping[AccountId, ProviderId],
) -> tuple[WaitFigures, ...]:
    """By provider, those without a verdict left out."""
    decided: dict[ProviderId, int] = {}
    for day in days:
        if day.reached is FunnelStep.DECIDED:
            provider = providers[day.account]
            decided[provider] = decided.get(provider, 0) + day.count
    waits: dict[ProviderId, list[WaitTally]] = {}
    for tally in tallies:
        waits.setdefault(providers[tally.account], []).append(tally)
    return tuple(
        WaitFigures(
            provider,
            count,
            sum(tally.count for tally in waits.get(provider, ())),
            find_percentile(waits.get(provider, ()), 0.5),
            find_percentile(waits.get(provider, ()), 0.9),
        )
        for provider, count in sorted(decided.items())
    )


def find_percentile(tallies: Sequence[WaitTally], share: float) -> float | None:
    """Seconds below which that share of the verdicts came: the middle of the range it falls into; None without any."""
    total = sum(tally.count for tally in tallies)
    if not total:
        return None
    # The nearest rank: the smallest value with at least that share at or below it.
    rank, passed = max(1, -int(-share * total // 1)), 0
    for tally in sorted(tallies, key=lambda each: each.least_s):
        passed += tally.count
        if passed >= rank:
            return (tally.least_s + tally.below_s - 1) / 2
    return None


def build_ages(tallies: Iterable[AgeTally]) -> tuple[AgeFigures, ...]:
    """Every band, the youngest first, with the phases that occur."""
    found: dict[AgeBand, dict[Phase, int]] = {band: {} for band in AgeBand}
    for tally in tallies:
        phases = found[find_age_band(tally.days)]
        phases[tally.phase] = phases.get(tally.phase, 0) + tally.count
    return tuple(AgeFigures(band, phases) for band, phases in found.items())


def build_labels(
    tallies: Iterable[LabelTally], providers: Mapping[AccountId, ProviderId], at_most: int
) -> tuple[LabelFigures, ...]:
    """The most frequent labels over all accounts of a provider, most frequent first."""
    found: dict[tuple[ProviderId, LabelKind, str], int] = {}
    for tally in tallies:
        name = (providers[tally.account], tally.kind, tally.value)
        found[name] = found.get(name, 0) + tally.count
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:at_most]
    return tuple(LabelFigures(*name, count) for name, count in ordered)
