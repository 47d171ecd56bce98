"""Rows ready to paint and the columns that make them; values only, decided once per row and not while painting."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

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


class PaintRow(NamedTuple):
    """One line: `key` names it across refreshes, `opens` is the verification that Enter shows, if any."""

    key: Hashable
    opens: VerificationKey | None
    cells: tuple[Cell, ...]
    accessible: str


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


class RowSource(Protocol):
    """Where a list gets its rows from; the only thing a list model knows about the world."""

    async def load(self, query: ListQuery, start: int, count: int) -> tuple[PaintRow, ...]:
        """Rows `start` to `start + count` of the filtered, ordered list; fewer at its end."""
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
