"""Sets what a paper is made of in rows: which words stand side by side and how high they are; knows no page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from console.papers.document import Grid, Pair, Pairs, Tone
from console.papers.typesetting import Line, Typesetter

# A4, in points.
PAGE_WIDTH_PT: Final = 595.28
LEFT_PT: Final = 48.0
RIGHT_PT: Final = PAGE_WIDTH_PT - 48.0
WIDTH_PT: Final = RIGHT_PT - LEFT_PT
LEADING: Final = 1.42
BODY_PT: Final = 9.0
SMALL_PT: Final = 8.0
CELL_GAP_PT: Final = 8.0
ROW_PAD_PT: Final = 3.0
# Up to so many lines a row stays whole; a longer one goes on on the next page.
_WHOLE_LINES: Final = 12
_LABEL_PT: Final = 118.0
_HALF_PT: Final = WIDTH_PT / 2
_CELL_INSET_PT: Final = 6.0


@dataclass(frozen=True, slots=True)
class Row:
    """Lines of one size below each other in every cell; `places_pt` are the left ends of the cells.

    In a row of pairs every other cell is a label, from the first on.
    """

    cells: tuple[tuple[Line, ...], ...]
    places_pt: tuple[float, ...]
    size_pt: float
    tone: Tone = Tone.PLAIN
    is_of_pairs: bool = False

    def tone_of(self, cell: int) -> Tone:
        """The ink of a cell, by its place: labels stand back behind their values."""
        return Tone.MUTED if self.is_of_pairs and cell % 2 == 0 else Tone.PLAIN

    @property
    def leading_pt(self) -> float:
        """From one base line to the next."""
        return self.size_pt * LEADING

    @property
    def line_count(self) -> int:
        """Of the highest cell."""
        return max(map(len, self.cells), default=0)

    @property
    def kept_lines(self) -> int:
        """How many lines of it stand on the page on which it begins, at least."""
        return min(self.line_count, _WHOLE_LINES)

    def height_of_pt(self, lines: int) -> float:
        """How high so many lines of it are."""
        return lines * self.leading_pt + 2 * ROW_PAD_PT


@dataclass(frozen=True, slots=True)
class RowBlock:
    """Rows below each other, with headings that come again on every page."""

    rows: tuple[Row, ...]
    head: Row | None = None

    @property
    def opening_pt(self) -> float:
        """How much room it needs to begin: its headings and its first row."""
        opening = sum(row.height_of_pt(row.kept_lines) for row in self.rows[:1])
        return opening + (self.head.height_of_pt(self.head.line_count) if self.head is not None else 0.0)


def build_pair_rows(pairs: Pairs, typesetter: Typesetter) -> RowBlock:
    """Labels beside their values; two that are short share a row, so that a short case stays a short paper."""
    return RowBlock(tuple(_iter_pair_rows(pairs.pairs, typesetter)))


def build_grid_rows(grid: Grid, typesetter: Typesetter) -> RowBlock:
    """A table with its headings."""
    total = sum(grid.shares)
    widths = [WIDTH_PT * share / total for share in grid.shares]
    inner = [width - CELL_GAP_PT for width in widths]
    places = tuple(LEFT_PT + sum(widths[:number]) + _CELL_INSET_PT for number in range(len(widths)))

    def build(cells: tuple[str, ...], *, bold: bool) -> tuple[tuple[Line, ...], ...]:
        return tuple(
            typesetter.build_lines(text, width, SMALL_PT, bold=bold)
            for text, width in zip(cells, inner, strict=True)
        )

    rows = tuple(Row(build(row.cells, bold=False), places, SMALL_PT, row.tone) for row in grid.rows)
    return RowBlock(rows, Row(build(grid.headings, bold=True), places, SMALL_PT))


def _iter_pair_rows(pairs: tuple[Pair, ...], typesetter: Typesetter) -> Iterator[Row]:
    waiting: tuple[tuple[Line, ...], ...] = ()
    left = (LEFT_PT, LEFT_PT + _LABEL_PT)
    right = tuple(place + _HALF_PT for place in left)
    for pair in pairs:
        labels = typesetter.build_lines(pair.label, _LABEL_PT - CELL_GAP_PT, BODY_PT)
        values = typesetter.build_lines(pair.value, WIDTH_PT - _LABEL_PT, BODY_PT)
        is_short = (
            len(labels) == len(values) == 1 and _width_pt(values[0]) <= _HALF_PT - _LABEL_PT - CELL_GAP_PT
        )
        if waiting and is_short:
            yield Row((*waiting, labels, values), (*left, *right), BODY_PT, is_of_pairs=True)
            waiting = ()
            continue
        if waiting:
            yield Row(waiting, left, BODY_PT, is_of_pairs=True)
        waiting = (labels, values) if is_short else ()
        if not is_short:
            yield Row((labels, values), left, BODY_PT, is_of_pairs=True)
    if waiting:
        yield Row(waiting, left, BODY_PT, is_of_pairs=True)


def _width_pt(line: Line) -> float:
    return line.width * BODY_PT / 1000
