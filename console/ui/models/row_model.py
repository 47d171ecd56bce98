"""A list of any length as an item model that holds only windows of it; asks its source, never a service."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from console.domain.listing import ListQuery, SortColumn
from console.ui.toolkit.paint_row import Cell, CellKind, Column, Marked, PaintRow, QuickSource, RowSource
from console.ui.toolkit.plain import to_tooltip
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.words import exact_time

# Small, so that a jump reads hardly more than is seen: each row costs a look at several encrypted pages.
BLOCK: Final = 8
BLOCKS_KEPT: Final = 144
# A few more than a window of usual size shows.
FIRST_ROWS: Final = 32

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()


# Made before the first paint: a NamedTuple, because the machinery of a dataclass takes five times as long to make.
class Viewport(NamedTuple):
    """What the view shows when a refresh begins: its first and last row, the key that must not move on the screen
    and the key that is selected, which may be elsewhere."""

    first: int
    last: int
    anchor: Hashable | None
    selected: Hashable | None


class RowModel(QAbstractTableModel):
    """Rows by number over a cache of blocks. A row that is not there yet is None and is fetched when it is shown.

    `moved` tells by how many rows the anchor of a refresh went; `filled` that a new query's first rows are in;
    `failed` carries what went wrong, the rows that were there stay.
    """

    moved = Signal(int)
    filled = Signal()
    counted = Signal(int)
    failed = Signal(object)

    def __init__(
        self, source: RowSource, columns: Sequence[Column[Any]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._quick = source if isinstance(source, QuickSource) else None
        self._columns = tuple(columns)
        self._query = ListQuery()
        self._total = 0
        self._blocks: OrderedDict[int, tuple[PaintRow, ...]] = OrderedDict()
        self._scope = TaskScope(self, self.failed.emit)

    # --- what the view asks ---

    @property
    def query(self) -> ListQuery:
        """The filter and order that the rows answer, or will once `filled` came."""
        return self._query

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """The columns from left to right."""
        return self._columns

    @property
    def is_filling(self) -> bool:
        """True while the rows of a new query have not come yet."""
        return self._scope.is_running("fill")

    def row_at(self, number: int) -> PaintRow | None:
        """The row of that number if it is here; asks for nothing."""
        block = self._blocks.get(number // BLOCK)
        offset = number % BLOCK
        return block[offset] if block is not None and offset < len(block) else None

    def number_of(self, key: Hashable) -> int | None:
        """Where the row of that key is, if it is here."""
        for number, block in self._blocks.items():
            for offset, row in enumerate(block):
                if row.key == key:
                    return number * BLOCK + offset
        return None

    async def load_rows(self, query: ListQuery, start: int, count: int) -> tuple[PaintRow, ...]:
        """Rows of any filter and order from this list's source, for what needs more than the screen; kept nowhere."""
        return await self._source.load(query, start, count)

    async def load_all(self, query: ListQuery, is_stopped: Callable[[], bool]) -> Sequence[Marked]:
        """Every row of a filter as of one moment; see `RowSource`."""
        return await self._source.load_all(query, is_stopped)

    async def find_position(self, key: Hashable) -> int | None:
        """Where the row of that key is now; None when the filter hides it."""
        return await self._source.find_position(self._query, key)

    # --- what the view orders ---

    def show_first(self, query: ListQuery) -> None:
        """Fill at once, for the first paint only."""
        rows, total = self._source.read_first(query, FIRST_ROWS)
        self._query = query
        self._replace(rows, max(total, len(rows)))

    def set_query(self, query: ListQuery) -> None:
        """Show another filter or order; what was there stays until the new rows are in, which may be at once."""
        self._query = query
        for key in ("refresh", "window", "count"):
            self._scope.cancel(key)
        rows = self._quick.read_quickly(query, 0, FIRST_ROWS) if self._quick is not None else None
        if rows is None:
            self._scope.start("fill", self._fill(query))
            return
        self._scope.cancel("fill")
        self._replace(rows, len(rows))
        self._scope.start("count", self._count(query))

    def bring(self, first: int, last: int) -> None:
        """Have these rows here before they are painted, if that is a matter of a moment; else as `want`."""
        missing = self._missing(first, last)
        if not missing or self.is_filling:
            return
        start, count = missing[0] * BLOCK, (missing[-1] + 1 - missing[0]) * BLOCK
        rows = self._quick.read_quickly(self._query, start, count) if self._quick is not None else None
        if rows is None:
            self.want(first, last)
        else:
            self._scope.cancel("window")
            self._take(missing, rows)

    def want(self, first: int, last: int) -> None:
        """Fetch the blocks of these rows that are missing; a later wish replaces an earlier one."""
        missing = self._missing(first, last)
        if missing and not self.is_filling:
            self._scope.start("window", self._fetch(missing))

    def _missing(self, first: int, last: int) -> list[int]:
        return [n for n in range(max(0, first) // BLOCK, last // BLOCK + 1) if n not in self._blocks]

    def refresh(self, shown: Viewport) -> None:
        """Read what is shown again: changed rows are repainted, the anchor's row stays where it is."""
        if not self.is_filling:
            self._scope.cancel("count")
            self._scope.start("refresh", self._reread(shown))

    async def _fill(self, query: ListQuery) -> None:
        rows = await self._source.load(query, 0, FIRST_ROWS)
        self._replace(rows, len(rows))
        self._scope.start("count", self._count(query))

    async def _count(self, query: ListQuery) -> None:
        held = self._total
        if held == FIRST_ROWS:
            # After the rows have been painted: counting takes turns with whatever else goes on.
            await asyncio.sleep(0)
            self._set_total(max(await self._source.count(query), held))
        self.counted.emit(self._total)

    async def _fetch(self, missing: Sequence[int]) -> None:
        first, wanted = missing[0], missing[-1] + 1 - missing[0]
        self._take(missing, await self._source.load(self._query, first * BLOCK, wanted * BLOCK))

    def _take(self, missing: Sequence[int], rows: tuple[PaintRow, ...]) -> None:
        # All at once: each block by itself would be a painting more.
        first, wanted = missing[0], missing[-1] + 1 - missing[0]
        for offset in range(0, wanted * BLOCK, BLOCK):
            self._keep(first + offset // BLOCK, rows[offset : offset + BLOCK])
        if rows:
            self._tell_changed(first * BLOCK, first * BLOCK + len(rows) - 1)

    async def _reread(self, shown: Viewport) -> None:
        query = self._query
        total = await self._source.count(query)
        before = self.number_of(shown.anchor) if shown.anchor is not None else None
        known: dict[Hashable, int | None] = {}
        for key in {shown.anchor, shown.selected} - {None}:
            known[key] = await self._source.find_position(query, key)
        after = known.get(shown.anchor)
        shift = after - before if before is not None and after is not None else 0
        blocks = await self._load_blocks(query, shown.first + shift, shown.last + shift)
        self._apply(blocks, total, known, shown.selected)
        if shift:
            self.moved.emit(shift)
        self.counted.emit(self._total)

    async def _load_blocks(self, query: ListQuery, first: int, last: int) -> dict[int, tuple[PaintRow, ...]]:
        numbers = range(max(0, first) // BLOCK, max(0, last) // BLOCK + 1)
        start = numbers[0] * BLOCK
        rows = await self._source.load(query, start, len(numbers) * BLOCK)
        return {number: rows[number * BLOCK - start :][:BLOCK] for number in numbers}

    # --- changing what is held ---

    def _replace(self, rows: tuple[PaintRow, ...], total: int) -> None:
        self.beginResetModel()
        self._blocks.clear()
        for start in range(0, len(rows), BLOCK):
            self._blocks[start // BLOCK] = rows[start : start + BLOCK]
        self._total = total
        self.endResetModel()
        self.filled.emit()

    def _set_total(self, total: int) -> None:
        if total > self._total:
            self.beginInsertRows(_ROOT, self._total, total - 1)
            self._total = total
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(_ROOT, total, self._total - 1)
            self._total = total
            for number in [n for n in self._blocks if n * BLOCK >= total]:
                del self._blocks[number]
            self.endRemoveRows()

    def _key_at(self, number: int) -> Hashable | None:
        row = self.row_at(number)
        return row.key if row is not None else None

    def _apply(
        self,
        blocks: Mapping[int, tuple[PaintRow, ...]],
        total: int,
        known: Mapping[Hashable, int | None],
        selected: Hashable | None,
    ) -> None:
        same_order = total == self._total and all(
            [row.key for row in rows] == [row.key for row in self._blocks.get(number, ())]
            for number, rows in blocks.items()
        )
        if same_order:
            self._apply_in_place(blocks)
            return
        self._set_total(max(total, self._total))
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        keys = [self._key_at(index.row()) or selected for index in old]
        self._blocks.clear()
        for number, rows in blocks.items():
            self._keep(number, rows)
        self.changePersistentIndexList(
            old, [self._follow(index, key, known) for index, key in zip(old, keys, strict=True)]
        )
        self.layoutChanged.emit()
        self._set_total(total)

    def _apply_in_place(self, blocks: Mapping[int, tuple[PaintRow, ...]]) -> None:
        for number, rows in blocks.items():
            held = self._blocks.get(number, ())
            self._keep(number, rows)
            for offset, (old, new) in enumerate(zip(held, rows, strict=False)):
                if old != new:
                    self._tell_changed(number * BLOCK + offset, number * BLOCK + offset)

    def _follow(self, old: QModelIndex, key: Hashable, known: Mapping[Hashable, int | None]) -> QModelIndex:
        number = known[key] if key in known else self.number_of(key)
        return self.index(number, old.column()) if number is not None else QModelIndex()

    def _keep(self, number: int, rows: tuple[PaintRow, ...]) -> None:
        self._blocks[number] = rows
        self._blocks.move_to_end(number)
        while len(self._blocks) > BLOCKS_KEPT:
            self._blocks.popitem(last=False)

    def _tell_changed(self, first: int, last: int) -> None:
        bottom = min(last, self._total - 1)
        if first <= bottom:
            roles = [Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole]
            self.dataChanged.emit(self.index(first, 0), self.index(bottom, len(self._columns) - 1), roles)

    # --- what Qt asks ---

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Rows of the whole filtered list, as far as counted."""
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Columns of this list."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text of a cell for screen readers and tests; the view paints rows itself."""
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        cell = row.cells[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _to_text(cell, self._columns[index.column()].kind)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _to_hint(cell, self._columns[index.column()])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            first = index.column() == 0
            return str(row.accessible) if first else _to_text(cell, self._columns[index.column()].kind)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Headings of the columns."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self._columns[section].kind is CellKind.NUMBER
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; one that cannot be ordered by changes nothing."""
        by = self._columns[column].sort if 0 <= column < len(self._columns) else None
        descending = order is Qt.SortOrder.DescendingOrder
        if by is not None and (by, descending) != (self._query.sort, self._query.descending):
            self.set_query(replace(self._query, sort=by, descending=descending))

    def column_of(self, by: SortColumn) -> int:
        """The number of the column that shows what `by` orders, -1 when none does."""
        return next((number for number, column in enumerate(self._columns) if column.sort is by), -1)


def _to_hint(cell: Cell, column: Column[Any]) -> str | None:
    explained = column.explain(cell.source) if column.explain is not None and cell.source else ""
    return to_tooltip(explained or cell.tooltip or exact_time(cell.at)) or None


def _to_text(cell: Cell, kind: CellKind) -> str:
    return exact_time(cell.at) if kind is CellKind.TIME else cell.text
