"""Tasks that are ended: those that can end do, the others are cancelled and have cleaned up."""

from __future__ import annotations

import asyncio

import pytest

from console.base.tasks import end_within


async def test_what_ends_in_time_ends_and_the_rest_is_cancelled_and_cleans_up() -> None:
    go, cleaned = asyncio.Event(), asyncio.Event()

    async def soon() -> str:
        await go.wait()
        return "done"

    async def never() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            cleaned.set()

    ends, stays = asyncio.ensure_future(soon()), asyncio.ensure_future(never())
    go.set()
    await end_within([ends, stays], 0.05)
    assert ends.result() == "done"
    assert stays.cancelled()
    assert cleaned.is_set()
    await end_within([], None)


async def test_without_a_limit_it_takes_as_long_as_it_takes_and_a_failure_is_the_tasks_own() -> None:
    async def fail() -> None:
        await asyncio.sleep(0)
        raise ValueError("mine")

    task = asyncio.ensure_future(fail())
    await end_within([task], None)
    with pytest.raises(ValueError, match="mine"):
        task.result()
