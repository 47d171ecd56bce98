"""Paints one row of a list from its ready-to-paint cells; asks nobody and decides nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPainter, QStaticText

from console.domain.phase import Phase
from console.ui.toolkit.badges import BADGE_HEIGHT, BadgePainter
from console.ui.toolkit.look import Look
from console.ui.toolkit.paint_row import Cell, CellKind, PaintRow
from console.ui.toolkit.words import relative_time

_PAD: Final = 8
TEXTS_KEPT: Final = 4096


# Made before the first paint: a NamedTuple, because the machinery of a dataclass takes five times as long to make.
class CellBox(NamedTuple):
    """Where a column lies in the viewport, what it shows and how."""

    number: int
    kind: CellKind
    left: int
    width: int


class RowState(NamedTuple):
    """What is special about a row right now."""

    selected: bool = False
    hovered: bool = False
    focused: bool = False


class RowDelegate(QObject):
    """Fonts, colours and badges of one view; made again when the theme changes. `outdated` when what was painted
    would look otherwise now: the fonts shipped with the program come after the first paint."""

    outdated = Signal()

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._badges = BadgePainter(look)
        self._put_on_theme()
        look.changed.connect(self._put_on_theme)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.fontDatabaseChanged.connect(self._on_fonts_changed)

    def paint_row(
        self,
        painter: QPainter,
        area: QRectF,
        row: PaintRow | None,
        boxes: Sequence[CellBox],
        state: RowState,
        now: datetime,
    ) -> None:
        """Paint `row`, or bars in its place while it is fetched. `area` is the whole line in the viewport."""
        self._paint_ground(painter, area, state)
        if row is None:
            self._paint_missing(painter, area, boxes)
            return
        for box in boxes:
            cell_area = QRectF(box.left + _PAD, area.top(), box.width - 2 * _PAD, area.height())
            self._paint_cell(painter, cell_area, row.cells[box.number], box.kind, state, now)

    def _put_on_theme(self) -> None:
        theme = self._look.theme
        self._shaped: OrderedDict[tuple[str, int, bool], QStaticText] = OrderedDict()
        self._plain: QFont = self._look.font(theme.metrics.body)
        self._strong: QFont = self._look.font(theme.metrics.body, bold=True)
        self._plain_metrics = QFontMetrics(self._plain)
        self._strong_metrics = QFontMetrics(self._strong)
        self._text: QColor = theme.pair("text").text_color
        self._muted: QColor = theme.pair("muted").text_color
        self._selection = theme.pair("selection")

    def _on_fonts_changed(self) -> None:
        self._shaped.clear()
        self.outdated.emit()

    def _paint_ground(self, painter: QPainter, area: QRectF, state: RowState) -> None:
        theme = self._look.theme
        if state.selected:
            painter.fillRect(area, self._selection.ground_color)
            painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), theme.color("accent"))
        elif state.hovered:
            painter.fillRect(area, theme.color("surface"))
        if state.focused:
            painter.setPen(theme.color("accent"))
            painter.drawRect(area.adjusted(0.5, 0.5, -1.5, -1.5))
            painter.drawRect(area.adjusted(1.5, 1.5, -2.5, -2.5))
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), theme.color("border"))

    def _paint_missing(self, painter: QPainter, area: QRectF, boxes: Sequence[CellBox]) -> None:
        color = self._look.theme.color("skeleton")
        for box in boxes:
            painter.fillRect(QRectF(box.left + _PAD, area.center().y() - 5, box.width * 0.55, 10), color)

    def _paint_cell(
        self, painter: QPainter, area: QRectF, cell: Cell, kind: CellKind, state: RowState, now: datetime
    ) -> None:
        if kind is CellKind.PHASE and cell.phase is not None:
            self._paint_phase(painter, area, cell.phase)
        elif kind is CellKind.LABELS:
            self._paint_labels(painter, area, cell)
        elif kind is CellKind.TIME:
            self._paint_text(painter, area, relative_time(cell.at, now), kind, state)
        else:
            self._paint_text(painter, area, cell.text, kind, state)

    def _paint_phase(self, painter: QPainter, area: QRectF, phase: Phase) -> None:
        badge = self._badges.phase(phase, painter.device().devicePixelRatio())
        corner = QPointF(area.left(), area.center().y() - BADGE_HEIGHT / 2)
        if badge.deviceIndependentSize().width() <= area.width():
            painter.drawPixmap(corner, badge)
            return
        painter.save()
        painter.setClipRect(area)
        painter.drawPixmap(corner, badge)
        painter.restore()

    def _paint_labels(self, painter: QPainter, area: QRectF, cell: Cell) -> None:
        if cell.severity is not None:
            badge = self._badges.severity(cell.severity, cell.text, painter.device().devicePixelRatio())
            painter.drawPixmap(QPointF(area.left(), area.center().y() - BADGE_HEIGHT / 2), badge)

    def _paint_text(
        self, painter: QPainter, area: QRectF, text: str, kind: CellKind, state: RowState
    ) -> None:
        if not text:
            return
        strong = kind is CellKind.NAME
        quiet = kind in {CellKind.MUTED, CellKind.TIME}
        painter.setFont(self._strong if strong else self._plain)
        if state.selected:
            painter.setPen(self._selection.text_color)
        else:
            painter.setPen(self._muted if quiet else self._text)
        shaped = self._shape(text, int(area.width()), strong=strong)
        size = shaped.size()
        left = area.right() - size.width() if kind is CellKind.NUMBER else area.left()
        painter.drawStaticText(QPointF(left, round(area.center().y() - size.height() / 2)), shaped)

    def _shape(self, text: str, width: int, *, strong: bool) -> QStaticText:
        """Text cut to a width and laid out; kept, since laying out costs more than painting."""
        key = (text, width, strong)
        shaped = self._shaped.get(key)
        if shaped is None:
            if len(self._shaped) >= TEXTS_KEPT:
                # One at a time: to throw all of them away takes longer than a whole painting.
                self._shaped.popitem(last=False)
            shaped = self._lay_out(text, strong=strong)
            if shaped.size().width() > width:
                metrics = self._strong_metrics if strong else self._plain_metrics
                cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
                shaped = self._lay_out(cut, strong=strong)
            self._shaped[key] = shaped
        return shaped

    def _lay_out(self, text: str, *, strong: bool) -> QStaticText:
        shaped = QStaticText(text)
        shaped.setTextFormat(Qt.TextFormat.PlainText)
        shaped.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        shaped.prepare(font=self._strong if strong else self._plain)
        return shaped
