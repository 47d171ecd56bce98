"""A picture of a window as a person sees it, with the dialog that is open over it; keeps no file."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QWidget

from console.ui.toolkit.look import current_look


def grab_with_dialogs(window: QWidget) -> QPixmap:
    """The window with its open dialogs where they stand; one that stands outside is moved inside in the picture."""
    picture = window.grab()
    painter = QPainter(picture)
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible() and dialog.isWindow():
            place = _place(dialog, window)
            painter.drawPixmap(place, dialog.grab())
            # In place of the frame that the desktop draws around it.
            painter.setPen(current_look().theme.color("control_border"))
            painter.drawRect(QRect(place, dialog.size()).adjusted(0, 0, -1, -1))
    painter.end()
    return picture


def _place(dialog: QDialog, window: QWidget) -> QPoint:
    wanted = window.mapFromGlobal(dialog.pos())
    left = max(0, min(wanted.x(), window.width() - dialog.width()))
    return QPoint(left, max(0, min(wanted.y(), window.height() - dialog.height())))
