"""While the program is locked no evidence is in memory, here or in a process that draws it; then it stands as before."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.pdf.client import PdfWorker
from console.providers.contract import FetchedPicture, FetchedPictures, FetchedReport
from console.ui.dialogs.library_dialog import LibraryDialog
from console.ui.dialogs.report_choice_dialog import ReportChoiceDialog
from console.ui.toolkit.covers import Covers
from console.ui.views.detail_view import DetailView
from console.ui.views.document_window import DocumentWindow
from console.ui.views.dossier_window import DossierWindow
from console.ui.views.report_pair import ReportPairDialog
from tests.support.desk import Desk
from tests.support.lock import covers_of
from tests.support.pdfs import build_lines
from tests.support.photos import build_photo, build_png
from tests.support.report_tab import PAGES, is_drawn, keep_report, open_tab
from tests.support.waiting import until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are looked up by signals")
_LEFT = Qt.MouseButton.LeftButton
_CTRL = Qt.KeyboardModifier.ControlModifier
covers = covers_of
_MARKER = "Zzyzx of Utopia"


def _worker(desk: Desk) -> PdfWorker:
    return desk.console._worker


def _is_gone(pid: int | None) -> bool:
    try:
        os.kill(pid or 0, 0)
    except ProcessLookupError:
        return True
    return False


async def _lock(desk: Desk, detail: DetailView, covers: Covers) -> None:
    """As a person does it; returns once the viewer's process has ended and its memory is given back."""
    pid = desk.services.reports.viewer_pid
    assert pid is not None
    if QApplication.activeModalWidget() is None:
        QTest.keyClick(detail, Qt.Key.Key_L, _CTRL)
    else:
        # The key of a window below a dialog comes from the system's own window.
        covers.lock()
    assert covers.is_locked
    await until(lambda: desk.services.reports.viewer_pid is None and _is_gone(pid))
    assert vars(_worker(desk))["_bodies"] == {}


async def test_a_report_leaves_memory_and_comes_back_where_it_was(
    desk: Desk, detail: DetailView, covers: Covers, qtbot: QtBot
) -> None:
    key = await keep_report(desk, detail, build_lines([[_MARKER]] * PAGES))
    report = detail.report
    qtbot.keyClick(report.pdf, Qt.Key.Key_F4)
    report.paper.pane.show_side("text")
    report.pdf.set_percent(90)
    report.pdf.go_to_page(7)
    await until(lambda: is_drawn(detail) and _MARKER in report.paper.side.text.toPlainText())
    await _lock(desk, detail, covers)
    assert report.opened is None
    assert (report.pdf.page_count, list(report.pdf.held_pages)) == (0, [])
    assert report.paper.side.text.toPlainText() == ""
    assert report.paper.side.thumbs.model().rowCount() == 0
    # Nothing that happens meanwhile brings it back.
    detail.show_case(key)
    await desk.services.cases.load_case(key)
    detail.select_tab("overview")
    detail.select_tab("report")
    assert desk.services.reports.viewer_pid is None
    covers.unlock()
    await until(lambda: is_drawn(detail))
    assert (report.pdf.page_count, report.pdf.page, report.pdf.percent) == (PAGES, 7, 90)


async def test_a_report_that_was_on_its_way_never_arrives(
    desk: Desk, detail: DetailView, covers: Covers
) -> None:
    key = await keep_report(desk, detail)
    other = await desk.create("checkout", "Bo Nilsen")
    desk.journey(other, "approve")
    await desk.services.cases.refresh(other)
    await desk.services.reports.keep(
        other, FetchedReport(build_lines([["another"]]), "https://example.com/report", "")
    )
    opening = asyncio.ensure_future(desk.services.reports.open(other))
    await asyncio.sleep(0)
    await _lock(desk, detail, covers)
    # Whoever opened it has a handle to nothing, or was refused.
    await asyncio.wait((opening,))
    opening.exception()
    assert vars(_worker(desk))["_bodies"] == {}
    covers.unlock()
    await until(lambda: is_drawn(detail))
    assert detail.report.opened is not None
    assert detail.report.opened.report.key == key


async def test_two_reports_beside_each_other_leave_and_come_back(
    desk: Desk, detail: DetailView, covers: Covers, qtbot: QtBot
) -> None:
    other = await keep_report(desk, detail, build_lines([["the other one"]] * 20), name="Bo Nilsen")
    await keep_report(desk, detail)
    qtbot.mouseClick(detail.report.bar.beside_button, _LEFT)
    await until(lambda: detail.report.findChildren(ReportChoiceDialog))
    [choice] = detail.report.findChildren(ReportChoiceDialog)
    await until(lambda: choice.reports.count() == 1)
    qtbot.mouseClick(choice.show_button, _LEFT)
    await until(lambda: detail.report.findChildren(ReportPairDialog))
    [pair] = detail.report.findChildren(ReportPairDialog)
    await until(lambda: pair.left.pdf.is_drawn and pair.right.pdf.is_drawn)
    pair.left.pdf.go_to_page(4)
    pair.right.pdf.go_to_page(11)
    await _lock(desk, detail, covers)
    assert (pair.left.pdf.page_count, pair.right.pdf.page_count) == (0, 0)
    # A newer one that came meanwhile is another document than the one the head tells of.
    await desk.services.reports.keep(
        other, FetchedReport(build_lines([["newer"]]), "https://example.com/r", "")
    )
    covers.unlock()
    await until(lambda: pair.left.pdf.page_count == PAGES and pair.right.pdf.page_count == 20)
    await until(lambda: pair.left.pdf.is_drawn and pair.right.pdf.is_drawn)
    assert (pair.left.pdf.page, pair.right.pdf.page) == (4, 11)
    qtbot.mouseClick(pair.close_button, _LEFT)
    await until(lambda: not detail.report.findChildren(ReportPairDialog))
    await until(lambda: is_drawn(detail))
    # Of the two only the one in the tab is still open.
    await until(lambda: len(vars(_worker(desk))["_bodies"]) == 1)


async def test_pictures_and_a_paper_leave_and_come_back(
    desk: Desk, detail: DetailView, covers: Covers, qtbot: QtBot
) -> None:
    key = await keep_report(desk, detail)
    bodies = (("front", build_photo()), ("face", build_png()), ("paper", build_lines([[_MARKER]] * 3)))
    files = tuple(FetchedPicture(role, "image/png", body, "/x") for role, body in bodies)
    await desk.services.evidence._shelf.keep(key, FetchedPictures(files))
    detail.select_tab("documents")
    documents, worker = detail.documents, detail.documents._worker
    await until(lambda: documents.desk.list.count() == 3 and documents.desk.first.has_picture)
    documents.desk.list.setCurrentRow(2)
    await until(documents.desk.pages_button.isVisible)
    qtbot.mouseClick(documents.desk.pages_button, _LEFT)
    await until(lambda: documents.findChildren(DocumentWindow))
    [paper] = documents.findChildren(DocumentWindow)
    await until(lambda: paper.paper.pdf.is_drawn)
    paper.paper.pdf.go_to_page(2)
    pid = worker.pid
    await _lock(desk, detail, covers)
    await until(lambda: worker.pid is None and _is_gone(pid))
    assert documents.desk.list.count() == 0
    assert vars(documents.desk)["_images"] == {}
    assert not documents.desk.first.has_picture
    assert paper.paper.pdf.page_count == 0
    covers.unlock()
    await until(lambda: paper.paper.pdf.page_count == 3 and documents.desk.first.has_picture)
    assert (paper.paper.pdf.page, documents.desk.list.currentRow()) == (2, 2)
    paper.close()
    await until(lambda: not documents._scope.is_running("pages"))


async def test_what_was_found_in_all_reports_leaves_and_comes_back(
    desk: Desk, detail: DetailView, covers: Covers, host: QWidget
) -> None:
    key = await keep_report(desk, detail, build_lines([["cover"], [_MARKER]]))
    report = await desk.services.reports.load(key)
    assert report is not None
    _, body = await desk.services.reports.read(key)
    await desk.services.library.index(report, body)
    library = LibraryDialog(desk.services, "utopia", host)
    library.show()
    await until(lambda: library.is_ready and library.model.rowCount() == 1)
    found = library.model.index(0, 0, library.model.index(0, 0))
    library.tree.setCurrentIndex(found)
    place = library.model.find_place(found)
    await _lock(desk, detail, covers)
    assert library.model.rowCount() == 0
    covers.unlock()
    await until(lambda: library.is_ready and library.model.rowCount() == 1)
    assert library.model.find_place(library.tree.currentIndex()) == place
    library.close()


async def test_our_own_paper_is_emptied_and_says_so(
    desk: Desk, detail: DetailView, covers: Covers, host: QWidget
) -> None:
    key = await keep_report(desk, detail)
    dossier = await desk.services.dossiers.build(key)
    window = DossierWindow(desk.services, dossier, await desk.services.dossiers.open(dossier), host)
    window.show()
    await until(lambda: window.paper.pdf.is_drawn)
    await _lock(desk, detail, covers)
    assert (window.paper.pdf.page_count, vars(window)["_dossier"].body) == (0, b"")
    covers.unlock()
    assert window.isVisible()
    assert "The lock took this dossier out of memory" in window.banner.text
    assert not window.save_button.isEnabled()
    assert not window.print_button.isEnabled()
    window.accept()
    await until(lambda: is_drawn(detail))


async def test_what_the_library_reads_goes_on(desk: Desk, detail: DetailView, covers: Covers) -> None:
    await keep_report(desk, detail)
    other = await desk.create("checkout", "Bo Nilsen")
    desk.journey(other, "approve")
    await desk.services.cases.refresh(other)
    body = build_lines([[f"{_MARKER} {number}"] for number in range(200)])
    report = await desk.services.reports.keep(other, FetchedReport(body, "https://example.com/report", ""))
    reading = asyncio.ensure_future(desk.services.library.index(report, body))
    await until(lambda: any(name.startswith("library") for name in vars(_worker(desk))["_users"]))
    QTest.keyClick(detail, Qt.Key.Key_L, _CTRL)
    assert covers.is_locked
    await reading
    assert vars(_worker(desk))["_bodies"] == {}
    assert (await desk.services.library.search("utopia 199")).found


async def test_locked_before_anything_was_read_nothing_is_started(
    desk: Desk, detail: DetailView, covers: Covers
) -> None:
    QTest.keyClick(detail, Qt.Key.Key_L, _CTRL)
    assert covers.is_locked
    await desk.services.reports.end_viewing()
    assert desk.services.reports.viewer_pid is None
    await open_tab(detail, await desk.create("checkout"))
