"""Where a timeline's lanes, segments and events lie: pure arithmetic over times, no Qt and no colours."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from console.domain.attempt import Attempt, StretchKind
from console.domain.timeline import EventSource, TimelineEvent

FOLD_AFTER: Final = timedelta(hours=6)
# What a folded gap still takes of the axis, so that its break mark has room.
FOLD_SHARE: Final = timedelta(minutes=10)
_SHORTEST: Final = timedelta(seconds=1)
_KINDS: Final = {
    "waiting": StretchKind.WAITING,
    "capturing": StretchKind.CAPTURING,
    "checking": StretchKind.CHECKING,
    "verdict": StretchKind.VERDICT,
}


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of an attempt; `word` is the provider's own where it gave one."""

    kind: StretchKind
    start: datetime
    end: datetime
    word: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """One attempt, in order of creation."""

    attempt_id: str
    number: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """A long stretch without anything, shortened on the axis."""

    start: datetime
    end: datetime


class Axis:
    """Maps moments to a share (0 to 1) of the width, with long gaps folded; strictly increasing."""

    def __init__(self, moments: Iterable[datetime]) -> None:
        ordered = sorted(set(moments))
        if not ordered:
            raise ValueError("an axis needs a moment")
        if len(ordered) == 1:
            ordered.append(ordered[0] + _SHORTEST)
        self._moments = ordered
        self._places = [timedelta()]
        folds: list[Fold] = []
        for before, after in pairwise(ordered):
            gap = after - before
            if gap > FOLD_AFTER:
                folds.append(Fold(before, after))
                gap = FOLD_SHARE
            self._places.append(self._places[-1] + gap)
        self.folds = tuple(folds)

    @property
    def start(self) -> datetime:
        """The first moment."""
        return self._moments[0]

    @property
    def end(self) -> datetime:
        """The last moment."""
        return self._moments[-1]

    def share(self, moment: datetime) -> float:
        """Where a moment lies, 0 at the start and 1 at the end; moments outside are clamped."""
        if moment <= self.start:
            return 0.0
        if moment >= self.end:
            return 1.0
        after = bisect_left(self._moments, moment)
        (since, until), (left, right) = self._stretch(after)
        return (left + (moment - since) / (until - since) * (right - left)) / self._places[-1]

    def moment(self, share: float) -> datetime:
        """The moment at a share of the width; shares outside are clamped."""
        wanted = self._places[-1] * min(1.0, max(0.0, share))
        after = min(len(self._places) - 1, max(1, bisect_left(self._places, wanted)))
        (since, until), (left, right) = self._stretch(after)
        return since + (until - since) * ((wanted - left) / (right - left))

    def _stretch(self, after: int) -> tuple[tuple[datetime, datetime], tuple[timedelta, timedelta]]:
        return (self._moments[after - 1], self._moments[after]), (
            self._places[after - 1],
            self._places[after],
        )


def build_lanes(
    attempts: tuple[Attempt, ...], events: Sequence[TimelineEvent], now: datetime
) -> tuple[Lane, ...]:
    """One lane per attempt, oldest first. Stretches come from the attempt's own events where the provider's statuses
    were seen to change; what is still going on ends at `now`."""
    own: defaultdict[str, list[TimelineEvent]] = defaultdict(list)
    for event in events:
        own[event.attempt_id].append(event)
    ordered = sorted(attempts, key=lambda attempt: attempt.created_at or now)
    return tuple(
        Lane(attempt.id, number, _build_segments(attempt, own[attempt.id], now))
        for number, attempt in enumerate(ordered, start=1)
    )


def build_axis(lanes: tuple[Lane, ...], events: Iterable[TimelineEvent], now: datetime) -> Axis:
    """An axis over everything that is shown."""
    moments = [moment for lane in lanes for each in lane.segments for moment in (each.start, each.end)]
    moments += [event.at for event in events]
    return Axis(moments or (now,))


def find_rows(lanes: tuple[Lane, ...], events: Iterable[TimelineEvent]) -> tuple[int, ...]:
    """The lane each event stands on: its attempt's, below all of them for what we did ourselves.

    What belongs to the whole verification stands on the lane of the attempt that was the newest then.
    """
    own: Mapping[str, int] = {lane.attempt_id: row for row, lane in enumerate(lanes)}
    starts = [lane.segments[0].start for lane in lanes]
    return tuple(
        len(lanes)
        if event.source is EventSource.US or not lanes
        else own.get(event.attempt_id, max(0, bisect_right(starts, event.at) - 1))
        for event in events
    )


def is_decision(event: TimelineEvent) -> bool:
    """Whether an act of ours has to do with a decision, rather than noting or looking."""
    return event.source is EventSource.US and event.kind.startswith("deci")


def _build_segments(attempt: Attempt, own: Sequence[TimelineEvent], now: datetime) -> tuple[Segment, ...]:
    seen = sorted(event.at for event in own)
    start = attempt.created_at or (seen[0] if seen else now)
    is_over = attempt.kind is StretchKind.VERDICT
    # A provider that does not tell when an attempt ended: when we first saw that it had.
    ended = attempt.updated_at or (seen[-1] if seen else start)
    end = max(start + _SHORTEST, ended if is_over else now)
    changes = [(start, StretchKind.WAITING)]
    for event in own:
        kind = _KINDS.get(event.kind.removeprefix("attempt_"))
        if kind is None or event.at >= end:
            continue
        if event.at <= start:
            changes = [(start, kind)]
        else:
            changes.append((event.at, kind))
    if len(changes) == 1 and changes[0][1] is StretchKind.WAITING is not attempt.kind:
        changes = [(start, StretchKind.UNTOLD if is_over else attempt.kind)]
    elif [kind for _, kind in changes[:2]] == [StretchKind.WAITING, StretchKind.CHECKING]:
        # Nobody saw the customer capture, so nobody knows when the waiting ended.
        changes[0] = (start, StretchKind.UNTOLD)
    segments = [
        Segment(kind, since, until)
        for (since, kind), until in zip(changes, [*(moment for moment, _ in changes[1:]), end], strict=True)
    ]
    if is_over:
        segments.append(Segment(StretchKind.VERDICT, end, end, attempt.outcome or attempt.raw_status))
    return tuple(segments)
