"""What leaves the report tab is announced, logged and the same bytes; stored bytes are compared again."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from console.ui.views.detail_view import DetailView
from tests.support.desk import Desk
from tests.support.report_tab import (
    agree,
    decide,
    fetch,
    keep_report,
)
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton
_CTRL = Qt.KeyboardModifier.ControlModifier


async def test_a_copy_is_announced_as_unprotected_and_is_the_same_bytes(
    desk: Desk, detail: DetailView, qtbot: QtBot, tmp_path: Path
) -> None:
    key = await decide(desk, "checkout")
    await fetch(detail, key, qtbot)
    qtbot.mouseClick(detail.report.bar.save_button, _LEFT)
    await until(lambda: detail.report.findChildren(QMessageBox))
    [question] = detail.report.findChildren(QMessageBox)
    assert "plain PDF" in question.informativeText()
    agree(qtbot, question)
    await until(lambda: detail.report.findChildren(QFileDialog))
    [dialog] = detail.report.findChildren(QFileDialog)
    assert "unprotected" in dialog.windowTitle()
    target = tmp_path / "copy.pdf"
    target.write_text("something else")
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    assert edit is not None
    edit.selectAll()
    qtbot.keyClicks(edit, str(target))
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    await until(lambda: any("Replace" in box.text() for box in detail.report.findChildren(QMessageBox)))
    assert target.read_text() == "something else"
    agree(qtbot, detail.report.findChildren(QMessageBox)[-1])
    await until(lambda: detail.report.bar.hits == "Copy saved")
    report = await desk.services.reports.load(key)
    assert report is not None
    assert hashlib.sha256(target.read_bytes()).hexdigest() == report.sha256
    events = (await desk.services.cases.load_case(key)).stored.events
    assert "report_saved" in {event.kind for event in events}


async def test_stored_bytes_are_compared_again_on_demand(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    key = await keep_report(desk, detail)
    header = detail.report.header
    assert header.badge == "Unchanged"
    qtbot.mouseClick(header.verify_button, _LEFT)
    await until(lambda: header.badge.startswith("Unchanged, checked"))
    report = await desk.services.reports.load(key)
    assert report is not None
    [stored] = [
        path
        for path in desk.console.profile.folder.rglob("*")
        if path.is_file() and report.object_id in path.name
    ]
    stored.chmod(0o600)
    body = bytearray(stored.read_bytes())
    body[-40] ^= 1
    stored.write_bytes(body)
    qtbot.mouseClick(header.verify_button, _LEFT)
    await until(lambda: header.badge == "Not as received")
    assert "damaged" in detail.report.faces.banner.text


async def test_printing_is_announced_logged_and_puts_every_chosen_page_on_paper(
    desk: Desk, detail: DetailView, qtbot: QtBot, tmp_path: Path
) -> None:
    key = await keep_report(desk, detail)
    qtbot.keyClick(detail.report.pdf, Qt.Key.Key_P, _CTRL)
    await until(lambda: detail.report.findChildren(QMessageBox))
    [question] = detail.report.findChildren(QMessageBox)
    assert "whoever finds it can read it" in question.informativeText()
    agree(qtbot, question)
    await until(lambda: detail.report.findChildren(QPrintDialog))
    [dialog] = detail.report.findChildren(QPrintDialog)
    printer = dialog.printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    printer.setFromTo(2, 4)
    dialog.done(1)
    await until(lambda: detail.report.bar.hits == "Printed 3 pages")
    printed = await desk.services.reports.open_paper("printed", (tmp_path / "paper.pdf").read_bytes())
    assert printed.info.pages == 3
    bitmap = await printed.render(0, 1.0)
    assert set(bitmap.pixels) != {255}
    await printed.close()
    events = (await desk.services.cases.load_case(key)).stored.events
    assert "report_printed" in {event.kind for event in events}


async def test_nothing_is_printed_or_logged_when_it_is_kept_here(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    key = await keep_report(desk, detail)
    detail.report.bar.print_button.click()
    await until(lambda: detail.report.findChildren(QMessageBox))
    [question] = detail.report.findChildren(QMessageBox)
    question.close()
    await until(lambda: not detail.report.findChildren(QMessageBox))
    assert not detail.report.findChildren(QPrintDialog)
    events = (await desk.services.cases.load_case(key)).stored.events
    assert "report_printed" not in {event.kind for event in events}
