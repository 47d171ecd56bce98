"""Puts a paper's sections onto pages: what stands where, as values; draws nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from console.papers.document import Block, Pairs, PaperDocument, Section, Tone, Words
from console.papers.layout_rows import (
    BODY_PT,
    CELL_GAP_PT,
    LEADING,
    LEFT_PT,
    ROW_PAD_PT,
    WIDTH_PT,
    Row,
    RowBlock,
    build_grid_rows,
    build_pair_rows,
)
from console.papers.typesetting import Line, Typesetter

PAGE_HEIGHT_PT: Final = 841.89
TOP_PT: Final = PAGE_HEIGHT_PT - 74.0
BOTTOM_PT: Final = 76.0
_TITLE_PT: Final = 18.0
_TITLE_LINES: Final = 3
# A name of hundreds of letters is set as small as a heading.
_LONG_TITLE_PT: Final = 11.0
_SUBTITLE_PT: Final = 10.0
_HEADING_PT: Final = {1: 13.0, 2: 11.0}
_BLOCK_GAP_PT: Final = 4.0
_BAND_PAD_PT: Final = 5.0
_ABOVE_PT: Final = {1: 22.0, 2: 12.0}
# A part of a paper begins where this much of the page is left, else on the next one.
_PART_ROOM_PT: Final = 120.0
# So many lines of a paragraph at least stay with the heading above it.
_KEPT_LINES: Final = 3
_UNBARRED: Final = frozenset({Tone.PLAIN, Tone.MUTED})


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


@dataclass(frozen=True, slots=True)
class _Paragraph:
    lines: tuple[Line, ...]
    tone: Tone


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
        size_pt = _TITLE_PT
        lines = self._type.build_lines(title, WIDTH_PT, size_pt, bold=True)
        if len(lines) > _TITLE_LINES:
            size_pt = _LONG_TITLE_PT
            lines = self._type.build_lines(title, WIDTH_PT, size_pt, bold=True)
        self._write(lines, LEFT_PT, size_pt)
        if subtitle:
            lines = self._type.build_lines(subtitle, WIDTH_PT, _SUBTITLE_PT)
            self._write(lines, LEFT_PT, _SUBTITLE_PT, Tone.MUTED)
        self._skip(6.0)

    def add_section(self, section: Section) -> None:
        level = min(section.level, 2)
        size_pt = _HEADING_PT[level]
        pad_pt = _BAND_PAD_PT if level == 1 else 0.0
        lines = self._type.build_lines(section.title, WIDTH_PT - 2 * pad_pt, size_pt, bold=True)
        blocks = [self._set(block) for block in section.blocks]
        opening_pt = next((self._opening_of(block) for block in blocks), 0.0)
        height_pt = len(lines) * size_pt * LEADING + 2 * pad_pt
        needed_pt = height_pt + 2.0 + _BLOCK_GAP_PT + opening_pt
        self._skip(_ABOVE_PT[level])
        self._make_room(max(needed_pt, _PART_ROOM_PT if level == 1 else 0.0))
        entry = OutlineEntry(self._type.to_shown(section.title).split("\n")[0], level, self._y_pt)
        self.pages[-1].outline.append(entry)
        if level == 1:
            self._write_band(lines, size_pt, height_pt)
        elif self._write_beside(lines, size_pt, blocks):
            return
        else:
            self._write(lines, LEFT_PT, size_pt)
            self._rule(gap_pt=2.0)
        for block in blocks:
            self._add(block)

    def _set(self, block: Block) -> RowBlock | _Paragraph:
        if isinstance(block, Words):
            return _Paragraph(self._type.build_lines(block.text, WIDTH_PT - CELL_GAP_PT, BODY_PT), block.tone)
        if isinstance(block, Pairs):
            return build_pair_rows(block, self._type)
        return build_grid_rows(block, self._type)

    def _opening_of(self, block: RowBlock | _Paragraph) -> float:
        if isinstance(block, RowBlock):
            return block.opening_pt
        return min(len(block.lines), _KEPT_LINES) * BODY_PT * LEADING

    def _write_band(self, lines: tuple[Line, ...], size_pt: float, height_pt: float) -> None:
        """The heading of a part: a bar across the page, so that parts are told apart without a page of their own."""
        self.pages[-1].fills.append(
            PlacedFill(LEFT_PT, self._y_pt - height_pt, WIDTH_PT, height_pt, Tone.MUTED)
        )
        self._y_pt -= _BAND_PAD_PT
        self._write(lines, LEFT_PT + _BAND_PAD_PT, size_pt)
        self._y_pt -= _BAND_PAD_PT

    def _write_beside(
        self, lines: tuple[Line, ...], size_pt: float, blocks: list[RowBlock | _Paragraph]
    ) -> bool:
        """Write a heading and the only sentence below it in one line where that sentence says that there is nothing."""
        match blocks:
            case [_Paragraph((sentence,), Tone.MUTED)] if len(lines) == 1:
                indent_pt = lines[0].width * size_pt / 1000 + 2 * CELL_GAP_PT
            case _:
                return False
        if indent_pt + sentence.width * BODY_PT / 1000 > WIDTH_PT:
            return False
        top_pt = self._y_pt
        self._write(lines, LEFT_PT, size_pt)
        base_pt = top_pt - 0.78 * size_pt * LEADING
        self.pages[-1].lines.append(PlacedLine(sentence, LEFT_PT + indent_pt, base_pt, BODY_PT, Tone.MUTED))
        self._rule(gap_pt=2.0)
        return True

    def _add(self, block: RowBlock | _Paragraph) -> None:
        self._skip(_BLOCK_GAP_PT)
        if isinstance(block, RowBlock):
            self._add_rows(block)
        else:
            self._make_room(self._opening_of(block))
            x_pt = LEFT_PT + (0.0 if block.tone in _UNBARRED else CELL_GAP_PT)
            self._write(block.lines, x_pt, BODY_PT, block.tone, barred=True)
        self._skip(_BLOCK_GAP_PT)

    def _add_rows(self, block: RowBlock) -> None:
        self._make_room(block.opening_pt)
        if block.head is not None:
            self._add_head(block.head)
        for row in block.rows:
            self._add_row(row, block.head)

    def _add_head(self, head: Row) -> None:
        height_pt = head.height_of_pt(head.line_count)
        self.pages[-1].fills.append(
            PlacedFill(LEFT_PT, self._y_pt - height_pt, WIDTH_PT, height_pt, Tone.MUTED)
        )
        self._place(head, 0, head.line_count)

    def _add_row(self, row: Row, head: Row | None) -> None:
        """A row of any height: what does not fit goes on at the top of the next page, below its headings again."""
        done = 0
        while done < row.line_count:
            room = int((self._y_pt - BOTTOM_PT - 2 * ROW_PAD_PT) / row.leading_pt)
            wanted = row.line_count - done
            if room < min(wanted, row.kept_lines):
                self._turn()
                if head is not None:
                    self._add_head(head)
                continue
            count = min(room, wanted)
            self._place(row, done, done + count)
            done += count

    def _place(self, row: Row, first: int, end: int) -> None:
        height_pt = row.height_of_pt(end - first)
        if row.tone is not Tone.PLAIN:
            self.pages[-1].fills.append(PlacedFill(LEFT_PT, self._y_pt - height_pt, 3.0, height_pt, row.tone))
        for place, (cell, x_pt) in enumerate(zip(row.cells, row.places_pt, strict=True)):
            for number, line in enumerate(cell[first:end]):
                y_pt = self._y_pt - ROW_PAD_PT - (number + 0.78) * row.leading_pt
                self.pages[-1].lines.append(PlacedLine(line, x_pt, y_pt, row.size_pt, row.tone_of(place)))
        self._y_pt -= height_pt
        self._rule()

    def _write(
        self,
        lines: tuple[Line, ...],
        x_pt: float,
        size_pt: float,
        tone: Tone = Tone.PLAIN,
        *,
        barred: bool = False,
    ) -> None:
        leading_pt = size_pt * LEADING
        for line in lines:
            self._make_room(leading_pt)
            if barred and tone not in _UNBARRED:
                self.pages[-1].fills.append(
                    PlacedFill(LEFT_PT, self._y_pt - leading_pt, 3.0, leading_pt, tone)
                )
            y_pt = self._y_pt - 0.78 * leading_pt
            self.pages[-1].lines.append(PlacedLine(line, x_pt, y_pt, size_pt, tone))
            self._y_pt -= leading_pt

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
