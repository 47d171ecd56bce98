"""The run of the window that shows a capsule: opens the file, asks for its passphrase, ends in order; no profile."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QApplication

from console.domain.errors import CapsuleLocked, ConsoleError
from console.services.capsule_files import OpenCapsule, open_capsule
from console.ui.toolkit.fonts import add_shipped_fonts
from console.ui.toolkit.look import Look
from console.ui.toolkit.loop import new_event_loop
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.theme import ThemeName
from console.ui.views.capsule_window import CapsuleWindow

if TYPE_CHECKING:
    from console.ui.toolkit.window_options import CapsuleOptions

_PICTURE_S: Final = 30.0
_ENVIRONMENT: Final = 3


def run_capsule(app: QApplication, options: CapsuleOptions) -> int:
    """Show the window until it is closed, or take its picture; returns the exit code."""
    loop = new_event_loop(app)
    try:
        return loop.run_until_complete(CapsuleRun(app, options).run())
    finally:
        loop.close()


class CapsuleRun:
    """One run from opening to the end."""

    def __init__(self, app: QApplication, options: CapsuleOptions) -> None:
        self._options = options
        self._capsule: OpenCapsule | None = None
        self._done = asyncio.Event()
        self._is_ready = asyncio.Event()
        is_dark = app.styleHints().colorScheme().name == "Dark"
        Look(app, ThemeName(options.theme or (ThemeName.DARK if is_dark else ThemeName.LIGHT)))
        add_shipped_fonts()
        self.window = CapsuleWindow(options.file.name)
        self.window.resize(*options.size)
        self._scope = TaskScope(self.window)
        self.window.closed.connect(self._done.set)
        self.window.ready.connect(self._is_ready.set)
        self.window.open_requested.connect(self._on_open_requested)

    async def run(self) -> int:
        """Show the window, wait for its end, close the file."""
        try:
            self._begin()
            if self._options.screenshot is not None:
                return await self._take_picture(self._options.screenshot)
            await self._done.wait()
            return 0
        finally:
            await self.end()

    def start(self) -> None:
        """Show the window on a loop that runs already; closing it ends everything."""
        self._begin()
        self.window.closed.connect(lambda: self._scope.start("end", self.end()))

    async def end(self) -> None:
        """Let go of the document and the file."""
        self._scope.cancel("open")
        await self.window.release()
        capsule, self._capsule = self._capsule, None
        if capsule is not None:
            await capsule.aclose()

    def _begin(self) -> None:
        self.window.show()
        self.window.begin()

    def _on_open_requested(self, passphrase: str) -> None:
        given = passphrase or self._options.passphrase
        self._scope.start("open", self._open(given))

    async def _open(self, passphrase: str) -> None:
        try:
            capsule = await open_capsule(self._options.file, passphrase)
        except CapsuleLocked as locked:
            self.window.ask_passphrase(locked.user_message if passphrase else "")
            return
        except ConsoleError as failure:
            self.window.show_failure(failure)
            return
        self._capsule = capsule
        try:
            self.window.show_capsule(capsule, await capsule.load_manifest())
        except ConsoleError as failure:
            self.window.show_failure(failure)

    async def _take_picture(self, path: Path) -> int:
        try:
            async with asyncio.timeout(_PICTURE_S):
                await self._is_ready.wait()
        except TimeoutError:
            sys.stderr.write("Missing: the content of the capsule.\n")
            return _ENVIRONMENT
        # One turn of the loop more, so that what is ready is painted too.
        await asyncio.sleep(0.1)
        return 0 if self.window.grab().save(str(path), "PNG") else _ENVIRONMENT
