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
    """Remembers what this program sent, or saw first, itself."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sent: dict[tuple[OutboxId, datetime], float] = {}
        self._seen: dict[tuple[OutboxId, datetime], float] = {}

    def note_sent(self, item: OutboxItem) -> None:
        """The item's pending request leaves now, at its `last_sent_at`."""
        if item.last_sent_at is not None:
            self._sent[item.id, item.last_sent_at] = self._clock.monotonic_s()

    def forget(self, item_id: OutboxId) -> None:
        """The item is settled."""
        for known in (self._sent, self._seen):
            for place in [place for place in known if place[0] == item_id]:
                del known[place]

    def since_first_sent(self, item: OutboxItem, latest: datetime | None) -> Age:
        """Since the pending request left first. `latest` is the latest moment the profile is known to have been."""
        return self._since(item.id, item.first_sent_at, latest)

    def since_asked(self, item: OutboxItem, latest: datetime | None) -> Age:
        """Since a person asked for it, however often parts of it were sent."""
        return self._since(item.id, item.created_at, latest)

    def since_last_sent(self, item: OutboxItem, latest: datetime | None) -> Age:
        """Since the same bytes left for the last time; an item of an older program does not tell, but was made before."""
        return self._since(item.id, item.last_sent_at or item.created_at, latest)

    def _since(self, item_id: OutboxId, moment: datetime | None, latest: datetime | None) -> Age:
        if moment is None:
            return Age(0.0, math.inf)
        now, now_s = self._clock.now(), self._clock.monotonic_s()
        wall_s = (now - moment).total_seconds()
        sent_s = self._sent.get((item_id, moment))
        if sent_s is not None:
            return Age(now_s - sent_s, max(now_s - sent_s, wall_s))
        if wall_s < 0.0 or (latest is not None and now < latest):
            return Age(now_s - self._seen.setdefault((item_id, moment), now_s), math.inf)
        return Age(wall_s, wall_s)
