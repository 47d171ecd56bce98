"""The running window: application, loop, hooks, milestones and the orderly end; builds nothing below the window."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication

from console.base.process import keep_loaded
from console.domain.errors import ConsoleError, NotKnown
from console.services.services import Services
from console.ui.toolkit.first_paint import FirstPaint
from console.ui.toolkit.fonts import add_shipped_fonts
from console.ui.toolkit.hooks import FailureHooks
from console.ui.toolkit.look import Look
from console.ui.toolkit.loop import ConsoleEventLoop, new_event_loop
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.stall_watch import StallWatch
from console.ui.toolkit.theme import ThemeName
from console.ui.toolkit.window_options import WindowOptions
from console.ui.views.main_window import MainWindow
from console.ui.views.window_actions import start_demo
from console.ui.window_orders import EXIT_ENVIRONMENT, WindowOrders

SHUTDOWN_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Below:
    """What the window stands on: services, the way to end them and the file the window remembers in."""

    services: Services
    aclose: Callable[[], Awaitable[None]]
    memory_file: Path | None


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended: the exit code, and whether everything below ended within its time."""

    code: int
    in_time: bool


def make_application(arguments: list[str]) -> QApplication:
    """The one QApplication; the caller has made sure that there is a display."""
    # A chooser of the system's own is no window of ours: a lock could not cover it.
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    # As an argument, because setStyle() hands back a style object, whose kinds take 4 ms to load.
    app = QApplication([*arguments, "-style", "fusion"])
    app.setApplicationName("compliance-console")
    app.setApplicationDisplayName("Compliance Console")
    app.setDesktopFileName("compliance-console")
    app.setQuitOnLastWindowClosed(False)
    return app


def run_window(app: QApplication, open_below: Callable[[], Below], options: WindowOptions) -> Ended:
    """Open the window and run until it is closed. Errors of `open_below` pass through before anything is shown."""
    below = open_below()
    loop = new_event_loop(app)
    try:
        return loop.run_until_complete(WindowRun(app, loop, below, options).run())
    finally:
        loop.close()


def show_start_failure(app: QApplication, error: ConsoleError, *, is_new: bool) -> None:
    """Say in a small window why there is no larger one; returns when the person has closed it.

    `is_new` when there is no profile yet: then it is the first-run page.
    """
    from console.ui.views.start_failed_window import StartFailedWindow

    loop = new_event_loop(app)
    is_dark = app.styleHints().colorScheme().name == "Dark"
    Look(app, ThemeName.DARK if is_dark else ThemeName.LIGHT)
    window = StartFailedWindow(error, is_new=is_new)
    window.closed.connect(loop.stop)
    window.simulator_requested.connect(lambda: start_demo() and window.close())
    window.show()
    try:
        loop.run_forever()
    finally:
        loop.close()


class WindowRun:
    """One run of the window from first paint to the end."""

    def __init__(
        self, app: QApplication, loop: ConsoleEventLoop, below: Below, options: WindowOptions
    ) -> None:
        self._app = app
        self._loop = loop
        self._below = below
        self._services = below.services
        self._options = options
        self._memory = WindowMemory(below.memory_file)
        self._quit = asyncio.Event()
        self._orders = WindowOrders(below.services, options, self._quit)
        self._hooks = FailureHooks(loop, self._on_failure)
        self._window: MainWindow | None = None

    async def run(self) -> Ended:
        """Show the window, sync, wait for the end, end in order."""
        self._hooks.install()
        window = self._make_window()
        self._take_signals()
        try:
            code = await self._run_milestones(window)
        finally:
            in_time = await self._end(window)
            self._hooks.remove()
        return Ended(code, in_time)

    # --- beginning ---

    def _make_window(self) -> MainWindow:
        if self._options.locale:
            self._put_on_locale()
        Look(self._app, self._choose_theme())
        window = MainWindow(self._services, self._memory)
        window.close_requested.connect(self._quit.set)
        window.simulator_started.connect(self._quit.set)
        self._app.commitDataRequest.connect(self._on_session_ending)
        if self._options.size is not None:
            window.resize(*self._options.size)
        self._window = window
        return window

    def _choose_theme(self) -> ThemeName:
        chosen = self._options.theme or self._memory.text("theme")
        if chosen in set(ThemeName):
            return ThemeName(chosen)
        is_dark = self._app.styleHints().colorScheme().name == "Dark"
        return ThemeName.DARK if is_dark else ThemeName.LIGHT

    def _put_on_locale(self) -> None:
        # Its names of languages and countries take 13 ms to load: not before the first paint without need.
        from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

        if self._options.locale:
            QLocale.setDefault(QLocale(self._options.locale))
        translator = QTranslator(self._app)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load(QLocale(), "qtbase", "_", folder):
            self._app.installTranslator(translator)

    def _take_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                self._loop.add_signal_handler(number, self._quit.set)
            except (NotImplementedError, RuntimeError, ValueError):
                continue

    # --- milestones ---

    async def _run_milestones(self, window: MainWindow) -> int:
        painted = FirstPaint(window)
        window.show_first(self._orders.view)
        window.show()
        await painted.seen.wait()
        window.desk.detail_pane.show_hint()
        keep_loaded()
        gc.enable()
        if self._options.exit_after == "first-paint":
            await self._orders.tell_first_paint(window, painted.at_ms)
            return 0
        add_shipped_fonts()
        stalls = StallWatch(window)
        if self._options.exit_after == "first-sync":
            stalls.start()
        await asyncio.to_thread(self._services.load_parts)
        window.catch_up()
        if not self._options.locale:
            self._put_on_locale()
        # One that fails does not keep the other from starting: without webhooks there is still polling.
        started = [
            await self._try(start, window) for start in (self._open_listener, self._services.sync.start)
        ]
        if self._options.exit_after is not None and not all(started):
            return EXIT_ENVIRONMENT
        if self._options.screenshot is not None:
            return await self._orders.take_picture(window, self._options.screenshot)
        if self._options.exit_after == "first-sync":
            return await self._orders.wait_first_sync(window, stalls)
        try:
            await self._orders.show_wanted(window)
        except NotKnown as error:
            window.note_trouble(error.user_message)
        await self._quit.wait()
        return 0

    async def _try(self, start: Callable[[], Awaitable[object]], window: MainWindow) -> bool:
        """Whether it started; what keeps it from that is also for a log: nobody may be looking at the window."""
        try:
            await start()
        except ConsoleError as error:
            window.note_trouble(error.user_message)
            sys.stderr.write(f"{error.user_message}\n")
            return False
        return True

    async def _open_listener(self) -> None:
        if self._options.webhooks:
            host, _, port = self._options.webhooks.rpartition(":")
            base_url = await self._services.webhooks.start(host, int(port), self._options.public_url)
            if self._window is not None:
                self._window.actions_of_window.offer_returns(self._options.returns)
            if self._options.on_listening is not None:
                await self._options.on_listening(self._services, base_url)

    # --- the end ---

    def _on_session_ending(self, _manager: QSessionManager) -> None:
        self._quit.set()

    def _on_failure(self, failure: Exception) -> None:
        from console.ui.toolkit.error_words import describe_error

        words = describe_error(failure)
        if self._window is not None:
            self._window.note_trouble(f"{words.title}. {words.text}")

    async def _end(self, window: MainWindow) -> bool:
        window.remember()
        window.hide()
        from console.ui.toolkit.clipboard import clear_secret

        clear_secret()
        # First the window with its timers and tasks: nobody may read from what is being closed.
        self._window = None
        gone = asyncio.Event()
        window.destroyed.connect(gone.set)
        window.deleteLater()
        try:
            async with asyncio.timeout(SHUTDOWN_S):
                await gone.wait()
                await self._below.aclose()
        except TimeoutError:
            return False
        return True
