"""The one event loop, asyncio on Qt's: exact timers, threads that cannot hang it; starts no task itself."""

from __future__ import annotations

import asyncio
import heapq
import math
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from typing import TYPE_CHECKING, Any, Final

import qasync  # pyright: ignore[reportMissingTypeStubs]
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    _QtLoop = asyncio.SelectorEventLoop
else:
    _QtLoop = qasync.QEventLoop

SLICE_S: Final = 0.004
"""Callbacks run this long at a stretch before Qt may paint and take input again."""

LONGEST_WAIT_MS: Final = 3_600_000
"""A Qt timer overflows past 24.8 days, so a longer wait is taken in pieces."""

CANCELLED_BEFORE_SWEEP: Final = 64
WORKER_THREADS: Final = 4


class _Ticker(QObject):
    """One precise Qt timer and a wake-up that other threads may use."""

    woken = Signal()

    def __init__(self, run: Callable[[], None]) -> None:
        super().__init__()
        self._run = run
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)

    def arm(self, wait_ms: int) -> None:
        """Tick in `wait_ms`, replacing an earlier appointment."""
        self._timer.start(wait_ms)

    def disarm(self) -> None:
        """Tick no more."""
        self._timer.stop()

    @Slot()
    def _on_timer_timeout(self) -> None:
        self._run()

    @Slot()
    def _on_woken(self) -> None:
        self._run()


class ConsoleEventLoop(_QtLoop):
    """qasync's loop with a heap of timer handles behind one precise Qt timer.

    WORKAROUND https://github.com/CabbageDevelopment/qasync: its timers are coarse, leak one Qt timer per call
    and overflow. A tick never runs inside a tick: a nested Qt loop started by a callback delays the tasks
    instead of stranding them.
    """

    def __init__(self, app: QApplication) -> None:
        self._soon: deque[asyncio.Handle] = deque()
        self._later: list[tuple[float, int, asyncio.TimerHandle]] = []
        self._number = 0
        self._cancelled = 0
        self._armed_for = math.inf
        self._in_tick = False
        self._failure: BaseException | None = None
        self._ticker = _Ticker(self._tick)
        super().__init__(app)  # pyright: ignore[reportArgumentType]
        self._workers = ThreadPoolExecutor(WORKER_THREADS, "console-worker")
        self.set_default_executor(self._workers)

    def call_soon(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """Run `callback` in the next tick, in the order of the calls."""
        self._verify_open()
        handle = asyncio.Handle(callback, args, self, context)
        self._add_callback(handle)
        return handle

    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """The same from any thread. Raises `RuntimeError` after the loop was closed."""
        self._verify_open()
        handle = asyncio.Handle(callback, args, self, context)
        self._soon.append(handle)
        self._ticker.woken.emit()
        return handle

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Run `callback` after `delay` seconds, never earlier."""
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Run `callback` once `time()` has reached `when` seconds, never earlier."""
        self._verify_open()
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        self._number += 1
        heapq.heappush(self._later, (when, self._number, handle))
        self._arm()
        return handle

    def time(self) -> float:
        """Seconds of the monotonic clock."""
        return time.monotonic()

    def run_forever(self) -> None:
        """Run Qt's loop and ours until `stop()`. Re-raises what was meant to end the program."""
        self._arm()
        super().run_forever()
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure

    def close(self) -> None:
        """Forget everything planned; work still in a thread is abandoned, not waited for."""
        if self.is_closed():
            return
        self._ticker.disarm()
        self._workers.shutdown(wait=False, cancel_futures=True)
        self.set_default_executor(None)  # pyright: ignore[reportArgumentType]
        super().close()
        self._soon.clear()
        self._later.clear()

    def _verify_open(self) -> None:
        if self.is_closed():
            raise RuntimeError("Event loop is closed")

    def _add_callback(self, handle: asyncio.Handle, delay: float = 0) -> asyncio.Handle:
        self._soon.append(handle)
        self._arm()
        return handle

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        self._cancelled += 1
        if self._cancelled > CANCELLED_BEFORE_SWEEP and self._cancelled * 2 > len(self._later):
            self._later = [entry for entry in self._later if not entry[2].cancelled()]
            heapq.heapify(self._later)
            self._cancelled = 0

    def _tick(self) -> None:
        if self._in_tick or self.is_closed():
            return
        self._armed_for = math.inf
        if not self.is_running():
            # Somebody else runs Qt's events: a task would find no running loop. `run_forever` appoints us again.
            return
        self._in_tick = True
        try:
            self._collect_due()
            self._run_ready()
        except (SystemExit, KeyboardInterrupt) as failure:
            self._failure = failure
            self.stop()
        finally:
            self._in_tick = False
            self._arm()

    def _collect_due(self) -> None:
        now = self.time()
        while self._later and self._later[0][0] <= now:
            handle = heapq.heappop(self._later)[2]
            if handle.cancelled():
                self._cancelled = max(0, self._cancelled - 1)
            else:
                self._soon.append(handle)

    def _run_ready(self) -> None:
        until = self.time() + SLICE_S
        for _ in range(len(self._soon)):
            handle = self._soon.popleft()
            if not handle.cancelled():
                handle._run()  # pyright: ignore[reportPrivateUsage]
                if self.time() >= until:
                    return

    def _arm(self) -> None:
        if self._in_tick:
            return
        when = 0.0 if self._soon else self._later[0][0] if self._later else math.inf
        if when >= self._armed_for:
            return
        self._armed_for = when
        wait_ms = math.ceil((when - self.time()) * 1000)
        self._ticker.arm(min(max(wait_ms, 0), LONGEST_WAIT_MS))


def new_event_loop(app: QApplication) -> ConsoleEventLoop:
    """The loop of the program and of its tests; the caller closes it."""
    return ConsoleEventLoop(app)
