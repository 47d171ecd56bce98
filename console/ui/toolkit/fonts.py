"""Letters of scripts for which a machine may have no font: the fonts shipped with the program, beside the system's."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase

from console.base.paths import resource_path


def add_shipped_fonts() -> None:
    """Make them known to Qt, which takes them for letters no other font has; some 3 ms. Needs an application."""
    for path in sorted(resource_path("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))
