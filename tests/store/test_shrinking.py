"""Pages that connections keep in memory can be given back, and the database goes on as before."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from console.base.clock import SystemClock
from console.base.process import own_mib, trim_heap
from console.store.store import open_store
from console.store.unit_of_work import UnitOfWork

_ROWS = 6_000


def _fill(work: UnitOfWork) -> None:
    for number in range(_ROWS):
        work.append_audit("desk_blank", f"desk session {number}", "x" * 1_000)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is told by Linux alone")
async def test_pages_are_given_back_and_read_again(tmp_path: Path) -> None:
    store = open_store(tmp_path / "console.db", b"k" * 32, SystemClock())
    try:
        await store.write(_fill)
        before = len(await store.query(lambda queries: queries.load_audit()))
        trim_heap()
        held_mib = own_mib()
        store.shrink()
        trim_heap()
        assert own_mib() < held_mib - 3
        assert len(await store.query(lambda queries: queries.load_audit())) == before
    finally:
        store.close()
