"""Reports fetched from the simulator are found by words of their text: real PDFs, the real worker, a real store."""

from __future__ import annotations

import asyncio

import pytest

from console.domain.events import LibraryChanged
from console.domain.report_text import LibraryState
from console.domain.verification import VerificationKey
from console.pdf.client import PdfWorker
from console.providers.contract import FetchedReport
from console.services.report_library import ReportLibrary
from console.services.report_shelf import ReportShelf
from tests.support.desk import Desk
from tests.support.pdfs import build_pdf, build_raw_pdf


async def _keep(desk: Desk, key: VerificationKey, body: bytes) -> None:
    shelf = ReportShelf(desk.console.store, desk.console.profile.vault, desk.clock)
    await shelf.keep(key, FetchedReport(body, "https://example.test/report", ""))


@pytest.fixture
async def keys(desk: Desk) -> tuple[VerificationKey, ...]:
    """A few verifications that are in the profile."""
    return tuple([await desk.create("checkout", f"Person {number}") for number in range(3)])


async def test_what_is_stored_without_text_is_read_and_found(
    desk: Desk, keys: tuple[VerificationKey, ...]
) -> None:
    await _keep(desk, keys[0], build_pdf(["cover", "Passport X1234567 of Utopia"]))
    await _keep(desk, keys[1], build_pdf(["nothing of the kind"]))
    library = desk.services.library
    assert await library.load_state() == LibraryState(2, 0, 0)
    await library.index_missing()
    assert await library.load_state() == LibraryState(2, 2, 0)
    answer = await library.search("utopia x1234567")
    [found] = answer.found
    assert found.key == keys[0]
    assert [(page.page, page.line) for page in found.pages] == [(1, "Passport X1234567 of Utopia")]
    assert sum(isinstance(event, LibraryChanged) for event in desk.events) == 2


async def test_a_report_that_cannot_be_read_is_told_and_does_not_stop_the_others(
    desk: Desk, keys: tuple[VerificationKey, ...]
) -> None:
    await _keep(desk, keys[0], build_pdf(["Utopia one"]))
    await _keep(desk, keys[1], b"%PDF-1.7\nnot a document\n%%EOF\n")
    await _keep(desk, keys[2], build_pdf(["Utopia two"]))
    await desk.services.library.index_missing()
    assert await desk.services.library.load_state() == LibraryState(3, 2, 1)
    assert {found.key for found in (await desk.services.library.search("utopia")).found} == {
        keys[0],
        keys[2],
    }


async def test_a_damaged_object_is_left_for_its_next_capture(
    desk: Desk, keys: tuple[VerificationKey, ...]
) -> None:
    await _keep(desk, keys[0], build_pdf(["Utopia"]))
    report = await desk.services.reports.load(keys[0])
    assert report is not None
    desk.console.profile.vault.remove(report.object_id)
    async with asyncio.timeout(20):
        await desk.services.library.index_missing()
    assert await desk.services.library.load_state() == LibraryState(1, 0, 0)


async def test_the_report_a_person_reads_stays_open_while_another_is_indexed(
    desk: Desk, keys: tuple[VerificationKey, ...]
) -> None:
    await _keep(desk, keys[0], build_pdf(["Utopia"]))
    opened = await desk.services.reports.open(keys[0])
    await desk.services.library.index_missing()
    assert "Utopia" in await opened.text(0)
    await opened.close()


async def test_a_page_full_of_text_over_and_over_is_searched_at_its_beginning_only(
    desk: Desk, keys: tuple[VerificationKey, ...]
) -> None:
    line = b"(" + b"needle in a haystack " * 100 + b") Tj T* "
    content = b"BT /F1 1 Tf 1 TL 0 105 Td " + line * 100 + b"ET"
    await _keep(desk, keys[0], build_raw_pdf(pages=40, box="0 0 1400 110", content=content))
    await _keep(desk, keys[1], build_pdf(["needle"]))
    await desk.services.library.index_missing()
    assert await desk.services.library.load_state() == LibraryState(2, 2, 0, 1)
    found = {each.key: each.page_count for each in (await desk.services.library.search("needle")).found}
    assert found[keys[1]] == 1
    assert 0 < found[keys[0]] < 40


async def test_what_fails_for_a_reason_of_the_moment_is_read_another_time(
    desk: Desk, keys: tuple[VerificationKey, ...]
) -> None:
    await _keep(desk, keys[0], build_pdf(["Utopia"]))
    ended = PdfWorker()
    await ended.aclose()
    shelf = ReportShelf(desk.console.store, desk.console.profile.vault, desk.clock)
    await ReportLibrary(desk.console.store, shelf, ended, desk.events.append).index_missing()
    assert await desk.services.library.load_state() == LibraryState(1, 0, 0)
    await desk.services.library.index_missing()
    assert [each.key for each in (await desk.services.library.search("utopia")).found] == [keys[0]]
