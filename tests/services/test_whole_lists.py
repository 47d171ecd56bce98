"""All rows of a list in one view: what is written while it is read neither takes one away nor brings one in."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery, VerificationRow
from console.domain.phase import Phase
from console.domain.risk import LabelCatalogue
from console.services.lists import ListService
from console.services.whole_lists import WINDOW
from console.store.store import Store
from tests.support.stores import NOON, key_of, new_account, new_snapshot, new_store, record

ACCOUNT = new_account()
COUNT = 2 * WINDOW + 100


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = new_store(tmp_path, ACCOUNT)
    record(opened, ACCOUNT, *(new_snapshot(n, phase=Phase.APPROVED) for n in range(COUNT)))
    yield opened
    opened.close()


@pytest.fixture
def lists(store: Store) -> ListService:
    return ListService(store, lambda: LabelCatalogue({}))


async def test_changes_while_it_is_read_change_nothing_of_it(store: Store, lists: ListService) -> None:
    """Half of the list has left the filter, and moved to its other end, before its second window is read."""
    begun, go_on = threading.Event(), threading.Event()

    def keep(row: VerificationRow) -> VerificationKey:
        begun.set()
        go_on.wait(30)
        return row.key

    approved = ListQuery(phases=frozenset({Phase.APPROVED}))
    loading = asyncio.ensure_future(lists.load_all_verifications(approved, keep, bool))
    await asyncio.to_thread(begun.wait, 30)
    moved = (
        new_snapshot(n, phase=Phase.DECLINED, status="declined", updated_at=NOON + timedelta(days=n % 2))
        for n in range(COUNT // 2)
    )
    record(store, ACCOUNT, *moved, new_snapshot(COUNT, phase=Phase.APPROVED))
    go_on.set()
    keys = await loading
    assert len(keys) == COUNT
    assert set(keys) == {key_of(ACCOUNT, number) for number in range(COUNT)}
    assert await lists.count_verifications(approved) == COUNT - COUNT // 2 + 1


async def test_stopped_it_ends_with_the_window_it_has(lists: ListService) -> None:
    seen = 0

    def count(_row: VerificationRow) -> None:
        nonlocal seen
        seen += 1

    assert len(await lists.load_all_verifications(ListQuery(), count, lambda: seen > 0)) == WINDOW


async def test_cancelled_it_reads_no_further(store: Store, lists: ListService) -> None:
    begun, go_on = threading.Event(), threading.Event()
    seen: list[VerificationKey] = []

    def keep(row: VerificationRow) -> None:
        begun.set()
        go_on.wait(30)
        seen.append(row.key)

    loading = asyncio.ensure_future(lists.load_all_verifications(ListQuery(), keep, bool))
    await asyncio.to_thread(begun.wait, 30)
    loading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loading
    go_on.set()
    async with asyncio.timeout(30):
        while len(seen) < WINDOW:  # noqa: ASYNC110 - a thread has no event to await
            await asyncio.sleep(0.002)
    # The thread's connection is closed once it has ended: nothing holds the file.
    await asyncio.get_running_loop().shutdown_default_executor()
    assert len(seen) == WINDOW
    assert store.read.count_verifications(ListQuery()) == COUNT
