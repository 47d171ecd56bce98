"""Where on the widget a timeline's bars and marks lie, and what lies under a point: no painting, no state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF

from console.domain.attempt import StretchKind
from console.domain.timeline import EventSource, TimelineEvent
from console.ui.toolkit.plain import to_plain
from console.ui.widgets.timeline_layout import Axis, Lane, Segment

LANE_HEIGHT: Final = 34
AXIS_HEIGHT: Final = 22
NAME_WIDTH: Final = 96
RIGHT: Final = 24
_NAME_LEFT: Final = 8
_BAR_HEIGHT: Final = 20
_NARROWEST: Final = 2.0
_AROUND_WORD: Final = 16
_NEAR: Final = 8.0


@dataclass(frozen=True, slots=True)
class TimelineContent:
    """What is painted: lanes, the axis they share, all events oldest first, and the role of the verdict's colour."""

    lanes: tuple[Lane, ...]
    axis: Axis
    events: tuple[TimelineEvent, ...]
    verdict_role: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A timeline on `width` logical pixels; `pan` is the share of the axis at the left, `zoom` 1 shows the whole.

    `measure` gives the width of a word in the font it is painted in.
    """

    content: TimelineContent
    width: float
    zoom: float
    pan: float
    measure: Callable[[str], float]

    @property
    def span(self) -> float:
        """How wide the axis is on the widget."""
        return max(1.0, self.width - NAME_WIDTH - RIGHT)

    def x(self, share: float) -> float:
        """Where a share of the axis lies; may be outside the widget."""
        return NAME_WIDTH + (share - self.pan) * self.zoom * self.span

    def name_area(self, row: int) -> QRectF:
        """Where a lane's name stands; the lane after the last attempt is our own."""
        return QRectF(_NAME_LEFT, row * LANE_HEIGHT, NAME_WIDTH - 2 * _NAME_LEFT, LANE_HEIGHT)

    def bar(self, row: int, segment: Segment) -> QRectF:
        """The bar of a stretch; a verdict has no length, so its bar is as wide as its word."""
        axis = self.content.axis
        left, right = self.x(axis.share(segment.start)), self.x(axis.share(segment.end))
        top = row * LANE_HEIGHT + (LANE_HEIGHT - _BAR_HEIGHT) / 2
        if segment.kind is not StretchKind.VERDICT:
            return QRectF(left, top, max(_NARROWEST, right - left), _BAR_HEIGHT)
        width = self.measure(to_plain(segment.word)) + _AROUND_WORD
        left = right + 2
        if self.zoom == 1.0:
            left = min(left, self.x(1.0) + RIGHT - 2 - width)
        return QRectF(left, top, width, _BAR_HEIGHT)

    def mark(self, event: TimelineEvent) -> QPointF:
        """The middle of an event's mark, on its attempt's lane or on ours."""
        row = len(self.content.lanes)
        if event.source is not EventSource.US:
            lanes = enumerate(self.content.lanes)
            row = next((number for number, lane in lanes if lane.attempt_id == event.attempt_id), row)
        return QPointF(self.x(self.content.axis.share(event.at)), row * LANE_HEIGHT + LANE_HEIGHT / 2)

    def event_at(self, place: QPointF) -> int:
        """The number of the event nearest to a point, -1 when none is near."""
        near = [
            (abs(mark.x() - place.x()), index)
            for index, mark in enumerate(self.mark(event) for event in self.content.events)
            if abs(mark.y() - place.y()) <= LANE_HEIGHT / 2
        ]
        distance, index = min(near, default=(_NEAR + 1, -1))
        return index if distance <= _NEAR else -1

    def segment_at(self, place: QPointF) -> Segment | None:
        """The stretch whose bar is under a point; a verdict lies over the stretch before it."""
        for row, lane in enumerate(self.content.lanes):
            for segment in reversed(lane.segments):
                if self.bar(row, segment).contains(place):
                    return segment
        return None
