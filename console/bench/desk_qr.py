"""How soon a code and a phone's steps are seen, measured in a window of its own process; prints JSON.

The argument is a folder for the profile; standard input has a simulator's start line.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import time
from pathlib import Path
from typing import Any, Final

from console.bench.desk_simulator import BenchSimulator, read_simulator
from console.bench.desk_window import PROVIDERS, BenchDesk
from console.bench.window_process import run_with_window
from console.bootstrap import OpenConsole
from console.domain.front_desk import StaffStage
from console.domain.outbox import StepResult
from console.sync.outbox_carrier import Carrier
from console.sync.outbox_hold import Hold
from console.ui.views.main_window import MainWindow
from console.ui.widgets.code_measures import open_code_widget, time_bare_code_ms, time_code_ms

_URL: Final = "https://verify.example.com/session?token=" + "k3Jq9ZxW" * 32 + "tail"
_PAINTS: Final = 60
_CREATES: Final = 5
_STEPS: Final = 12
_CALLS: Final = 6


def _measure_paint() -> dict[str, object]:
    widget = open_code_widget()
    pairs = [(time_code_ms(widget, _URL), time_bare_code_ms(_URL)) for _ in range(_PAINTS)]
    widget.close()
    ours, bare = zip(*pairs, strict=True)
    return {"paint_ms": statistics.median(ours), "bare_ms": statistics.median(bare)}


async def _measure_creates(desk: BenchDesk) -> dict[str, object]:
    """From the last answer of a create to the end of the painting; the slowest provider's median."""
    medians: list[float] = []
    read_at_s = _note_answers()
    for provider in PROVIDERS:
        took_ms: list[float] = []
        for _ in range(_CREATES):
            began_s = 0.0
            creating: asyncio.Task[Any] | None = None

            def act(provider: str = provider) -> None:
                nonlocal began_s, creating
                began_s = time.perf_counter()
                creating = asyncio.get_running_loop().create_task(
                    desk.front.create(desk.build_draft(provider))
                )

            whole_ms = await desk.watch.time_ms(act, desk.is_code_painted)
            assert creating is not None
            await creating
            took_ms.append(whole_ms - (read_at_s[-1] - began_s) * 1000.0)
            await desk.front.cancel()
        medians.append(statistics.median(took_ms))
    return {"painted_ms": max(medians)}


def _note_answers() -> list[float]:
    """Note when each answer to a create has been read."""
    read_at_s: list[float] = []
    accept = Carrier.accept_step

    async def accept_step(self: Carrier, hold: Hold, result: StepResult, audited: str = "") -> None:
        read_at_s.append(time.perf_counter())
        await accept(self, hold, result, audited)

    Carrier.accept_step = accept_step
    return read_at_s


async def _measure_steps(desk: BenchDesk) -> dict[str, object]:
    """A phone opens the page at any moment of the first minute; how long until the clerk sees it."""
    await desk.start_sync()
    chooser = random.Random(1)  # noqa: S311 - a moment
    seen_ms: list[float] = []
    await desk.simulator.control("DELETE", "/calls")
    shown_s = 0.0
    for number in range(_STEPS):
        provider = ("proofme", "checkout")[number % 2]
        answer = await desk.front.create(desk.build_draft(provider))
        assert answer.is_done, answer.reason
        began_s = time.perf_counter()
        view = desk.front.staff_view()
        await asyncio.sleep(chooser.uniform(0.2, 4.0))
        assert view.key is not None
        await desk.simulator.journey(view.key, "open")
        changed_s = time.perf_counter()
        await desk.wait_for_stage(StaffStage.ON_PHONE)
        seen_ms.append((time.perf_counter() - changed_s) * 1000.0)
        shown_s += time.perf_counter() - began_s
        await desk.front.cancel()
    calls = await desk.simulator.control("GET", "/calls")
    reads = [
        call for call in calls if call["method"] == "GET" and call["provider"] in ("proofme", "checkout")
    ]
    return {"seen_ms": statistics.median(seen_ms), "requests_per_s": len(reads) / shown_s}


async def _measure_calls(desk: BenchDesk) -> dict[str, object]:
    """iDenfy's result is called in; from before it leaves the provider until the clerk sees it."""
    took_ms: list[float] = []
    for _ in range(_CALLS):
        answer = await desk.front.create(desk.build_draft("idenfy"))
        assert answer.is_done, answer.reason
        key = desk.front.staff_view().key
        assert key is not None
        began_s = time.perf_counter()
        telling = asyncio.create_task(desk.simulator.journey(key, "finish"))
        await desk.wait_for_stage(StaffStage.OUTCOME)
        took_ms.append((time.perf_counter() - began_s) * 1000.0)
        await telling
        await desk.front.next_customer()
    return {"called_ms": statistics.median(took_ms)}


def _build_measure(simulator: BenchSimulator) -> Any:
    async def measure(opened: OpenConsole, window: MainWindow) -> dict[str, object]:
        desk = BenchDesk(opened, window, simulator)
        await desk.open()
        try:
            found = _measure_paint() | await _measure_creates(desk)
            return found | await _measure_steps(desk) | await _measure_calls(desk)
        finally:
            desk.close()

    return measure


if __name__ == "__main__":
    print(json.dumps(run_with_window(Path(sys.argv[1]), _build_measure(read_simulator()))))  # noqa: T201 - read by the measurement
