"""Readers of one database: what one learns of positions serves the others, and a question given up stops."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.listing import ListQuery, SortColumn
from console.domain.phase import Phase
from console.store.queries.list_queries import ListQueries
from console.store.queries.queries import Queries
from console.store.store import Store
from tests.support.stores import NOON, key_of, new_account, new_snapshot, new_store, record

ACCOUNT = new_account()
COUNT = 9000
# More rows than any test could wait for.
_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = new_store(tmp_path_factory.mktemp("many"), ACCOUNT)
    phases = (Phase.APPROVED, Phase.DECLINED)
    for start in range(0, COUNT, 1500):
        looks = (new_snapshot(n, phase=phases[n % 2], status=str(n % 7)) for n in range(start, start + 1500))
        record(opened, ACCOUNT, *looks)
    yield opened
    opened.close()


@pytest.mark.slow
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("sort", [SortColumn.UPDATED, SortColumn.CUSTOMER, SortColumn.STATUS])
def test_far_positions_are_found_in_any_order_from_any_reader(
    store: Store, sort: SortColumn, descending: bool
) -> None:
    query = ListQuery(sort=sort, descending=descending)
    whole = [row.key for row in store.read.load_verifications(query, 0, COUNT)]
    assert len(set(whole)) == COUNT

    async def look() -> None:
        starts = (8990, 4100, 8100, 3999, 4000, 4001, 8001, 0, 7999)
        asked = (store.query(lambda q, at=at: q.load_verifications(query, at, 7)) for at in starts)
        for start, rows in zip(starts, await asyncio.gather(*asked), strict=True):
            assert [row.key for row in rows] == whole[start : start + 7]

    asyncio.run(look())


@pytest.mark.slow
def test_a_change_makes_every_reader_count_anew(store: Store) -> None:
    last = COUNT - 1
    assert store.read.load_verifications(ListQuery(), last, 5)[0].key == key_of(ACCOUNT, last)
    moved = new_snapshot(last, phase=Phase.APPROVED, status="9", updated_at=NOON + timedelta(days=1))
    record(store, ACCOUNT, moved)
    assert [row.key for row in store.read.load_verifications(ListQuery(), last, 5)] == [
        key_of(ACCOUNT, last - 1)
    ]
    record(store, ACCOUNT, replace(moved, verification=replace(moved.verification, raw_status="8")))


async def test_a_question_given_up_stops_and_its_reader_answers_the_next(tmp_path: Path) -> None:
    store = new_store(tmp_path, ACCOUNT)
    record(store, ACCOUNT, new_snapshot(1))
    begun = [threading.Event(), threading.Event()]

    def ask(queries: Queries, number: int) -> object:
        begun[number].set()
        return queries.load_accounts() and queries._all(_ENDLESS)  # pyright: ignore[reportPrivateUsage]

    endless = [asyncio.create_task(store.query(lambda q, n=n: ask(q, n))) for n in (0, 1)]
    for event in begun:
        await asyncio.to_thread(event.wait)
    for task in endless:
        task.cancel()
    async with asyncio.timeout(30):
        assert len(await store.query(lambda queries: queries.load_verifications(ListQuery(), 0, 5))) == 1
    assert [task.cancelled() for task in endless] == [True, True]
    await asyncio.to_thread(store.close)


def test_what_takes_too_long_at_once_is_stopped_and_the_next_question_is_answered(store: Store) -> None:
    def ask_endlessly(lists: ListQueries) -> object:
        return lists._one(_ENDLESS)  # pyright: ignore[reportPrivateUsage] - no list is long enough

    assert store.ask_lists(0.02, ask_endlessly) is None
    rows = store.ask_lists(20.0, lambda lists: lists.load_verifications(ListQuery(), 0, 3))
    assert rows is not None
    assert rows == store.read.load_verifications(ListQuery(), 0, 3)


def test_a_case_may_be_asked_for_at_once_too(store: Store) -> None:
    [row] = store.read.load_verifications(ListQuery(), 0, 1)
    assert store.ask(20.0, lambda queries: queries.load_case(row.key)) == store.read.load_case(row.key)
    assert store.ask(0.02, lambda queries: queries._one(_ENDLESS)) is None  # pyright: ignore[reportPrivateUsage]
