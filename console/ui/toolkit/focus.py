"""Where the keyboard goes when the part that had it vanishes or is switched off; Qt would send it to the first field."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QWidget


@contextmanager
def keeping_keyboard(part: QWidget, home: QWidget) -> Iterator[None]:
    """While `part` changes: when what had the keyboard in it can have it no longer, `home` gets it."""
    focused = part.window().focusWidget()
    is_inside = focused is not None and (focused is part or part.isAncestorOf(focused))  # pyright: ignore[reportUnnecessaryComparison]
    yield
    if is_inside and not (focused.isVisible() and focused.isEnabled()):
        home.setFocus()
