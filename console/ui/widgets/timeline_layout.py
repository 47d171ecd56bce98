"""Where a timeline's lanes and segments lie: pure arithmetic over times, no Qt and no colours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from console.domain.attempt import Attempt, StretchKind
from console.domain.timeline import TimelineEvent

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

    def __init__(self, moments: tuple[datetime, ...]) -> None:
        ordered = sorted(set(moments))
        if not ordered:
            raise ValueError("an axis needs a moment")
        if len(ordered) == 1:
            ordered.append(ordered[0] + _SHORTEST)
        self._stops: list[tuple[datetime, timedelta]] = [(ordered[0], timedelta())]
        folds: list[Fold] = []
        for before, after in pairwise(ordered):
            gap = after - before
            if gap > FOLD_AFTER:
                folds.append(Fold(before, after))
                gap = FOLD_SHARE
            self._stops.append((after, self._stops[-1][1] + gap))
        self.folds = tuple(folds)

    @property
    def start(self) -> datetime:
        """The first moment."""
        return self._stops[0][0]

    @property
    def end(self) -> datetime:
        """The last moment."""
        return self._stops[-1][0]

    def share(self, moment: datetime) -> float:
        """Where a moment lies, 0 at the start and 1 at the end; moments outside are clamped."""
        total = self._stops[-1][1]
        if moment <= self.start:
            return 0.0
        for (before, at_before), (after, at_after) in pairwise(self._stops):
            if moment <= after:
                part = (moment - before) / (after - before)
                return (at_before + part * (at_after - at_before)) / total
        return 1.0

    def moment(self, share: float) -> datetime:
        """The moment at a share of the width; shares outside are clamped."""
        wanted = self._stops[-1][1] * min(1.0, max(0.0, share))
        for (before, at_before), (after, at_after) in pairwise(self._stops):
            if wanted <= at_after:
                return before + (after - before) * ((wanted - at_before) / (at_after - at_before))
        return self.end


def build_lanes(
    attempts: tuple[Attempt, ...], events: tuple[TimelineEvent, ...], now: datetime
) -> tuple[Lane, ...]:
    """One lane per attempt, oldest first. Stretches come from the attempt's own events where the provider's statuses
    were seen to change; what is still going on ends at `now`."""
    ordered = sorted(attempts, key=lambda attempt: attempt.created_at or now)
    return tuple(
        Lane(attempt.id, number, _build_segments(attempt, events, now))
        for number, attempt in enumerate(ordered, start=1)
    )


def build_axis(lanes: tuple[Lane, ...], events: tuple[TimelineEvent, ...], now: datetime) -> Axis:
    """An axis over everything that is shown."""
    moments = [moment for lane in lanes for each in lane.segments for moment in (each.start, each.end)]
    moments += [event.at for event in events]
    return Axis(tuple(moments) or (now,))


def _build_segments(
    attempt: Attempt, events: tuple[TimelineEvent, ...], now: datetime
) -> tuple[Segment, ...]:
    seen = sorted(event.at for event in events if event.attempt_id == attempt.id)
    start = attempt.created_at or (seen[0] if seen else now)
    is_over = attempt.kind is StretchKind.VERDICT
    # A provider that does not tell when an attempt ended: when we first saw that it had.
    ended = attempt.updated_at or (seen[-1] if seen else start)
    end = max(start + _SHORTEST, ended if is_over else now)
    changes = [(start, StretchKind.WAITING)]
    for event in events:
        kind = _KINDS.get(event.kind.removeprefix("attempt_"))
        if event.attempt_id == attempt.id and kind is not None and start < event.at < end:
            changes.append((event.at, kind))
    if len(changes) == 1 and attempt.kind is not StretchKind.WAITING:
        changes = [(start, StretchKind.UNTOLD if is_over else attempt.kind)]
    segments = [
        Segment(kind, since, until)
        for (since, kind), until in zip(changes, [*(moment for moment, _ in changes[1:]), end], strict=True)
    ]
    if is_over:
        segments.append(Segment(StretchKind.VERDICT, end, end, attempt.outcome or attempt.raw_status))
    return tuple(segments)
