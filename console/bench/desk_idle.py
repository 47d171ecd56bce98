"""What the program costs while nobody touches it, hidden and shown, in a process of its own; prints JSON.

The argument is a folder for the profile; standard input has a simulator's start line.
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

_SETTLE_S: Final = 15.0
_LOOK_S: Final = 30.0
# Those without reports: fetching what verdicts of long ago left to fetch is no idling.
_PROVIDERS: Final = frozenset({"iron", "proofme"})


async def _measure_percent() -> float:
    """CPU of this process, all its threads, in percent of one core."""
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    await asyncio.sleep(_LOOK_S)
    return (time.process_time() - cpu_s) / (time.perf_counter() - wall_s) * 100.0


def _build_measure(simulator: BenchSimulator) -> Any:
    async def measure(opened: OpenConsole, window: MainWindow) -> dict[str, object]:
        desk = BenchDesk(opened, window, simulator)
        await simulator.add_to(opened.services, _PROVIDERS)
        try:
            await desk.start_sync()
            await asyncio.sleep(_SETTLE_S)
            shown = await _measure_percent()
            timers = count_qt_timers()
            window.hide()
            hidden = await _measure_percent()
            return {
                "open": await desk.count_open(),
                "shown_percent": shown,
                "hidden_percent": hidden,
                "qt_timers": timers,
            }
        finally:
            desk.close()

    return measure


if __name__ == "__main__":
    print(json.dumps(run_with_window(Path(sys.argv[1]), _build_measure(read_simulator()))))  # noqa: T201 - read by the measurement
