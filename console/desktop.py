"""Joins what lies below the window with the window and starts it; decides on display, exit code and nothing else."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from console.base.process import share_fairly
from console.domain.errors import ConsoleError, DisplayMissing, EnvironmentFault, InputInvalid
from console.ui.toolkit.qt_import import import_qt
from console.ui.toolkit.view_names import read_view
from console.ui.toolkit.window_options import CapsuleOptions, WindowOptions

if TYPE_CHECKING:
    from console.ui.application import Below

__all__ = [
    "CapsuleOptions",
    "WindowOptions",
    "run_capsule_window",
    "run_window",
    "verify_display",
    "verify_view",
]

EXIT_USAGE: Final = 2
EXIT_ENVIRONMENT: Final = 3
LARGEST_PORT: Final = 65_535
_MEMORY: Final = "window.json"


def verify_view(name: str) -> None:
    """Raises `InputInvalid` with the list of views that are built."""
    if name:
        read_view(name)


def verify_display(screenshot: bool) -> None:
    """Make sure that Qt will find a screen, before anything of Qt is made; a screenshot needs none.

    Raises `DisplayMissing`.
    """
    if os.environ.get("QT_QPA_PLATFORM") or _has_display():
        return
    if not screenshot:
        raise DisplayMissing(
            "There is no screen to open the window on. Use --screenshot, or a command without one."
        )
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def run_window(folder: Path, passphrase_file: Path | None, options: WindowOptions) -> int:
    """Open the profile in `folder` and run the window on it; returns the exit code."""
    try:
        verify_view(options.view)
        verify_display(options.screenshot is not None)
        _verify_address(options.webhooks)
        if options.scale is not None:
            os.environ["QT_SCALE_FACTOR"] = str(options.scale)
        return _run(folder, passphrase_file, options)
    except ConsoleError as error:
        sys.stderr.write(error.user_message + "\n")
        return EXIT_ENVIRONMENT if isinstance(error, EnvironmentFault) else EXIT_USAGE


def _run(folder: Path, passphrase_file: Path | None, options: WindowOptions) -> int:
    # Nothing that is made until the first paint is thrown away again; the window turns the collector on after it.
    gc.disable()
    share_fairly()
    import_qt()
    from console.ui.application import Below, make_application, run_window, show_start_failure

    def open_below() -> Below:
        from console.bootstrap import open_console

        opened = open_console(folder, passphrase_file=passphrase_file)
        return Below(opened.services, opened.aclose, folder / _MEMORY)

    app = make_application(sys.argv[:1])
    try:
        ended = run_window(app, open_below, options)
    except EnvironmentFault as error:
        if is_someone_looking(options):
            from console.vault.profile import has_profile

            sys.stderr.write(error.user_message + "\n")
            show_start_failure(app, error, is_new=not has_profile(folder))
            return EXIT_ENVIRONMENT
        raise
    if not ended.in_time:
        # A worker that does not end would keep the process alive; everything acknowledged is on disk already.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(ended.code)
    return ended.code


def run_capsule_window(options: CapsuleOptions) -> int:
    """Show what is in a capsule, without any profile; returns the exit code."""
    try:
        verify_display(options.screenshot is not None)
    except ConsoleError as error:
        sys.stderr.write(error.user_message + "\n")
        return EXIT_ENVIRONMENT
    import_qt()
    from console.ui.application import make_application
    from console.ui.views.capsule_run import run_capsule

    return run_capsule(make_application(sys.argv[:1]), options)


def is_someone_looking(options: WindowOptions) -> bool:
    """True when a person is in front of a real screen and nothing of the run is meant for a script."""
    is_script = options.screenshot is not None or options.exit_after is not None
    return not is_script and os.environ.get("QT_QPA_PLATFORM", "") not in {"offscreen", "minimal"}


def _verify_address(address: str | None) -> None:
    if address is None:
        return
    host, _, port = address.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > LARGEST_PORT:
        raise InputInvalid(
            "Write the listener's address as HOST:PORT, for example 127.0.0.1:8443.", field="webhooks"
        )


def _has_display() -> bool:
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
