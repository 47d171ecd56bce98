"""Draws a plot on any device - screen, PNG, SVG - from its values, its layout and the theme; decides nothing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QLineF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen

from console.ui.models.plot_values import Pattern, Plot, PlotSeries, Scale
from console.ui.toolkit.look import Look
from console.ui.toolkit.numbers import duration_text, number_text
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.theme import Pair
from console.ui.widgets.plot_layout import PlacedBar, PlotLayout, build_ticks, iter_hatch, lay_out

_SWATCH: Final = 14.0
_PAD: Final = 8.0
_LONGEST_LABEL: Final = 80
_CENTRE: Final = Qt.AlignmentFlag.AlignCenter
_VERTICAL: Final = Qt.AlignmentFlag.AlignVCenter


class PlotPainter:
    """Bound to a look; used by the thread of the window."""

    def __init__(self, look: Look, not_told: str) -> None:
        self._look = look
        self._not_told = not_told

    def lay_out(self, plot: Plot, size: QSizeF) -> PlotLayout:
        """Place a plot in the fonts it is drawn with."""
        ticks = build_ticks(plot.highest, plot.scale)
        texts = tuple(self._tick_text(plot, value) for value in ticks)
        metrics = QFontMetricsF(self._font())
        return lay_out(
            plot, size, lambda text: metrics.horizontalAdvance(to_plain(text, _LONGEST_LABEL)), texts, ticks
        )

    def draw(self, painter: QPainter, plot: Plot, layout: PlotLayout) -> None:
        """Axis, bars, labels and legend; the ground is the device's."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font())
        self._draw_axis(painter, plot, layout)
        for bar in layout.bars:
            self._draw_bar(painter, plot, bar)
        self._draw_labels(painter, plot, layout)
        for one, placed in zip(plot.series, layout.legend, strict=False):
            swatch = QRectF(placed.area.x(), placed.area.center().y() - _SWATCH / 2, _SWATCH, _SWATCH)
            self._fill(painter, swatch, one)
            words = placed.area.adjusted(_SWATCH + 6, 0, 4, 0)
            painter.setPen(self._text())
            painter.drawText(words, _VERTICAL, to_plain(one.name))

    def draw_card(
        self, painter: QPainter, bar: PlacedBar, sentence: str, room: QRectF, *, has_focus: bool
    ) -> None:
        """The frame around a bar and the card with its numbers, beside it as far as there is room."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._look.theme
        if has_focus:
            painter.setPen(QPen(theme.color("accent"), theme.metrics.focus_ring))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(bar.area.adjusted(-3, -3, 3, 3), 3, 3)
        pair = theme.pair("tooltip")
        font = self._font()
        width = QFontMetricsF(font).horizontalAdvance(sentence) + 2 * _PAD
        height = QFontMetricsF(font).height() + _PAD
        x = min(max(room.left() + 2, bar.area.center().x() - width / 2), room.right() - width - 2)
        above = bar.area.top() - height - 6
        y = above if above >= room.top() else min(bar.area.bottom() + 6, room.bottom() - height)
        card = QRectF(x, y, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(pair.ground_color)
        painter.drawRoundedRect(card, 4, 4)
        painter.setFont(font)
        painter.setPen(pair.text_color)
        painter.drawText(card, _CENTRE, sentence)

    def _draw_axis(self, painter: QPainter, plot: Plot, layout: PlotLayout) -> None:
        stage = layout.stage
        painter.setPen(QPen(self._look.theme.color("border"), 1))
        for tick in layout.ticks:
            if plot.is_flat:
                painter.drawLine(QLineF(tick.at, stage.top(), tick.at, stage.bottom()))
            else:
                painter.drawLine(QLineF(stage.left(), tick.at, stage.right(), tick.at))
        painter.setPen(self._muted())
        for tick in layout.ticks:
            text = self._tick_text(plot, tick.value)
            if plot.is_flat:
                painter.drawText(QRectF(tick.at - 60, stage.bottom() + 3, 120, 18), _CENTRE, text)
            else:
                right = Qt.AlignmentFlag.AlignRight | _VERTICAL
                painter.drawText(QRectF(0, tick.at - 9, stage.x() - 6, 18), right, text)

    def _draw_labels(self, painter: QPainter, plot: Plot, layout: PlotLayout) -> None:
        painter.setPen(self._text() if plot.is_flat else self._muted())
        metrics = QFontMetricsF(painter.font())
        for label in layout.labels:
            if label.shown:
                side = Qt.AlignmentFlag.AlignRight | _VERTICAL if plot.is_flat else _CENTRE
                text = to_plain(label.text, _LONGEST_LABEL)
                cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, label.area.width())
                painter.drawText(label.area, side, cut)

    def _draw_bar(self, painter: QPainter, plot: Plot, bar: PlacedBar) -> None:
        if bar.is_told:
            if bar.area.width() > 0 and bar.area.height() > 0:
                self._fill(painter, bar.area, plot.series[bar.series])
            return
        painter.save()
        painter.setPen(self._muted())
        metrics = QFontMetricsF(painter.font())
        painter.translate(bar.area.center().x(), bar.area.bottom() - 4)
        painter.rotate(-90)
        area = QRectF(
            0, -metrics.height() / 2, metrics.horizontalAdvance(self._not_told) + 4, metrics.height()
        )
        painter.drawText(area, _VERTICAL, self._not_told)
        painter.restore()

    def _fill(self, painter: QPainter, area: QRectF, series: PlotSeries) -> None:
        pair: Pair = self._look.theme.pair(series.role)
        solid = series.pattern is Pattern.SOLID
        painter.setPen(QPen(pair.text_color, 1))
        painter.setBrush(QBrush(pair.text_color if solid else pair.ground_color))
        painter.drawRect(area)
        hatch = QPen(pair.text_color, 2.0 if series.pattern is Pattern.DOTS else 1.2)
        hatch.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(hatch)
        for line in iter_hatch(area, series.pattern):
            if line.isNull():
                painter.drawPoint(line.p1())
            else:
                painter.drawLine(line)

    def _tick_text(self, plot: Plot, value: float) -> str:
        if plot.scale is Scale.SECONDS:
            return duration_text(value) if value else "0"
        return number_text(value)

    def _font(self) -> QFont:
        return self._look.font(self._look.theme.metrics.secondary)

    def _text(self) -> QColor:
        return self._look.theme.pair("text").text_color

    def _muted(self) -> QColor:
        return self._look.theme.pair("muted").text_color
