"""How many requests an account may still send, and until when to keep silent; counts, never sends."""

from __future__ import annotations

import asyncio
import math
from typing import Final

from aiolimiter import AsyncLimiter

# Iron and Checkout.com publish no Retry-After; without one the pauses double from here.
_FIRST_PAUSE_S: Final = 1.0
_LONGEST_OWN_PAUSE_S: Final = 60.0
# A provider may ask for more; we ask again then, so that a wrong date never silences an account for years.
LONGEST_PAUSE_S: Final = 300.0


class Budget:
    """One account's share at one provider: a leaky bucket of `requests_per_s` (infinite: none) and a gate.

    Accounts with the same address and credentials share one, because providers count per credential.
    """

    def __init__(self, requests_per_s: float) -> None:
        self._limiter = _build_limiter(requests_per_s)
        self._closed_until: float | None = None
        self._refusals = 0

    async def acquire(self) -> None:
        """Wait for a place in the bucket; the gate is not looked at."""
        if self._limiter is not None:
            await self._limiter.acquire()

    def pause_left_s(self) -> float:
        """Seconds until the gate opens again; 0 when it is open."""
        if self._closed_until is None:
            return 0.0
        left_s = self._closed_until - asyncio.get_running_loop().time()
        if left_s <= 0.0:
            self._closed_until = None
            return 0.0
        return left_s

    def close_gate(self, retry_after_s: float | None, jitter: float) -> float:
        """The provider said "too many": keep quiet as long as it asked, or longer each time. Returns seconds.

        `jitter` (0 to 1) spreads several desks that were refused in the same moment.
        """
        self._refusals += 1
        if retry_after_s is None:
            own_s = min(_FIRST_PAUSE_S * 2.0 ** (self._refusals - 1), _LONGEST_OWN_PAUSE_S)
            pause_s = own_s * (1.0 + 0.25 * jitter)
        else:
            pause_s = min(retry_after_s, LONGEST_PAUSE_S)
        until = asyncio.get_running_loop().time() + pause_s
        self._closed_until = max(until, self._closed_until or until)
        return pause_s

    def note_accepted(self) -> None:
        """The provider answered without complaint: the next pause starts small again."""
        self._refusals = 0

    @property
    def requests_left(self) -> float:
        """Requests that could leave at once without waiting; infinite without a limit."""
        limiter = self._limiter
        if limiter is None:
            return math.inf
        low, high = 0, int(limiter.max_rate)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if limiter.has_capacity(middle) else (low, middle - 1)
        return float(low)


def _build_limiter(requests_per_s: float) -> AsyncLimiter | None:
    if math.isinf(requests_per_s):
        return None
    if requests_per_s >= 1.0:
        return AsyncLimiter(requests_per_s, 1.0)
    return AsyncLimiter(1.0, 1.0 / requests_per_s)
