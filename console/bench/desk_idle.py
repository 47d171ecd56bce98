"""What the program costs while nobody touches it, hidden and shown, in a process of its own; prints JSON.

The arguments are a folder for the profile and `fill`, then `look`; standard input has a simulator's start line.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any, Final

from console.bench.desk_simulator import BenchSimulator, read_simulator
from console.bench.desk_window import BenchDesk
from console.bench.window_process import run_with_window
from console.bootstrap import OpenConsole
from console.ui.views.main_window import MainWindow
from console.ui.widgets.code_measures import count_qt_timers

_SETTLE_S: Final = 10.0
_LOOK_S: Final = 30.0
# What a live account may use. At its start the program reads everything that is open as fast as that allows, so what is
# looked at is the most that polling ever does.
_REQUESTS_PER_S: Final = 2.0
# Those without reports: fetching what verdicts of long ago left to fetch is no idling.
_PROVIDERS: Final = frozenset({"iron", "proofme"})


async def _measure_percent() -> float:
    """CPU of this process, all its threads, in percent of one core."""
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    await asyncio.sleep(_LOOK_S)
    return (time.process_time() - cpu_s) / (time.perf_counter() - wall_s) * 100.0


def _build_filling(simulator: BenchSimulator) -> Any:
    async def fill(opened: OpenConsole, window: MainWindow) -> dict[str, object]:
        desk = BenchDesk(opened, window, simulator)
        await simulator.add_to(opened.services, _PROVIDERS)
        await desk.start_sync()
        desk.close()
        return {}

    return fill


def _build_look(simulator: BenchSimulator) -> Any:
    async def look(opened: OpenConsole, window: MainWindow) -> dict[str, object]:
        desk = BenchDesk(opened, window, simulator)
        try:
            await opened.services.sync.start()
            await asyncio.sleep(_SETTLE_S)
            shown = await _measure_percent()
            timers = count_qt_timers()
            window.hide()
            return {
                "open": await desk.count_open(),
                "shown_percent": shown,
                "hidden_percent": await _measure_percent(),
                "qt_timers": timers,
            }
        finally:
            desk.close()

    return look


def _main(profile: Path, what: str) -> dict[str, object]:
    simulator = read_simulator()
    if what == "fill":
        return run_with_window(profile, _build_filling(simulator))
    return run_with_window(profile, _build_look(simulator), requests_per_s=_REQUESTS_PER_S)


if __name__ == "__main__":
    print(json.dumps(_main(Path(sys.argv[1]), sys.argv[2])))  # noqa: T201 - read by the measurement
