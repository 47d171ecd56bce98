"""Figures out of tallies: what each provider can tell, percentiles, ages; exact tables, no store."""

from __future__ import annotations

from datetime import date

import pytest

from console.domain.account import AccountId
from console.domain.environment import ProviderId
from console.domain.insights import (
    AgeBand,
    AgeTally,
    DayTally,
    FunnelStep,
    LabelTally,
    Outcome,
    WaitTally,
    build_ages,
    build_funnels,
    build_labels,
    build_waits,
    build_weeks,
    find_age_band,
    find_percentile,
)
from console.domain.phase import Phase
from console.domain.risk import LabelKind

ONE, TWO = AccountId("one"), AccountId("two")
IRON, PROOFME = ProviderId("iron"), ProviderId("proofme")
PROVIDERS = {ONE: IRON, TWO: PROOFME}
MONDAY, NEXT = date(2026, 11, 9), date(2026, 11, 16)
DAYS = (
    DayTally(ONE, MONDAY, Phase.APPROVED, FunnelStep.DECIDED, 5),
    DayTally(ONE, MONDAY, Phase.EXPIRED, FunnelStep.CREATED, 2),
    DayTally(ONE, NEXT, Phase.INCONCLUSIVE, FunnelStep.CAPTURED, 1),
    DayTally(TWO, NEXT, Phase.CAPTURING, FunnelStep.OPENED, 4),
    DayTally(TWO, NEXT, Phase.DECLINED, FunnelStep.DECIDED, 3),
)


def test_weeks_hold_every_outcome_by_provider() -> None:
    weeks = {(one.provider, one.week): dict(one.outcomes) for one in build_weeks(DAYS, PROVIDERS)}
    nothing = dict.fromkeys(Outcome, 0)
    assert weeks == {
        (IRON, MONDAY): nothing | {Outcome.APPROVED: 5, Outcome.DROPPED: 2},
        (IRON, NEXT): nothing | {Outcome.DROPPED: 1},
        (PROOFME, NEXT): nothing | {Outcome.OPEN: 4, Outcome.DECLINED: 3},
    }


def test_a_step_that_a_provider_cannot_tell_is_none_and_never_zero() -> None:
    told = {IRON: frozenset({Phase.IN_REVIEW}), PROOFME: frozenset({Phase.CAPTURING})}
    funnels = {one.provider: tuple(one.steps.values()) for one in build_funnels(DAYS, PROVIDERS, told)}
    assert funnels == {IRON: (8, None, 6, 5), PROOFME: (7, 7, None, 3)}
    unknown = build_funnels(DAYS, PROVIDERS, {})
    assert [tuple(one.steps.values()) for one in unknown] == [(8, None, None, 5), (7, None, None, 3)]


def test_waits_say_how_many_verdicts_have_a_time() -> None:
    waits = (WaitTally(ONE, 60, 61, 2), WaitTally(ONE, 3600, 3700, 1))
    found = build_waits(waits, DAYS, PROVIDERS)
    assert [(one.provider, one.decided, one.timed, one.median_s, one.p90_s) for one in found] == [
        (IRON, 5, 3, 60.0, 3649.5),
        (PROOFME, 3, 0, None, None),
    ]


@pytest.mark.parametrize(
    ("share", "expected"), [(0.1, 1), (0.5, 5), (0.51, 6), (0.9, 9), (0.91, 10), (1.0, 10)]
)
def test_percentiles_are_the_nearest_rank(share: float, expected: int) -> None:
    tallies = tuple(WaitTally(ONE, seconds, seconds + 1, 1) for seconds in range(10, 0, -1))
    assert find_percentile(tallies, share) == expected


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (-3, AgeBand.TODAY),
        (0, AgeBand.TODAY),
        (1, AgeBand.DAYS_1_2),
        (2, AgeBand.DAYS_1_2),
        (3, AgeBand.DAYS_3_6),
        (6, AgeBand.DAYS_3_6),
        (7, AgeBand.DAYS_7_29),
        (29, AgeBand.DAYS_7_29),
        (30, AgeBand.DAYS_30),
        (4000, AgeBand.DAYS_30),
    ],
)
def test_ages_fall_into_bands(days: int, band: AgeBand) -> None:
    assert find_age_band(days) is band


def test_every_band_is_there_and_equal_phases_are_added_up() -> None:
    tallies = (
        AgeTally(0, Phase.IN_REVIEW, 2),
        AgeTally(8, Phase.CAPTURING, 1),
        AgeTally(9, Phase.CAPTURING, 4),
    )
    assert [(one.band, dict(one.phases)) for one in build_ages(tallies)] == [
        (AgeBand.TODAY, {Phase.IN_REVIEW: 2}),
        (AgeBand.DAYS_1_2, {}),
        (AgeBand.DAYS_3_6, {}),
        (AgeBand.DAYS_7_29, {Phase.CAPTURING: 5}),
        (AgeBand.DAYS_30, {}),
    ]


def test_labels_of_one_provider_are_added_up_and_the_most_frequent_come_first() -> None:
    tallies = (
        LabelTally(ONE, LabelKind.LABEL, "pep", 2),
        LabelTally(AccountId("three"), LabelKind.LABEL, "pep", 3),
        LabelTally(TWO, LabelKind.TAG, "pep", 4),
        LabelTally(TWO, LabelKind.TAG, "other", 1),
    )
    found = build_labels(tallies, {**PROVIDERS, AccountId("three"): IRON}, 2)
    assert [(one.provider, one.kind, one.value, one.count) for one in found] == [
        (IRON, LabelKind.LABEL, "pep", 5),
        (PROOFME, LabelKind.TAG, "pep", 4),
    ]
