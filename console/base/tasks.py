"""Ends tasks in an orderly way; knows nothing of what they do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any


async def end_within(tasks: Iterable[asyncio.Task[Any]], within_s: float | None) -> None:
    """Wait for them, then cancel those that are left and wait until they have cleaned up. None: as long as it takes."""
    waiting = tuple(tasks)
    if not waiting:
        return
    _, left = await asyncio.wait(waiting, timeout=within_s)
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
