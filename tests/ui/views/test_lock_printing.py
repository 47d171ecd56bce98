"""What is being printed when the program is locked comes out whole, and whoever unlocks it reads what came of it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QProgressDialog, QPushButton, QWidget

from console.ui.toolkit.covers import Covers
from console.ui.views.detail_view import DetailView
from console.ui.views.dossier_window import DossierWindow
from tests.support.desk import Desk
from tests.support.desk_tab import find_dialog
from tests.support.lock import covers_of
from tests.support.pdfs import build_lines
from tests.support.report_tab import is_drawn, keep_report, open_tab
from tests.support.waiting import until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="printers there have no files to print to")
covers = covers_of
_PAGES = 8


async def _print(button: QPushButton, over: QWidget, path: Path) -> QPrintDialog:
    """Up to the choice of a printer, which makes a file."""
    button.click()
    question = await find_dialog(QMessageBox, over)
    [agree] = [each for each in question.findChildren(QPushButton) if each.text() == "Choose a printer"]
    QTest.mouseClick(agree, Qt.MouseButton.LeftButton)
    dialog = await find_dialog(QPrintDialog, over)
    dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    dialog.printer().setOutputFileName(str(path))
    return dialog


async def _count_pages(desk: Desk, path: Path) -> int:
    body = await asyncio.to_thread(path.read_bytes)
    opened = await desk.services.reports.open_paper("paper", body)
    await opened.close()
    return opened.info.pages


def _bodies(desk: Desk) -> dict[str, bytes]:
    return vars(desk.console._worker)["_bodies"]


async def test_a_report_is_printed_whole_and_that_is_told_after_the_lock(
    desk: Desk, detail: DetailView, covers: Covers, tmp_path: Path
) -> None:
    await keep_report(desk, detail, build_lines([[f"page {number}"] for number in range(_PAGES)]))
    paper = tmp_path / "paper.pdf"
    (await _print(detail.report.bar.print_button, detail.report, paper)).done(1)
    await until(lambda: any(each.value() > 0 for each in detail.report.findChildren(QProgressDialog)))
    covers.lock()
    # Of everything that was open only what is being printed is left, until it is out.
    await until(lambda: all(name.startswith("print ") for name in _bodies(desk)))
    assert _bodies(desk)
    await until(lambda: not _bodies(desk))
    covers.unlock()
    await until(lambda: is_drawn(detail))
    assert detail.report.faces.banner.isVisible()
    assert detail.report.faces.banner.text == f"Printed {_PAGES} pages"
    assert await _count_pages(desk, paper) == _PAGES


async def test_what_came_of_it_waits_for_its_own_case(
    desk: Desk, detail: DetailView, covers: Covers, tmp_path: Path
) -> None:
    other = await keep_report(desk, detail, name="Bo Muster")
    printed = await keep_report(desk, detail, build_lines([[f"page {number}"] for number in range(_PAGES)]))
    (await _print(detail.report.bar.print_button, detail.report, tmp_path / "paper.pdf")).done(1)
    await until(lambda: any(each.value() > 0 for each in detail.report.findChildren(QProgressDialog)))
    covers.lock()
    await until(lambda: not _bodies(desk))
    await open_tab(detail, other)
    covers.unlock()
    await until(lambda: is_drawn(detail))
    assert not detail.report.faces.banner.isVisible()
    await open_tab(detail, printed)
    await until(lambda: is_drawn(detail) and detail.report.faces.banner.isVisible())
    assert detail.report.faces.banner.text == f"Printed {_PAGES} pages"


async def _open_dossier(desk: Desk, detail: DetailView, host: QWidget) -> DossierWindow:
    key = await keep_report(desk, detail)
    dossier = await desk.services.dossiers.build(key)
    window = DossierWindow(desk.services, dossier, await desk.services.dossiers.open(dossier), host)
    window.show()
    await until(lambda: window.paper.pdf.is_drawn)
    return window


async def test_our_own_paper_is_printed_whole_before_it_leaves_memory(
    desk: Desk, detail: DetailView, covers: Covers, host: QWidget, tmp_path: Path
) -> None:
    window = await _open_dossier(desk, detail, host)
    pages = window.paper.pdf.page_count
    paper = tmp_path / "paper.pdf"
    (await _print(window.print_button, window, paper)).done(1)
    await until(lambda: window.findChildren(QProgressDialog))
    covers.lock()
    assert window.paper.pdf.page_count == 0
    await until(lambda: not vars(window)["_dossier"].body and not _bodies(desk))
    covers.unlock()
    assert window.banner.isVisible()
    window.accept()
    assert await _count_pages(desk, paper) == pages


async def test_locked_while_a_printer_is_chosen_nothing_of_it_is_printed(
    desk: Desk, detail: DetailView, covers: Covers, host: QWidget, tmp_path: Path
) -> None:
    window = await _open_dossier(desk, detail, host)
    paper = tmp_path / "paper.pdf"
    dialog = await _print(window.print_button, window, paper)
    covers.lock()
    await until(lambda: not _bodies(desk))
    covers.unlock()
    dialog.done(1)
    await until(lambda: "closed" in window.banner.text)
    assert not await asyncio.to_thread(paper.exists)
    window.accept()
    await until(lambda: is_drawn(detail))


async def test_a_window_that_goes_while_a_printer_is_chosen_prints_nothing(
    desk: Desk, detail: DetailView, host: QWidget, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    window = await _open_dossier(desk, detail, host)
    gone: list[bool] = []
    window.destroyed.connect(lambda: gone.append(True))
    paper = tmp_path / "paper.pdf"
    await _print(window.print_button, window, paper)
    window.accept()
    await until(lambda: gone)
    await until(lambda: is_drawn(detail))
    assert not await asyncio.to_thread(paper.exists)
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
