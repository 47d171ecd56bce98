"""The running window: application, loop, hooks, milestones and the orderly end; builds nothing below the window."""

from __future__ import annotations

import asyncio
import gc
import json
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication, QWidget

from console.base.process import keep_loaded, pss_mib, since_process_start_ms
from console.domain.errors import ConsoleError, NotKnown
from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery
from console.domain.phase import Phase
from console.services.services import Services
from console.ui.toolkit.hooks import FailureHooks
from console.ui.toolkit.look import Look
from console.ui.toolkit.loop import ConsoleEventLoop, new_event_loop
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.stall_watch import StallWatch
from console.ui.toolkit.theme import ThemeName
from console.ui.toolkit.view_names import read_view
from console.ui.toolkit.window_options import WindowOptions
from console.ui.views.main_window import MainWindow
from console.ui.views.window_actions import start_demo

SHUTDOWN_S: Final = 5.0
LOOK_EVERY_S: Final = 0.05
EXIT_ENVIRONMENT: Final = 3
HEAVY: Final = frozenset(
    {"sqlalchemy", "alembic", "httpx", "aiohttp", "reportlab", "pypdfium2", "starlette", "fastapi"}
)
"""What must not be imported before the first paint."""


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


def show_start_failure(app: QApplication, error: ConsoleError) -> None:
    """Say in a small window why there is no larger one; returns when the person has closed it."""
    from console.ui.views.start_failed_window import StartFailedWindow

    loop = new_event_loop(app)
    is_dark = app.styleHints().colorScheme().name == "Dark"
    Look(app, ThemeName.DARK if is_dark else ThemeName.LIGHT)
    window = StartFailedWindow(error)
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
        self._view, self._tab = read_view(options.view) if options.view else ("", "")
        self._quit = asyncio.Event()
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
        painted = _Painted(window)
        window.show_first(self._view)
        window.show()
        await painted.seen.wait()
        window.desk.detail_pane.show_hint()
        keep_loaded()
        gc.enable()
        if self._options.exit_after == "first-paint":
            found = {
                "since_process_start_ms": painted.at_ms,
                "heavy_imports": sorted(HEAVY & set(sys.modules)),
            }
            await self._print_milestone("first-paint", window, found)
            return 0
        stalls = StallWatch(window)
        if self._options.exit_after == "first-sync":
            stalls.start()
        await asyncio.to_thread(self._services.load_parts)
        window.catch_up()
        if not self._options.locale:
            self._put_on_locale()
        # One that fails does not keep the other from starting: without webhooks there is still polling.
        for start in (self._open_listener, self._services.sync.start):
            try:
                await start()
            except ConsoleError as error:
                window.note_trouble(error.user_message)
        if self._options.screenshot is not None:
            return await self._take_screenshot(window, self._options.screenshot)
        if self._options.exit_after == "first-sync":
            return await self._wait_first_sync(window, stalls)
        try:
            await self._show_wanted(window)
        except NotKnown as error:
            window.note_trouble(error.user_message)
        await self._quit.wait()
        return 0

    async def _open_listener(self) -> None:
        if self._options.webhooks:
            host, _, port = self._options.webhooks.rpartition(":")
            base_url = await self._services.webhooks.start(host, int(port))
            if self._options.on_listening is not None:
                await self._options.on_listening(self._services, base_url)

    async def _wait_first_sync(self, window: MainWindow, stalls: StallWatch) -> int:
        try:
            async with asyncio.timeout(self._options.timeout_s):
                await self._until(self._has_synced)
        except TimeoutError:
            return _say_missing("the first sync")
        found = {"longest_stall_ms": stalls.longest_ms(), "stall_p999_ms": stalls.percentile_ms(0.999)}
        await self._print_milestone("first-sync", window, found)
        return 0

    async def _print_milestone(self, event: str, window: MainWindow, found: Mapping[str, object]) -> None:
        shown = window.desk.current_list
        document = {
            "event": event,
            "since_process_start_ms": round(since_process_start_ms(), 1),
            "pss_mib": round(pss_mib(), 1),
            "rows_total": await self._services.lists.count_verifications(ListQuery())
            if event == "first-sync" or shown is None
            else shown.model.rowCount(),
            **found,
        }
        sys.stdout.write(json.dumps(document) + "\n")
        sys.stdout.flush()

    # --- screenshot ---

    async def _take_screenshot(self, window: MainWindow, path: Path) -> int:
        missing = "the first sync"
        try:
            async with asyncio.timeout(self._options.timeout_s):
                await self._until(self._has_synced)
                missing = f"the view {self._options.view or 'verifications'}"
                await self._show_wanted(window)
                await self._until(lambda: not window.missing(self._view))
                await asyncio.sleep(LOOK_EVERY_S)
        except TimeoutError:
            return _say_missing(window.missing(self._view) or missing)
        except NotKnown as error:
            sys.stderr.write(f"{error.user_message}\n")
            return EXIT_ENVIRONMENT
        if not window.grab().save(str(path), "PNG"):
            sys.stderr.write(f"The picture could not be written to {path}.\n")
            return EXIT_ENVIRONMENT
        return 0

    async def _show_wanted(self, window: MainWindow) -> None:
        if self._view and self._view != "verification":
            window.show_view(self._view)
        key = await self._find_wanted()
        if key is not None:
            window.open_case(key, self._tab)

    async def _find_wanted(self) -> VerificationKey | None:
        if self._options.select:
            found = await self._services.lists.find_verifications(self._options.select)
            if not found:
                raise NotKnown(f"There is no verification {self._options.select} in this profile.")
            return found[0]
        if self._view != "verification":
            return None
        decided = ListQuery(phases=frozenset({Phase.APPROVED, Phase.DECLINED}))
        rows = await self._services.lists.load_verifications(decided, 0, 1)
        return rows[0].key if rows else None

    def _has_synced(self) -> bool:
        return self._services.sync.first_sync_done or not self._services.accounts.load_accounts()

    async def _until(self, is_met: Callable[[], bool]) -> None:
        while not is_met():
            if self._quit.is_set():
                raise TimeoutError
            await asyncio.sleep(LOOK_EVERY_S)

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


class _Painted(QObject):
    """Sees the first paint of the window; what is inside it is painted in the same go, and then it is `seen`."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.seen = asyncio.Event()
        self.at_ms = 0.0
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # Comes before all else that waits, so as soon as everything is painted.
            QCoreApplication.postEvent(
                self, QEvent(QEvent.Type.User), Qt.EventPriority.HighEventPriority.value
            )
        return super().eventFilter(watched, event)

    def customEvent(self, _event: QEvent) -> None:
        self.at_ms = round(since_process_start_ms(), 1)
        self.seen.set()


def _say_missing(what: str) -> int:
    sys.stderr.write(f"The picture or milestone was not reached in time: {what} did not come.\n")
    return EXIT_ENVIRONMENT
