"""Paints a timeline: colour, pattern and a word where there is room; knows no input and keeps no state."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen

from console.domain.attempt import StretchKind
from console.domain.timeline import EventSource
from console.ui.toolkit.case_words import stretch_word
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.theme import Pair
from console.ui.widgets.timeline_layout import Segment, is_decision
from console.ui.widgets.timeline_patterns import paint_bar, paint_break, paint_diamond, paint_tick
from console.ui.widgets.timeline_stage import AXIS_HEIGHT, NAME_WIDTH, RIGHT, TICK_ROOM, Item, Stage
from console.ui.widgets.timeline_words import fold_text, gap_text, lane_name

_AXIS_TOP: Final = 6.0
_MARK: Final = 5.0
# From the middle of a lane to where the marks of the provider's events stand.
_FOOT: Final = QPointF(0, 13)
_SWATCH: Final = QSizeF(20, 12)
_LEGEND_GAP: Final = 18.0
LEGEND_ROW: Final = 22.0
_ROLES: Final = {
    StretchKind.WAITING: "not_started",
    StretchKind.CAPTURING: "capturing",
    StretchKind.CHECKING: "in_review",
    StretchKind.VERDICT: "closed",
    StretchKind.UNTOLD: "closed",
}
_SHOWN_IN_LEGEND: Final = (
    StretchKind.WAITING,
    StretchKind.CAPTURING,
    StretchKind.CHECKING,
    StretchKind.UNTOLD,
)


class TimelinePainter(QObject):
    """An object only for its translations."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._look = current_look()

    def paint(self, painter: QPainter, stage: Stage, focus: Item | None, selected: int) -> None:
        """Paint names, lanes, folds, marks and the axis; `focus` is where the keyboard is, `selected` an event."""
        painter.setFont(self._look.font(self._look.theme.metrics.secondary))
        self._paint_names(painter, stage)
        painter.save()
        if stage.zoom > 1.0:
            # What is out of view begins or ends behind the names.
            view = QRectF(NAME_WIDTH - _MARK, 0, stage.width, stage.bottom + AXIS_HEIGHT)
            painter.setClipRect(view)
        seen = QRectF(NAME_WIDTH, 0, stage.width - NAME_WIDTH, stage.bottom)
        bars = [
            (self._pair(stage, row, segment), bar, segment)
            for row, lane in enumerate(stage.content.lanes)
            for segment in lane.segments
            if (bar := stage.bar(row, segment)).intersects(seen)
        ]
        for pair, bar, segment in bars:
            paint_bar(painter, pair, bar, segment.kind, seen)
        self._paint_folds(painter, stage)
        for pair, bar, segment in bars:
            self._paint_word(painter, pair, bar.intersected(seen), segment)
        self._paint_events(painter, stage, selected)
        if focus is not None:
            self._paint_focus(painter, stage, focus)
        self._paint_axis(painter, stage)
        painter.restore()

    def paint_legend(self, painter: QPainter, place: QPointF, width: float) -> float:
        """Every pattern and mark with its word, in rows below `place`; returns how high they are. Words are never cut."""
        look = self._look
        painter.setFont(look.font(look.theme.metrics.secondary))
        left, middle = place.x(), place.y() + LEGEND_ROW / 2
        entries = [(each, stretch_word(each)) for each in _SHOWN_IN_LEGEND]
        marks = [(True, self.tr("our decision")), (False, self.tr("our other work"))]
        for sign, word in (*entries, *marks):
            needed = _SWATCH.width() + painter.fontMetrics().horizontalAdvance(word) + _LEGEND_GAP
            if left > place.x() and left + needed > place.x() + width:
                left, middle = place.x(), middle + LEGEND_ROW
            swatch = QRectF(QPointF(left, middle - _SWATCH.height() / 2), _SWATCH)
            if isinstance(sign, StretchKind):
                paint_bar(painter, look.theme.pair(_ROLES[sign]), swatch, sign, swatch)
            else:
                paint_diamond(painter, look.theme.pair("link"), swatch.center(), _MARK, filled=sign)
            painter.setPen(look.theme.pair("muted").text_color)
            area = QRectF(swatch.right() + 6, middle - LEGEND_ROW / 2, needed, LEGEND_ROW)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, word)
            left += needed
        return middle + LEGEND_ROW / 2 - place.y()

    def _pair(self, stage: Stage, row: int, segment: Segment) -> Pair:
        """Only the last attempt led to what the verification came to; how earlier ones ended is said in words."""
        is_last = row == len(stage.content.lanes) - 1
        ended = segment.kind is StretchKind.VERDICT
        role = stage.content.verdict_role if ended and is_last else _ROLES[segment.kind]
        return self._look.theme.pair(role)

    def _paint_names(self, painter: QPainter, stage: Stage) -> None:
        painter.setPen(self._look.theme.pair("muted").text_color)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for row in range(stage.content.our_row + 1):
            painter.drawText(stage.name_area(row), align, lane_name(stage.content, row))

    def _paint_word(self, painter: QPainter, pair: Pair, area: QRectF, segment: Segment) -> None:
        """A bar that reaches beyond the view still says what it is."""
        word = to_plain(segment.word or stretch_word(segment.kind))
        width = painter.fontMetrics().horizontalAdvance(word) + 8.0
        if width > area.width():
            return
        if segment.kind is not StretchKind.VERDICT:
            # Clear ground under the word, so that the pattern does not run through it.
            plate = QRectF(area.center().x() - width / 2, area.top() + 2, width, area.height() - 4)
            painter.setPen(Qt.PenStyle.NoPen)
            is_bare = segment.kind is StretchKind.UNTOLD
            painter.setBrush(self._look.theme.color("ground") if is_bare else pair.ground_color)
            painter.drawRoundedRect(plate, 3, 3)
        painter.setPen(pair.text_color)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, word)

    def _paint_folds(self, painter: QPainter, stage: Stage) -> None:
        """A break mark per gap; its words are shortened, then left to the card, where the next one is too near."""
        muted, text = self._look.theme.pair("muted"), self._look.theme.pair("text")
        taken = float(NAME_WIDTH)
        for fold in stage.content.axis.folds:
            area = stage.fold_area(fold)
            middle = area.center().x()
            axis = QPointF(middle, stage.bottom + _AXIS_TOP)
            paint_break(painter, muted, text, QPointF(middle, 2), axis)
            for words in (fold_text(fold), gap_text(fold.start, fold.end)):
                width = painter.fontMetrics().horizontalAdvance(words) + 8.0
                plate = QRectF(middle - width / 2, stage.bottom - 14, width, 15)
                if plate.left() >= taken and plate.right() <= stage.width:
                    painter.fillRect(plate, text.ground_color)
                    painter.setPen(muted.text_color)
                    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)
                    taken = plate.right() + 4
                    break

    def _paint_events(self, painter: QPainter, stage: Stage, selected: int) -> None:
        pair = self._look.theme.pair("link")
        for number in stage.marks_seen():
            event = stage.content.events[number]
            if event.source is EventSource.US:
                paint_diamond(painter, pair, stage.mark(number), _MARK, filled=is_decision(event))
            else:
                paint_tick(painter, pair, stage.mark(number) + _FOOT)
        if 0 <= selected < len(stage.content.events):
            is_ours = stage.content.rows[selected] == stage.content.our_row
            middle = stage.mark(selected) + (QPointF() if is_ours else _FOOT)
            painter.setPen(QPen(self._look.theme.color("accent"), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawLine(QPointF(middle.x(), 0), QPointF(middle.x(), stage.bottom))
            painter.drawEllipse(middle, _MARK + 2, _MARK + 2)

    def _paint_focus(self, painter: QPainter, stage: Stage, focus: Item) -> None:
        painter.setPen(QPen(self._look.theme.color("accent"), self._look.theme.metrics.focus_ring))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if focus.segment is not None:
            painter.drawRoundedRect(stage.bar(focus.row, focus.segment).adjusted(-2, -2, 2, 2), 5, 5)
        else:
            is_ours = focus.row == stage.content.our_row
            painter.drawEllipse(stage.mark(focus.event) + (QPointF() if is_ours else _FOOT), 10.0, 10.0)

    def _paint_axis(self, painter: QPainter, stage: Stage) -> None:
        """A line with times under it; the day is said where it is another than before."""
        top = stage.bottom + _AXIS_TOP
        painter.setPen(QPen(self._look.theme.color("border"), 1.0))
        painter.drawLine(QPointF(NAME_WIDTH, top), QPointF(stage.width - RIGHT, top))
        painter.setPen(self._look.theme.pair("muted").text_color)
        ticks = list(stage.ticks())
        day = ""
        for number, (x, moment) in enumerate(ticks):
            local = moment.astimezone()
            painter.drawLine(QPointF(x, top), QPointF(x, top + 3))
            is_end = number == len(ticks) - 1 and x > stage.width - RIGHT - TICK_ROOM
            align = Qt.AlignmentFlag.AlignRight if is_end else Qt.AlignmentFlag.AlignLeft
            area = QRectF(x - TICK_ROOM + RIGHT if is_end else x, top + 4, TICK_ROOM - 6, 15)
            painter.drawText(area, align, f"{local:%H:%M:%S}")
            if f"{local:%Y-%m-%d}" != day:
                day = f"{local:%Y-%m-%d}"
                painter.drawText(area.translated(0, 14), align, day)
