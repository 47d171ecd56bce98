"""How fast captures go and when one that failed is tried again; pure bookkeeping, no I/O."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from console.domain.errors import (
    ConsoleError,
    EnvironmentFault,
    NotSupported,
    ProviderConflict,
    ProviderForbidden,
    ProviderNotFound,
    ProviderRefused,
    ProviderThrottled,
    ProviderUnauthorised,
    ReplyUnreadable,
    ReportUnreadable,
)
from console.domain.evidence_file import CaptureState
from console.providers.contract import FetchedPictures
from console.store.values import TakenCapture

# Of an account's budget: at most this share for what was just decided, and this for what was decided long ago.
CAPTURE_SHARE: Final = 0.2
TURN_SHARE: Final = 0.02
# A report is asked for and then fetched.
_REQUESTS: Final = 2.0
# A report follows its verdict by minutes; later it is hardly worth asking often.
_FIRST_WAIT: Final = timedelta(seconds=30)
_LONGEST_WAIT: Final = timedelta(hours=6)
_AFTER_LOCAL: Final = timedelta(minutes=5)
_JITTER: Final = 0.1
# Nobody makes a report a month after the verdict; before that, not found means not yet.
_GIVEN_UP_AFTER: Final = timedelta(days=30)
_FEWEST_TRIES: Final = 6
GIVEN_UP: Final = "The provider has none: it was asked for a month."
"""Why what was asked for in vain is ABSENT."""
# Answers that will not become others by asking again.
_FUTILE: Final = (ProviderForbidden, ProviderRefused, ProviderConflict)
_MOST_FUTILE: Final = 3
_MOST_UNREADABLE: Final = 10
_PAUSE_S: Final = 30.0
_UNAUTHORISED_S: Final = 900.0


@dataclass(frozen=True, slots=True)
class Ending:
    """How a capture that is not complete goes on; `reason` is a sentence for people."""

    state: CaptureState
    tries: int
    next_at: datetime | None
    reason: str


class CapturePace:
    """The pauses of one account, out of its budget of requests."""

    def __init__(self, requests_per_s: float) -> None:
        self._requests_per_s = requests_per_s
        self.pause_s = _REQUESTS / (requests_per_s * CAPTURE_SHARE)
        self._turn_pause = timedelta(seconds=_REQUESTS / (requests_per_s * TURN_SHARE))
        self._turn_wait = self._turn_pause
        self._more_requests = 0.0
        self.next_turn_at: datetime | None = None

    @property
    def turns_per_hour(self) -> int:
        """How many that were decided long ago are captured in an hour at most."""
        return int(timedelta(hours=1) / self._turn_pause)

    def is_turn(self, now: datetime) -> bool:
        """Whether one that was decided long ago may be captured now; a clock that was set back stops nothing."""
        next_at = self.next_turn_at
        return next_at is None or now >= next_at or next_at - now > self._turn_wait

    def note_turn(self, now: datetime) -> None:
        """One of them is under way."""
        self._turn_wait = self._turn_pause
        self.next_turn_at = now + self._turn_wait

    def note_pictures(self, count: int) -> None:
        """So many were asked for one by one, after the request that told of them: the next pauses pay for them too."""
        more = max(0.0, 1.0 + count - _REQUESTS)
        self._more_requests += more
        if self.next_turn_at is not None:
            longer = timedelta(seconds=more / (self._requests_per_s * TURN_SHARE))
            self._turn_wait += longer
            self.next_turn_at += longer

    def pause_after(self, fault: ConsoleError | None) -> float:
        """Seconds until anything else of this account is captured; also for what persons had fetched meanwhile."""
        more, self._more_requests = self._more_requests, 0.0
        return max(self._find_pause_s(fault), self.pause_s + more / (self._requests_per_s * CAPTURE_SHARE))

    def _find_pause_s(self, fault: ConsoleError | None) -> float:
        if fault is None:
            return self.pause_s
        if isinstance(fault, ProviderUnauthorised):
            return _UNAUTHORISED_S
        if isinstance(fault, ProviderThrottled):
            return max(self.pause_s, fault.retry_after_s or _PAUSE_S)
        if is_about_one(fault):
            return self.pause_s
        return max(self.pause_s, _PAUSE_S)


def is_about_one(fault: ConsoleError) -> bool:
    """False for what would hit any other capture too: no network, no room, no right to ask."""
    return isinstance(fault, (ProviderNotFound, ReplyUnreadable, ReportUnreadable, NotSupported, *_FUTILE))


def judge_fault(fault: ConsoleError, taken: TakenCapture, now: datetime, chooser: random.Random) -> Ending:
    """When to try again, or that it is of no use."""
    reason = fault.user_message
    if isinstance(fault, EnvironmentFault):
        # Ours to mend: it says nothing about the evidence.
        return Ending(CaptureState.WAITING, taken.tries, now + _AFTER_LOCAL, reason)
    tries = taken.tries + 1
    if isinstance(fault, NotSupported):
        return Ending(CaptureState.NEVER, tries, None, reason)
    if isinstance(fault, ProviderNotFound) and tries >= _FEWEST_TRIES and _is_long_ago(taken, now):
        return Ending(CaptureState.ABSENT, tries, None, GIVEN_UP)
    if isinstance(fault, _FUTILE) and tries >= _MOST_FUTILE:
        return Ending(CaptureState.STUCK, tries, None, reason)
    if isinstance(fault, (ReplyUnreadable, ReportUnreadable)) and tries >= _MOST_UNREADABLE:
        return Ending(CaptureState.STUCK, tries, None, reason)
    return Ending(CaptureState.WAITING, tries, now + _wait(taken.tries, chooser), reason)


def judge_pictures(
    fetched: FetchedPictures, taken: TakenCapture, now: datetime, chooser: random.Random
) -> Ending | None:
    """None when every picture came. One that failed is asked for again; of those that came none is lost."""
    if not fetched.missing:
        if fetched.files:
            return None
        return Ending(CaptureState.NEVER, taken.tries + 1, None, fetched.reason)
    tries = taken.tries + 1
    count = len(fetched.missing) + len(fetched.files)
    reason = f"{len(fetched.missing)} of {count} pictures could not be fetched: {fetched.missing[0]}"
    if tries >= _MOST_UNREADABLE:
        return Ending(CaptureState.STUCK, tries, None, reason)
    return Ending(CaptureState.WAITING, tries, now + _wait(taken.tries, chooser), reason)


def _is_long_ago(taken: TakenCapture, now: datetime) -> bool:
    return now - taken.since >= _GIVEN_UP_AFTER


def _wait(tries: int, chooser: random.Random) -> timedelta:
    return min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(tries, 16)) * (1.0 + _JITTER * chooser.random())
