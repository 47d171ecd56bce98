"""Where everything in a plot stands: axis, bars, labels, legend; pure arithmetic over sizes of text."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF

from console.ui.models.plot_values import Pattern, Plot, Scale

TextWidth = Callable[[str], float]

MARGIN: Final = 8.0
_LEGEND: Final = 14.0
_GAP: Final = 6.0
_LINE: Final = 18.0
_WIDEST_BAR: Final = 44.0
_HATCH: Final = 5.0
_MOST_TICKS: Final = 5
_DURATIONS: Final = (
    *(1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800),
    *(3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000),
)


@dataclass(frozen=True, slots=True)
class Tick:
    """One line of the value axis: its value and its place along that axis."""

    value: float
    at: float


@dataclass(frozen=True, slots=True)
class PlacedBar:
    """A bar, or the room of one that nobody told."""

    series: int
    category: int
    area: QRectF
    is_told: bool


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text and its room; `shown` is False for an axis label that would run into the one before."""

    text: str
    area: QRectF
    shown: bool = True


@dataclass(frozen=True, slots=True)
class PlotLayout:
    """Everything placed for one size."""

    stage: QRectF
    ticks: tuple[Tick, ...]
    bars: tuple[PlacedBar, ...]
    labels: tuple[PlacedText, ...]
    legend: tuple[PlacedText, ...]

    def find_bar(self, at: QPointF) -> PlacedBar | None:
        """The bar under the pointer, with a little room around small ones; the smallest of several."""
        hit = [bar for bar in self.bars if bar.area.adjusted(-2, -4, 2, 4).contains(at)]
        return min(hit, key=lambda bar: bar.area.width() * bar.area.height(), default=None)


def build_ticks(highest: float, scale: Scale) -> tuple[float, ...]:
    """Round values from 0 to at least `highest`, at most six of them."""
    step = _find_step(max(highest, 1.0) / _MOST_TICKS, scale)
    count = max(1, math.ceil(highest / step - 1e-9))
    return tuple(step * number for number in range(count + 1))


def _find_step(least: float, scale: Scale) -> float:
    if scale is Scale.SECONDS:
        for step in _DURATIONS:
            if step >= least:
                return float(step)
    power = 10.0 ** math.floor(math.log10(least))
    step = next((power * digit for digit in (1, 2, 5, 10) if power * digit >= least - 1e-9), power * 10)
    return max(1.0, step)


def lay_out(
    plot: Plot, size: QSizeF, text_width: TextWidth, tick_texts: tuple[str, ...], ticks: tuple[float, ...]
) -> PlotLayout:
    """Place a plot; `tick_texts` are the words of `ticks`."""
    legend, bottom = _place_legend(plot, size, text_width)
    if plot.is_flat:
        widest = max((text_width(name) for name in plot.categories), default=0.0)
        left = min(widest + 2 * _GAP, size.width() * 0.45)
    else:
        left = max(text_width(text) for text in tick_texts) + 2 * _GAP
    stage = QRectF(MARGIN + left, MARGIN, size.width() - left - 3 * MARGIN, bottom - MARGIN - _LINE - _GAP)
    stage = QRectF(stage.x(), stage.y(), max(20.0, stage.width()), max(20.0, stage.height()))
    top = ticks[-1]
    placed = tuple(Tick(value, _along(plot, stage, value, top)) for value in ticks)
    bars = tuple(_iter_bars(plot, stage, top))
    return PlotLayout(stage, placed, bars, _place_labels(plot, stage, text_width), legend)


def _along(plot: Plot, stage: QRectF, value: float, top: float) -> float:
    share = value / top if top else 0.0
    return stage.x() + share * stage.width() if plot.is_flat else stage.bottom() - share * stage.height()


def _place_legend(plot: Plot, size: QSizeF, text_width: TextWidth) -> tuple[tuple[PlacedText, ...], float]:
    """Under the plot, wrapped; gives also where the rest must end."""
    if len(plot.series) < 2:
        return (), size.height() - MARGIN
    rows: list[list[tuple[str, float, float]]] = [[]]
    x = MARGIN
    for one in plot.series:
        width = _LEGEND + _GAP + text_width(one.name)
        if rows[-1] and x + width > size.width() - MARGIN:
            rows.append([])
            x = MARGIN
        rows[-1].append((one.name, x, width))
        x += width + 2 * MARGIN
    top = size.height() - MARGIN - _LINE * len(rows)
    placed = [
        PlacedText(name, QRectF(left, top + number * _LINE, width, _LINE))
        for number, row in enumerate(rows)
        for name, left, width in row
    ]
    return tuple(placed), top - _GAP


def _place_labels(plot: Plot, stage: QRectF, text_width: TextWidth) -> tuple[PlacedText, ...]:
    count = max(1, len(plot.categories))
    if plot.is_flat:
        height = stage.height() / count
        return tuple(
            PlacedText(name, QRectF(MARGIN, stage.y() + number * height, stage.x() - MARGIN - _GAP, height))
            for number, name in enumerate(plot.categories)
        )
    width = stage.width() / count
    widest = max((text_width(name) for name in plot.categories), default=0.0) + _GAP
    every = max(1, math.ceil(widest / width))
    return tuple(
        PlacedText(
            name,
            QRectF(stage.x() + (number + 0.5) * width - widest / 2, stage.bottom() + 3, widest, _LINE),
            # The newest stands at the end and is always named.
            shown=(count - 1 - number) % every == 0,
        )
        for number, name in enumerate(plot.categories)
    )


def _iter_bars(plot: Plot, stage: QRectF, top: float) -> Iterator[PlacedBar]:
    count = max(1, len(plot.categories))
    slot = (stage.height() if plot.is_flat else stage.width()) / count
    beside = 1 if plot.stacked else max(1, len(plot.series))
    thick = max(1.0, min(_WIDEST_BAR, slot * 0.72 / beside))
    for category in range(len(plot.categories)):
        middle = (category + 0.5) * slot
        below = 0.0
        for number in range(len(plot.series)):
            bar = plot.bars[number][category]
            place = 0 if plot.stacked else number
            start = middle - thick * beside / 2 + place * thick
            value = bar.value or 0.0
            yield PlacedBar(
                number,
                category,
                _area(plot, stage, top, (start, thick), (below, value)),
                bar.value is not None,
            )
            below += value if plot.stacked else 0.0


def _area(
    plot: Plot, stage: QRectF, top: float, across: tuple[float, float], values: tuple[float, float]
) -> QRectF:
    start, thick = across
    below, value = values
    near, far = _along(plot, stage, below, top), _along(plot, stage, below + value, top)
    if plot.is_flat:
        return QRectF(near, stage.y() + start, far - near, thick)
    return QRectF(stage.x() + start, far, thick, near - far)


def iter_hatch(area: QRectF, pattern: Pattern) -> Iterator[QLineF]:
    """The lines of a pattern inside an area, cut at its edges; DOTS are lines of no length, SOLID has none."""
    left, right, top, bottom = area.left(), area.right(), area.top(), area.bottom()
    if pattern in (Pattern.LEVEL, Pattern.GRID):
        yield from (QLineF(left, y, right, y) for y in _steps(top, bottom))
    if pattern is Pattern.GRID:
        yield from (QLineF(x, top, x, bottom) for x in _steps(left, right))
    if pattern is Pattern.DOTS:
        yield from (QLineF(x, y, x, y) for x in _steps(left, right) for y in _steps(top, bottom))
    if pattern in (Pattern.RISING, Pattern.FALLING):
        yield from _iter_diagonals(area, rising=pattern is Pattern.RISING)


def _steps(start: float, end: float) -> Iterator[float]:
    at = start + _HATCH / 2
    while at < end:
        yield at
        at += _HATCH


def _iter_diagonals(area: QRectF, *, rising: bool) -> Iterator[QLineF]:
    width, height = area.width(), area.height()
    for along in _steps(0.0, width + height):
        # From the left or bottom edge to the right or top edge, as far as the area reaches.
        x1, y1 = (0.0, along) if along <= height else (along - height, height)
        x2, y2 = (along, 0.0) if along <= width else (width, along - width)
        if not rising:
            y1, y2 = height - y1, height - y2
        yield QLineF(area.left() + x1, area.top() + y1, area.left() + x2, area.top() + y2)
