"""Imports Qt's Python side without what it does to every later import; imports nothing of the program."""

from __future__ import annotations

import builtins
from importlib import import_module


def import_qt() -> None:
    """Import PySide6 and give `import` back to Python; called once, before anything that imports more of Qt.

    WORKAROUND https://bugreports.qt.io/projects/PYSIDE: once it is there, PySide6 reads the source text of every
    module that is imported, to see whether it switches on a `__feature__` of PySide. This program uses none, and that
    reading is a tenth of the time until the first paint.
    """
    pythons_import = builtins.__import__
    import_module("PySide6.QtCore")
    builtins.__import__ = pythons_import
