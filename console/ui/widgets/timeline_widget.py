"""A timeline under mouse and keyboard: zoom, pan, selection and cards; what it looks like is its painter's."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from console.ui.toolkit.case_words import event_word, source_word, stretch_word
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain, to_tooltip
from console.ui.toolkit.words import exact_time
from console.ui.widgets.timeline_painter import TimelinePainter
from console.ui.widgets.timeline_stage import AXIS_HEIGHT, LANE_HEIGHT, NAME_WIDTH, Stage, TimelineContent

_MOST_ZOOM: Final = 64.0
_ZOOM_STEP: Final = 1.25


class TimelineWidget(QWidget):
    """`event_selected` carries the index of an event the person chose here."""

    event_selected = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = current_look()
        self._look.changed.connect(self.update)
        self._painter = TimelinePainter(self)
        self._content: TimelineContent | None = None
        self._selected = -1
        self._zoom = 1.0
        self._pan = 0.0
        self._drag_x: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Attempt timeline"))

    def show_content(self, content: TimelineContent) -> None:
        """Show another timeline, the whole of it."""
        self._content = content
        self._selected = -1
        self._zoom, self._pan = 1.0, 0.0
        self.setAccessibleDescription(self._describe(content))
        self.updateGeometry()
        self.update()

    def select_event(self, index: int) -> None:
        """Mark one event without telling anybody."""
        self._selected = index
        self.update()

    def zoom_by(self, factor: float, around: float = 0.5) -> None:
        """Zoom in (above 1) or out, keeping the moment at `around` (share of the width) where it is."""
        before = self._pan + around / self._zoom
        self._zoom = min(_MOST_ZOOM, max(1.0, self._zoom * factor))
        self._set_pan(before - around / self._zoom)

    @property
    def zoom(self) -> float:
        """How many times wider than the whole the axis is."""
        return self._zoom

    @property
    def selected(self) -> int:
        """Index of the chosen event, -1 when none is."""
        return self._selected

    def sizeHint(self) -> QSize:
        """Wide enough for words, high enough for every lane."""
        lanes = len(self._content.lanes) if self._content is not None else 1
        return QSize(480, AXIS_HEIGHT + (lanes + 1) * LANE_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """The lanes are never squeezed."""
        return QSize(240, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the timeline, and the ring of the keyboard."""
        stage = self._stage()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if stage is not None:
            self._painter.paint(painter, stage, self.height(), self._selected)
        if self.hasFocus():
            painter.setPen(QPen(self._look.theme.color("accent"), self._look.theme.metrics.focus_ring))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom around the pointer; the wheel alone is left to whoever scrolls."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        stage = self._stage()
        if stage is not None:
            factor = _ZOOM_STEP if event.angleDelta().y() > 0 else 1.0 / _ZOOM_STEP
            self.zoom_by(factor, (event.position().x() - NAME_WIDTH) / stage.span)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go through the events, plus and minus zoom, Home and End go to the ends."""
        count = len(self._content.events) if self._content is not None else 0
        key = event.key()
        if key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom_by(_ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(1.0 / _ZOOM_STEP)
        elif key == Qt.Key.Key_0:
            self.zoom_by(0.0)
        elif count and key in {Qt.Key.Key_Right, Qt.Key.Key_Left}:
            step = 1 if key == Qt.Key.Key_Right else -1
            self._choose_by_key(min(count - 1, max(0, self._selected + step)))
        elif count and key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self._choose_by_key(0 if key == Qt.Key.Key_Home else count - 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose an event, or begin to pan."""
        stage = self._stage()
        index = stage.event_at(event.position()) if stage is not None else -1
        if index >= 0:
            self._choose(index)
        else:
            self._drag_x = event.position().x()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan while a button is down, else show the card of what is under the pointer."""
        stage = self._stage()
        if stage is None:
            return
        if self._drag_x is not None:
            moved = (event.position().x() - self._drag_x) / stage.span / self._zoom
            self._drag_x = event.position().x()
            self._set_pan(self._pan - moved)
            return
        text = self._card_at(stage, event.position())
        QToolTip.showText(event.globalPosition().toPoint(), to_tooltip(text) if text else "", self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop panning."""
        self._drag_x = None

    def _choose(self, index: int) -> None:
        self._selected = index
        self._reveal(index)
        self.update()
        self.event_selected.emit(index)

    def _choose_by_key(self, index: int) -> None:
        """The same card as under the pointer, at the mark."""
        self._choose(index)
        stage = self._stage()
        if stage is not None:
            mark = stage.mark(stage.content.events[index]).toPoint()
            QToolTip.showText(self.mapToGlobal(mark), to_tooltip(self._event_card(stage, index)), self)

    def _reveal(self, index: int) -> None:
        if self._content is None:
            return
        share = self._content.axis.share(self._content.events[index].at)
        if not self._pan <= share <= self._pan + 1.0 / self._zoom:
            self._set_pan(share - 0.5 / self._zoom)

    def _set_pan(self, pan: float) -> None:
        self._pan = min(1.0 - 1.0 / self._zoom, max(0.0, pan))
        self.update()

    def _stage(self) -> Stage | None:
        if self._content is None:
            return None
        font = self._look.font(self._look.theme.metrics.secondary)
        measure = QFontMetricsF(font).horizontalAdvance
        return Stage(self._content, float(self.width()), self._zoom, self._pan, measure)

    def _card_at(self, stage: Stage, place: QPointF) -> str:
        index = stage.event_at(place)
        if index >= 0:
            return self._event_card(stage, index)
        segment = stage.segment_at(place)
        if segment is None:
            return ""
        word = segment.word or stretch_word(segment.kind)
        times = (exact_time(segment.start), exact_time(segment.end))
        return "\n".join((word, *dict.fromkeys(times)))

    def _event_card(self, stage: Stage, index: int) -> str:
        event = stage.content.events[index]
        parts = (event_word(event.kind), exact_time(event.at), source_word(event.source), event.raw)
        return "\n".join(part for part in parts if part)

    def _describe(self, content: TimelineContent) -> str:
        """The same for a screen reader."""
        lines = [
            ": ".join(
                (
                    self._painter.lane_name(lane.number),
                    ", ".join(segment.word or stretch_word(segment.kind) for segment in lane.segments),
                )
            )
            for lane in content.lanes
        ]
        return to_plain("\n".join(lines), lines=True)
