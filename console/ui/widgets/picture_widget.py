"""One picture, as large and turned as wanted: paints what it is given; reads no file."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain

ZOOM_STEP: Final = 1.25
_SMALLEST: Final = 0.05
_LARGEST: Final = 16.0
_MARGIN: Final = 8
_WHOLE_TURN: Final = 360
_QUARTER: Final = 90


class PictureWidget(QAbstractScrollArea):
    """Begins with the whole picture in sight and follows the view until somebody zooms. `changed` after zoom and turn.

    `reached` when the keyboard came to it.
    """

    changed = Signal()
    reached = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = current_look()
        self._look.changed.connect(self.viewport().update)
        self._image = QImage()
        self._name = ""
        self._words = ""
        self._zoom = 1.0
        self._is_fitted = True
        self._dragged_from: QPoint | None = None
        self._is_marked = False
        self.rotation = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Picture"))
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)

    def show_picture(self, name: str, image: QImage, words: str = "") -> None:
        """Show another picture whole and upright; a null image shows `words` in its place."""
        self._image, self._name, self._words = image, name, words
        self.rotation = 0
        self.setAccessibleName(to_plain(name) or self.tr("Picture"))
        self.show_whole()

    def show_marked(self, *, is_marked: bool) -> None:
        """A ring around the one of two that the buttons act on, also while the keyboard is elsewhere."""
        self._is_marked = is_marked
        self.viewport().update()

    @property
    def name(self) -> str:
        """What the picture is called."""
        return self._name

    @property
    def words(self) -> str:
        """What is said in place of a picture."""
        return self._words if self._image.isNull() else ""

    @property
    def has_picture(self) -> bool:
        """True once its pixels are here."""
        return not self._image.isNull()

    def shows(self, image: QImage) -> bool:
        """True for the picture that is shown already."""
        return self._image.cacheKey() == image.cacheKey()

    @property
    def percent(self) -> int:
        """100 is one point of the screen for one point of the picture."""
        return round(self._zoom * 100)

    def show_whole(self) -> None:
        """As large as the view has room for, never larger than it is."""
        self._is_fitted = True
        self._fit()

    def zoom_by(self, factor: float) -> None:
        """Zoom in (above 1) or out around the middle of the view."""
        self._is_fitted = False
        view = self.viewport()
        bars = ((self.horizontalScrollBar(), view.width()), (self.verticalScrollBar(), view.height()))
        before = [(bar.value() + seen / 2) / self._zoom for bar, seen in bars]
        self._zoom = min(_LARGEST, max(_SMALLEST, self._zoom * factor))
        self._lay_out()
        for (bar, seen), middle in zip(bars, before, strict=True):
            bar.setValue(round(middle * self._zoom - seen / 2))
        self._tell()

    def rotate(self, degrees: int) -> None:
        """Turn clockwise."""
        self.rotation = (self.rotation + degrees) % _WHOLE_TURN
        self._fit()
        self._lay_out()
        self._tell()

    # --- Qt ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus, minus, 0 and R; arrows scroll as Qt has it."""
        key = event.key()
        if key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom_by(ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(1 / ZOOM_STEP)
        elif key == Qt.Key.Key_0:
            self.show_whole()
        elif key == Qt.Key.Key_R:
            self.rotate(_QUARTER)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom; the wheel alone scrolls."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(ZOOM_STEP if event.angleDelta().y() > 0 else 1 / ZOOM_STEP)
            event.accept()
            return
        super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the picture."""
        self._dragged_from = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is seen."""
        if self._dragged_from is not None:
            moved = event.position().toPoint() - self._dragged_from
            self._dragged_from = event.position().toPoint()
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - moved.x())
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._dragged_from = None

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that the keyboard is here."""
        super().focusInEvent(event)
        self.reached.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What was whole stays whole."""
        super().resizeEvent(event)
        self._fit()
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, or words in its place."""
        painter = QPainter(self.viewport())
        theme, view = self._look.theme, QRectF(self.viewport().rect())
        painter.fillRect(view, theme.color("hover"))
        if self._image.isNull():
            painter.setPen(theme.pair("muted").text_color)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(view.adjusted(16, 16, -16, -16), flags, to_plain(self._words))
        else:
            width, height = self._shown_size()
            left = max((view.width() - width) / 2, _MARGIN) - self.horizontalScrollBar().value()
            top = max((view.height() - height) / 2, _MARGIN) - self.verticalScrollBar().value()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._zoom < 2.0)
            painter.setTransform(self._to_view(QPointF(left + width / 2, top + height / 2)))
            painter.drawImage(QPointF(0, 0), self._image)
            painter.resetTransform()
        if self.hasFocus() or self._is_marked:
            painter.setPen(QPen(theme.color("accent"), theme.metrics.focus_ring))
            painter.drawRect(view.adjusted(1, 1, -1, -1))
        painter.end()

    def _to_view(self, middle: QPointF) -> QTransform:
        turn = QTransform().translate(middle.x(), middle.y()).rotate(self.rotation)
        turn = turn.scale(self._zoom, self._zoom)
        return turn.translate(-self._image.width() / 2, -self._image.height() / 2)

    def _turned_size(self) -> tuple[int, int]:
        width, height = max(1, self._image.width()), max(1, self._image.height())
        return (height, width) if self.rotation // _QUARTER % 2 else (width, height)

    def _shown_size(self) -> tuple[float, float]:
        width, height = self._turned_size()
        return width * self._zoom, height * self._zoom

    def _fit(self) -> None:
        if not self._is_fitted:
            return
        width, height = self._turned_size()
        # The bars would take the room that was just counted.
        room = self.maximumViewportSize()
        fits = min((room.width() - 2 * _MARGIN) / width, (room.height() - 2 * _MARGIN) / height, 1.0)
        self._zoom = max(_SMALLEST, fits)
        self._lay_out()
        self._tell()

    def _lay_out(self) -> None:
        width, height = self._shown_size()
        view = self.viewport()
        for bar, whole, seen in (
            (self.horizontalScrollBar(), width, view.width()),
            (self.verticalScrollBar(), height, view.height()),
        ):
            bar.setRange(0, 0 if self._is_fitted else max(0, math.ceil(whole) + 2 * _MARGIN - seen))
            bar.setPageStep(max(1, seen))
            bar.setSingleStep(32)
        self.viewport().update()

    def _tell(self) -> None:
        text = fill(self.tr("%1 %, turned by %2 degrees"), self.percent, self.rotation)
        self.setAccessibleDescription(text if self.has_picture else self._words)
        self.changed.emit()
