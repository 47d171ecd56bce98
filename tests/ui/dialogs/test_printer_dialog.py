"""The printer is chosen in a window of ours: what it offers, what it sets, and what it says without a printer."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from console.ui.dialogs.printer_dialog import PrinterChoice, PrinterDialog, ask_for_printer
from console.ui.toolkit.covers import Covers
from tests.support.screen import dialog
from tests.support.waiting import until

_A4, _A6 = QPageSize(QPageSize.PageSizeId.A4), QPageSize(QPageSize.PageSizeId.A6)
_CHOICES = (PrinterChoice("Front desk", (_A4, _A6)), PrinterChoice("Labels", (_A6,)))


async def _open(host: QWidget, choices: tuple[PrinterChoice, ...]) -> tuple[asyncio.Future[bool], QPrinter]:
    # A printer that makes files takes any paper, whatever this computer has.
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    waiting = asyncio.ensure_future(ask_for_printer(host, printer, choices))
    await until(lambda: dialog(PrinterDialog))
    return waiting, printer


def _shown() -> PrinterDialog:
    found = dialog(PrinterDialog)
    assert found is not None
    return found


async def test_the_paper_is_that_of_the_printer_and_is_set(host: QWidget) -> None:
    waiting, printer = await _open(host, _CHOICES)
    shown = _shown()
    assert shown.chosen == ("Front desk", _A4)
    QTest.keyClick(shown.paper_box, Qt.Key.Key_Down)
    assert shown.chosen == ("Front desk", _A6)
    QTest.keyClick(shown.printer_box, Qt.Key.Key_Down)
    assert shown.chosen == ("Labels", _A6)
    assert shown.paper_box.count() == 1
    QTest.mouseClick(shown.print_button, Qt.MouseButton.LeftButton)
    assert await waiting is True
    assert printer.pageLayout().pageSize().id() is QPageSize.PageSizeId.A6


async def test_left_means_nothing_is_printed(host: QWidget) -> None:
    waiting, _printer = await _open(host, _CHOICES)
    QTest.keyClick(_shown(), Qt.Key.Key_Escape)
    assert await waiting is False


async def test_without_a_printer_it_says_what_to_do(host: QWidget) -> None:
    waiting, _printer = await _open(host, ())
    shown = _shown()
    assert shown.none.isVisible()
    assert not shown.print_button.isEnabled()
    QTest.keyClick(shown, Qt.Key.Key_Return)
    assert shown.isVisible()
    QTest.mouseClick(shown.leave_button, Qt.MouseButton.LeftButton)
    assert await waiting is False


async def test_a_lock_covers_it_and_nothing_goes_to_the_printer(host: QWidget) -> None:
    waiting, _printer = await _open(host, _CHOICES)
    shown, covers = _shown(), Covers.of_app()
    covers.lock()
    try:
        page = covers.page_of(shown)
        assert page is not None
        assert page.geometry() == shown.rect()
        QTest.keyClick(shown.print_button, Qt.Key.Key_Return)
        QTest.keyClick(shown, Qt.Key.Key_Escape)
        assert shown.isVisible()
        assert not waiting.done()
    finally:
        covers.unlock()
    QTest.mouseClick(shown.leave_button, Qt.MouseButton.LeftButton)
    assert await waiting is False
