"""Where lanes, segments and folds of a timeline lie."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.attempt import Attempt, AttemptId, StretchKind
from console.domain.timeline import EventSource, TimelineEvent
from console.ui.widgets.timeline_layout import FOLD_AFTER, Axis, build_axis, build_lanes

_START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_NOW = _START + timedelta(hours=1)
_MOMENTS = st.lists(
    st.integers(0, 10_000_000).map(lambda seconds: _START + timedelta(seconds=seconds)),
    min_size=2,
    max_size=40,
)


def _attempt(
    kind: StretchKind, created: datetime | None, updated: datetime | None, name: str = "a"
) -> Attempt:
    return Attempt(AttemptId(name), "raw", kind, created, updated)


def _event(kind: str, minutes: float, attempt: str = "a") -> TimelineEvent:
    return TimelineEvent(
        _START + timedelta(minutes=minutes), kind, EventSource.POLL, "raw", attempt_id=AttemptId(attempt)
    )


@given(_MOMENTS)
def test_the_axis_keeps_the_order_of_time(moments: list[datetime]) -> None:
    axis = Axis(tuple(moments))
    shares = [axis.share(moment) for moment in sorted(set(moments))]
    assert shares == sorted(shares)
    assert len(set(shares)) == len(shares)
    assert shares[0] == 0.0
    assert shares[-1] == pytest.approx(1.0 if len(shares) > 1 else 0.0)
    assert axis.share(axis.start - timedelta(days=9)) == 0.0
    assert axis.share(axis.end + timedelta(days=9)) == 1.0


def test_only_gaps_of_more_than_six_hours_are_folded() -> None:
    within = _START + FOLD_AFTER
    beyond = within + FOLD_AFTER + timedelta(seconds=1)
    axis = Axis((_START, within, beyond))
    assert [(fold.start, fold.end) for fold in axis.folds] == [(within, beyond)]
    assert axis.share(beyond) - axis.share(within) < axis.share(within)


def test_an_open_attempt_reaches_until_now_and_shows_each_stretch() -> None:
    attempt = _attempt(StretchKind.CHECKING, _START, None)
    events = (
        _event("attempt_capturing", 10),
        _event("attempt_checking", 30),
        _event("attempt_capturing", 20, "b"),
    )
    [lane] = build_lanes((attempt,), events, _NOW)
    assert [segment.kind for segment in lane.segments] == [
        StretchKind.WAITING,
        StretchKind.CAPTURING,
        StretchKind.CHECKING,
    ]
    assert [(s.end - s.start).total_seconds() / 60 for s in lane.segments] == [10, 20, 30]
    assert lane.segments[-1].end == _NOW


def test_what_was_going_on_before_the_first_look_is_not_made_up() -> None:
    checking = _attempt(StretchKind.CHECKING, _START, None)
    [lane] = build_lanes((checking,), (_event("attempt_checking", 30),), _NOW)
    assert [segment.kind for segment in lane.segments] == [StretchKind.UNTOLD, StretchKind.CHECKING]
    [lane] = build_lanes((checking,), (_event("attempt_checking", 0),), _NOW)
    assert [segment.kind for segment in lane.segments] == [StretchKind.CHECKING]
    ended = _attempt(StretchKind.VERDICT, _START, _NOW)
    [lane] = build_lanes((ended,), (_event("attempt_capturing", 20),), _NOW)
    assert [segment.kind for segment in lane.segments] == [
        StretchKind.WAITING,
        StretchKind.CAPTURING,
        StretchKind.VERDICT,
    ]


def test_a_finished_attempt_ends_with_its_verdict_in_the_providers_word() -> None:
    ended = _START + timedelta(minutes=5)
    attempt = Attempt(AttemptId("a"), "completed", StretchKind.VERDICT, _START, ended, outcome="DENIED")
    [lane] = build_lanes((attempt,), (), _NOW)
    assert [segment.kind for segment in lane.segments] == [StretchKind.UNTOLD, StretchKind.VERDICT]
    assert lane.segments[-1].word == "DENIED"
    assert lane.segments[-1].end == ended


def test_an_attempt_whose_times_are_not_told_lies_where_it_was_seen() -> None:
    attempt = _attempt(StretchKind.VERDICT, None, None)
    events = (_event("attempt_added", 3), _event("label_added", 4))
    lanes = build_lanes((attempt,), events, _NOW)
    assert lanes[0].segments[0].start == _START + timedelta(minutes=3)
    assert lanes[0].segments[-1].end == _START + timedelta(minutes=4)
    assert build_axis(lanes, events, _NOW).end < _NOW


def test_attempts_are_numbered_by_age() -> None:
    older = _attempt(StretchKind.VERDICT, _START, _START + timedelta(minutes=1), "older")
    newer = _attempt(StretchKind.WAITING, _START + timedelta(minutes=2), None, "newer")
    lanes = build_lanes((newer, older), (), _NOW)
    assert [(lane.number, lane.attempt_id) for lane in lanes] == [(1, "older"), (2, "newer")]


def test_nothing_at_all_still_has_an_axis() -> None:
    axis = build_axis((), (), _NOW)
    assert axis.start == _NOW
    assert axis.end > axis.start


@given(_MOMENTS, st.floats(0, 1))
def test_a_share_names_the_moment_it_stands_for(moments: list[datetime], share: float) -> None:
    axis = Axis(tuple(moments))
    assert axis.start <= axis.moment(share) <= axis.end
    assert axis.share(axis.moment(share)) == pytest.approx(share, abs=1e-4)
