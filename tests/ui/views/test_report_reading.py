"""Reading a report: pages, zoom, what stands beside them, words copied, and where it was left."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from console.ui.dialogs.report_choice_dialog import ReportChoiceDialog
from console.ui.toolkit.look import Look
from console.ui.toolkit.memory import MemoryHolder, WindowMemory
from console.ui.toolkit.theme import ThemeName
from console.ui.views.detail_view import DetailView
from console.ui.views.report_pair import ReportPairDialog
from console.ui.widgets.pdf_layout import ZoomMode
from tests.support.desk import Desk
from tests.support.pdfs import build_lines
from tests.support.report_tab import (
    PAGES,
    decide,
    fetch,
    is_drawn,
    keep_report,
    open_tab,
)
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton
_CTRL = Qt.KeyboardModifier.ControlModifier


async def test_pages_are_drawn_only_where_somebody_looks(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    key = await decide(desk, "checkout")
    await fetch(detail, key, qtbot)
    pdf = detail.report.pdf
    assert pdf.page_count >= 3
    assert pdf.page_count - 1 not in pdf.visible
    if pdf.page_count - 1 > pdf.visible[-1] + 1:
        assert pdf.page_count - 1 not in pdf.held_pages
    qtbot.keyClick(pdf, Qt.Key.Key_End)
    await until(lambda: pdf.page_count - 1 in pdf.held_pages and pdf.next_wanted() is None)
    assert 0 not in pdf.visible
    assert detail.report.bar.page_box.text() == str(pdf.page_count)
    qtbot.keyClick(pdf, Qt.Key.Key_Home)
    await until(lambda: detail.report.bar.page_box.text() == "1")
    before = pdf.verticalScrollBar().value()
    qtbot.keyClick(pdf, Qt.Key.Key_PageDown)
    assert pdf.verticalScrollBar().value() > before
    qtbot.keyClick(pdf, Qt.Key.Key_PageUp)
    assert pdf.verticalScrollBar().value() == before
    await until(lambda: is_drawn(detail))


async def test_a_page_number_that_was_typed_is_gone_to(desk: Desk, detail: DetailView, qtbot: QtBot) -> None:
    key = await decide(desk, "checkout")
    await fetch(detail, key, qtbot)
    box = detail.report.bar.page_box
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "2")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert detail.report.pdf.page == 1
    await until(lambda: is_drawn(detail))


def _zoom_key(qtbot: QtBot, detail: DetailView, key: Qt.Key) -> None:
    detail.report.pdf.setFocus()
    qtbot.keyClick(detail.report.pdf, key, _CTRL)


async def test_zoom_by_key_button_and_number_is_drawn_sharp(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    key = await decide(desk, "checkout")
    await fetch(detail, key, qtbot)
    pdf, bar = detail.report.pdf, detail.report.bar
    width = pdf.percent
    assert pdf.mode is ZoomMode.WIDTH
    _zoom_key(qtbot, detail, Qt.Key.Key_Plus)
    assert pdf.percent > width
    _zoom_key(qtbot, detail, Qt.Key.Key_Minus)
    _zoom_key(qtbot, detail, Qt.Key.Key_Minus)
    assert pdf.percent < width
    _zoom_key(qtbot, detail, Qt.Key.Key_0)
    assert pdf.percent == width
    bar.zoom_box.setFocus()
    edit = bar.zoom_box.lineEdit()
    assert edit is not None
    edit.selectAll()
    qtbot.keyClicks(edit, "130 %")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert pdf.percent == 130
    await until(lambda: pdf.next_wanted() is None)
    drawn = pdf._stock.drawn(0)
    opened = detail.report.opened
    assert drawn is not None
    assert opened is not None
    shown = opened.info.sizes_pt[0][0] * 1.3 * 96 / 72 * pdf.devicePixelRatioF()
    assert abs(drawn.image.width() - shown) <= 1
    bar.mode_chosen.emit(ZoomMode.PAGE)
    assert pdf.percent < 130
    assert bar.zoom_box.currentText() == "Whole page"
    await until(lambda: is_drawn(detail))


async def test_paper_stays_white_in_the_dark(
    desk: Desk, detail: DetailView, qtbot: QtBot, look: Look
) -> None:
    key = await decide(desk, "checkout")
    look.set_theme(ThemeName.DARK)
    await fetch(detail, key, qtbot)
    pdf = detail.report.pdf
    picture = pdf.viewport().grab().toImage()
    assert picture.pixelColor(picture.width() // 2, 30).name() == "#ffffff"
    assert picture.pixelColor(3, 30) == look.theme.color("hover")


async def test_small_pages_outline_and_text_stand_beside_the_report(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    await keep_report(desk, detail)
    report, side = detail.report, detail.report.paper.side
    assert not side.isVisible()
    report.pdf.setFocus()
    qtbot.keyClick(report.pdf, Qt.Key.Key_F4)
    assert side.isVisible()
    thumbs = side.thumbs
    await until(lambda: thumbs.next_wanted() is None and thumbs.pages.image(0) is not None)
    place = thumbs.visualRect(thumbs.model().index(1, 0)).center()
    qtbot.mouseClick(thumbs.viewport(), _LEFT, pos=place)
    assert report.pdf.page == 1
    qtbot.keyClick(thumbs, Qt.Key.Key_Down)
    assert report.pdf.page == 2
    side.select_part("outline")
    await until(lambda: side.outline.topLevelItemCount() == PAGES // 2)
    entry = side.outline.topLevelItem(3)
    assert entry is not None
    assert entry.text(0) == "Chapter 7"
    qtbot.mouseClick(side.outline.viewport(), _LEFT, pos=side.outline.visualItemRect(entry).center())
    assert report.pdf.page == 6
    side.select_part("text")
    await until(lambda: "This is page 7" in side.text.toPlainText())
    qtbot.keyClick(report.pdf, Qt.Key.Key_F4)
    assert not side.isVisible()


async def test_words_of_a_page_are_copied(desk: Desk, detail: DetailView, qtbot: QtBot) -> None:
    await keep_report(desk, detail)
    pdf = detail.report.pdf
    await until(lambda: pdf.selection.text(0) is not None)
    pdf.setFocus()
    qtbot.keyClick(pdf, Qt.Key.Key_A, _CTRL)
    qtbot.keyClick(pdf, Qt.Key.Key_C, _CTRL)
    await until(lambda: QGuiApplication.clipboard().text() == "This is page 1")


async def test_keys_turn_go_to_a_page_and_show_one_page_at_a_time(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    await keep_report(desk, detail)
    report, pdf = detail.report, detail.report.pdf
    pdf.setFocus()
    qtbot.keyClick(pdf, Qt.Key.Key_G, _CTRL)
    assert report.bar.page_box.hasFocus()
    qtbot.keyClicks(report.bar.page_box, "9")
    qtbot.keyClick(report.bar.page_box, Qt.Key.Key_Return)
    assert pdf.page == 8
    assert pdf.hasFocus()
    upright = pdf.column.layout.places[0]
    qtbot.keyClick(pdf, Qt.Key.Key_R, _CTRL)
    assert pdf.column.rotation == 90
    assert pdf.column.layout.places[0].height < upright.height
    await until(lambda: is_drawn(detail))
    report.bar.single_button.click()
    assert len(pdf.visible) == 1
    assert pdf.page == 8
    report.bar.mode_chosen.emit(ZoomMode.PAGE)
    qtbot.keyClick(pdf, Qt.Key.Key_Right)
    assert pdf.page == 9
    await until(lambda: is_drawn(detail))


async def test_a_report_opens_where_it_was_left(desk: Desk, detail: DetailView, tmp_path: Path) -> None:
    memory = WindowMemory(tmp_path / "window.json")
    MemoryHolder(memory, detail)
    key = await keep_report(desk, detail)
    other = await keep_report(desk, detail, build_lines([["another one"]] * 3))
    await open_tab(detail, key)
    await until(lambda: is_drawn(detail) and detail.report.pdf.page_count == PAGES)
    detail.report.pdf.set_percent(90)
    detail.report.pdf.go_to_page(7)
    await open_tab(detail, other)
    await until(lambda: is_drawn(detail) and detail.report.pdf.page_count == 3)
    assert detail.report.pdf.page == 0
    await open_tab(detail, key)
    await until(lambda: is_drawn(detail) and detail.report.pdf.page_count == PAGES)
    assert (detail.report.pdf.page, detail.report.pdf.percent) == (7, 90)
    memory.save()
    kept = (tmp_path / "window.json").read_text()
    assert "Ada" not in kept
    assert key.id not in kept


async def test_two_reports_are_read_beside_each_other(desk: Desk, detail: DetailView, qtbot: QtBot) -> None:
    other = await keep_report(desk, detail, build_lines([["the other one"]] * 20), name="Bo Nilsen")
    await keep_report(desk, detail)
    qtbot.mouseClick(detail.report.bar.beside_button, _LEFT)
    await until(lambda: detail.report.findChildren(ReportChoiceDialog))
    [choice] = detail.report.findChildren(ReportChoiceDialog)
    await until(lambda: choice.reports.count() == 1)
    name, facts, named = choice.reports.item(0).text().split("\n")
    row = choice.reports.visualItemRect(choice.reports.item(0))
    assert (name, named) == ("Bo Nilsen", other.id)
    assert facts.startswith("Checkout.com, fetched ")
    assert row.right() <= choice.reports.viewport().width()
    assert row.height() >= 3 * choice.reports.fontMetrics().height()
    qtbot.keyClicks(choice.search_field, "nobody of that name")
    await until(lambda: choice.reports.count() == 0)
    assert not choice.show_button.isEnabled()
    choice.search_field.clear()
    await until(choice.show_button.isEnabled)
    qtbot.mouseClick(choice.show_button, _LEFT)
    await until(lambda: detail.report.findChildren(ReportPairDialog))
    [pair] = detail.report.findChildren(ReportPairDialog)
    await until(lambda: pair.left.pdf.is_drawn and pair.right.pdf.is_drawn)
    assert (pair.left.pdf.page_count, pair.right.pdf.page_count) == (PAGES, 20)
    assert pair.left.header.texts[0] == pair.right.header.texts[0] == "Checkout.com"
    pair.left.pdf.go_to_page(4)
    assert pair.right.pdf.page == 0
    pair.together_box.click()
    pair.left.pdf.go_to_page(6)
    assert pair.right.pdf.page == 6
    qtbot.mouseClick(pair.close_button, _LEFT)
    await until(lambda: not detail.report.findChildren(ReportPairDialog))
    # The one in the tab stays open.
    detail.report.pdf.go_to_page(9)
    await until(lambda: is_drawn(detail) and 9 in detail.report.pdf.visible)
