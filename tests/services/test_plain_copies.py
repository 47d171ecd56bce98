"""Nothing plain leaves the profile, or is shown, without an entry in the log: also when none can be written."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from console.domain.activity import ActivityFilter
from console.domain.errors import DiskFull, ReportUnreadable
from console.domain.keys import VerificationKey
from console.domain.phase import Phase
from tests.support.desk import Desk
from tests.support.desk_tab import fill_disk, fill_log
from tests.support.waiting import DEADLINE_S


async def _reported(desk: Desk) -> VerificationKey:
    await desk.services.sync.sync_once()
    rows = await desk.rows()
    key = next(row.key for row in rows if row.provider == "idenfy" and row.phase is Phase.APPROVED)
    await desk.services.reports.fetch(key)
    # What goes on by itself would meet the full disk too.
    await desk.services.evidence.capture_due()
    async with asyncio.timeout(DEADLINE_S):
        while not (await desk.services.library.load_state()).is_complete:  # noqa: ASYNC110 - there is no event to await
            await asyncio.sleep(0)
    return key


async def _count(desk: Desk, action: str) -> int:
    wanted = ActivityFilter(actions=frozenset({action}))
    return len(list(await desk.services.activity.load_numbers(wanted)))


async def _refused_on_a_full_disk(desk: Desk, work: Callable[[], Awaitable[object]]) -> None:
    await asyncio.to_thread(fill_log, desk.console.store)
    try:
        with pytest.raises(DiskFull):
            await work()
    finally:
        await asyncio.to_thread(fill_disk, desk.console.store, full=False)


async def test_a_report_is_not_saved_where_nobody_can_write_it_down(desk: Desk, tmp_path: Path) -> None:
    key = await _reported(desk)
    target = tmp_path / "copy.pdf"
    await _refused_on_a_full_disk(desk, lambda: desk.services.reports.save_copy(key, target))
    assert not target.exists()
    report = await desk.services.reports.save_copy(key, target)
    assert target.stat().st_size == report.size_bytes
    assert await _count(desk, "report_saved") == 1


async def test_a_dossier_is_not_saved_where_nobody_can_write_it_down(desk: Desk, tmp_path: Path) -> None:
    dossier = await desk.services.dossiers.build(await _reported(desk))
    target = tmp_path / dossier.file_name
    await _refused_on_a_full_disk(desk, lambda: desk.services.dossiers.save(dossier, target))
    assert not target.exists()
    await desk.services.dossiers.save(dossier, target)
    assert target.read_bytes() == dossier.body


async def test_a_report_that_cannot_be_written_down_does_not_stay_open(desk: Desk) -> None:
    key = await _reported(desk)
    report = await desk.services.reports.load(key)
    assert report is not None
    await _refused_on_a_full_disk(desk, lambda: desk.services.reports.open(key))
    # The worker knows it no more, whoever asks.
    with pytest.raises(ReportUnreadable):
        await desk.console._worker.text(report.object_id, 0)


async def test_a_look_that_ends_with_the_program_is_written_down(desk: Desk) -> None:
    key = await _reported(desk)
    report = await desk.services.reports.load(key)
    assert report is not None
    before = await _count(desk, "report_opened")
    await desk.services.reports.open_known(report)
    # Nobody waits for the note itself.
    await desk.services.reports.aclose()
    assert await _count(desk, "report_opened") == before + 1


async def test_a_look_nobody_waits_for_fails_without_a_word_in_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    key = await _reported(desk)
    report = await desk.services.reports.load(key)
    assert report is not None

    async def look() -> None:
        opened = await desk.services.reports.open_known(report)
        await desk.services.reports.aclose()
        opened.drop()

    await asyncio.to_thread(fill_log, desk.console.store)
    await look()
    await asyncio.to_thread(fill_disk, desk.console.store, full=False)
    gc.collect()
    assert not [record for record in caplog.records if "never retrieved" in record.getMessage()]
