"""Paints a timeline: colour, pattern and a word where there is room; knows no input and keeps no state."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF

from console.domain.attempt import StretchKind
from console.domain.timeline import EventSource
from console.ui.toolkit.case_words import stretch_word
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.theme import Pair
from console.ui.toolkit.words import age, exact_time
from console.ui.widgets.timeline_layout import Segment
from console.ui.widgets.timeline_stage import AXIS_HEIGHT, NAME_WIDTH, RIGHT, Stage

_MARK: Final = 5.0
_FAINT: Final = 0.35
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


class TimelinePainter(QObject):
    """An object only for its translations."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._look = current_look()

    def paint(self, painter: QPainter, stage: Stage, height: float, selected: int) -> None:
        """Paint names, lanes, folds, marks and the axis on `height` logical pixels."""
        painter.setFont(self._look.font(self._look.theme.metrics.secondary))
        self._paint_names(painter, stage)
        painter.setClipRect(QRectF(NAME_WIDTH - _MARK, 0, stage.width - NAME_WIDTH + _MARK, height))
        bars = [
            (self._pair(stage, row, segment), stage.bar(row, segment), segment)
            for row, lane in enumerate(stage.content.lanes)
            for segment in lane.segments
        ]
        for pair, bar, segment in bars:
            self._paint_bar(painter, pair, bar, segment)
        self._paint_folds(painter, stage, height - AXIS_HEIGHT)
        for pair, bar, segment in bars:
            self._paint_word(painter, pair, bar, segment, stage.width)
        self._paint_events(painter, stage, selected)
        self._paint_axis(painter, stage, height - AXIS_HEIGHT)
        painter.setClipping(False)

    def lane_name(self, number: int) -> str:
        """What a lane is called."""
        return fill(self.tr("Attempt %1"), number)

    def _pair(self, stage: Stage, row: int, segment: Segment) -> Pair:
        """Only the last attempt led to what the verification came to; how earlier ones ended is said in words."""
        is_last = row == len(stage.content.lanes) - 1
        ended = segment.kind is StretchKind.VERDICT
        role = stage.content.verdict_role if ended and is_last else _ROLES[segment.kind]
        return self._look.theme.pair(role)

    def _paint_names(self, painter: QPainter, stage: Stage) -> None:
        painter.setPen(self._look.theme.pair("muted").text_color)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for row, lane in enumerate(stage.content.lanes):
            painter.drawText(stage.name_area(row), align, self.lane_name(lane.number))
        painter.drawText(stage.name_area(len(stage.content.lanes)), align, self.tr("Our actions"))

    def _paint_bar(self, painter: QPainter, pair: Pair, bar: QRectF, segment: Segment) -> None:
        painter.setPen(QPen(pair.text_color, 1.0))
        painter.setBrush(pair.ground_color)
        painter.drawRoundedRect(bar, 4, 4)
        if segment.kind is not StretchKind.VERDICT:
            faint = pair.text_color
            faint.setAlphaF(_FAINT)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(faint, _PATTERNS[segment.kind]))
            painter.drawRoundedRect(bar, 4, 4)

    def _paint_word(self, painter: QPainter, pair: Pair, bar: QRectF, segment: Segment, width: float) -> None:
        word = to_plain(segment.word or stretch_word(segment.kind))
        # A bar that reaches beyond the view still says what it is.
        seen = bar.intersected(QRectF(NAME_WIDTH, bar.top(), width - NAME_WIDTH, bar.height()))
        if painter.fontMetrics().horizontalAdvance(word) + 8 <= seen.width():
            if segment.kind is not StretchKind.VERDICT:
                self._paint_plate(painter, seen, word, pair)
            painter.setPen(pair.text_color)
            painter.drawText(seen, Qt.AlignmentFlag.AlignCenter, word)

    def _paint_plate(self, painter: QPainter, bar: QRectF, word: str, pair: Pair) -> None:
        """Clear ground under a word, so that the pattern does not run through it."""
        width = painter.fontMetrics().horizontalAdvance(word) + 8.0
        plate = QRectF(bar.center().x() - width / 2, bar.top() + 2, width, bar.height() - 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(pair.ground_color)
        painter.drawRoundedRect(plate, 3, 3)

    def _paint_folds(self, painter: QPainter, stage: Stage, bottom: float) -> None:
        axis = stage.content.axis
        for fold in axis.folds:
            middle = (stage.x(axis.share(fold.start)) + stage.x(axis.share(fold.end))) / 2
            painter.setPen(QPen(self._look.theme.pair("muted").text_color, 1.0, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(middle, 2), QPointF(middle, bottom))
            text = fill(self.tr("%1 without change"), age(fold.start, fold.end))
            width = painter.fontMetrics().horizontalAdvance(text) + 8.0
            plate = QRectF(middle - width / 2, bottom - 18, width, 16)
            painter.fillRect(plate, self._look.theme.color("ground"))
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_events(self, painter: QPainter, stage: Stage, selected: int) -> None:
        pair = self._look.theme.pair("link")
        for index, event in enumerate(stage.content.events):
            is_selected = index == selected
            if event.source is not EventSource.US and not is_selected:
                continue
            middle, size = stage.mark(event), _MARK + 2 if is_selected else _MARK
            corners = ((0.0, -size), (size, 0.0), (0.0, size), (-size, 0.0))
            painter.setPen(QPen(pair.text_color, 1.5))
            painter.setBrush(pair.text_color if is_selected else pair.ground_color)
            painter.drawPolygon(QPolygonF([middle + QPointF(x, y) for x, y in corners]))

    def _paint_axis(self, painter: QPainter, stage: Stage, top: float) -> None:
        axis = stage.content.axis
        painter.setPen(QPen(self._look.theme.color("border"), 1.0))
        painter.drawLine(QPointF(NAME_WIDTH, top), QPointF(stage.width - RIGHT, top))
        painter.setPen(self._look.theme.pair("muted").text_color)
        area = QRectF(NAME_WIDTH, top + 2, stage.span, AXIS_HEIGHT - 2)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft, exact_time(axis.moment(stage.pan)))
        end = axis.moment(stage.pan + 1.0 / stage.zoom)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight, exact_time(end))
