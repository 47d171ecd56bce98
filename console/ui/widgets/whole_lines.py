"""Read-only text of which every line on screen is whole; a long line is never wrapped, and nothing is ever edited."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget


class WholeLinesEdit(QPlainTextEdit):
    """The line that would be cut at the foot is not painted; scrolling brings it up whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, then the ground over a line that is cut."""
        super().paintEvent(event)
        top, view = self._cut_line_top(), self.viewport()
        if top is not None:
            painter = QPainter(view)
            ground = view.palette().brush(view.backgroundRole())
            painter.fillRect(0, top, view.width(), view.height() - top, ground)
            painter.end()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Paint all of it again: what was moved holds the ground that stood over the cut line."""
        super().scrollContentsBy(dx, dy)
        self.viewport().update()

    def _cut_line_top(self) -> int | None:
        block, height = self.firstVisibleBlock(), self.viewport().height()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        is_first = True
        while block.isValid() and top < height:
            bottom = top + self.blockBoundingRect(block).height()
            if bottom > height:
                # A line that is taller than the room is better cut than missing.
                return None if is_first else round(top)
            top, block, is_first = bottom, block.next(), False
        return None
