"""The hatched frame with its word around a window that shows no real customers; paints, decides nothing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.ui.toolkit.look import current_look

TAG_HEIGHT: int = 16
_WORD_PX: Final = 11


class FrameWidget(QWidget):
    """Holds `content`; a word makes the frame appear, an empty one takes it away."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = current_look()
        self._word = ""
        self._word_px = _WORD_PX
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(0)
        self._layout.addWidget(content)
        self.show_word("")
        self._look.changed.connect(self.update)

    @property
    def word(self) -> str:
        """The word of the frame, empty without one."""
        return self._word

    def show_word(self, word: str) -> None:
        """Put the frame on with this word, or take it away."""
        top = self._tag_height() if word else 0
        if word == self._word and self._layout.contentsMargins().top() == top:
            return
        self._word = word
        width = self._margin(word)
        self._layout.setContentsMargins(width, top, width, width)
        self.setAccessibleName(word)
        self.update()

    def set_word_size(self, pixels: int) -> None:
        """Letters of the word in logical pixels, for a window that is read from farther away."""
        self._word_px = pixels
        self.show_word(self._word)

    def _tag_height(self) -> int:
        return TAG_HEIGHT + max(0, self._word_px - _WORD_PX)

    def _margin(self, word: str) -> int:
        return self._look.theme.metrics.test_frame if word else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the hatching and the word on it."""
        inside = self.rect().marginsRemoved(self._layout.contentsMargins())
        if not self._word or inside.contains(event.rect()):
            return
        theme = self._look.theme
        color = theme.color("test_frame")
        painter = QPainter(self)
        for strip in self._strips():
            painter.fillRect(strip, theme.pair("test").ground_color)
            painter.fillRect(strip, QBrush(color, Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(color, 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        font = self._look.font(self._word_px, bold=True)
        width = QFontMetricsF(font).horizontalAdvance(self._word) + 24
        tag = QRectF((self.width() - width) / 2, 1, width, self._tag_height() - 1)
        painter.fillRect(tag, theme.pair("test").ground_color)
        painter.setFont(font)
        painter.setPen(theme.pair("test").text_color)
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, self._word)
        painter.end()

    def _strips(self) -> tuple[QRect, ...]:
        width, height, side = self.width(), self.height(), self._margin(self._word)
        return (
            QRect(0, 0, width, self._tag_height()),
            QRect(0, height - side, width, side),
            QRect(0, 0, side, height),
            QRect(width - side, 0, side, height),
        )
