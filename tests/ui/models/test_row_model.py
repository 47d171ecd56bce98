"""The windowed model against Qt's own model tester and a list that changes under it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from console.domain.errors import StoreUnavailable
from console.domain.listing import ListQuery, SortColumn
from console.ui.models.row_model import BLOCK, BLOCKS_KEPT, FIRST_ROWS, RowModel, Viewport
from console.ui.toolkit.paint_row import Cell, CellKind, Column, Marked, PaintRow
from tests.support.waiting import until


class ListInMemory:
    """Rows by name in an order that a test may change; counts what it was asked for."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.marks: dict[str, str] = {}
        self.asked: list[tuple[int, int]] = []
        self.gate: asyncio.Event | None = None
        self.failure: Exception | None = None

    def kept(self, query: ListQuery) -> list[str]:
        kept = [name for name in self.names if query.text in name]
        return sorted(kept, reverse=query.descending) if query.sort is SortColumn.CUSTOMER else kept

    async def load(self, query: ListQuery, start: int, count: int) -> tuple[PaintRow, ...]:
        self.asked.append((start, count))
        if self.gate is not None:
            await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        await asyncio.sleep(0)
        return tuple(self._row(name) for name in self.kept(query)[start : start + count])

    async def load_all(self, query: ListQuery, is_stopped: Callable[[], bool]) -> list[Marked]:
        rows = await self.load(query, 0, len(self.names))
        return [Marked(row.key, row.opens, row.cells[0].text) for row in rows if not is_stopped()]

    async def count(self, query: ListQuery) -> int:
        await asyncio.sleep(0)
        return len(self.kept(query))

    async def find_position(self, query: ListQuery, key: Hashable) -> int | None:
        kept = self.kept(query)
        return kept.index(str(key)) if key in kept else None

    def read_first(self, query: ListQuery, count: int) -> tuple[tuple[PaintRow, ...], int]:
        kept = self.kept(query)
        return tuple(self._row(name) for name in kept[:count]), len(kept)

    def _row(self, name: str) -> PaintRow:
        return PaintRow(name, None, (Cell(name), Cell(self.marks.get(name, ""))), name)


COLUMNS: tuple[Column[object], ...] = (
    Column("name", "Name", 100, CellKind.NAME, lambda _row: Cell(), SortColumn.CUSTOMER),
    Column("mark", "Mark", 50, CellKind.NUMBER, lambda _row: Cell()),
)


@pytest.fixture
def rows() -> ListInMemory:
    return ListInMemory([f"row {number:05}" for number in range(1000)])


@pytest.fixture
def model(rows: ListInMemory) -> Iterator[RowModel]:
    made = RowModel(rows, COLUMNS)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    tester.deleteLater()
    made.deleteLater()


async def _fill(model: RowModel, query: ListQuery) -> None:
    counted: list[int] = []
    connection = model.counted.connect(counted.append)
    model.set_query(query)
    await until(lambda: counted)
    model.disconnect(connection)


def _names(model: RowModel, first: int, count: int) -> list[str | None]:
    return [model.index(number, 0).data() for number in range(first, first + count)]


def test_the_first_rows_are_there_at_once(model: RowModel) -> None:
    model.show_first(ListQuery())
    assert model.rowCount() == 1000
    assert _names(model, 0, 2) == ["row 00000", "row 00001"]
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Name"


async def test_only_windows_are_held(model: RowModel, rows: ListInMemory) -> None:
    await _fill(model, ListQuery())
    assert model.rowCount() == 1000
    assert model.row_at(FIRST_ROWS) is None
    model.want(500, 520)
    await until(lambda: model.row_at(520))
    assert model.index(520, 0).data() == "row 00520"
    assert model.row_at(700) is None
    rows.names = [f"row {number:05}" for number in range(BLOCK * (BLOCKS_KEPT + 10))]
    await _fill(model, ListQuery())
    for block in range(BLOCKS_KEPT + 10):
        model.want(block * BLOCK, block * BLOCK)
        await until(lambda at=block: model.row_at(at * BLOCK))
    assert model.row_at(0) is None


async def test_a_later_search_replaces_an_earlier_one(model: RowModel, rows: ListInMemory) -> None:
    filled: list[str] = []
    model.filled.connect(lambda: filled.append(model.query.text))
    for text in ("row", "row 000", "row 00042"):
        model.set_query(ListQuery(text=text))
    assert model.is_filling
    await until(lambda: not model.is_filling)
    assert filled == ["row 00042"]
    assert _names(model, 0, 1) == ["row 00042"]
    assert model.rowCount() == 1
    assert len(rows.asked) <= 3


async def test_sorting_asks_the_source_once_and_unsortable_columns_change_nothing(model: RowModel) -> None:
    await _fill(model, ListQuery())
    model.sort(1, Qt.SortOrder.AscendingOrder)
    assert not model.is_filling
    model.sort(0, Qt.SortOrder.DescendingOrder)
    await until(lambda: not model.is_filling)
    assert _names(model, 0, 1) == ["row 00999"]
    assert model.column_of(SortColumn.CUSTOMER) == 0
    assert model.column_of(SortColumn.EMAIL) == -1


async def test_a_changed_row_is_repainted_alone(model: RowModel, rows: ListInMemory) -> None:
    await _fill(model, ListQuery())
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda top, bottom: changed.append((top.row(), bottom.row())))
    rows.marks["row 00007"] = "new"
    model.refresh(Viewport(0, 20, None, None))
    await until(lambda: changed)
    assert changed == [(7, 7)]
    assert model.index(7, 1).data() == "new"


async def test_rows_that_arrive_do_not_move_the_anchor_on_the_screen(
    model: RowModel, rows: ListInMemory
) -> None:
    await _fill(model, ListQuery())
    selected = QPersistentModelIndex(model.index(10, 0))
    moved: list[int] = []
    model.moved.connect(moved.append)
    rows.names = ["new a", "new b", "new c", *rows.names]
    model.refresh(Viewport(5, 25, "row 00010", "row 00010"))
    await until(lambda: moved)
    assert moved == [3]
    assert selected.row() == 13
    assert selected.data() == "row 00010"
    assert model.rowCount() == 1003
    assert _names(model, 8, 2) == ["row 00005", "row 00006"]
    model.want(0, 3)
    await until(lambda: model.row_at(0))
    assert _names(model, 0, 4) == ["new a", "new b", "new c", "row 00000"]


async def test_a_selected_row_elsewhere_is_followed_too(model: RowModel, rows: ListInMemory) -> None:
    await _fill(model, ListQuery())
    selected = QPersistentModelIndex(model.index(3, 0))
    rows.names = [*rows.names[4:], *rows.names[:4]]
    counted: list[int] = []
    model.counted.connect(counted.append)
    model.refresh(Viewport(30, 60, None, "row 00003"))
    await until(lambda: counted)
    assert selected.row() == 999


async def test_a_selected_row_that_is_gone_is_selected_no_more(model: RowModel, rows: ListInMemory) -> None:
    await _fill(model, ListQuery())
    selected = QPersistentModelIndex(model.index(3, 0))
    last = QPersistentModelIndex(model.index(999, 0))
    rows.names = rows.names[10:40]
    counted: list[int] = []
    model.counted.connect(counted.append)
    model.refresh(Viewport(0, 20, "row 00003", "row 00003"))
    await until(lambda: counted)
    assert not selected.isValid()
    assert not last.isValid()
    assert model.rowCount() == 30
    assert _names(model, 20, 1) == ["row 00030"]


async def test_a_failure_keeps_what_was_there(model: RowModel, rows: ListInMemory) -> None:
    await _fill(model, ListQuery())
    failures: list[Exception] = []
    model.failed.connect(failures.append)
    rows.failure = StoreUnavailable("The database cannot be read.")
    model.set_query(replace(model.query, text="x"))
    await until(lambda: failures)
    assert not model.is_filling
    assert model.rowCount() == 1000
    assert _names(model, 0, 1) == ["row 00000"]


async def test_a_list_that_grows_and_shrinks_stays_sound(model: RowModel, rows: ListInMemory) -> None:
    await _fill(model, ListQuery())
    everything = rows.names
    for size in (0, 5, 64, 65, 400, 3, 1000, 0, 130):
        rows.names = everything[:size]
        counted: list[int] = []
        connection = model.counted.connect(counted.append)
        model.refresh(Viewport(0, 30, None, "row 00002"))
        await until(lambda seen=counted: seen)
        model.disconnect(connection)
        assert model.rowCount() == size
        assert [model.row_at(n) is not None for n in range(min(size, 30))] == [True] * min(size, 30)


class QuickList(ListInMemory):
    """Answers at once, unless it is told that it cannot."""

    is_quick = True

    def read_quickly(self, query: ListQuery, start: int, count: int) -> tuple[PaintRow, ...] | None:
        if not self.is_quick:
            return None
        return tuple(self._row(name) for name in self.kept(query)[start : start + count])


@pytest.fixture
def quick() -> QuickList:
    return QuickList([f"row {number:05}" for number in range(1000)])


@pytest.fixture
def quick_model(quick: QuickList) -> Iterator[RowModel]:
    made = RowModel(quick, COLUMNS)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    tester.deleteLater()
    made.deleteLater()


async def test_a_quick_source_fills_before_the_order_returns(quick: QuickList, quick_model: RowModel) -> None:
    counted: list[int] = []
    quick_model.counted.connect(counted.append)
    quick_model.set_query(ListQuery(text="row 0000"))
    assert not quick_model.is_filling
    assert _names(quick_model, 0, 10) == [f"row {number:05}" for number in range(10)]
    await until(lambda: counted)
    assert counted == [10]
    quick_model.set_query(ListQuery())
    await until(lambda: quick_model.rowCount() == 1000)
    quick_model.bring(500, 520)
    assert _names(quick_model, 520, 1) == ["row 00520"]
    assert quick.asked == [], "nothing was asked the slow way"


async def test_what_is_not_quick_is_fetched(quick: QuickList, quick_model: RowModel) -> None:
    quick.is_quick = False
    quick_model.set_query(ListQuery())
    assert quick_model.is_filling
    assert quick_model.rowCount() == 0
    await until(lambda: quick_model.rowCount() == 1000)
    quick_model.bring(500, 520)
    assert quick_model.row_at(520) is None
    await until(lambda: quick_model.row_at(520))
    assert quick.asked == [(0, FIRST_ROWS), (496, 32)]


async def test_a_slow_answer_does_not_overwrite_a_quick_one(quick: QuickList, quick_model: RowModel) -> None:
    quick.is_quick = False
    quick.gate = asyncio.Event()
    quick_model.set_query(ListQuery(text="row 0001"))
    await until(lambda: quick.asked)
    quick.is_quick = True
    quick_model.set_query(ListQuery(text="row 0002"))
    quick.gate.set()
    counted: list[int] = []
    quick_model.counted.connect(counted.append)
    await until(lambda: counted)
    assert _names(quick_model, 0, 1) == ["row 00020"]
