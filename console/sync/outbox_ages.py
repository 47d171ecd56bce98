"""How long ago a request was sent, although the wall clock may have been set meanwhile; decides nothing, no I/O.

Within the program that sent it the monotonic clock tells, which may stand still while the machine sleeps: so that is the
least. Across programs only the wall clock is left. Where it was seen to go back nothing is known but "perhaps long ago":
then a replay window counts as over, for looking is always safe and sending is not; and "at least since we first saw it".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from console.base.clock import Clock
from console.domain.outbox import OutboxId, OutboxItem


@dataclass(frozen=True, slots=True)
class Age:
    """Bounds in seconds; what needs a minimum takes `least_s`, what needs a maximum `most_s`."""

    least_s: float
    most_s: float


class Ages:
    """Remembers what this program sent itself."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sent: dict[OutboxId, tuple[datetime, float]] = {}
        self._seen: dict[OutboxId, tuple[datetime, float]] = {}

    def note_sent(self, item: OutboxItem) -> None:
        """The item's pending request leaves now for the first time."""
        if item.first_sent_at is not None:
            self._sent[item.id] = (item.first_sent_at, self._clock.monotonic_s())

    def forget(self, item_id: OutboxId) -> None:
        """The item is settled."""
        self._sent.pop(item_id, None)
        self._seen.pop(item_id, None)

    def since_sent(self, item: OutboxItem, latest: datetime | None) -> Age:
        """Since the pending request left first. `latest` is the latest moment the profile is known to have been."""
        if item.first_sent_at is None:
            return Age(0.0, math.inf)
        now = self._clock.now()
        wall_s = (now - item.first_sent_at).total_seconds()
        known = self._sent.get(item.id)
        if known is not None and known[0] == item.first_sent_at:
            own_s = self._clock.monotonic_s() - known[1]
            return Age(own_s, max(own_s, wall_s))
        if wall_s < 0.0 or (latest is not None and now < latest):
            return Age(self._since_seen_s(item.id, item.first_sent_at), math.inf)
        return Age(wall_s, wall_s)

    def _since_seen_s(self, item_id: OutboxId, first_sent_at: datetime) -> float:
        now_s = self._clock.monotonic_s()
        seen = self._seen.get(item_id)
        if seen is None or seen[0] != first_sent_at:
            seen = self._seen[item_id] = (first_sent_at, now_s)
        return now_s - seen[1]
