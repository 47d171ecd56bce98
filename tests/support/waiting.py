"""Waits for a condition on the running loop, without a fixed time; for coroutine tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

DEADLINE_S = 20.0


async def until(is_met: Callable[[], object], deadline_s: float = DEADLINE_S) -> None:
    """Return as soon as `is_met()` is true. Raises `TimeoutError` when that does not happen."""
    async with asyncio.timeout(deadline_s):
        while not is_met():  # noqa: ASYNC110 - what is waited for are widgets, which have no event to await
            await asyncio.sleep(0.002)
