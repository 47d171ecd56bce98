"""Environment variables of test processes: what the machine had, and what tests have instead."""

from __future__ import annotations

import os
from typing import Final

MACHINE_ENVIRONMENT: Final = dict(os.environ)
"""As the suite was started: for the package installer, which needs the machine's own settings and cache."""

# Qt looks for a session bus, an input method and a theme of the machine; a test has none of them.
_MACHINES_OWN: Final = (
    "DBUS_SESSION_BUS_ADDRESS",
    "QT_IM_MODULE",
    "QT_QPA_PLATFORMTHEME",
    "QT_STYLE_OVERRIDE",
)


def prepare_environment() -> None:
    """Draw windows in memory and forget the desktop this runs on; before any QApplication is made."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    for name in _MACHINES_OWN:
        os.environ.pop(name, None)
