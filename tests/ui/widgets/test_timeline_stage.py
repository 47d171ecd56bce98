"""Where bars and marks of a timeline lie on the widget, and what is found under a point."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF

from console.domain.attempt import Attempt, AttemptId, StretchKind
from console.domain.timeline import EventSource, TimelineEvent
from console.ui.widgets.timeline_layout import build_axis, build_lanes
from console.ui.widgets.timeline_stage import (
    LANE_HEIGHT,
    NAME_WIDTH,
    TICK_ROOM,
    Stage,
    TimelineContent,
    build_content,
)

_START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_NOW = _START + timedelta(hours=1)


def _event(minutes: float, source: EventSource, attempt: str) -> TimelineEvent:
    at = _START + timedelta(minutes=minutes)
    return TimelineEvent(at, "status_changed", source, "raw", attempt_id=AttemptId(attempt))


@pytest.fixture
def content() -> TimelineContent:
    """Two attempts, the second declined after half an hour; one event on each and one of our own."""
    attempts = (
        Attempt(AttemptId("a"), "aborted", StretchKind.VERDICT, _START, _START + timedelta(minutes=10)),
        Attempt(AttemptId("b"), "declined", StretchKind.VERDICT, _START + timedelta(minutes=20), _NOW),
    )
    events = (
        _event(5, EventSource.POLL, "a"),
        _event(30, EventSource.WEBHOOK, "b"),
        _event(45, EventSource.US, ""),
    )
    lanes = build_lanes(attempts, events, _NOW)
    return build_content(lanes, build_axis(lanes, events, _NOW), events, "declined")


def _stage(content: TimelineContent, zoom: float = 1.0, pan: float = 0.0) -> Stage:
    return Stage(content, 620.0, zoom, pan, lambda word: 7.0 * len(word))


def test_marks_stand_on_the_lane_of_their_attempt_and_ours_below(content: TimelineContent) -> None:
    stage = _stage(content)
    rows = [int(stage.mark(number).y() // LANE_HEIGHT) for number in range(len(content.events))]
    assert rows == [0, 1, 2]


def test_every_bar_is_seen_whole_while_nothing_is_zoomed(content: TimelineContent) -> None:
    stage = _stage(content)
    for row, lane in enumerate(content.lanes):
        for segment in lane.segments:
            bar = stage.bar(row, segment)
            assert NAME_WIDTH <= bar.left() < bar.right() <= stage.width


def test_a_verdict_that_lies_over_its_attempt_is_what_is_found_there(content: TimelineContent) -> None:
    stage = _stage(content)
    verdict = content.lanes[1].segments[-1]
    assert stage.segment_at(stage.bar(1, verdict).center()) is verdict
    before = content.lanes[1].segments[0]
    assert stage.segment_at(stage.bar(1, before).center()) is before
    assert stage.segment_at(QPointF(4, 4)) is None


def test_the_nearest_mark_of_a_lane_is_found_and_none_far_away(content: TimelineContent) -> None:
    stage = _stage(content)
    for number in range(len(content.events)):
        assert stage.event_at(stage.mark(number) + QPointF(3, 5)) == number
    assert stage.event_at(stage.mark(0) + QPointF(60, 0)) == -1
    assert stage.event_at(stage.mark(0) + QPointF(0, LANE_HEIGHT)) == -1
    assert stage.event_at(QPointF(300, 40 * LANE_HEIGHT)) == -1
    assert stage.segment_at(QPointF(300, -4)) is None


def test_zoom_spreads_the_axis_around_what_is_panned_to(content: TimelineContent) -> None:
    stage = _stage(content, zoom=4.0, pan=0.5)
    assert stage.x(0.5) == NAME_WIDTH
    assert stage.x(0.75) == pytest.approx(NAME_WIDTH + stage.span)


def test_what_belongs_to_the_whole_case_stands_on_the_attempt_of_its_time(content: TimelineContent) -> None:
    events = (
        _event(-5, EventSource.POLL, ""),
        _event(12, EventSource.POLL, ""),
        _event(25, EventSource.WEBHOOK, ""),
        _event(26, EventSource.WEBHOOK, "an attempt nobody lists"),
    )
    placed = build_content(content.lanes, build_axis(content.lanes, events, _NOW), events, "declined")
    assert placed.rows == (0, 0, 1, 1)


def test_a_row_holds_its_stretches_and_events_from_left_to_right(content: TimelineContent) -> None:
    kinds = [
        [item.segment.kind.value if item.segment else item.event for item in row] for row in content.items
    ]
    assert kinds == [["untold", 0, "verdict"], ["untold", 1, "verdict"], [2]]


def test_marks_on_one_pixel_are_painted_once_and_those_out_of_view_not_at_all(
    content: TimelineContent,
) -> None:
    crowd = tuple(_event(minutes / 1000, EventSource.POLL, "a") for minutes in range(10_000))
    placed = build_content(content.lanes, build_axis(content.lanes, crowd, _NOW), crowd, "declined")
    whole = list(_stage(placed).marks_seen())
    assert whole[-1] == 9_999
    assert len(whole) < 200
    assert list(_stage(placed, zoom=4.0, pan=0.5).marks_seen()) == []


def test_a_gap_is_found_under_its_break_mark(content: TimelineContent) -> None:
    late = (*content.events, _event(60 * 30, EventSource.US, ""))
    placed = build_content(content.lanes, build_axis(content.lanes, late, _NOW), late, "declined")
    stage = _stage(placed)
    [fold] = placed.axis.folds
    assert stage.fold_at(stage.fold_area(fold).center()) is fold
    assert stage.fold_at(QPointF(4, 4)) is None


def test_no_time_stands_inside_a_folded_gap_and_none_over_another() -> None:
    days = tuple(replace(_event(0, EventSource.POLL, ""), at=_START + timedelta(days=n)) for n in (0, 1, 5))
    close = tuple(replace(each, at=each.at + timedelta(minutes=20)) for each in days)
    events = tuple(sorted((*days, *close), key=lambda event: event.at))
    lanes = build_lanes((), events, events[-1].at)
    content = build_content(lanes, build_axis(lanes, events, events[-1].at), events, "declined")
    for width in (420.0, 620.0, 900.0, 1600.0):
        for zoom, pan in ((1.0, 0.0), (3.0, 0.2), (40.0, 0.5)):
            stage = Stage(content, width, zoom, pan, lambda word: 7.0 * len(word))
            ticks = list(stage.ticks())
            inside = [at for _, at in ticks for fold in content.axis.folds if fold.start < at < fold.end]
            assert not inside
            assert all(before + TICK_ROOM <= after for (before, _), (after, _) in pairwise(ticks))
            assert all(stage.content.axis.share(at) == pytest.approx(stage.share_at(x)) for x, at in ticks)
    whole = list(Stage(content, 900.0, 1.0, 0.0, lambda word: 7.0 * len(word)).ticks())
    assert (whole[0][1], whole[-1][1]) == (events[0].at, events[-1].at)
    ends = {fold.end for fold in content.axis.folds}
    drawn = [Stage(content, 400.0 + 10 * n, 1.0, 0.0, lambda word: 7.0 * len(word)) for n in range(120)]
    assert any(ends & {at for _, at in stage.ticks()} for stage in drawn)
