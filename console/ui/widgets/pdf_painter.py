"""Paints one page of a document, or its place, with the marks of a search over it; keeps nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from console.pdf.messages import Area
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.theme import Theme
from console.ui.widgets.pdf_pages import DrawnPage

_AROUND_TEXT = 16
# A mark reaches a little beyond the letters, which touch the edge of what the library tells.
_AROUND_MARK = 1.5
_CHOSEN_EDGE = 2.5
_SELECTION_ALPHA = 80


def paint_place(painter: QPainter, theme: Theme, area: QRectF, text: str) -> None:
    """A page that has no pixels: its number, or why there are none."""
    painter.fillRect(area, theme.color("ground"))
    painter.setPen(theme.pair("muted").text_color)
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    inside = area.adjusted(_AROUND_TEXT, _AROUND_TEXT, -_AROUND_TEXT, -_AROUND_TEXT)
    painter.drawText(inside, flags, to_plain(text))


def paint_pixels(painter: QPainter, area: QRectF, drawn: DrawnPage, scale: float, ratio: float) -> None:
    """A page's pixels; `scale` is device pixels per point now, `ratio` device pixels per logical one."""
    drawn.image.setDevicePixelRatio(ratio)
    if math.isclose(drawn.scale, scale):
        # One device pixel for one pixel of the bitmap: nothing is resampled, so text stays sharp.
        painter.drawImage(area.topLeft(), drawn.image)
        return
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(area, drawn.image)


def paint_tile(painter: QPainter, area: QRectF, tile: DrawnPage, ratio: float) -> None:
    """A sharp part of a page that is too large to be drawn whole."""
    if tile.region is not None:
        tile.image.setDevicePixelRatio(ratio)
        corner = area.topLeft() + QPointF(tile.region.left / ratio, tile.region.top / ratio)
        painter.drawImage(corner, tile.image)


def paint_selection(
    painter: QPainter, theme: Theme, page: QRectF, areas: Iterable[Area], zoom: float
) -> None:
    """Characters that are selected; paper is white in every theme, so the colour is the light one's."""
    color = QColor(theme.color("accent"))
    color.setAlpha(_SELECTION_ALPHA)
    for area in areas:
        painter.fillRect(_to_rect(page, area, zoom), color)


def paint_marks(
    painter: QPainter,
    theme: Theme,
    page: QRectF,
    marks: Iterable[Area],
    zoom: float,
    *,
    is_chosen: bool = False,
) -> None:
    """Words that were found, as a pen would mark them on paper; the one gone to gets a thick edge besides.

    `zoom` is logical pixels per point.
    """
    pair = theme.pair("paper_mark")
    edge = _CHOSEN_EDGE if is_chosen else 1.0
    for mark in marks:
        place = to_mark_rect(page, mark, zoom)
        if not is_chosen:
            painter.save()
            # Paper gets the colour and letters keep theirs.
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            painter.fillRect(place, pair.ground_color)
            painter.restore()
        painter.setPen(QPen(pair.text_color, edge))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place)


def paint_edge(painter: QPainter, theme: Theme, area: QRectF) -> None:
    """The edge of the paper."""
    painter.setPen(QPen(theme.color("border"), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area)


def to_mark_rect(page: QRectF, mark: Area, zoom: float) -> QRectF:
    """Where a mark lies when its page lies at `page`."""
    return _to_rect(page, mark, zoom).adjusted(-_AROUND_MARK, -_AROUND_MARK, _AROUND_MARK, _AROUND_MARK)


def _to_rect(page: QRectF, area: Area, zoom: float) -> QRectF:
    return QRectF(
        page.left() + area.left * zoom, page.top() + area.top * zoom, area.width * zoom, area.height * zoom
    )
