"""How the exchanges with one provider account are going: state, back-off, and one log line down, one up."""

from __future__ import annotations

import logging
import random
from datetime import datetime

from console.domain.account import LinkState
from console.domain.errors import ConsoleError, ProviderThrottled, ProviderUnauthorised
from console.domain.provider import PollingMode

_log = logging.getLogger(__name__)

_FIRST_WAIT_S = 2.0
_LONGEST_WAIT_S = 300.0
# Asking again with refused credentials changes nothing until somebody mends them; still look once in a while.
_UNAUTHORISED_WAIT_S = 900.0
_DEFAULT_THROTTLE_S = 30.0


class Link:
    """The health of one account's connection; knows nothing of what is exchanged."""

    def __init__(self, account_name: str, mode: PollingMode, last_ok_at: datetime | None = None) -> None:
        self._name = account_name
        self._healthy = LinkState.WAITING if mode is PollingMode.WEBHOOK else LinkState.LIVE
        self._random = random.Random()  # noqa: S311 - jitter is no secret
        self._failures = 0
        self._is_kept = False
        self.state = LinkState.IDLE
        self.last_ok_at = last_ok_at
        self.problem = ""

    @property
    def is_failing(self) -> bool:
        """True from the first fault until the next good answer."""
        return self._failures > 0

    def note_success(self, now: datetime) -> None:
        """An exchange went well; a fault that is kept stays all the same."""
        self.last_ok_at = now
        if self._is_kept:
            return
        if self._failures:
            _log.info("account %s answers again", self._name)
        self._failures = 0
        self.state = self._healthy
        self.problem = ""

    def keep_fault(self, fault: ConsoleError) -> float:
        """As `note_fault`, but what else goes well does not end it: only `release` does."""
        self._is_kept = True
        return self.note_fault(fault)

    def release(self) -> None:
        """What was kept is over; the next good answer says so."""
        self._is_kept = False

    def note_fault(self, fault: ConsoleError) -> float:
        """An exchange failed, or could not begin (a locked keyring); returns how many seconds to wait."""
        self._failures += 1
        self.problem = fault.user_message
        if self._failures == 1:
            _log.info("account %s does not answer as it should: %s", self._name, fault.code)
        if isinstance(fault, ProviderUnauthorised):
            self.state = LinkState.UNAUTHORISED
            return _UNAUTHORISED_WAIT_S
        if isinstance(fault, ProviderThrottled):
            self.state = LinkState.THROTTLED
            asked_s = fault.retry_after_s if fault.retry_after_s is not None else _DEFAULT_THROTTLE_S
            # Never sooner; a little later, so that several desks do not come back in the same moment.
            return min(_LONGEST_WAIT_S, asked_s) * self._random.uniform(1.0, 1.1)
        self.state = LinkState.DOWN
        doubled_s = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2.0 ** min(self._failures - 1, 8))
        own_s = doubled_s * self._random.uniform(0.75, 1.25)
        return max(own_s, min(_LONGEST_WAIT_S, fault.retry_after_s or 0.0))
