"""A real window over a filled profile in this process, for measurements; opens and ends it in order."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from console.base.clock import Clock
from console.base.process import share_fairly
from console.bootstrap import OpenConsole, open_console
from console.ui.application import make_application
from console.ui.toolkit.look import Look
from console.ui.toolkit.loop import new_event_loop
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.theme import ThemeName
from console.ui.views.main_window import MainWindow

_SIZE: Final = (1440, 900)
SETTLE_S: Final = 0.5
"""After so long nothing that began with the window is under way any more."""

Measure = Callable[[OpenConsole, MainWindow], Awaitable[dict[str, object]]]


def run_with_window(
    profile: Path, measure: Measure, *, clock: Clock | None = None, requests_per_s: float | None = None
) -> dict[str, object]:
    """Open the window on the list of verifications, measure, close it.

    `clock` is another than the machine's, `requests_per_s` replaces every account's budget.
    """
    share_fairly()
    app = make_application(sys.argv[:1])
    loop = new_event_loop(app)
    asyncio.set_event_loop(loop)
    Look(app, ThemeName.LIGHT)
    try:
        return loop.run_until_complete(
            _run(open_console(profile, simulator=True, clock=clock, requests_per_s=requests_per_s), measure)
        )
    finally:
        loop.close()


async def _run(opened: OpenConsole, measure: Measure) -> dict[str, object]:
    window = MainWindow(opened.services, WindowMemory(None))
    try:
        await _show(opened, window)
        return await measure(opened, window)
    finally:
        window.hide()
        gone = asyncio.Event()
        window.destroyed.connect(gone.set)
        window.deleteLater()
        await gone.wait()
        await opened.aclose()


async def _show(opened: OpenConsole, window: MainWindow) -> None:
    window.resize(*_SIZE)
    window.show_first("verifications")
    window.show()
    await asyncio.to_thread(opened.services.load_parts)
    window.catch_up()
    await asyncio.sleep(SETTLE_S)
