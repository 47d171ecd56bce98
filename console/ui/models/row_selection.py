"""Which rows of a list are selected together: by key, so that no change of the list selects another one; paints nothing."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final

from PySide6.QtCore import QObject, Signal

from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery
from console.ui.models.row_model import RowModel
from console.ui.toolkit.paint_row import Marked, PaintRow
from console.ui.toolkit.scope import TaskScope

WINDOW: Final = 500
# What is picked is held row by row; who wants more takes everything and leaves some out.
MOST_MARKED: Final = 10_000
_SPAN: Final = "span"


class RowSelection(QObject):
    """Empty while only one row is chosen. `everything` stands for all rows of the filter, without those left out.

    Of a longer span only the `MOST_MARKED` rows next to where it began are selected, and `is_full` says so.
    """

    changed = Signal()

    def __init__(self, model: RowModel) -> None:
        super().__init__(model)
        self._model = model
        self._scope = TaskScope(self, model.failed.emit)
        self._marked: dict[Hashable, Marked] = {}
        self._everything: ListQuery | None = None
        self._left_out: set[Hashable] = set()
        self._anchor: Hashable | None = None

    @property
    def is_empty(self) -> bool:
        """True while no rows are selected together."""
        return not self._marked and self._everything is None

    @property
    def is_everything(self) -> bool:
        """True when all rows of the filter are selected, also those that nobody has seen."""
        return self._everything is not None

    @property
    def is_whole(self) -> bool:
        """True when all rows of the filter are selected and none was taken out again."""
        return self._everything is not None and not self._left_out

    @property
    def is_full(self) -> bool:
        """True when not one row more can be selected but by selecting everything."""
        return len(self._marked) >= MOST_MARKED

    @property
    def count(self) -> int:
        """How many rows are selected together."""
        if self._everything is None:
            return len(self._marked)
        return max(0, self._model.rowCount() - len(self._left_out))

    def has(self, key: Hashable) -> bool:
        """True for a row that is selected with others."""
        if self._everything is None:
            return key in self._marked
        return key not in self._left_out

    def put_anchor(self, row: PaintRow) -> None:
        """A row chosen alone: what is selected next begins there."""
        self._anchor = row.key
        self.clear()

    def clear(self) -> None:
        """Select nothing together."""
        self._scope.cancel(_SPAN)
        if not self.is_empty:
            self._marked = {}
            self._everything = None
            self._left_out = set()
            self.changed.emit()

    def mark_everything(self) -> None:
        """Select all that the filter leaves over."""
        if self._model.rowCount():
            self._scope.cancel(_SPAN)
            self._marked = {}
            self._left_out = set()
            self._everything = self._model.query
            self.changed.emit()

    def toggle(self, row: PaintRow, current: PaintRow | None) -> None:
        """Take a row in or out; the first one that is taken in joins the one chosen alone before."""
        self._scope.cancel(_SPAN)
        self._anchor = row.key
        if self._everything is not None:
            self._left_out ^= {row.key}
        elif row.key in self._marked:
            del self._marked[row.key]
        else:
            if not self._marked and current is not None:
                self._marked[current.key] = _to_marked(current)
            if not self.is_full:
                self._marked[row.key] = _to_marked(row)
        self.changed.emit()

    def extend(self, to: int) -> None:
        """Select all rows from the anchor to the row of number `to`."""
        start = self._model.number_of(self._anchor) if self._anchor is not None else to
        if start is None:
            self._scope.start(_SPAN, self._extend_far(to))
            return
        first, last = _span(start, to)
        here = [self._model.row_at(number) for number in range(first, min(last, first + WINDOW) + 1)]
        rows = [row for row in here if row is not None]
        self._mark({row.key: _to_marked(row) for row in rows})
        if len(rows) < last - first + 1:
            self._scope.start(_SPAN, self._load_span(first, last))
        else:
            self._scope.cancel(_SPAN)

    async def load_marked(self, is_stopped: Callable[[], bool] = bool) -> dict[Hashable, Marked]:
        """All selected rows by key, as they are at one moment. Ends early, with what it has, as soon as `is_stopped` says
        so; another thread may ask it."""
        if self._everything is None:
            return dict(self._marked)
        rows = await self._model.load_all(self._everything, is_stopped)
        return {row.key: row for row in rows if row.key not in self._left_out}

    async def load_cases(self, is_stopped: Callable[[], bool] = bool) -> dict[VerificationKey, str]:
        """The verifications of all selected rows with the customers' names as the rows show them.

        A row without a verification is left out, and two rows of one count once. Ends early as `load_marked` does.
        """
        marked = await self.load_marked(is_stopped)
        return {one.opens: one.name for one in marked.values() if one.opens is not None}

    async def _extend_far(self, to: int) -> None:
        start = await self._model.find_position(self._anchor)
        if start is not None:
            await self._load_span(*_span(start, to))

    async def _load_span(self, first: int, last: int) -> None:
        found: dict[Hashable, Marked] = {}
        for start in range(first, last + 1, WINDOW):
            rows = await self._model.load_rows(self._model.query, start, min(WINDOW, last + 1 - start))
            found.update((row.key, _to_marked(row)) for row in rows)
        self._mark(found)

    def _mark(self, rows: dict[Hashable, Marked]) -> None:
        self._everything = None
        self._left_out = set()
        self._marked = rows
        self.changed.emit()


def _to_marked(row: PaintRow) -> Marked:
    return Marked(row.key, row.opens, row.cells[0].text)


def _span(start: int, to: int) -> tuple[int, int]:
    """First and last row of a span, which ends after `MOST_MARKED` rows in whichever direction it goes."""
    to = max(start - MOST_MARKED + 1, min(start + MOST_MARKED - 1, to))
    return min(start, to), max(start, to)
