"""A case in a window of its own: opened by key and menu, once for each case, with the whole viewer in it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain.keys import VerificationKey
from console.providers.contract import FetchedReport
from console.ui.views.detail_view import DetailView
from console.ui.views.detail_window import DetailWindow
from tests.support.desk import Desk
from tests.support.desk_tab import open_detail
from tests.support.pdfs import build_pdf
from tests.support.waiting import until

_KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


async def _open(desk: Desk, detail: DetailView, qtbot: QtBot) -> tuple[VerificationKey, DetailWindow]:
    key = await desk.create("checkout", "Ada Muster")
    desk.journey(key, "approve")
    await desk.services.cases.refresh(key)
    await desk.services.reports.keep(key, FetchedReport(build_pdf(["a page"] * 4), "https://example.com", ""))
    detail.show_case(key)
    detail.select_tab("report")
    await until(lambda: detail.report.opened is not None and detail.report.pdf.is_drawn)
    qtbot.keyClick(detail, Qt.Key.Key_W, _KEYS)
    [window] = detail.findChildren(DetailWindow)
    return key, window


async def test_the_case_opens_on_the_same_tab_with_its_report(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    key, window = await _open(desk, detail, qtbot)
    report = window.detail.report
    await until(lambda: report.opened is not None and report.pdf.is_drawn)
    assert window.key == key
    assert window.windowTitle() == "Ada Muster, Checkout.com"
    window.close()
    await until(lambda: not detail.findChildren(DetailWindow))
    # The report beside the list is still open.
    detail.report.pdf.go_to_page(3)
    await until(lambda: detail.report.pdf.is_drawn and 3 in detail.report.pdf.visible)


async def test_an_open_one_goes_with_the_window_below(desk: Desk, qtbot: QtBot) -> None:
    gone: list[bool] = []
    async with open_detail(desk) as detail:
        _key, window = await _open(desk, detail, qtbot)
        report = window.detail.report
        await until(lambda: report.opened is not None and report.pdf.is_drawn)
        window.destroyed.connect(lambda: gone.append(True))
    await until(lambda: gone)


async def test_a_case_has_one_window(desk: Desk, detail: DetailView, qtbot: QtBot) -> None:
    _key, window = await _open(desk, detail, qtbot)
    detail.activateWindow()
    await until(detail.isActiveWindow)
    qtbot.keyClick(detail, Qt.Key.Key_W, _KEYS)
    assert detail.findChildren(DetailWindow) == [window]
    await until(lambda: window.detail.report.opened is not None and window.detail.report.pdf.is_drawn)
    window.activateWindow()
    await until(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: not detail.findChildren(DetailWindow))


async def test_escape_leaves_the_search_and_never_the_window(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    _key, window = await _open(desk, detail, qtbot)
    report = window.detail.report
    await until(lambda: report.opened is not None and report.pdf.is_drawn)
    window.activateWindow()
    await until(window.isActiveWindow)
    report.pdf.go_to_page(2)
    field = report.paper.bar.search_field
    field.setFocus()
    qtbot.keyClicks(field, "page")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    await until(lambda: len(report.paper.search.hits) == 4)
    # From the field into the pages, then out of the search, then nothing is left to leave.
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert report.pdf.hasFocus()
    assert len(report.paper.search.hits) == 4
    page = report.pdf.page
    qtbot.keyClick(report.pdf, Qt.Key.Key_Escape)
    assert report.paper.search.hits == ()
    assert field.text() == ""
    qtbot.keyClick(report.pdf, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert report.pdf.page == page
    window.close()
    await until(lambda: not detail.findChildren(DetailWindow))
