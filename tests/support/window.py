"""The real window over an open desk, run as the program runs it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from PySide6.QtWidgets import QApplication

from console.base.clock import SystemClock
from console.services.services import Services
from console.ui.application import Below, Ended, WindowRun
from console.ui.toolkit.look import Look
from console.ui.toolkit.loop import ConsoleEventLoop
from console.ui.toolkit.window_options import WindowOptions
from console.ui.views.main_window import MainWindow
from tests.support.desk import Desk
from tests.support.waiting import until


class MovableClock(SystemClock):
    """The machine's clock, put forward when a test says so."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


@asynccontextmanager
async def open_window(desk: Desk) -> AsyncIterator[MainWindow]:
    """First paint, webhooks as `demo` subscribes them, sync; at the end the orderly end, which must be in time.

    Wait for nothing before the first sync has been seen: what keeps the program from starting is raised at the end.
    """
    app, loop = QApplication.instance(), asyncio.get_running_loop()
    assert isinstance(app, QApplication)
    assert isinstance(loop, ConsoleEventLoop)
    before = set(app.findChildren(Look))

    async def subscribe(services: Services, base_url: str) -> None:
        path = services.webhooks.path(desk.account("idenfy"))
        if desk.simulator.process.poll() is None:
            await asyncio.to_thread(desk.simulator.subscribe, "idenfy", base_url + path)

    options = WindowOptions(size=(1440, 900), webhooks="127.0.0.1:0", on_listening=subscribe)
    below = Below(desk.services, desk.console.aclose, None)
    run = WindowRun(app, loop, below, options)
    running = asyncio.create_task(run.run(), name="window")
    try:
        await until(lambda: running.done() or (run._window is not None and run._window.isVisible()))
        window = run._window
        assert window is not None
        window.activateWindow()
        await until(window.isActiveWindow)
        yield window
        if not running.done():
            window.close()
        assert await running == Ended(0, in_time=True)
    finally:
        running.cancel()
        await asyncio.wait((running,))
        for look in set(app.findChildren(Look)) - before:
            look.setParent(None)
            look.deleteLater()
