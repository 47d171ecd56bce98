"""When to read which open verification again; pure bookkeeping in memory, no clock and no I/O of its own."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.domain.phase import Phase
from console.domain.provider import PollingMode, PollingPolicy
from console.domain.verification import OpenVerification, VerificationId

# Of an account's budget, at most this share goes to routine reads, so that a click always finds room.
ROUTINE_SHARE = 0.6
# The older the last change, the less likely the next one: (age, factor on the interval).
_AGEING: tuple[tuple[timedelta, float], ...] = (
    (timedelta(days=7), 60.0),
    (timedelta(days=1), 20.0),
    (timedelta(hours=1), 4.0),
)
_JITTER = 0.1
# Since a code was shown to the customer at the counter: (until then, seconds between two reads), and what follows.
_CODE_STEPS: tuple[tuple[timedelta, float], ...] = (
    (timedelta(minutes=2), 3.0),
    (timedelta(minutes=10), 5.0),
)
_CODE_LATER_S = 15.0
# What a webhook still has to tell about.
_AWAITED = frozenset({Phase.NOT_STARTED, Phase.CAPTURING, Phase.IN_REVIEW, Phase.APPROVED, Phase.DECLINED})


@dataclass(frozen=True, slots=True)
class _Entry:
    due_at: datetime
    item: OpenVerification
    reads_per_s: float


class Schedule:
    """Due times of one account's open verifications.

    Intervals grow with age and stretch as a whole when all of them together would use more than the routine
    share of the budget. In webhook mode a verification is due only when its webhook is overdue, one at a time.
    """

    def __init__(self, policy: PollingPolicy, requests_per_s: float) -> None:
        self._policy = policy
        self._routine_per_s = requests_per_s * ROUTINE_SHARE / policy.requests_per_read
        self._entries: dict[VerificationId, _Entry] = {}
        self._heap: list[tuple[datetime, VerificationId]] = []
        self._watchers: Counter[VerificationId] = Counter()
        self._code_since: dict[VerificationId, datetime] = {}
        self._demand_per_s = 0.0
        # Between two reads for lost webhooks, however many are overdue: asking regularly is what is forbidden there.
        self._fallback_pause = timedelta(seconds=policy.fallback_pause_s)
        self._fallback_from: datetime | None = None
        self._random = random.Random(0)  # noqa: S311 - jitter is no secret

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def has_fallback_only(self) -> bool:
        """True where the provider is asked only in place of a webhook that is late."""
        return self._policy.mode is PollingMode.WEBHOOK

    def put(self, item: OpenVerification, now: datetime, *, read_at_once: bool = False) -> None:
        """Add or replace one verification, due at once or one interval from `now`; a final one is dropped.

        In webhook mode a provisional verdict waits for its webhook too: hand in what is settled to `drop` instead.
        """
        self.drop(item.id)
        if self._policy.mode is PollingMode.WEBHOOK:
            self._put_fallback(item, now)
            return
        if item.phase.is_final:
            return
        base_s = self._base_interval_s(item, now)
        self._demand_per_s += 1.0 / base_s
        jitter = 1.0 + self._random.uniform(-_JITTER, _JITTER)
        delay_s = 0.0 if read_at_once else base_s * self._stretch(item.id) * jitter
        self._add(_Entry(now + timedelta(seconds=delay_s), item, 1.0 / base_s))

    def clear(self) -> None:
        """Forget every verification and every time; who is looked at stays."""
        self._entries.clear()
        self._heap.clear()
        self._demand_per_s = 0.0
        self._fallback_from = None

    def drop(self, verification_id: VerificationId) -> None:
        """Forget one verification; unknown ids are fine."""
        entry = self._entries.pop(verification_id, None)
        if entry is not None:
            self._demand_per_s = max(0.0, self._demand_per_s - entry.reads_per_s)

    def watch(self, verification_id: VerificationId, now: datetime) -> None:
        """A person looks at it, here or in one more place: read it soon and often, where the policy polls at all."""
        self._watchers[verification_id] += 1
        self._read_soon(verification_id, now)

    def unwatch(self, verification_id: VerificationId) -> None:
        """One look less. After the last one its next interval is an ordinary one."""
        self._watchers[verification_id] -= 1
        if self._watchers[verification_id] <= 0:
            del self._watchers[verification_id]

    def follow_code(self, verification_id: VerificationId, now: datetime) -> None:
        """Its code is in front of a customer from now on: for a while it is read as fast as their phone goes on."""
        self._code_since[verification_id] = now
        self._read_soon(verification_id, now)

    def leave_code(self, verification_id: VerificationId) -> None:
        """The customer is gone; unknown ids are fine."""
        self._code_since.pop(verification_id, None)

    def take_due(self, now: datetime, limit: int) -> tuple[VerificationId, ...]:
        """Up to `limit` verifications whose time has come, earliest first; `put` each again after its read."""
        if self._policy.mode is PollingMode.WEBHOOK:
            if self._fallback_from is not None and now < self._fallback_from:
                return ()
            limit = 1
        taken: list[VerificationId] = []
        while self._heap and self._heap[0][0] <= now and len(taken) < limit:
            due_at, verification_id = heapq.heappop(self._heap)
            entry = self._entries.get(verification_id)
            if entry is not None and entry.due_at == due_at:
                self.drop(verification_id)
                taken.append(verification_id)
        if taken and self._policy.mode is PollingMode.WEBHOOK:
            self.note_asked(now)
        return tuple(taken)

    def note_asked(self, asked_at: datetime) -> None:
        """The provider was asked in place of a webhook, by this run of the program or an earlier one: the next pause
        begins then."""
        free_from = asked_at + self._fallback_pause
        self._fallback_from = max(free_from, self._fallback_from or free_from)

    def next_due_at(self) -> datetime | None:
        """When the next read is due, or None when nothing is scheduled."""
        while self._heap:
            due_at, verification_id = self._heap[0]
            entry = self._entries.get(verification_id)
            if entry is not None and entry.due_at == due_at:
                return max(due_at, self._fallback_from or due_at)
            heapq.heappop(self._heap)
        return None

    def _put_fallback(self, item: OpenVerification, now: datetime) -> None:
        """Due once its webhook is overdue, then as long after each look."""
        if item.phase not in _AWAITED or self._policy.overdue_s <= 0:
            return
        told = [moment for moment in (item.changed_at, item.as_of) if moment is not None]
        overdue = timedelta(seconds=self._policy.overdue_s)
        if item.as_of is not None and item.changed_at is not None and item.as_of - item.changed_at >= overdue:
            # Looked at so long after anything was told: that was in place of its webhook.
            self.note_asked(min(item.as_of, now))
        due_at = max(told, default=now) + overdue
        self._add(_Entry(max(now, due_at), item, 0.0))

    def _read_soon(self, verification_id: VerificationId, now: datetime) -> None:
        entry = self._entries.get(verification_id)
        if entry is not None and self._policy.mode is PollingMode.POLL:
            self.put(entry.item, now, read_at_once=True)

    def _add(self, entry: _Entry) -> None:
        self._entries[entry.item.id] = entry
        heapq.heappush(self._heap, (entry.due_at, entry.item.id))

    def _stretch(self, verification_id: VerificationId) -> float:
        if verification_id in self._watchers or verification_id in self._code_since:
            return 1.0
        return max(1.0, self._demand_per_s / self._routine_per_s)

    def _base_interval_s(self, item: OpenVerification, now: datetime) -> float:
        since = self._code_since.get(item.id)
        if since is not None:
            return next((wait_s for limit, wait_s in _CODE_STEPS if now - since < limit), _CODE_LATER_S)
        if item.id in self._watchers:
            return self._policy.watched_s
        base_s = self._policy.live_s if item.phase.is_live else self._policy.review_s
        return base_s * _ageing_factor(item.changed_at, now)


def _ageing_factor(changed_at: datetime | None, now: datetime) -> float:
    if changed_at is None:
        return 1.0
    age = now - changed_at
    return next((factor for limit, factor in _AGEING if age >= limit), 1.0)
