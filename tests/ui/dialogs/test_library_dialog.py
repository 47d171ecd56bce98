"""The search in all reports by keys: what stands where, going there, Return on what was typed last."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QWidget

from console.domain.report import Report
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import VerificationKey
from console.providers.contract import FetchedReport
from console.services.report_shelf import ReportShelf
from console.ui.dialogs.library_dialog import LibraryDialog
from tests.support.desk import Desk
from tests.support.pdfs import build_pdf
from tests.support.waiting import until

_NAMES = ("Hannah Bret", "王芳", "محمد علي", "<b>Łukasz</b>")
_LINES = ("Passport of Utopia", "护照 Utopia 王芳", "جواز سفر Utopia", "<img src=x> Utopia \u202egro")


async def _keep(desk: Desk, name: str, pages: tuple[str, ...], minute: int) -> VerificationKey:
    key = await desk.create("checkout", name)
    at = datetime(2026, 3, 4, 9, minute, tzinfo=UTC)
    report = Report(key, "pdf", 10, "ab" * 32, at, "https://example.test", "", f"object {minute}")
    event = TimelineEvent(at, "report_stored", EventSource.US, report.sha256)
    await desk.console.store.write(lambda work: work.save_report(report, event))
    await desk.console.store.write(lambda work: work.add_report_pages(report.object_id, 0, pages))
    await desk.console.store.write(lambda work: work.end_report_text(report.object_id, len(pages)))
    return key


@pytest.fixture
async def keys(desk: Desk) -> tuple[VerificationKey, ...]:
    """Four reports, the last one the newest; the first one has the word on its second page too."""
    pages = (("cover", _LINES[0], "Utopia again"), *((line,) for line in _LINES[1:]))
    named = zip(_NAMES, pages, strict=True)
    return tuple([await _keep(desk, name, page, minute) for minute, (name, page) in enumerate(named)])


@pytest.fixture
async def library(
    desk: Desk, keys: tuple[VerificationKey, ...], host: QWidget
) -> AsyncIterator[LibraryDialog]:
    """The window of the search."""
    assert keys
    made = LibraryDialog(desk.services, parent=host)
    made.show()
    made.activateWindow()
    await until(lambda: made.is_ready and made.isActiveWindow())
    yield made
    with suppress(RuntimeError):
        # Gone already where a hit was chosen.
        made.close()
    await asyncio.sleep(0)


def _texts(library: LibraryDialog, parent: QModelIndex | None = None) -> list[tuple[str, str]]:
    above = QModelIndex() if parent is None else parent
    rows = range(library.model.rowCount(above))
    return [
        (library.model.index(row, 0, above).data(), library.model.index(row, 1, above).data()) for row in rows
    ]


async def _type(library: LibraryDialog, text: str) -> None:
    library.search.setFocus()
    library.search.setText(text)
    await until(lambda: library.is_ready and library.search.text() == text and library.words == text)


async def test_every_report_stands_with_its_pages_and_lines_as_text(library: LibraryDialog) -> None:
    QAbstractItemModelTester(library.model)
    await _type(library, "utopia")
    assert _texts(library) == [
        ("<b>Łukasz</b>", "Checkout.com · fetched 2026-03-04 09:03:00 UTC · 1 page"),
        ("محمد علي", "Checkout.com · fetched 2026-03-04 09:02:00 UTC · 1 page"),
        ("王芳", "Checkout.com · fetched 2026-03-04 09:01:00 UTC · 1 page"),
        ("Hannah Bret", "Checkout.com · fetched 2026-03-04 09:00:00 UTC · 2 pages"),
    ]
    assert _texts(library, library.model.index(3, 0)) == [("Page 2", _LINES[0]), ("Page 3", "Utopia again")]
    assert _texts(library, library.model.index(0, 0)) == [("Page 1", "<img src=x> Utopia ‹U+202E›gro")]
    assert library.state.text() == "4 of 4 stored reports can be searched."


async def test_return_goes_to_the_first_page_of_what_was_typed_last(
    library: LibraryDialog, keys: tuple[VerificationKey, ...]
) -> None:
    asked: list[tuple[object, int, str]] = []
    library.page_requested.connect(lambda *place: asked.append(place))
    library.search.setFocus()
    QTest.keyClicks(library.search, "passport")
    QTest.keyClick(library.search, Qt.Key.Key_Return)
    await until(lambda: bool(asked))
    assert asked == [(keys[0], 1, "passport")]


async def test_down_and_return_choose_a_page(
    library: LibraryDialog, keys: tuple[VerificationKey, ...]
) -> None:
    asked: list[tuple[object, int, str]] = []
    library.page_requested.connect(lambda *place: asked.append(place))
    await _type(library, "utopia")
    QTest.keyClick(library.search, Qt.Key.Key_Down)
    assert library.tree.hasFocus()
    for _ in range(8):
        QTest.keyClick(library.tree, Qt.Key.Key_Down)
    QTest.keyClick(library.tree, Qt.Key.Key_Return)
    await until(lambda: bool(asked))
    assert asked == [(keys[0], 2, "utopia")]


async def test_nothing_found_and_nothing_typed_are_said_in_words(library: LibraryDialog) -> None:
    assert library.faces.face.title == "Type what to look for"
    await _type(library, "nowhere")
    assert library.faces.face.title == "Nothing found"
    QTest.keyClick(library.search, Qt.Key.Key_Escape)
    await until(lambda: library.words == "" and library.is_ready)
    assert library.faces.face.title == "Type what to look for"


async def test_a_report_that_comes_while_the_window_is_open_is_found(
    library: LibraryDialog, desk: Desk
) -> None:
    await _type(library, "arcadia")
    assert library.model.rowCount() == 0
    key = await desk.create("checkout", "Somebody new")
    shelf = ReportShelf(desk.console.store, desk.console.profile.vault, desk.clock)
    await shelf.keep(key, FetchedReport(build_pdf(["Arcadia"]), "https://example.test", ""))
    await desk.services.library.index_missing()
    await until(lambda: library.model.rowCount() == 1)
    assert library.faces.is_content_shown()
