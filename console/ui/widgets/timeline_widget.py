"""Paints a timeline's lanes: colour, pattern and word; zoom, pan, selection by mouse and keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from console.domain.attempt import StretchKind
from console.domain.timeline import EventSource, TimelineEvent
from console.ui.toolkit.case_words import event_word, source_word, stretch_word
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain, to_tooltip
from console.ui.toolkit.theme import Pair
from console.ui.toolkit.words import age, exact_time
from console.ui.widgets.timeline_layout import Axis, Lane, Segment

_LANE_HEIGHT: Final = 34
_BAR_HEIGHT: Final = 20
_NAME_LEFT: Final = 8
_NAME_WIDTH: Final = 96
_RIGHT: Final = 24
_AXIS_HEIGHT: Final = 22
_MARK: Final = 5.0
_MOST_ZOOM: Final = 64.0
_ZOOM_STEP: Final = 1.25
_NEAR: Final = 8.0
_ROLES: Final = {
    StretchKind.WAITING: "not_started",
    StretchKind.CAPTURING: "capturing",
    StretchKind.CHECKING: "in_review",
    StretchKind.VERDICT: "closed",
    StretchKind.UNTOLD: "closed",
}
_PATTERNS: Final = {
    StretchKind.WAITING: Qt.BrushStyle.Dense6Pattern,
    StretchKind.CAPTURING: Qt.BrushStyle.FDiagPattern,
    StretchKind.CHECKING: Qt.BrushStyle.Dense7Pattern,
    StretchKind.VERDICT: Qt.BrushStyle.SolidPattern,
    StretchKind.UNTOLD: Qt.BrushStyle.NoBrush,
}


@dataclass(frozen=True, slots=True)
class TimelineContent:
    """What is painted: lanes, the axis they share, all events oldest first, and the role of the verdict's colour."""

    lanes: tuple[Lane, ...]
    axis: Axis
    events: tuple[TimelineEvent, ...]
    verdict_role: str


class TimelineWidget(QWidget):
    """`event_selected` carries the index of an event the person chose here."""

    event_selected = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = current_look()
        self._look.changed.connect(self.update)
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
        return QSize(480, _AXIS_HEIGHT + (lanes + 1) * _LANE_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """The lanes are never squeezed."""
        return QSize(240, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint lanes, folds, our own actions and the axis."""
        content = self._content
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if content is not None:
            painter.setFont(self._look.font(self._look.theme.metrics.secondary))
            self._paint_names(painter, content)
            painter.setClipRect(
                QRectF(_NAME_WIDTH - _MARK, 0, self.width() - _NAME_WIDTH + _MARK, self.height())
            )
            for row, lane in enumerate(content.lanes):
                for segment in lane.segments:
                    self._paint_bar(painter, content, row, segment)
            self._paint_folds(painter, content)
            for row, lane in enumerate(content.lanes):
                for segment in lane.segments:
                    self._paint_word(painter, content, row, segment)
            self._paint_events(painter, content)
            self._paint_axis(painter, content)
        painter.setClipping(False)
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
        factor = _ZOOM_STEP if event.angleDelta().y() > 0 else 1.0 / _ZOOM_STEP
        self.zoom_by(factor, (event.position().x() - _NAME_WIDTH) / self._span())
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
            self._choose(min(count - 1, max(0, self._selected + step)))
        elif count and key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self._choose(0 if key == Qt.Key.Key_Home else count - 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose an event, or begin to pan."""
        index = self._event_at(event.position())
        if index >= 0:
            self._choose(index)
        else:
            self._drag_x = event.position().x()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan while a button is down, else show the card of what is under the pointer."""
        if self._drag_x is not None:
            moved = (event.position().x() - self._drag_x) / self._span() / self._zoom
            self._drag_x = event.position().x()
            self._set_pan(self._pan - moved)
            return
        text = self._card_at(event.position())
        QToolTip.showText(event.globalPosition().toPoint(), to_tooltip(text) if text else "", self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop panning."""
        self._drag_x = None

    def _choose(self, index: int) -> None:
        self._selected = index
        self._reveal(index)
        self.update()
        self.event_selected.emit(index)

    def _reveal(self, index: int) -> None:
        if self._content is None:
            return
        share = self._content.axis.share(self._content.events[index].at)
        if not self._pan <= share <= self._pan + 1.0 / self._zoom:
            self._set_pan(share - 0.5 / self._zoom)

    def _set_pan(self, pan: float) -> None:
        self._pan = min(1.0 - 1.0 / self._zoom, max(0.0, pan))
        self.update()

    def _span(self) -> float:
        return max(1.0, float(self.width() - _NAME_WIDTH - _RIGHT))

    def _x(self, share: float) -> float:
        return _NAME_WIDTH + (share - self._pan) * self._zoom * self._span()

    def _lane_top(self, row: int) -> float:
        return row * _LANE_HEIGHT + (_LANE_HEIGHT - _BAR_HEIGHT) / 2

    def _pair(self, content: TimelineContent, row: int, segment: Segment) -> Pair:
        """Only the last attempt led to what the verification came to; how earlier ones ended is said in words."""
        is_last = row == len(content.lanes) - 1
        ended = segment.kind is StretchKind.VERDICT
        return self._look.theme.pair(content.verdict_role if ended and is_last else _ROLES[segment.kind])

    def _paint_names(self, painter: QPainter, content: TimelineContent) -> None:
        painter.setPen(self._look.theme.pair("muted").text_color)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for row, lane in enumerate(content.lanes):
            name = self.tr("Attempt %1").replace("%1", str(lane.number))
            painter.drawText(self._name_area(row), align, name)
        ours = self._name_area(len(content.lanes))
        painter.drawText(ours, align, self.tr("Our actions"))

    def _name_area(self, row: int) -> QRectF:
        return QRectF(_NAME_LEFT, row * _LANE_HEIGHT, _NAME_WIDTH - 2 * _NAME_LEFT, _LANE_HEIGHT)

    def _bar(self, content: TimelineContent, row: int, segment: Segment) -> QRectF:
        left, right = self._x(content.axis.share(segment.start)), self._x(content.axis.share(segment.end))
        if segment.kind is StretchKind.VERDICT:
            font = self._look.font(self._look.theme.metrics.secondary)
            width = QFontMetricsF(font).horizontalAdvance(to_plain(segment.word)) + 16
            left = min(right + 2, self._x(1.0) + _RIGHT - 2 - width) if self._zoom == 1.0 else right + 2
            return QRectF(left, self._lane_top(row), width, _BAR_HEIGHT)
        return QRectF(left, self._lane_top(row), max(2.0, right - left), _BAR_HEIGHT)

    def _paint_bar(self, painter: QPainter, content: TimelineContent, row: int, segment: Segment) -> None:
        pair = self._pair(content, row, segment)
        bar = self._bar(content, row, segment)
        painter.setPen(QPen(pair.text_color, 1.0))
        painter.setBrush(pair.ground_color)
        painter.drawRoundedRect(bar, 4, 4)
        if segment.kind is not StretchKind.VERDICT:
            faint = pair.text_color
            faint.setAlphaF(0.35)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(faint, _PATTERNS[segment.kind]))
            painter.drawRoundedRect(bar, 4, 4)

    def _paint_word(self, painter: QPainter, content: TimelineContent, row: int, segment: Segment) -> None:
        pair = self._pair(content, row, segment)
        bar = self._bar(content, row, segment)
        word = to_plain(segment.word or stretch_word(segment.kind))
        # A bar that reaches beyond the view still says what it is.
        bar = bar.intersected(QRectF(_NAME_WIDTH, bar.top(), self.width() - _NAME_WIDTH, bar.height()))
        if painter.fontMetrics().horizontalAdvance(word) + 8 <= bar.width():
            if segment.kind is not StretchKind.VERDICT:
                self._paint_plate(painter, bar, word, pair)
            painter.setPen(pair.text_color)
            painter.drawText(bar, Qt.AlignmentFlag.AlignCenter, word)

    def _paint_plate(self, painter: QPainter, bar: QRectF, word: str, pair: Pair) -> None:
        """Clear ground under a word, so that the pattern does not run through it."""
        width = painter.fontMetrics().horizontalAdvance(word) + 8.0
        plate = QRectF(bar.center().x() - width / 2, bar.top() + 2, width, bar.height() - 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(pair.ground_color)
        painter.drawRoundedRect(plate, 3, 3)

    def _paint_folds(self, painter: QPainter, content: TimelineContent) -> None:
        bottom = self.height() - _AXIS_HEIGHT
        for fold in content.axis.folds:
            middle = (self._x(content.axis.share(fold.start)) + self._x(content.axis.share(fold.end))) / 2
            painter.setPen(QPen(self._look.theme.pair("muted").text_color, 1.0, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(middle, 2), QPointF(middle, bottom))
            text = self.tr("%1 without change").replace("%1", age(fold.start, fold.end))
            width = painter.fontMetrics().horizontalAdvance(text) + 8.0
            plate = QRectF(middle - width / 2, bottom - 18, width, 16)
            painter.fillRect(plate, self._look.theme.color("ground"))
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_events(self, painter: QPainter, content: TimelineContent) -> None:
        for index, event in enumerate(content.events):
            is_selected = index == self._selected
            if event.source is not EventSource.US and not is_selected:
                continue
            pair = self._look.theme.pair("link")
            center = self._mark(content, event)
            size = _MARK + 2 if is_selected else _MARK
            diamond = QPolygonF(
                [
                    QPointF(center.x(), center.y() - size),
                    QPointF(center.x() + size, center.y()),
                    QPointF(center.x(), center.y() + size),
                    QPointF(center.x() - size, center.y()),
                ]
            )
            painter.setPen(QPen(pair.text_color, 1.5))
            painter.setBrush(pair.text_color if is_selected else pair.ground_color)
            painter.drawPolygon(diamond)

    def _mark(self, content: TimelineContent, event: TimelineEvent) -> QPointF:
        row = len(content.lanes)
        if event.source is not EventSource.US:
            found = [
                number for number, lane in enumerate(content.lanes) if lane.attempt_id == event.attempt_id
            ]
            row = found[0] if found else row
        return QPointF(self._x(content.axis.share(event.at)), row * _LANE_HEIGHT + _LANE_HEIGHT / 2)

    def _paint_axis(self, painter: QPainter, content: TimelineContent) -> None:
        top = self.height() - _AXIS_HEIGHT
        painter.setPen(QPen(self._look.theme.color("border"), 1.0))
        painter.drawLine(QPointF(_NAME_WIDTH, top), QPointF(self.width() - _RIGHT, top))
        painter.setPen(self._look.theme.pair("muted").text_color)
        area = QRectF(_NAME_WIDTH, top + 2, self._span(), _AXIS_HEIGHT - 2)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft, exact_time(content.axis.moment(self._pan)))
        end = content.axis.moment(self._pan + 1.0 / self._zoom)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight, exact_time(end))

    def _event_at(self, place: QPointF) -> int:
        if self._content is None:
            return -1
        near = [
            (abs(self._mark(self._content, event).x() - place.x()), index)
            for index, event in enumerate(self._content.events)
            if abs(self._mark(self._content, event).y() - place.y()) <= _LANE_HEIGHT / 2
        ]
        distance, index = min(near, default=(_NEAR + 1, -1))
        return index if distance <= _NEAR else -1

    def _card_at(self, place: QPointF) -> str:
        if self._content is None:
            return ""
        index = self._event_at(place)
        if index >= 0:
            event = self._content.events[index]
            return "\n".join(
                (event_word(event.kind), exact_time(event.at), source_word(event.source), event.raw)
            )
        for row, lane in enumerate(self._content.lanes):
            for segment in lane.segments:
                if self._bar(self._content, row, segment).contains(place):
                    word = segment.word or stretch_word(segment.kind)
                    return "\n".join((word, exact_time(segment.start), exact_time(segment.end)))
        return ""

    def _describe(self, content: TimelineContent) -> str:
        """The same for a screen reader."""
        lines = [
            ": ".join(
                (
                    self.tr("Attempt %1").replace("%1", str(lane.number)),
                    ", ".join(segment.word or stretch_word(segment.kind) for segment in lane.segments),
                )
            )
            for lane in content.lanes
        ]
        return to_plain("\n".join(lines), lines=True)
