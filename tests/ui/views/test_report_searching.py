"""Searching in the open report: every hit is marked, listed, gone to and let go."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.ui.toolkit.look import Look
from console.ui.views.detail_view import DetailView
from tests.support.desk import Desk
from tests.support.pdfs import build_lines
from tests.support.report_tab import (
    PAGES,
    decide,
    fetch,
    is_drawn,
    keep_report,
    open_tab,
    search,
)
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton


def _is_marked(detail: DetailView, look: Look) -> bool:
    picture = detail.report.pdf.viewport().grab().toImage()
    wanted = look.theme.pair("paper_mark").ground_color.rgb()
    places = ((x, y) for y in range(picture.height()) for x in range(0, picture.width(), 3))
    return any(picture.pixel(x, y) == wanted for x, y in places)


async def test_search_goes_from_hit_to_hit_and_marks_the_words(
    desk: Desk, detail: DetailView, qtbot: QtBot, look: Look
) -> None:
    key = await decide(desk, "checkout")
    await fetch(detail, key, qtbot)
    opened = detail.report.opened
    assert opened is not None
    texts = [await opened.text(page) for page in range(opened.info.pages)]
    pages = [page for page, text in enumerate(texts) for _ in range(text.casefold().count("attempt"))]
    assert pages
    first = await search(detail, "ATTEMPT", qtbot)
    assert first == f"page {pages[0] + 1}, 1 of {len(pages)}"
    for step in range(1, len(pages) + 1):
        qtbot.mouseClick(detail.report.bar.next_button, _LEFT)
        place = step % len(pages)
        assert detail.report.bar.hits == f"page {pages[place] + 1}, {place + 1} of {len(pages)}"
        await until(lambda: is_drawn(detail))
        assert _is_marked(detail, look)
    detail.report.bar.search_field.clear()
    assert await search(detail, "no such words anywhere", qtbot) == "Not found"
    assert not _is_marked(detail, look)
    qtbot.keyClick(detail.report.bar.search_field, Qt.Key.Key_Escape)
    assert detail.report.pdf.hasFocus()
    await until(lambda: is_drawn(detail))


async def test_every_hit_is_listed_and_gone_to(desk: Desk, detail: DetailView, qtbot: QtBot) -> None:
    await keep_report(desk, detail)
    assert await search(detail, "this is page", qtbot) == f"page 1, 1 of {PAGES}"
    report, hits = detail.report, detail.report.paper.side.hits
    report.paper.pane.show_side("hits")
    assert hits.places.rowCount() == PAGES
    assert (
        hits.places.data(hits.places.index(4), Qt.ItemDataRole.AccessibleTextRole) == "Page 5: This is page 5"
    )
    qtbot.mouseClick(hits.viewport(), _LEFT, pos=hits.visualRect(hits.places.index(3)).center())
    assert report.bar.hits == f"page 4, 4 of {PAGES}"
    assert report.pdf.page == 3
    qtbot.keyClick(hits, Qt.Key.Key_Down)
    assert report.pdf.page == 4
    qtbot.keyClick(report.pdf, Qt.Key.Key_F3)
    assert report.bar.hits == f"page 6, 6 of {PAGES}"
    qtbot.keyClick(report.pdf, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert report.bar.hits == f"page 5, 5 of {PAGES}"
    report.bar.search_field.clear()
    report.bar.search_field.textEdited.emit("")
    assert hits.places.rowCount() == 0
    await until(lambda: is_drawn(detail))


async def test_another_search_ends_the_one_before(desk: Desk, detail: DetailView) -> None:
    await keep_report(desk, detail, build_lines([["many words on a page"] * 40] * 150))
    search = detail.report.paper.search
    search.find("many", 1)
    search.find("no such words", 1)
    await until(lambda: detail.report.bar.hits == "Not found")
    assert search.hits == ()


async def test_a_place_is_sought_before_and_after_the_report_is_open(desk: Desk, detail: DetailView) -> None:
    key = await keep_report(desk, detail)
    detail.report.seek(key, "page 11", 10)
    await until(lambda: detail.report.bar.hits == "page 11, 1 of 1")
    assert detail.report.pdf.page == 10
    await open_tab(detail, await decide(desk, "iron"))
    detail.show_case(key)
    detail.report.seek(key, "page 4", 3)
    await until(lambda: detail.report.bar.hits == "page 4, 1 of 1")
    assert detail.report.pdf.page == 3
    await until(lambda: is_drawn(detail))


async def test_a_place_is_sought_in_the_case_that_comes_not_in_the_one_that_is_open(
    desk: Desk, detail: DetailView
) -> None:
    other = await keep_report(desk, detail)
    await keep_report(desk, detail)
    await until(lambda: is_drawn(detail))
    detail.show_case(other)
    detail.report.seek(other, "page 9", 8)
    await until(lambda: detail.report.bar.hits == "page 9, 1 of 1")
    assert detail.report.opened is not None
    assert detail.report.opened.report.key == other
    assert detail.report.pdf.page == 8


async def test_typed_words_are_found_without_enter(desk: Desk, detail: DetailView, qtbot: QtBot) -> None:
    await keep_report(desk, detail)
    bar, field = detail.report.bar, detail.report.bar.search_field
    qtbot.keyClick(detail.report.pdf, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, "page 1")
    await until(lambda: bar.hits.startswith("page 1, 1 of "))
    assert field.hasFocus()
    qtbot.keyClicks(field, "1")
    await until(lambda: bar.hits == "page 11, 1 of 1")
    qtbot.keyClicks(field, "x")
    await until(lambda: bar.hits == "Not found")
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert bar.hits == ""
    assert detail.report.paper.search.hits == ()
    await until(lambda: is_drawn(detail))


async def test_typing_on_searches_from_where_it_was_begun(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    lines = [["a start"], ["wide is here"], ["wiener first"], ["wide again"], ["wiener again"], ["wide"]]
    await keep_report(desk, detail, build_lines(lines))
    bar, field = detail.report.bar, detail.report.bar.search_field
    detail.report.pdf.set_percent(200)
    qtbot.keyClick(detail.report.pdf, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, "wi")
    await until(lambda: bar.hits == "page 2, 1 of 5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert bar.hits == "page 3, 2 of 5"
    qtbot.keyClicks(field, "d")
    await until(lambda: bar.hits == "page 4, 2 of 3")
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    await until(lambda: bar.hits == "page 3, 2 of 5")
    await until(lambda: is_drawn(detail))
