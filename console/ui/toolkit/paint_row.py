"""Rows ready to paint and the columns that make them; values only, decided once per row and not while painting."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, NamedTuple, Protocol, TypeVar, cast, runtime_checkable

from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery, SortColumn
from console.domain.phase import Phase
from console.domain.risk import Severity

Row = TypeVar("Row")


class CellKind(StrEnum):
    """How a cell is painted."""

    NAME = "name"
    TEXT = "text"
    MUTED = "muted"
    PHASE = "phase"
    LABELS = "labels"
    TIME = "time"
    NUMBER = "number"


# Made before the first paint: a NamedTuple, because the machinery of a dataclass takes five times as long to make.
class Cell(NamedTuple):
    """`text` is plain and already marked; `tooltip` the whole of what `text` may shorten.

    `source` is what the column's `explain` makes the tooltip of, once somebody asks for it.
    """

    text: str = ""
    tooltip: str = ""
    phase: Phase | None = None
    severity: Severity | None = None
    at: datetime | None = None
    source: Hashable = None


class Cells(Protocol):
    """The cells of a row by the number of their column: a tuple, or made when they are asked for."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Cell]: ...
    def __getitem__(self, number: int, /) -> Cell: ...


class PaintRow(NamedTuple):
    """One line: `key` names it across refreshes, `opens` is the verification that Enter shows, if any.

    `accessible` is, or says as a `str`, the sentence that a screen reader speaks. Two rows are equal when they show
    the same.
    """

    key: Hashable
    opens: VerificationKey | None
    cells: Cells
    accessible: object


class Marked(NamedTuple):
    """What is kept of a selected row: its key, the verification it opens, if any, and whom it names."""

    key: Hashable
    opens: VerificationKey | None
    name: str


class Column(NamedTuple, Generic[Row]):
    """One column of one list: its stable name, heading, width in pixels and how a row fills it.

    `sort` is what a click on the heading orders by; `first_descending` is the direction of the first click.
    When the list is too narrow for all, columns at its end are hidden first. `explain` makes a cell's tooltip of its
    `source` when it is hovered. `is_extra` columns are shown only to those who asked for them.
    """

    name: str
    title: str
    width: int
    kind: CellKind
    to_cell: Callable[[Row], Cell]
    sort: SortColumn | None = None
    first_descending: bool = False
    explain: Callable[[Any], str] | None = None
    is_extra: bool = False


class LazyCells(Generic[Row]):
    """The cells of `row`, each made when it is first looked at: a list beside a case shows a third of its columns."""

    __slots__ = ("_columns", "_made", "_row")

    def __init__(self, row: Row, columns: Sequence[Column[Row]]) -> None:
        self._row = row
        self._columns = columns
        self._made: dict[int, Cell] = {}

    def __len__(self) -> int:
        return len(self._columns)

    def __iter__(self) -> Iterator[Cell]:
        return (self[number] for number in range(len(self._columns)))

    def __getitem__(self, number: int) -> Cell:
        made = self._made.get(number)
        if made is None:
            made = self._made[number] = self._columns[number].to_cell(self._row)
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LazyCells) and self._row == cast("LazyCells[Row]", other)._row

    def __hash__(self) -> int:
        return hash(self._row)


class LazyText(Generic[Row]):
    """What `speak` makes of `row`, when somebody listens."""

    __slots__ = ("_row", "_speak")

    def __init__(self, row: Row, speak: Callable[[Row], str]) -> None:
        self._row = row
        self._speak = speak

    def __str__(self) -> str:
        return self._speak(self._row)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LazyText) and self._row == cast("LazyText[Row]", other)._row

    def __hash__(self) -> int:
        return hash(self._row)


@runtime_checkable
class QuickSource(Protocol):
    """A source that can often answer on the thread of the window in less time than it takes to ask another thread."""

    def read_quickly(self, query: ListQuery, start: int, count: int) -> tuple[PaintRow, ...] | None:
        """As `load`, at once; None when that takes too long, and the source has to be asked the other way."""
        ...


class RowSource(Protocol):
    """Where a list gets its rows from; the only thing a list model knows about the world."""

    async def load(self, query: ListQuery, start: int, count: int) -> tuple[PaintRow, ...]:
        """Rows `start` to `start + count` of the filtered, ordered list; fewer at its end."""
        ...

    async def load_all(self, query: ListQuery, is_stopped: Callable[[], bool]) -> Sequence[Marked]:
        """Every row of the filtered list as of one moment, whatever changes meanwhile; ends early, with what it has, as
        soon as `is_stopped`, which another thread may ask, says so."""
        ...

    async def count(self, query: ListQuery) -> int:
        """How many rows the filtered list has."""
        ...

    async def find_position(self, query: ListQuery, key: Hashable) -> int | None:
        """Where the row of that key is now; None when the filter hides it."""
        ...

    def read_first(self, query: ListQuery, count: int) -> tuple[tuple[PaintRow, ...], int]:
        """The first rows and the total, at once; only for the first paint."""
        ...
