"""What a printed paper of ours is made of, as values: sections of pairs, grids and words; knows no case and no page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Tone(StrEnum):
    """How a row or a sentence is marked; the words say the same, for colour alone says nothing in print."""

    PLAIN = "plain"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    MUTED = "muted"


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value, in one line or as many as it takes."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels on the left, values on the right."""

    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    """One cell for each column."""

    cells: tuple[str, ...]
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `shares` are the parts of the width its columns take, in any unit."""

    headings: tuple[str, ...]
    shares: tuple[float, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; line ends in it are kept."""

    text: str
    tone: Tone = Tone.PLAIN


Block = Pairs | Grid | Words


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it; one of level 1 begins a part of the paper, as a record of several does."""

    title: str
    blocks: tuple[Block, ...]
    level: int = 2


@dataclass(frozen=True, slots=True)
class PaperDocument:
    """A whole paper. `running_head` and `running_foot` stand on every page; `mark` is a word for papers that are no
    real evidence (TEST), framed and on every page, empty for others. `made_at` (aware) and `keywords` are for the file's
    own description."""

    title: str
    subtitle: str
    running_head: str
    running_foot: tuple[str, ...]
    sections: tuple[Section, ...]
    made_at: datetime
    mark: str = ""
    keywords: tuple[str, ...] = ()
