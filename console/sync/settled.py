"""When final verifications are looked at again: a verdict can change after it was final. Plans only, reads nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from console.domain.provider import PollingMode, PollingPolicy
from console.domain.verification import VerificationId
from console.sync.reader import BATCH

# Of an account's budget, at most this share goes to looking at final ones.
SETTLED_SHARE = 0.1
_SHORTEST_WAIT_S = 60.0
# How long after all are up to date the next look is, and how long one that could not be read is left alone.
_ALL_WELL = timedelta(hours=1)
_LEFT_ALONE = timedelta(days=1)


class SettledReads:
    """Small portions with pauses, so that on the average they stay within their share of the budget."""

    def __init__(self, policy: PollingPolicy, requests_per_s: float) -> None:
        self._is_on = policy.mode is PollingMode.POLL and policy.rereads_settled
        reads_per_s = requests_per_s * SETTLED_SHARE / policy.requests_per_read
        self.portion = max(1, int(min(BATCH, _SHORTEST_WAIT_S * reads_per_s)))
        self._pause = timedelta(seconds=max(_SHORTEST_WAIT_S, self.portion / reads_per_s))
        self._next_at: datetime | None = None
        self._unreadable: dict[VerificationId, datetime] = {}

    def is_due(self, now: datetime) -> bool:
        """Whether a portion may be read now."""
        return self._is_on and (self._next_at is None or now >= self._next_at)

    @property
    def next_at(self) -> datetime | None:
        """When the next portion may be read; None before the first look and where there is none at all."""
        return self._next_at

    def forget(self) -> None:
        """Start anew, as at the first time."""
        self._next_at = None
        self._unreadable.clear()

    def left_alone(self, now: datetime) -> frozenset[VerificationId]:
        """Those that could not be read a short while ago."""
        self._unreadable = {
            known: failed_at for known, failed_at in self._unreadable.items() if now - failed_at < _LEFT_ALONE
        }
        return frozenset(self._unreadable)

    def note(self, now: datetime, read: int, failed: frozenset[VerificationId]) -> None:
        """A portion was read; fewer than a whole one means that all are up to date."""
        self._unreadable.update(dict.fromkeys(failed, now))
        self._next_at = now + (self._pause if read >= self.portion else _ALL_WELL)
