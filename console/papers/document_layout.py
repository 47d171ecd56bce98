"""Puts a paper's sections onto pages: what stands where, as values; draws nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from console.papers.document import Block, Grid, GridRow, Pairs, PaperDocument, Section, Tone, Words
from console.papers.typesetting import Line, Typesetter

# A4, in points.
PAGE_WIDTH_PT: Final = 595.28
PAGE_HEIGHT_PT: Final = 841.89
LEFT_PT: Final = 48.0
RIGHT_PT: Final = PAGE_WIDTH_PT - 48.0
WIDTH_PT: Final = RIGHT_PT - LEFT_PT
TOP_PT: Final = PAGE_HEIGHT_PT - 74.0
BOTTOM_PT: Final = 76.0
_BODY_PT: Final = 9.0
_SMALL_PT: Final = 8.0
_TITLE_PT: Final = 18.0
_HEADING_PT: Final = {1: 14.0, 2: 11.0}
_LEADING: Final = 1.42
_CELL_GAP_PT: Final = 8.0
_ROW_PAD_PT: Final = 3.0
_LABEL_PT: Final = 140.0
# A heading is never the last thing on a page: this much of what follows comes along.
_TOGETHER_PT: Final = 54.0


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with its left end on the base line."""

    line: Line
    x_pt: float
    y_pt: float
    size_pt: float
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class PlacedRule:
    """A line across the page, or a bar of a tone at the left of it."""

    y_pt: float
    x_pt: float = LEFT_PT
    width_pt: float = WIDTH_PT


@dataclass(frozen=True, slots=True)
class PlacedFill:
    """A bar of a tone, from `y_pt` up."""

    x_pt: float
    y_pt: float
    width_pt: float
    height_pt: float
    tone: Tone


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading's place for the document's own table of contents."""

    title: str
    level: int
    y_pt: float


@dataclass(slots=True)
class Page:
    """What stands on one page."""

    lines: list[PlacedLine] = field(default_factory=list[PlacedLine])
    rules: list[PlacedRule] = field(default_factory=list[PlacedRule])
    fills: list[PlacedFill] = field(default_factory=list[PlacedFill])
    outline: list[OutlineEntry] = field(default_factory=list[OutlineEntry])


def build_pages(document: PaperDocument, typesetter: Typesetter) -> tuple[Page, ...]:
    """Every page, without what stands on each of them."""
    layout = _Layout(typesetter)
    layout.add_title(document.title, document.subtitle)
    for section in document.sections:
        layout.add_section(section)
    return tuple(layout.pages)


class _Layout:
    def __init__(self, typesetter: Typesetter) -> None:
        self._type = typesetter
        self.pages: list[Page] = [Page()]
        self._y_pt = TOP_PT

    def add_title(self, title: str, subtitle: str) -> None:
        self._write(self._type.build_lines(title, WIDTH_PT, _TITLE_PT, bold=True), LEFT_PT, _TITLE_PT)
        if subtitle:
            self._write(self._type.build_lines(subtitle, WIDTH_PT, 10.0), LEFT_PT, 10.0, Tone.MUTED)
        self._skip(6.0)

    def add_section(self, section: Section) -> None:
        level = min(section.level, 2)
        size_pt = _HEADING_PT[level]
        lines = self._type.build_lines(section.title, WIDTH_PT, size_pt, bold=True)
        self._skip(12.0)
        if level == 1 and any(page.outline for page in self.pages):
            # Each part begins a page of its own; the first one stands below the title.
            self._turn()
        self._make_room(len(lines) * size_pt * _LEADING + _TOGETHER_PT)
        entry = OutlineEntry(self._type.to_shown(section.title).split("\n")[0], level, self._y_pt)
        self.pages[-1].outline.append(entry)
        self._write(lines, LEFT_PT, size_pt)
        self._rule(gap_pt=2.0)
        for block in section.blocks:
            self._add(block)

    def _add(self, block: Block) -> None:
        if isinstance(block, Words):
            lines = self._type.build_lines(block.text, WIDTH_PT - _CELL_GAP_PT, _BODY_PT)
            self._skip(4.0)
            self._write(lines, LEFT_PT + self._mark_of(block.tone), _BODY_PT, block.tone, barred=True)
            self._skip(4.0)
        elif isinstance(block, Pairs):
            self._add_pairs(block)
        else:
            self._add_grid(block)

    def _add_pairs(self, pairs: Pairs) -> None:
        for pair in pairs.pairs:
            labels = self._type.build_lines(pair.label, _LABEL_PT - _CELL_GAP_PT, _BODY_PT)
            values = self._type.build_lines(pair.value, WIDTH_PT - _LABEL_PT, _BODY_PT)
            self._add_row((labels, values), (LEFT_PT, LEFT_PT + _LABEL_PT), _BODY_PT, ())
        self._skip(4.0)

    def _add_grid(self, grid: Grid) -> None:
        total = sum(grid.shares)
        widths = [WIDTH_PT * share / total for share in grid.shares]
        places = tuple(LEFT_PT + sum(widths[:number]) for number in range(len(widths)))
        inner = [width - _CELL_GAP_PT for width in widths]
        head = tuple(
            self._type.build_lines(text, width, _SMALL_PT, bold=True)
            for text, width in zip(grid.headings, inner, strict=True)
        )
        self._skip(4.0)
        self._make_room(_TOGETHER_PT)
        self._add_head(head, places)
        for row in grid.rows:
            self._add_grid_row(row, inner, places, head)
        self._skip(4.0)

    def _add_grid_row(
        self, row: GridRow, widths: list[float], places: tuple[float, ...], head: tuple[tuple[Line, ...], ...]
    ) -> None:
        cells = tuple(
            self._type.build_lines(text, width, _SMALL_PT)
            for text, width in zip(row.cells, widths, strict=True)
        )
        self._add_row(cells, tuple(place + 6.0 for place in places), _SMALL_PT, (head, places), row.tone)

    def _add_head(self, head: tuple[tuple[Line, ...], ...], places: tuple[float, ...]) -> None:
        height_pt = max(len(cell) for cell in head) * _SMALL_PT * _LEADING + 2 * _ROW_PAD_PT
        self.pages[-1].fills.append(
            PlacedFill(LEFT_PT, self._y_pt - height_pt, WIDTH_PT, height_pt, Tone.MUTED)
        )
        self._add_row(head, tuple(place + 6.0 for place in places), _SMALL_PT, ())

    def _add_row(
        self,
        cells: tuple[tuple[Line, ...], ...],
        places: tuple[float, ...],
        size_pt: float,
        again: tuple[()] | tuple[tuple[tuple[Line, ...], ...], tuple[float, ...]],
        tone: Tone = Tone.PLAIN,
    ) -> None:
        """A row of any height: what does not fit goes on at the top of the next page, below its headings again."""
        leading_pt = size_pt * _LEADING
        left = [list(cell) for cell in cells]
        while any(left):
            wanted = max(map(len, left))
            room = int((self._y_pt - BOTTOM_PT - 2 * _ROW_PAD_PT) / leading_pt)
            # A row that would leave less than three lines here begins on the next page.
            if room < min(wanted, 3):
                self._turn()
                if again:
                    self._add_head(*again)
                continue
            count = min(room, wanted)
            self._place(left, places, size_pt, count, tone)
            left = [cell[count:] for cell in left]
            self._rule()

    def _place(
        self, left: list[list[Line]], places: tuple[float, ...], size_pt: float, count: int, tone: Tone
    ) -> None:
        leading_pt = size_pt * _LEADING
        height_pt = count * leading_pt + 2 * _ROW_PAD_PT
        if tone is not Tone.PLAIN:
            self.pages[-1].fills.append(PlacedFill(LEFT_PT, self._y_pt - height_pt, 3.0, height_pt, tone))
        for cell, x_pt in zip(left, places, strict=True):
            for number, line in enumerate(cell[:count]):
                y_pt = self._y_pt - _ROW_PAD_PT - (number + 0.78) * leading_pt
                self.pages[-1].lines.append(PlacedLine(line, x_pt, y_pt, size_pt))
        self._y_pt -= height_pt

    def _write(
        self,
        lines: tuple[Line, ...],
        x_pt: float,
        size_pt: float,
        tone: Tone = Tone.PLAIN,
        *,
        barred: bool = False,
    ) -> None:
        leading_pt = size_pt * _LEADING
        for line in lines:
            self._make_room(leading_pt)
            if barred and tone not in {Tone.PLAIN, Tone.MUTED}:
                self.pages[-1].fills.append(
                    PlacedFill(LEFT_PT, self._y_pt - leading_pt, 3.0, leading_pt, tone)
                )
            y_pt = self._y_pt - 0.78 * leading_pt
            self.pages[-1].lines.append(PlacedLine(line, x_pt, y_pt, size_pt, tone))
            self._y_pt -= leading_pt

    def _mark_of(self, tone: Tone) -> float:
        return 0.0 if tone in {Tone.PLAIN, Tone.MUTED} else _CELL_GAP_PT

    def _rule(self, gap_pt: float = 0.0) -> None:
        self._y_pt -= gap_pt
        self.pages[-1].rules.append(PlacedRule(self._y_pt))

    def _skip(self, height_pt: float) -> None:
        if self._y_pt < TOP_PT:
            self._y_pt -= height_pt

    def _make_room(self, height_pt: float) -> None:
        if self._y_pt - height_pt < BOTTOM_PT:
            self._turn()

    def _turn(self) -> None:
        self.pages.append(Page())
        self._y_pt = TOP_PT
