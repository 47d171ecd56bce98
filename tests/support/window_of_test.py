"""The real main window for the length of a test, active and on a view; it is gone when the test is over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from console.services.services import Services
from console.ui.toolkit.memory import WindowMemory
from console.ui.views.main_window import MainWindow
from tests.support.waiting import until


@asynccontextmanager
async def open_window(services: Services, memory: WindowMemory, view: str) -> AsyncIterator[MainWindow]:
    """Show the window on a view; an empty one is what a new profile begins with."""
    made = MainWindow(services, memory)
    made.show_first(view)
    made.show()
    made.activateWindow()
    await until(made.isActiveWindow)
    yield made
    made.hide()
    made.deleteLater()
    await asyncio.sleep(0)
