"""Starts and stops what runs by itself: coordinators and the recovery of the outbox. Never cancels a write on the wire."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from console.domain.account import AccountId
from console.domain.events import AccountChanged, Event, Progress, ProgressMade
from console.services.bus import Bus
from console.services.directory import Directory
from console.sync.coordinator import Coordinator, SyncReport
from console.sync.outbox import OutboxSender

_log = logging.getLogger(__name__)


class SyncService:
    """One task per account, each with an owner; `stop` ends them all."""

    def __init__(
        self,
        directory: Directory,
        sender: OutboxSender,
        bus: Bus,
        sweep: Callable[[], Awaitable[None]],
        keep_lists: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        self._directory = directory
        self._sender = sender
        self._bus = bus
        self._sweep = sweep
        self._keep_lists = keep_lists
        self._keeping: asyncio.Task[None] | None = None
        self._tasks: dict[AccountId, asyncio.Task[None]] = {}
        self._running = False
        self._outbox: asyncio.Task[None] | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self.first_sync_done = False

    async def start(self) -> None:
        """Recover the outbox, then look after it and keep every account current until `stop`; files that an earlier run
        left without a name go."""
        self._running = True
        self._unsubscribe = self._bus.subscribe(self._on_event)
        await self._sender.recover()
        self._outbox = asyncio.create_task(self._sender.run(), name="outbox")
        self._outbox.add_done_callback(_report_end)
        self._keeping = asyncio.create_task(self._keep_lists(), name="lists")
        self._keeping.add_done_callback(_report_end)
        for coordinator in self._directory.coordinators():
            self.start_account(coordinator)
        self._note_first_sync()
        await self._sweep()

    def start_account(self, coordinator: Coordinator) -> None:
        """Keep one more account current; does nothing before `start`."""
        if self._running and coordinator.account.id not in self._tasks:
            task = asyncio.create_task(coordinator.run(), name=f"sync {coordinator.account.name}")
            task.add_done_callback(_report_end)
            self._tasks[coordinator.account.id] = task

    async def stop_account(self, account_id: AccountId) -> None:
        """Leave one account alone."""
        task = self._tasks.pop(account_id, None)
        if task is not None:
            await _end(task)

    async def stop(self) -> None:
        """End everything that was started; idempotent."""
        self._running = False
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        for task in (self._outbox, self._keeping):
            if task is not None:
                await _end(task)
        self._outbox = self._keeping = None
        tasks, self._tasks = self._tasks, {}
        for task in tasks.values():
            task.cancel()
        for task in tasks.values():
            await _end(task)

    async def sync_once(self) -> tuple[SyncReport, ...]:
        """One headless pass over every account, all at once."""
        passes = (coordinator.sync_once() for coordinator in self._directory.coordinators())
        return tuple(await asyncio.gather(*passes))

    def _on_event(self, event: Event) -> None:
        if isinstance(event, AccountChanged) and event.state is not None:
            self._sender.note_link(event.account_id, event.state.link)
        self._note_first_sync()

    def _note_first_sync(self) -> None:
        if self.first_sync_done:
            return
        states = [coordinator.state for coordinator in self._directory.coordinators()]
        if states and all(state.first_sync_done for state in states):
            self.first_sync_done = True
            self._bus.publish(ProgressMade(Progress.FIRST_SYNC_DONE))


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait((task,))


def _report_end(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("%s stopped by itself", task.get_name(), exc_info=error)
