"""Work of the front desk that goes on when whoever asked for it goes away; knows nothing of what is done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

from console.base.tasks import end_within
from console.domain.errors import ConsoleError

T = TypeVar("T")
_log = logging.getLogger(__name__)


class DeskTasks:
    """One per open profile; `stop` ends what is left."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begin work nobody waits for; a fault nobody foresaw is written down."""
        task = asyncio.create_task(work, name="front desk")
        self._tasks.add(task)
        task.add_done_callback(self._end)
        return task

    async def keep(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for it; cancelled, only the waiting ends."""
        return await asyncio.shield(self.start(work))

    async def stop(self) -> None:
        """Nothing of ours is left; what is on the wire goes on with its own service."""
        for task in tuple(self._tasks):
            task.cancel()
        await end_within(self._tasks, 0.0)

    def _end(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, ConsoleError):
            _log.error("the front desk stumbled: %s", type(error).__name__, exc_info=error)
