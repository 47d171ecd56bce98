"""The patterns and marks of a timeline as lines and shapes: told apart without colour, the same on screen and paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from console.domain.attempt import StretchKind
from console.ui.toolkit.theme import Pair

_STEP: Final = 6.0
_DOT: Final = 2.0
_FAINT: Final = 0.5
_CORNER: Final = 4.0


def paint_bar(painter: QPainter, pair: Pair, bar: QRectF, kind: StretchKind, seen: QRectF) -> None:
    """A bar with the pattern of its kind; lines are only made inside `seen`, however long the bar is."""
    # An end stands out by its edge alone.
    pen = QPen(pair.text_color, 2.0 if kind is StretchKind.VERDICT else 1.0)
    if kind is StretchKind.UNTOLD:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(pair.ground_color if kind is not StretchKind.UNTOLD else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(bar, _CORNER, _CORNER)
    area = bar.intersected(seen).adjusted(1, 1, -1, -1)
    if area.width() <= 0:
        return
    faint = pair.text_color
    faint.setAlphaF(_FAINT)
    pattern = _PATTERNS.get(kind)
    if pattern is not None:
        painter.setPen(QPen(faint, _DOT if kind is StretchKind.WAITING else 1.0))
        painter.drawLines(list(pattern(area, bar.left())))


def _dots(area: QRectF, origin: float) -> Iterator[QLineF]:
    """Waiting: two rows of dots."""
    for x in _places(area, origin, _STEP):
        for y in (area.top() + area.height() / 3, area.bottom() - area.height() / 3):
            yield QLineF(x, y, min(area.right(), x + _DOT / 2), y)


def _diagonals(area: QRectF, origin: float) -> Iterator[QLineF]:
    """Capturing: lines that rise to the right."""
    height = area.height()
    for x in _places(area.adjusted(-height, 0, 0, 0), origin, _STEP):
        left, right = max(x, area.left()), min(x + height, area.right())
        if left < right:
            yield QLineF(left, area.bottom() - (left - x), right, area.bottom() - (right - x))


def _uprights(area: QRectF, origin: float) -> Iterator[QLineF]:
    """Checking: upright lines close together."""
    for x in _places(area, origin, _STEP * 0.75):
        yield QLineF(x, area.top(), x, area.bottom())


def _places(area: QRectF, origin: float, step: float) -> Iterator[float]:
    """Evenly spaced places that stay where they are on the bar when it moves."""
    x = origin + step * (int((area.left() - origin) / step) + 1)
    while x < area.right():
        yield x
        x += step


_PATTERNS: Final[Mapping[StretchKind, Callable[[QRectF, float], Iterator[QLineF]]]] = {
    StretchKind.WAITING: _dots,
    StretchKind.CAPTURING: _diagonals,
    StretchKind.CHECKING: _uprights,
}


def paint_diamond(painter: QPainter, pair: Pair, middle: QPointF, size: float, *, filled: bool) -> None:
    """Something we did: filled for a decision, open for everything else."""
    corners = ((0.0, -size), (size, 0.0), (0.0, size), (-size, 0.0))
    painter.setPen(QPen(pair.text_color, 1.5))
    painter.setBrush(pair.text_color if filled else pair.ground_color)
    painter.drawPolygon(QPolygonF([middle + QPointF(x, y) for x, y in corners]))


def paint_tick(painter: QPainter, pair: Pair, foot: QPointF) -> None:
    """Something the provider told: a short line at the foot of its lane."""
    painter.setPen(QPen(pair.text_color, 1.5))
    painter.drawLine(foot + QPointF(0, -2), foot + QPointF(0, 2))


def paint_break(painter: QPainter, pair: Pair, ground: Pair, top: QPointF, axis: QPointF) -> None:
    """A gap that was shortened: a dotted line through all lanes, two slanted strokes through the axis."""
    painter.setPen(QPen(pair.text_color, 1.0, Qt.PenStyle.DotLine))
    painter.drawLine(top, axis - QPointF(0, 7))
    painter.fillRect(QRectF(axis.x() - 3, axis.y() - 2, 6, 4), ground.ground_color)
    painter.setPen(QPen(pair.text_color, 1.5))
    for shift in (-3.0, 3.0):
        middle = axis + QPointF(shift, 0)
        painter.drawLine(middle + QPointF(-2, 5), middle + QPointF(2, -5))
