"""Rows selected together in a list that changes under them: by key, near and far, all but some."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Iterator

import pytest

from console.domain.account import AccountId
from console.domain.keys import VerificationId, VerificationKey
from console.domain.listing import ListQuery
from console.ui.models.row_model import RowModel, Viewport
from console.ui.models.row_selection import MOST_MARKED, WINDOW, RowSelection
from console.ui.toolkit.paint_row import Cell, CellKind, Column, Marked, PaintRow
from tests.support.waiting import until

COLUMNS: tuple[Column[object], ...] = (Column("name", "Name", 100, CellKind.NAME, lambda _row: Cell()),)


def _key(name: str) -> VerificationKey:
    return VerificationKey(AccountId("a"), VerificationId(name))


def _row(name: str) -> PaintRow:
    return PaintRow(_key(name), None if name.endswith("x") else _key(name), (Cell(name),), name)


class Names:
    """Rows by name; a test may put others in front."""

    def __init__(self, count: int) -> None:
        self.names = [f"n{number:06}" for number in range(count)]

    def put_in_front(self, name: str) -> None:
        self.names.insert(0, name)

    def _ordered(self, query: ListQuery) -> list[str]:
        return [name for name in self.names if query.text in name]

    async def load(self, query: ListQuery, start: int, count: int) -> tuple[PaintRow, ...]:
        await asyncio.sleep(0)
        return tuple(_row(name) for name in self._ordered(query)[start : start + count])

    async def load_all(self, query: ListQuery, is_stopped: Callable[[], bool]) -> list[Marked]:
        rows = [_row(name) for name in self._ordered(query)]
        await asyncio.sleep(0)
        return [Marked(row.key, row.opens, row.cells[0].text) for row in rows if not is_stopped()]

    async def count(self, query: ListQuery) -> int:
        return len(self._ordered(query))

    async def find_position(self, query: ListQuery, key: Hashable) -> int | None:
        names = self._ordered(query)
        assert isinstance(key, VerificationKey)
        return names.index(key.id) if key.id in names else None

    def read_first(self, query: ListQuery, count: int) -> tuple[tuple[PaintRow, ...], int]:
        return tuple(_row(name) for name in self._ordered(query)[:count]), len(self._ordered(query))


@pytest.fixture
def names() -> Names:
    return Names(3 * WINDOW)


@pytest.fixture
def model(names: Names) -> Iterator[RowModel]:
    made = RowModel(names, COLUMNS)
    made.show_first(ListQuery())
    yield made
    made.deleteLater()


@pytest.fixture
def selection(model: RowModel) -> RowSelection:
    return RowSelection(model)


def _at(model: RowModel, number: int) -> PaintRow:
    row = model.row_at(number)
    assert row is not None
    return row


async def test_one_by_one(model: RowModel, selection: RowSelection) -> None:
    selection.put_anchor(_at(model, 1))
    assert selection.is_empty
    selection.toggle(_at(model, 4), _at(model, 1))
    selection.toggle(_at(model, 7), _at(model, 4))
    assert selection.count == 3
    selection.toggle(_at(model, 4), _at(model, 7))
    assert list(await selection.load_cases()) == [_key("n000001"), _key("n000007")]


async def test_a_span_is_told_by_keys_and_stays_when_rows_arrive(
    model: RowModel, selection: RowSelection, names: Names
) -> None:
    selection.put_anchor(_at(model, 5))
    selection.extend(8)
    marked = [_key(f"n{number:06}") for number in (5, 6, 7, 8)]
    assert list(await selection.load_cases()) == marked
    names.put_in_front("new")
    counted: list[int] = []
    model.counted.connect(counted.append)
    model.refresh(Viewport(0, 20, _key("n000005"), _key("n000005")))
    await until(lambda: counted)
    assert [selection.has(_at(model, number).key) for number in range(5, 11)] == [False, *[True] * 4, False]
    selection.extend(7)
    assert list(await selection.load_cases()) == marked[:2]


async def test_a_span_backwards_begins_where_it_began(model: RowModel, selection: RowSelection) -> None:
    selection.put_anchor(_at(model, 5))
    selection.extend(8)
    selection.extend(3)
    assert list(await selection.load_cases()) == [_key(f"n{number:06}") for number in (3, 4, 5)]


async def test_a_span_over_rows_that_are_not_here(model: RowModel, selection: RowSelection) -> None:
    selection.put_anchor(_at(model, 2))
    selection.extend(2 * WINDOW + 10)
    await until(lambda: selection.count == 2 * WINDOW + 9)
    cases = list(await selection.load_cases())
    assert cases[0] == _key("n000002")
    assert cases[-1] == _key(f"n{2 * WINDOW + 10:06}")


async def test_everything_but_some_is_what_there_was_when_it_was_asked_for(
    model: RowModel, selection: RowSelection, names: Names
) -> None:
    selection.mark_everything()
    assert selection.count == 3 * WINDOW
    selection.toggle(_at(model, 1), None)
    assert selection.count == 3 * WINDOW - 1
    assert not selection.has(_key("n000001"))
    there = {_key(name) for name in names.names}
    loading = asyncio.ensure_future(selection.load_cases())
    await asyncio.sleep(0)
    names.put_in_front("newer")
    cases = list(await loading)
    assert len(cases) == len(set(cases)) == 3 * WINDOW - 1
    assert set(cases) == there - {_key("n000001")}


async def test_rows_without_a_verification_are_left_out(
    model: RowModel, selection: RowSelection, names: Names
) -> None:
    names.put_in_front("0x")
    model.show_first(ListQuery())
    selection.put_anchor(_at(model, 0))
    selection.extend(2)
    assert selection.count == 3
    assert list(await selection.load_cases()) == [_key("n000000"), _key("n000001")]


def test_an_empty_list_has_nothing_to_select(names: Names, model: RowModel, selection: RowSelection) -> None:
    names.names = []
    model.show_first(ListQuery())
    selection.mark_everything()
    assert selection.is_empty


async def test_a_very_long_span_ends_where_no_more_fits(
    model: RowModel, selection: RowSelection, names: Names
) -> None:
    names.names = [f"n{number:06}" for number in range(MOST_MARKED + 2000)]
    model.show_first(ListQuery())
    selection.put_anchor(_at(model, 3))
    selection.extend(MOST_MARKED + 1900)
    await until(lambda: selection.is_full)
    cases = list(await selection.load_cases())
    assert len(cases) == selection.count == MOST_MARKED
    assert cases[0] == _key("n000003")
    selection.extend(5)
    assert selection.count == 3
    assert not selection.is_full


async def test_everything_is_whole_until_one_is_taken_out(model: RowModel, selection: RowSelection) -> None:
    selection.mark_everything()
    assert selection.is_whole
    selection.toggle(_at(model, 1), None)
    assert selection.is_everything
    assert not selection.is_whole
    assert _key("n000001") not in await selection.load_marked()
    selection.toggle(_at(model, 1), None)
    assert selection.is_whole
