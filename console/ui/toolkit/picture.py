"""A picture of a window as a person sees it, with the dialog that is open over it; keeps no file."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QWidget


def grab_with_dialogs(window: QWidget) -> QPixmap:
    """The window with its open dialogs where they stand; one that stands outside is moved inside in the picture."""
    picture = window.grab()
    painter = QPainter(picture)
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible() and dialog.isWindow():
            painter.drawPixmap(_place(dialog, window), dialog.grab())
    painter.end()
    return picture


def _place(dialog: QDialog, window: QWidget) -> QPoint:
    wanted = window.mapFromGlobal(dialog.pos())
    left = max(0, min(wanted.x(), window.width() - dialog.width()))
    return QPoint(left, max(0, min(wanted.y(), window.height() - dialog.height())))
