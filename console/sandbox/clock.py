"""The simulator's time: wall clock plus what was advanced, and what is due later; knows no provider."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

Callback = Callable[[], None]

_MAX_SLEEP_S = 3600.0
_LOG = logging.getLogger(__name__)


class SimClock:
    """Aware UTC: the wall clock plus the advanced offset; stands still at a due moment while that one is fired."""

    def __init__(self) -> None:
        self._offset = timedelta()
        self._frozen: datetime | None = None

    def now(self) -> datetime:
        """Aware UTC; the due moment itself while a scheduled callback runs."""
        return self._frozen or datetime.now(UTC) + self._offset

    def freeze_at(self, moment: datetime) -> None:
        """Stand still at `moment` until `resume_at`."""
        self._frozen = moment

    def resume_at(self, moment: datetime) -> None:
        """Run on from `moment`; never backwards."""
        self._frozen = None
        self._offset = max(self._offset, moment - datetime.now(UTC))


class Scheduled:
    """A callback that waits; `cancel` makes it never run."""

    __slots__ = ("callback",)

    def __init__(self, callback: Callback) -> None:
        self.callback: Callback | None = callback

    def cancel(self) -> None:
        """Never run; harmless once it ran."""
        self.callback = None


class Scheduler:
    """Callbacks ordered by simulator time; equal moments run in the order they were asked for."""

    def __init__(self, clock: SimClock) -> None:
        self._clock = clock
        self._heap: list[tuple[datetime, int, Scheduled]] = []
        self._order = itertools.count()
        self._changed = asyncio.Event()
        self._firing = asyncio.Lock()

    def at(self, moment: datetime, callback: Callback) -> Scheduled:
        """Run `callback` when the simulator's clock reaches `moment` (at once, but not inside this call, if past)."""
        entry = Scheduled(callback)
        heapq.heappush(self._heap, (moment, next(self._order), entry))
        self._changed.set()
        return entry

    def after(self, seconds: float, callback: Callback) -> Scheduled:
        """Run `callback` once that many simulator seconds have passed; `--speed` does not divide them."""
        return self.at(self._clock.now() + timedelta(seconds=seconds), callback)

    def next_due(self) -> datetime | None:
        """The moment of the earliest callback still wanted; None when nothing waits."""
        while self._heap and self._heap[0][2].callback is None:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def fire_next(self, until: datetime) -> bool:
        """Run the earliest callback due at or before `until`, at its own moment; False when there is none."""
        due = self.next_due()
        if due is None or due > until:
            return False
        _, _, entry = heapq.heappop(self._heap)
        callback = entry.callback
        if callback is not None:
            callback()
        return True

    def _fire_guarded(self) -> bool:
        """One broken callback must not stop the world: it is told, the next ones run."""
        try:
            return self.fire_next(self._clock.now())
        except Exception:
            _LOG.exception("A scheduled step of the simulator failed.")
            return True

    async def advance(self, seconds: float, settle: Callable[[], Awaitable[None]]) -> datetime:
        """Move the clock forward and run everything that fell due, in order; returns the new moment.

        `settle` is awaited before the first callback and after each, so that what was sent is delivered before the
        next one: a failure on its way asks for its next try before the clock moves past it.
        """
        async with self._firing:
            await settle()
            target = self._clock.now() + timedelta(seconds=seconds)
            try:
                while (due := self.next_due()) is not None and due <= target:
                    self._clock.freeze_at(max(due, self._clock.now()))
                    self.fire_next(target)
                    await settle()
            finally:
                self._clock.resume_at(target)
                self._changed.set()
        return target

    async def pump(self) -> None:
        """Run callbacks as the wall clock passes; ends only by cancellation."""
        while True:
            async with self._firing:
                while self._fire_guarded():  # noqa: ASYNC110  # lets requests in between callbacks, waits for nothing
                    await asyncio.sleep(0)
            self._changed.clear()
            due = self.next_due()
            wait_s = _MAX_SLEEP_S if due is None else (due - self._clock.now()).total_seconds()
            try:
                async with asyncio.timeout(min(max(wait_s, 0.0), _MAX_SLEEP_S)):
                    await self._changed.wait()
            except TimeoutError:
                continue
