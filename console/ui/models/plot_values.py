"""What a plot shows, as values ready to paint: bars by category and series, and the table of the same numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Number = int | float | str


class Pattern(StrEnum):
    """What tells series apart without colour."""

    SOLID = "solid"
    RISING = "rising"
    DOTS = "dots"
    LEVEL = "level"
    FALLING = "falling"
    GRID = "grid"


class Scale(StrEnum):
    """What the value axis counts."""

    COUNT = "count"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class PlotSeries:
    """One series: its word in the legend, the token role of its colour and its pattern."""

    name: str
    role: str
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class PlotBar:
    """One value with the words for it; None is a value nobody told, which is not 0."""

    value: float | None
    text: str


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The same numbers as a table; `rows` hold texts and plain numbers."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Number, ...], ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """`bars[series][category]`. `stacked` bars of one category stand on each other, others beside each other.

    `name` is stable, for file names; `categories` are axis labels, `spoken` the same in full. `is_flat` plots have
    their categories down the side, for long words.
    """

    name: str
    title: str
    note: str
    categories: tuple[str, ...]
    spoken: tuple[str, ...]
    series: tuple[PlotSeries, ...]
    bars: tuple[tuple[PlotBar, ...], ...]
    table: FigureTable
    scale: Scale = Scale.COUNT
    stacked: bool = False
    is_flat: bool = False

    @property
    def highest(self) -> float:
        """The largest value that the axis must reach, 0 without any."""
        columns = list(zip(*self.bars, strict=True))
        values = [[bar.value or 0.0 for bar in column] for column in columns]
        fold = sum if self.stacked else max
        return max((fold(column) for column in values if column), default=0.0)

    def describe(self, series: int, category: int) -> str:
        """One bar in a sentence, for the card and for screen readers."""
        bar = self.bars[series][category]
        return f"{self.spoken[category]} · {self.series[series].name}: {bar.text}"
