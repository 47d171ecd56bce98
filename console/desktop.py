"""Joins the composition root and the window: checks for a display, opens the profile, runs the application."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from console.domain.errors import ConsoleError, DisplayMissing, EnvironmentFault, InputInvalid
from console.services.services import Services


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """How the window is to come up; the words are those of the command line.

    `on_listening` hears the address of the webhook listener once it is open. With `screenshot` the window is painted
    into that file as soon as the view says it is complete, at most `timeout_s` seconds after the start.
    """

    view: str = "verifications"
    select: str = ""
    theme: str | None = None
    size: tuple[int, int] = (1440, 900)
    scale: float | None = None
    locale: str = ""
    screenshot: Path | None = None
    timeout_s: float = 60.0
    exit_after: str | None = None
    webhooks: str | None = None
    on_listening: Callable[[Services, str], Awaitable[None]] | None = None


def verify_view(view: str) -> None:
    """Raises `InputInvalid` with the list of views there are."""
    from console.ui.application import VIEWS

    name = view.partition(":")[0]
    if view not in VIEWS and name not in VIEWS:
        raise InputInvalid("There is no such view. These there are: " + ", ".join(VIEWS) + ".", field="view")


def verify_display(is_screenshot: bool) -> None:
    """Choose the offscreen platform for a screenshot without a display.

    Raises `DisplayMissing` when a window is wanted and there is none: Qt itself would abort the process.
    """
    has_display = sys.platform in {"win32", "darwin"} or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    )
    if has_display:
        return
    if not is_screenshot:
        raise DisplayMissing(
            "There is no display to open a window on. Start it on a desktop, or use --screenshot FILE.png."
        )
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def run_window(folder: Path, passphrase_file: Path | None, options: WindowOptions) -> int:
    """Open the profile and run the window until it is closed; returns the exit code."""
    try:
        verify_view(options.view)
        verify_display(options.screenshot is not None)
        # Qt must be asked for its scale before the application object exists.
        if options.scale is not None:
            os.environ["QT_SCALE_FACTOR"] = str(options.scale)
        from console.bootstrap import open_console
        from console.ui.application import run_application

        opened = open_console(folder, passphrase_file=passphrase_file)
        return run_application(opened.services, opened.aclose, options)
    except ConsoleError as error:
        sys.stderr.write(error.user_message + "\n")
        return 3 if isinstance(error, EnvironmentFault) else 2
