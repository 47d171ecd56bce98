"""One picture as large as its place lets it be, turned in quarters; takes bytes, and refuses what is too large."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from console.ui.toolkit.look import current_look

_MOST_PIXELS: Final = 50_000_000
_MOST_MIB: Final = 256


class CapsulePictureWidget(QWidget):
    """R turns the picture by a quarter. What cannot be shown is told by `show_picture`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QImage()
        self._quarters = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(200, 200)

    def show_picture(self, body: bytes, name: str) -> bool:
        """False for bytes that are no picture, or one that is too large to be meant well."""
        buffer = QBuffer()
        buffer.setData(QByteArray(body))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer)
        reader.setAllocationLimit(_MOST_MIB)
        size = reader.size()
        is_fit = size.isValid() and size.width() * size.height() <= _MOST_PIXELS
        self._picture = reader.read() if is_fit else QImage()
        self._quarters = 0
        self.setAccessibleName(name)
        self.update()
        return not self._picture.isNull()

    def rotate(self) -> None:
        """Turn by a quarter, clockwise."""
        self._quarters = (self._quarters + 1) % 4
        self.update()

    def sizeHint(self) -> QSize:
        """Room enough to know a face by."""
        return QSize(640, 480)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """R turns it."""
        if event.key() == Qt.Key.Key_R:
            self.rotate()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture in the middle, never larger than it is."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), current_look().theme.color("ground"))
        if self._picture.isNull():
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        width, height = self._picture.width(), self._picture.height()
        across, down = (height, width) if self._quarters % 2 else (width, height)
        share = min(self.width() / across, self.height() / down, 1.0)
        painter.translate(self.width() / 2, self.height() / 2)
        painter.rotate(90 * self._quarters)
        painter.drawImage(
            QRectF(-width * share / 2, -height * share / 2, width * share, height * share), self._picture
        )
