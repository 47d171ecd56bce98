"""An event loop whose time runs faster than the machine's, so that a wait of half a minute takes some seconds.

Only what is waited for on the loop is hastened: timeouts, sleeps, connections given up. Other processes are not.
"""

from __future__ import annotations

import asyncio
import selectors
from typing import Final

HASTE: Final = 5.0
"""So many seconds of the loop pass in one of the machine's; more would give up on a busy machine's answers."""


class _HastySelector(selectors.DefaultSelector):
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """As its base; a wait is given in the loop's seconds."""
        return super().select(None if timeout is None else timeout / HASTE)


class _HastyLoop(asyncio.SelectorEventLoop):
    def time(self) -> float:
        """Seconds of the loop, monotonic."""
        return super().time() * HASTE


def new_hasty_loop() -> asyncio.AbstractEventLoop:
    """For `asyncio.Runner`."""
    return _HastyLoop(_HastySelector())
