"""Coroutines owned by a widget: started, named, replaced, reported, cancelled; only here are tasks made."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject

Report = Callable[[Exception], None]


class TaskScope:
    """Tasks that die with `owner`. Starting under a key that is running replaces the earlier task.

    A failure goes to `report`, or to the loop's exception handler when there is none. Cancelling a task cancels
    the waiting only: a write that is on the wire is the services' to finish.
    """

    def __init__(self, owner: QObject, report: Report | None = None) -> None:
        self._name = type(owner).__name__
        self._report = report
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._is_orphan = False
        owner.destroyed.connect(self._on_owner_destroyed)

    @property
    def can_start(self) -> bool:
        """True while a loop runs: painting and timers go on for a moment after it has ended."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return False
        return True

    def start(self, key: str, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` on the running loop. Raises `RuntimeError` when there is none."""
        self.cancel(key)
        task = asyncio.get_running_loop().create_task(work, name=f"{self._name}.{key}")
        self._tasks[key] = task
        task.add_done_callback(lambda done: self._on_task_done(key, done))

    def start_first(self, key: str, work: Coroutine[Any, Any, None]) -> None:
        """The same, but `work` begins before the next painting: for what somebody waits to see there."""
        self.start(key, work)
        # A wake-up comes through Qt's queue, in which painting is last; a timer is looked at after all of it.
        asyncio.get_running_loop().call_soon_threadsafe(_do_nothing)

    def cancel(self, key: str) -> None:
        """Stop waiting for what runs under `key`, if anything."""
        task = self._tasks.pop(key, None)
        if task is not None:
            task.cancel()

    def stop(self, key: str, on_end: Callable[[], None]) -> None:
        """Ask what runs under `key` to end; it counts as running until it has, be it that it came to its own end.

        `on_end` is called then, unless the owner is gone.
        """
        task = self._tasks.get(key)
        if task is not None:
            task.add_done_callback(lambda _done: None if self._is_orphan else on_end())
            task.cancel()

    def cancel_all(self, but: str = "") -> None:
        """Stop waiting for everything, but for what runs under the key `but`."""
        for key in tuple(self._tasks):
            if key != but:
                self.cancel(key)

    def is_running(self, key: str) -> bool:
        """True while a task of that key has not ended."""
        return key in self._tasks

    def _on_task_done(self, key: str, task: asyncio.Task[None]) -> None:
        if self._tasks.get(key) is task:
            del self._tasks[key]
        if task.cancelled():
            return
        failure = task.exception()
        if failure is None:
            return
        if self._report is not None and isinstance(failure, Exception):
            self._report(failure)
            return
        context = {"message": f"{task.get_name()} failed", "exception": failure, "task": task}
        task.get_loop().call_exception_handler(context)

    def _on_owner_destroyed(self) -> None:
        self._report = None
        self._is_orphan = True
        self.cancel_all()


def _do_nothing() -> None:
    """Waking the loop is all that is wanted."""
