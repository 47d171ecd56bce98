"""A day at the counter in a window of its own process: what it leaves in memory, timers, sockets, threads and files;
prints JSON. The arguments are a folder for the profile and how many customers come; standard input has a simulator's
start line.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from console.base.clock import SystemClock
from console.base.process import own_mib, share_heap, trim_heap
from console.bench.desk import RELEASED_EVERY
from console.bench.desk_simulator import BenchSimulator, read_simulator
from console.bench.desk_window import PROVIDERS, BenchDesk
from console.bench.window_process import run_with_window
from console.bootstrap import OpenConsole
from console.domain.front_desk import StaffStage
from console.domain.front_desk_rules import FORGET_AFTER
from console.ui.views.main_window import MainWindow
from console.ui.widgets.code_measures import count_qt_timers

_DAY_S: Final = 8 * 3600.0
# By then every cache has what it holds at most and every part was used.
_WARM_SHARE: Final = 0.25
_BLANKED_EVERY: Final = 7
_CLOCK_EVERY: Final = 10
# A busy machine ends sooner than that; a quiet one serves everybody in a third of it.
_MOST_S: Final = 1_200.0
# What is under way ends. The database's pages and garbage are given back then: what is counted is what nobody does.
_SETTLE_S: Final = 2.0


class DayClock(SystemClock):
    """Both clocks of a day that goes by faster."""

    def __init__(self) -> None:
        self._ahead_s = 0.0

    def now(self) -> datetime:
        """The wall clock of that day."""
        return super().now() + timedelta(seconds=self._ahead_s)

    def monotonic_s(self) -> float:
        """Goes forward with it."""
        return super().monotonic_s() + self._ahead_s

    def let_pass(self, seconds: float) -> None:
        """Time goes by."""
        self._ahead_s += seconds


class _Day:
    def __init__(self, desk: BenchDesk, clock: DayClock, customers: int) -> None:
        self._desk = desk
        self._clock = clock
        self._customers = customers
        self._pause_s = _DAY_S / customers

    async def serve(self) -> dict[str, float]:
        """Everybody in turn; what there was when warm and at the end."""
        loop = asyncio.get_running_loop()
        ends_s = loop.time() + _MOST_S
        warm_at, served = max(1, int(self._customers * _WARM_SHARE)), 0
        before: dict[str, float] = {}
        warm_s = loop.time() + _MOST_S * _WARM_SHARE
        while served < self._customers and loop.time() < ends_s:
            await self._serve_one(served)
            served += 1
            if not before and (served >= warm_at or loop.time() >= warm_s):
                before = await self._count("before")
        released = float(len(self._desk.front.released()))
        return {"served": float(served), "released": released} | before | await self._count("after")

    async def _serve_one(self, number: int) -> None:
        front, simulator = self._desk.front, self._desk.simulator
        provider = PROVIDERS[number % len(PROVIDERS)]
        answer = await front.create(self._desk.build_draft(provider))
        assert answer.is_done, answer.reason
        view = front.staff_view()
        assert view.key is not None
        if number % _BLANKED_EVERY == 0:
            await front.set_blank(is_blank=True)
            await front.set_blank(is_blank=False)
        if number % RELEASED_EVERY == 0:
            # Nobody puts them away: the board holds as many as it ever does, and every look at it is at all of them.
            await front.release()
            await simulator.journey(view.key, "finish")
        else:
            await self._finish(provider, view.key)
        if number % _CLOCK_EVERY == 0:
            # Both worlds have the same time, or links would be over before they are painted.
            passed_s = self._pause_s * _CLOCK_EVERY
            self._clock.let_pass(passed_s)
            await simulator.control("POST", "/clock/advance", {"seconds": passed_s})

    async def _finish(self, provider: str, key: Any) -> None:
        front = self._desk.front
        await self._desk.simulator.journey(key, "finish")
        if provider != "idenfy":
            await front.check_now()
        await self._desk.wait_for_stage(StaffStage.OUTCOME)
        front.tick(self._clock.now() + FORGET_AFTER)
        if front.staff_view().is_held:
            # The keyboard is in the outcome, so that nothing is forgotten until the clerk goes on.
            await front.next_customer()
        assert front.staff_view().stage is StaffStage.IDLE

    async def _count(self, when: str) -> dict[str, float]:
        await asyncio.sleep(_SETTLE_S)
        await asyncio.to_thread(self._desk.opened.store.shrink)
        return _count(when)


def _count(when: str) -> dict[str, float]:
    gc.collect()
    trim_heap()
    files = _list_files()
    sockets = sum(1 for target in files if target.startswith("socket:"))
    found = {
        "memory": own_mib(),
        "timers": float(count_qt_timers()),
        "sockets": float(sockets),
        "threads": float(threading.active_count()),
        "files": float(len(files) - sockets),
    }
    return {f"{what}_{when}": value for what, value in found.items()}


def _list_files() -> list[str]:
    return [_read_link(place) for place in Path("/proc/self/fd").iterdir()]


def _read_link(place: Path) -> str:
    try:
        return str(place.readlink())
    except OSError:
        return ""


def _build_measure(simulator: BenchSimulator, clock: DayClock, customers: int) -> Any:
    async def measure(opened: OpenConsole, window: MainWindow) -> dict[str, object]:
        desk = BenchDesk(opened, window, simulator)
        await desk.open()
        # Where the clerk is all day: the session, and beside it a card for everybody who was let go.
        window.show_view("front-desk")
        try:
            await desk.start_sync()
            return dict(await _Day(desk, clock, customers).serve())
        finally:
            desk.close()

    return measure


if __name__ == "__main__":
    share_heap()
    day_clock = DayClock()
    work = _build_measure(read_simulator(), day_clock, int(sys.argv[2]))
    print(json.dumps(run_with_window(Path(sys.argv[1]), work, clock=day_clock)))  # noqa: T201 - read by the measurement
