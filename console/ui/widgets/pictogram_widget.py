"""One icon at any size in the colour of a role; drawn again on another screen and in another theme."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.toolkit.look import current_look


class Pictogram(QWidget):
    """An icon beside words that say the same: nothing for screen readers."""

    def __init__(self, icon: str, role: str = "link", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = current_look()
        self._icon = icon
        self._role = role
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._look.changed.connect(self.update)

    def show_icon(self, icon: str) -> None:
        """Another icon; an empty name shows none."""
        self._icon = icon
        self.update()

    def set_side(self, side: int) -> None:
        """Another size, in logical pixels."""
        self.setFixedSize(QSize(side, side))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it in the colour of this moment."""
        if not self._icon:
            return
        color = self._look.theme.pair(self._role).text
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._look.pixmap(self._icon, color, self.width(), self.devicePixelRatioF()))
        painter.end()
