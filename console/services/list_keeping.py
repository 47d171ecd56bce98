"""Brings the lines of the lists up to the present rules, in the background and a few at a time; decides no rule."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from console.domain.events import Event, VerificationsChanged
from console.store.store import Store

# A few tens of milliseconds of the writing thread.
_AT_ONCE: Final = 200
_PAUSE_S: Final = 0.005


async def keep_lists(store: Store, publish: Callable[[Event], None]) -> None:
    """Make anew every line that older rules made; tells of it once it is done. Ends at once where there is none."""
    is_due = False
    while await store.write(lambda work: work.refold_lists(_AT_ONCE)):
        is_due = True
        # Others write in between.
        await asyncio.sleep(_PAUSE_S)
    if is_due:
        publish(VerificationsChanged(()))
