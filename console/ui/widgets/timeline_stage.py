"""Where on the widget a timeline's bars and marks lie, and what lies under a point: no painting, no state."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF

from console.domain.attempt import StretchKind
from console.domain.timeline import TimelineEvent
from console.ui.toolkit.plain import to_plain
from console.ui.widgets.timeline_layout import Axis, Fold, Lane, Segment, find_rows, is_decision

LANE_HEIGHT: Final = 34
AXIS_HEIGHT: Final = 40
NAME_WIDTH: Final = 96
RIGHT: Final = 24
_NAME_LEFT: Final = 8
_BAR_HEIGHT: Final = 20
_NARROWEST: Final = 2.0
_AROUND_WORD: Final = 16
_NEAR: Final = 8.0
_FOLD_HALF: Final = 7.0
_TICK_EVERY: Final = 150.0
# A day and a bit of air, in the secondary size.
TICK_ROOM: Final = 92.0


class Item(NamedTuple):
    """Something that is walked to: a segment of a lane, or an event by its number in the list."""

    share: float
    row: int
    segment: Segment | None
    event: int


@dataclass(frozen=True, slots=True)
class TimelineContent:
    """What is painted: lanes, the axis they share, all events oldest first, and the role of the verdict's colour.

    `rows` and `shares` say where each event stands; `items` is what there is on each row from left to right.
    """

    lanes: tuple[Lane, ...]
    axis: Axis
    events: tuple[TimelineEvent, ...]
    verdict_role: str
    rows: tuple[int, ...]
    shares: tuple[float, ...]
    items: tuple[tuple[Item, ...], ...]

    @property
    def our_row(self) -> int:
        """The row of what we did ourselves, below the attempts."""
        return len(self.lanes)


def build_content(
    lanes: tuple[Lane, ...], axis: Axis, events: tuple[TimelineEvent, ...], verdict_role: str
) -> TimelineContent:
    """Work out once where everything stands; `events` are oldest first."""
    rows = find_rows(lanes, events)
    shares = tuple(axis.share(event.at) for event in events)
    items: list[list[Item]] = [
        [Item(axis.share(each.start), row, each, -1) for each in lane.segments]
        for row, lane in enumerate(lanes)
    ]
    items.append([])
    for number, (row, share) in enumerate(zip(rows, shares, strict=True)):
        items[row].append(Item(share, row, None, number))
    # Of equal moments the segment comes first, then events in their order.
    ordered = tuple(tuple(sorted(row, key=lambda item: (item.share, item.event))) for row in items)
    return TimelineContent(lanes, axis, events, verdict_role, rows, shares, ordered)


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

    @property
    def bottom(self) -> float:
        """Where the lanes end and the axis begins."""
        return float((self.content.our_row + 1) * LANE_HEIGHT)

    def x(self, share: float) -> float:
        """Where a share of the axis lies; may be outside the widget."""
        return NAME_WIDTH + (share - self.pan) * self.zoom * self.span

    def share_at(self, x: float) -> float:
        """The share of the axis at a place on the widget."""
        return self.pan + (x - NAME_WIDTH) / (self.zoom * self.span)

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

    def mark(self, event: int) -> QPointF:
        """The middle of an event's mark, on its attempt's lane or on ours."""
        y = self.content.rows[event] * LANE_HEIGHT + LANE_HEIGHT / 2
        return QPointF(self.x(self.content.shares[event]), y)

    def left_of(self, item: Item) -> QPointF:
        """Where the card of a stretch is shown: at its beginning, or where it comes into view."""
        bar = self.bar(item.row, item.segment) if item.segment is not None else self.name_area(item.row)
        return QPointF(max(float(NAME_WIDTH), bar.left()), bar.bottom())

    def marks_seen(self) -> Iterator[int]:
        """Events inside the view, oldest first; of those on the same pixel only the last, a decision before all others."""
        shares = self.content.shares
        first = bisect_left(shares, self.share_at(NAME_WIDTH - _NEAR))
        last = bisect_right(shares, self.share_at(self.width))
        seen: dict[tuple[int, int], int] = {}
        for event in range(first, last):
            place = (self.content.rows[event], round(self.x(shares[event])))
            before = seen.get(place)
            if before is None or not is_decision(self.content.events[before]):
                seen[place] = event
        yield from seen.values()

    def fold_area(self, fold: Fold) -> QRectF:
        """Where the break mark of a folded gap stands, over all lanes."""
        axis = self.content.axis
        middle = (self.x(axis.share(fold.start)) + self.x(axis.share(fold.end))) / 2
        return QRectF(middle - _FOLD_HALF, 0, 2 * _FOLD_HALF, self.bottom + AXIS_HEIGHT / 2)

    def ticks(self) -> Iterator[tuple[float, datetime]]:
        """Places under the lanes with their moments, evenly spaced; a folded gap has none inside, one where it ends.

        Each has `TICK_ROOM` to its right for its words, the last one to its left.
        """
        count = max(1, int(self.span // _TICK_EVERY))
        right = NAME_WIDTH + self.span
        places = [self._outside_folds(NAME_WIDTH + self.span * number / count) for number in range(count + 1)]
        taken = float(NAME_WIDTH)
        for x, moment in places:
            is_last = abs(x - right) < 1.0
            if taken <= x and (is_last or x + TICK_ROOM <= right - TICK_ROOM):
                taken = x + TICK_ROOM
                yield x, moment

    def _outside_folds(self, x: float) -> tuple[float, datetime]:
        axis = self.content.axis
        moment = axis.moment(self.share_at(x))
        inside = next((fold for fold in axis.folds if fold.start < moment < fold.end), None)
        return (x, moment) if inside is None else (self.x(axis.share(inside.end)), inside.end)

    def event_at(self, place: QPointF) -> int:
        """The number of the event nearest to a point, -1 when none is near."""
        row = int(place.y() // LANE_HEIGHT)
        if not 0 <= row < len(self.content.items):
            return -1
        reach = _NEAR / (self.zoom * self.span)
        wanted = self.share_at(place.x())
        shares = self.content.shares
        first, last = bisect_left(shares, wanted - reach), bisect_right(shares, wanted + reach)
        near = [
            (abs(shares[event] - wanted), event)
            for event in range(first, last)
            if self.content.rows[event] == row
        ]
        return min(near, default=(0.0, -1))[1]

    def segment_at(self, place: QPointF) -> Segment | None:
        """The stretch whose bar is under a point; a verdict lies over the stretch before it."""
        row = int(place.y() // LANE_HEIGHT)
        if not 0 <= row < len(self.content.lanes):
            return None
        segments = reversed(self.content.lanes[row].segments)
        return next((each for each in segments if self.bar(row, each).contains(place)), None)

    def fold_at(self, place: QPointF) -> Fold | None:
        """The folded gap whose break mark is under a point."""
        folds = self.content.axis.folds
        return next((fold for fold in folds if self.fold_area(fold).contains(place)), None)
