"""The report tab over a real vault and worker: its faces, its pages, search, zoom, copies, and without a network."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from console.domain.errors import ProviderFailed, ReportUnreadable
from console.domain.events import ReportStored
from console.domain.next_action import Action
from console.domain.phase import Phase
from console.domain.verification import VerificationKey
from console.providers.contract import FetchedReport
from console.ui.dialogs.report_choice_dialog import ReportChoiceDialog
from console.ui.toolkit.look import Look
from console.ui.toolkit.memory import MemoryHolder, WindowMemory
from console.ui.toolkit.theme import ThemeName
from console.ui.views.detail_view import DetailView
from console.ui.views.report_pair import ReportPairDialog
from console.ui.widgets.pdf_layout import ZoomMode
from tests.support.desk import Desk, open_desk
from tests.support.hostile_pdfs import HOSTILE
from tests.support.pdfs import build_lines, build_outlined_pdf
from tests.support.simulator import Simulator
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton
_CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
async def detail(desk: Desk) -> AsyncIterator[DetailView]:
    """A pane as wide as beside a list."""
    made = _show_detail(desk)
    await until(made.isActiveWindow)
    yield made
    made.hide()
    made.deleteLater()
    await asyncio.sleep(0)


def _show_detail(desk: Desk) -> DetailView:
    made = DetailView(desk.services)
    made.resize(640, 860)
    made.show()
    made.activateWindow()
    return made


async def _decided(desk: Desk, provider: str, step: str = "approve") -> VerificationKey:
    key = await desk.create(provider, "Ada Muster")
    desk.journey(key, step)
    await desk.services.cases.refresh(key)
    return key


async def _listed(desk: Desk, provider: str) -> VerificationKey:
    """A decided one of the simulator's world: where asking is forbidden, what the list tells is enough."""
    await desk.services.sync.sync_once()
    rows = await desk.rows(providers=frozenset({provider}), phases=frozenset({Phase.APPROVED}))
    return rows[0].key


async def _open_tab(detail: DetailView, key: VerificationKey) -> None:
    detail.show_case(key)
    detail.select_tab("report")
    await until(lambda: detail.case is not None and detail.case.stored.key == key)


async def _fetch(detail: DetailView, key: VerificationKey, qtbot: QtBot) -> None:
    """As a person does it: the button in the head."""
    await _open_tab(detail, key)
    qtbot.mouseClick(detail.header.button(Action.FETCH_REPORT), _LEFT)
    await until(lambda: _is_drawn(detail))


def _is_drawn(detail: DetailView) -> bool:
    report = detail.report
    return report.opened is not None and bool(report.pdf.held_pages) and report.pdf.next_wanted() is None


def _face_button(detail: DetailView) -> QPushButton:
    return detail.report.faces.face_button


def _zoom_key(qtbot: QtBot, detail: DetailView, key: Qt.Key) -> None:
    detail.report.pdf.setFocus()
    qtbot.keyClick(detail.report.pdf, key, _CTRL)


@pytest.mark.parametrize("provider", ["iron", "proofme"])
async def test_no_report_says_why_and_offers_our_dossier_instead(
    desk: Desk, detail: DetailView, provider: str
) -> None:
    key = await _decided(desk, provider)
    await _open_tab(detail, key)
    faces = detail.report.faces
    await until(lambda: faces.face.title == "No report")
    assert faces.face.text.endswith(".")
    assert faces.face.action == "Show our dossier"
    assert not detail.header.button(Action.FETCH_REPORT).isEnabled()
    assert faces.face.text in detail.header.why_not


@pytest.mark.parametrize("provider", ["checkout", "idenfy"])
async def test_fetching_from_the_face_shows_the_evidence(
    desk: Desk, detail: DetailView, qtbot: QtBot, provider: str
) -> None:
    key = await _decided(desk, provider) if provider == "checkout" else await _listed(desk, provider)
    await _open_tab(detail, key)
    await until(lambda: detail.report.faces.face.title == "Not fetched yet")
    qtbot.mouseClick(_face_button(detail), _LEFT)
    assert detail.report.faces.face.title.startswith("Fetching")
    await until(lambda: _is_drawn(detail))
    report = await desk.services.reports.load(key)
    assert report is not None
    text = " ".join(detail.report.header.texts)
    assert report.sha256 in text.replace("\n", "")
    assert "As received over TLS; providers do not sign their reports." in text
    assert f"{report.fetched_at.astimezone():%Y-%m-%d %H:%M:%S}" in text
    assert detail.report.bar.page_box.text() == "1"
    qtbot.mouseClick(detail.report.header.copy_button, _LEFT)
    assert QGuiApplication.clipboard().text() == report.sha256


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ({"action": "status", "status": 500}, "fault"),
        ({"action": "html"}, "web page"),
        ({"action": "truncate", "bytes": 2000}, "."),
        ({"action": "drop"}, "."),
        ({"action": "status", "status": 200, "body": "this is no report"}, "."),
    ],
)
async def test_a_report_that_does_not_come_is_a_sentence_with_a_way_out(
    desk: Desk, detail: DetailView, qtbot: QtBot, fault: dict[str, object], word: str
) -> None:
    key = await _decided(desk, "checkout")
    await _open_tab(detail, key)
    with desk.simulator.faults(
        {"provider": "checkout", "path": "*pdf-report*", **fault},
        {"provider": "checkout", "path": "*/files/*", **fault},
    ):
        qtbot.mouseClick(detail.header.button(Action.FETCH_REPORT), _LEFT)
        await until(lambda: detail.report.faces.face.action == "Try again")
    face = detail.report.faces.face
    assert word in f"{face.title} {face.text}"
    assert face.text.endswith(".")
    qtbot.mouseClick(_face_button(detail), _LEFT)
    await until(lambda: _is_drawn(detail))


async def test_a_stored_report_opens_without_a_network(
    new_simulator: Callable[..., Simulator], tmp_path: Path, qtbot: QtBot
) -> None:
    simulator = new_simulator(customers=20)
    async with open_desk(simulator, tmp_path / "profile") as desk:
        first = _show_detail(desk)
        await until(first.isActiveWindow)
        key = await _decided(desk, "checkout")
        await _fetch(first, key, qtbot)
        first.hide()
        first.deleteLater()
        simulator.stop()
        second = _show_detail(desk)
        await until(second.isActiveWindow)
        await _open_tab(second, key)
        await until(lambda: _is_drawn(second))
        found = await _search(second, "Ada Muster", qtbot)
        assert found.startswith("page 1")
        second.hide()
        second.deleteLater()


async def test_a_damaged_file_is_a_sentence_and_can_be_fetched_again(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    key = await _decided(desk, "checkout")
    report = await desk.services.reports.fetch(key)
    [stored] = [
        path
        for path in desk.console.profile.folder.rglob("*")
        if path.is_file() and report.object_id in path.name
    ]
    stored.chmod(0o600)
    body = bytearray(stored.read_bytes())
    body[len(body) // 2] ^= 1
    stored.write_bytes(body)
    await _open_tab(detail, key)
    await until(lambda: detail.report.faces.face.action == "Fetch it again")
    assert "damaged" in detail.report.faces.face.title
    qtbot.mouseClick(_face_button(detail), _LEFT)
    await until(lambda: _is_drawn(detail))


async def test_pages_are_drawn_only_where_somebody_looks(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    key = await _decided(desk, "checkout")
    await _fetch(detail, key, qtbot)
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
    await until(lambda: _is_drawn(detail))


async def test_a_page_number_that_was_typed_is_gone_to(desk: Desk, detail: DetailView, qtbot: QtBot) -> None:
    key = await _decided(desk, "checkout")
    await _fetch(detail, key, qtbot)
    box = detail.report.bar.page_box
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "2")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert detail.report.pdf.page == 1
    await until(lambda: _is_drawn(detail))


async def test_zoom_by_key_button_and_number_is_drawn_sharp(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    key = await _decided(desk, "checkout")
    await _fetch(detail, key, qtbot)
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
    await until(lambda: _is_drawn(detail))


async def _search(detail: DetailView, words: str, qtbot: QtBot) -> str:
    qtbot.keyClick(detail.report.pdf, Qt.Key.Key_F, _CTRL)
    field = detail.report.bar.search_field
    assert field.hasFocus()
    qtbot.keyClicks(field, words)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    await until(lambda: detail.report.bar.hits not in ("", "Searching …"))
    return detail.report.bar.hits


def _is_marked(detail: DetailView, look: Look) -> bool:
    picture = detail.report.pdf.viewport().grab().toImage()
    wanted = look.theme.pair("paper_mark").ground_color.rgb()
    places = ((x, y) for y in range(picture.height()) for x in range(0, picture.width(), 3))
    return any(picture.pixel(x, y) == wanted for x, y in places)


async def test_search_goes_from_hit_to_hit_and_marks_the_words(
    desk: Desk, detail: DetailView, qtbot: QtBot, look: Look
) -> None:
    key = await _decided(desk, "checkout")
    await _fetch(detail, key, qtbot)
    opened = detail.report.opened
    assert opened is not None
    texts = [await opened.text(page) for page in range(opened.info.pages)]
    pages = [page for page, text in enumerate(texts) for _ in range(text.casefold().count("attempt"))]
    assert pages
    first = await _search(detail, "ATTEMPT", qtbot)
    assert first == f"page {pages[0] + 1}, 1 of {len(pages)}"
    for step in range(1, len(pages) + 1):
        qtbot.mouseClick(detail.report.bar.next_button, _LEFT)
        place = step % len(pages)
        assert detail.report.bar.hits == f"page {pages[place] + 1}, {place + 1} of {len(pages)}"
        await until(lambda: _is_drawn(detail))
        assert _is_marked(detail, look)
    detail.report.bar.search_field.clear()
    assert await _search(detail, "no such words anywhere", qtbot) == "Not found"
    assert not _is_marked(detail, look)
    qtbot.keyClick(detail.report.bar.search_field, Qt.Key.Key_Escape)
    assert detail.report.pdf.hasFocus()
    await until(lambda: _is_drawn(detail))


def _agree(qtbot: QtBot, question: QMessageBox) -> None:
    accept = QMessageBox.ButtonRole.AcceptRole
    [button] = [each for each in question.buttons() if question.buttonRole(each) is accept]
    qtbot.mouseClick(button, _LEFT)


async def test_a_copy_is_announced_as_unprotected_and_is_the_same_bytes(
    desk: Desk, detail: DetailView, qtbot: QtBot, tmp_path: Path
) -> None:
    key = await _decided(desk, "checkout")
    await _fetch(detail, key, qtbot)
    qtbot.mouseClick(detail.report.bar.save_button, _LEFT)
    await until(lambda: detail.report.findChildren(QMessageBox))
    [question] = detail.report.findChildren(QMessageBox)
    assert "plain PDF" in question.informativeText()
    _agree(qtbot, question)
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
    _agree(qtbot, detail.report.findChildren(QMessageBox)[-1])
    await until(lambda: detail.report.bar.hits == "Copy saved")
    report = await desk.services.reports.load(key)
    assert report is not None
    assert hashlib.sha256(target.read_bytes()).hexdigest() == report.sha256
    events = (await desk.services.cases.load_case(key)).stored.events
    assert "report_saved" in {event.kind for event in events}


async def test_another_case_lets_the_document_go(desk: Desk, detail: DetailView, qtbot: QtBot) -> None:
    key = await _decided(desk, "checkout")
    await _fetch(detail, key, qtbot)
    opened = detail.report.opened
    assert opened is not None
    await _open_tab(detail, await _decided(desk, "iron"))
    assert detail.report.opened is None
    assert detail.report.pdf.held_pages == ()
    async with asyncio.timeout(20):
        with pytest.raises(ReportUnreadable):
            while True:
                await opened.text(0)
    await _open_tab(detail, key)
    await until(lambda: _is_drawn(detail))


async def test_a_report_still_on_its_way_never_lands_on_another_case(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    asked, other = await _decided(desk, "checkout"), await _decided(desk, "iron")
    await _open_tab(detail, asked)
    rule = {"provider": "checkout", "path": "*pdf-report*", "action": "delay", "seconds": 0.4, "times": 1}
    with desk.simulator.faults(rule):
        qtbot.mouseClick(detail.header.button(Action.FETCH_REPORT), _LEFT)
        await _open_tab(detail, other)
        await desk.wait_for(lambda event: event == ReportStored(asked))
    assert detail.report.faces.face.title == "No report"
    assert detail.report.opened is None
    await _open_tab(detail, asked)
    await until(lambda: _is_drawn(detail))
    failing = await _decided(desk, "checkout")
    await _open_tab(detail, failing)
    with desk.simulator.faults({"provider": "checkout", "action": "status", "status": 503}):
        qtbot.mouseClick(detail.header.button(Action.FETCH_REPORT), _LEFT)
        await _open_tab(detail, other)
        with pytest.raises(ProviderFailed):
            await desk.services.reports.fetch(failing)
    assert detail.report.faces.face.title == "No report"


async def test_a_document_is_opened_only_while_its_tab_is_shown(desk: Desk, detail: DetailView) -> None:
    key = await _decided(desk, "checkout")
    await desk.services.reports.fetch(key)
    detail.show_case(key)
    await until(lambda: detail.case is not None)
    assert detail.report.opened is None
    case = await desk.services.cases.load_case(key)
    assert "report_opened" not in {event.kind for event in case.stored.events}
    detail.select_tab("report")
    await until(lambda: _is_drawn(detail))


async def test_paper_stays_white_in_the_dark(
    desk: Desk, detail: DetailView, qtbot: QtBot, look: Look
) -> None:
    key = await _decided(desk, "checkout")
    look.set_theme(ThemeName.DARK)
    await _fetch(detail, key, qtbot)
    pdf = detail.report.pdf
    picture = pdf.viewport().grab().toImage()
    assert picture.pixelColor(picture.width() // 2, 30).name() == "#ffffff"
    assert picture.pixelColor(3, 30) == look.theme.color("hover")


# --- the viewer whole ---


_PAGES = 12


async def _store(
    desk: Desk, detail: DetailView, body: bytes = b"", name: str = "Ada Muster"
) -> VerificationKey:
    """A decided verification whose report has chapters; its tab is open and drawn."""
    key = await desk.create("checkout", name)
    desk.journey(key, "approve")
    await desk.services.cases.refresh(key)
    await desk.services.reports.keep(
        key, FetchedReport(body or _chapters(), "https://example.com/report", "")
    )
    await _open_tab(detail, key)
    await until(lambda: _is_drawn(detail))
    return key


def _chapters() -> bytes:
    return build_outlined_pdf([(f"Chapter {number + 1}", number % 2, number) for number in range(_PAGES)])


async def test_small_pages_outline_and_text_stand_beside_the_report(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    await _store(desk, detail)
    report, side = detail.report, detail.report.paper.side
    assert not side.isVisible()
    report.pdf.setFocus()
    qtbot.keyClick(report.pdf, Qt.Key.Key_F4)
    assert side.isVisible()
    thumbs = side.thumbs
    await until(lambda: thumbs.next_wanted() is None and thumbs.pages.image(0) is not None)
    place = thumbs.visualRect(thumbs.model().index(1)).center()
    qtbot.mouseClick(thumbs.viewport(), _LEFT, pos=place)
    assert report.pdf.page == 1
    qtbot.keyClick(thumbs, Qt.Key.Key_Down)
    assert report.pdf.page == 2
    side.select_part("outline")
    await until(lambda: side.outline.topLevelItemCount() == _PAGES // 2)
    entry = side.outline.topLevelItem(3)
    assert entry is not None
    assert entry.text(0) == "Chapter 7"
    qtbot.mouseClick(side.outline.viewport(), _LEFT, pos=side.outline.visualItemRect(entry).center())
    assert report.pdf.page == 6
    side.select_part("text")
    await until(lambda: "This is page 7" in side.text.toPlainText())
    qtbot.keyClick(report.pdf, Qt.Key.Key_F4)
    assert not side.isVisible()


async def test_every_hit_is_listed_and_gone_to(desk: Desk, detail: DetailView, qtbot: QtBot) -> None:
    await _store(desk, detail)
    assert await _search(detail, "this is page", qtbot) == f"page 1, 1 of {_PAGES}"
    report, hits = detail.report, detail.report.paper.side.hits
    report.paper.pane.show_side("hits")
    assert hits.places.rowCount() == _PAGES
    assert (
        hits.places.data(hits.places.index(4), Qt.ItemDataRole.AccessibleTextRole) == "Page 5: This is page 5"
    )
    qtbot.mouseClick(hits.viewport(), _LEFT, pos=hits.visualRect(hits.places.index(3)).center())
    assert report.bar.hits == f"page 4, 4 of {_PAGES}"
    assert report.pdf.page == 3
    qtbot.keyClick(hits, Qt.Key.Key_Down)
    assert report.pdf.page == 4
    qtbot.keyClick(report.pdf, Qt.Key.Key_F3)
    assert report.bar.hits == f"page 6, 6 of {_PAGES}"
    qtbot.keyClick(report.pdf, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert report.bar.hits == f"page 5, 5 of {_PAGES}"
    report.bar.search_field.clear()
    report.bar.search_field.textEdited.emit("")
    assert hits.places.rowCount() == 0
    await until(lambda: _is_drawn(detail))


async def test_another_search_ends_the_one_before(desk: Desk, detail: DetailView) -> None:
    await _store(desk, detail, build_lines([["many words on a page"] * 40] * 150))
    search = detail.report.paper.search
    search.find("many", 1)
    search.find("no such words", 1)
    await until(lambda: detail.report.bar.hits == "Not found")
    assert search.hits == ()


async def test_words_of_a_page_are_copied(desk: Desk, detail: DetailView, qtbot: QtBot) -> None:
    await _store(desk, detail)
    pdf = detail.report.pdf
    await until(lambda: pdf.selection.text(0) is not None)
    pdf.setFocus()
    qtbot.keyClick(pdf, Qt.Key.Key_A, _CTRL)
    qtbot.keyClick(pdf, Qt.Key.Key_C, _CTRL)
    await until(lambda: QGuiApplication.clipboard().text() == "This is page 1")


async def test_keys_turn_go_to_a_page_and_show_one_page_at_a_time(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    await _store(desk, detail)
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
    await until(lambda: _is_drawn(detail))
    report.bar.single_button.click()
    assert len(pdf.visible) == 1
    assert pdf.page == 8
    report.bar.mode_chosen.emit(ZoomMode.PAGE)
    qtbot.keyClick(pdf, Qt.Key.Key_Right)
    assert pdf.page == 9
    await until(lambda: _is_drawn(detail))


async def test_a_report_opens_where_it_was_left(desk: Desk, detail: DetailView, tmp_path: Path) -> None:
    memory = WindowMemory(tmp_path / "window.json")
    MemoryHolder(memory, detail)
    key = await _store(desk, detail)
    other = await _store(desk, detail, build_lines([["another one"]] * 3))
    await _open_tab(detail, key)
    await until(lambda: _is_drawn(detail) and detail.report.pdf.page_count == _PAGES)
    detail.report.pdf.set_percent(90)
    detail.report.pdf.go_to_page(7)
    await _open_tab(detail, other)
    await until(lambda: _is_drawn(detail) and detail.report.pdf.page_count == 3)
    assert detail.report.pdf.page == 0
    await _open_tab(detail, key)
    await until(lambda: _is_drawn(detail) and detail.report.pdf.page_count == _PAGES)
    assert (detail.report.pdf.page, detail.report.pdf.percent) == (7, 90)
    memory.save()
    kept = (tmp_path / "window.json").read_text()
    assert "Ada" not in kept
    assert key.id not in kept


async def test_a_place_is_sought_before_and_after_the_report_is_open(desk: Desk, detail: DetailView) -> None:
    key = await _store(desk, detail)
    detail.report.seek("page 11", 10)
    await until(lambda: detail.report.bar.hits == "page 11, 1 of 1")
    assert detail.report.pdf.page == 10
    await _open_tab(detail, await _decided(desk, "iron"))
    detail.show_case(key)
    detail.report.seek("page 4", 3)
    await until(lambda: detail.report.bar.hits == "page 4, 1 of 1")
    assert detail.report.pdf.page == 3
    await until(lambda: _is_drawn(detail))


async def test_stored_bytes_are_compared_again_on_demand(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    key = await _store(desk, detail)
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
    key = await _store(desk, detail)
    qtbot.keyClick(detail.report.pdf, Qt.Key.Key_P, _CTRL)
    await until(lambda: detail.report.findChildren(QMessageBox))
    [question] = detail.report.findChildren(QMessageBox)
    assert "whoever finds it can read it" in question.informativeText()
    _agree(qtbot, question)
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
    key = await _store(desk, detail)
    detail.report.bar.print_button.click()
    await until(lambda: detail.report.findChildren(QMessageBox))
    [question] = detail.report.findChildren(QMessageBox)
    question.close()
    await until(lambda: not detail.report.findChildren(QMessageBox))
    assert not detail.report.findChildren(QPrintDialog)
    events = (await desk.services.cases.load_case(key)).stored.events
    assert "report_printed" not in {event.kind for event in events}


async def test_two_reports_are_read_beside_each_other(desk: Desk, detail: DetailView, qtbot: QtBot) -> None:
    await _store(desk, detail, build_lines([["the other one"]] * 20), name="Bo Nilsen")
    await _store(desk, detail)
    qtbot.mouseClick(detail.report.bar.beside_button, _LEFT)
    await until(lambda: detail.report.findChildren(ReportChoiceDialog))
    [choice] = detail.report.findChildren(ReportChoiceDialog)
    await until(lambda: choice.reports.count() == 1)
    qtbot.keyClicks(choice.search_field, "nobody of that name")
    await until(lambda: choice.reports.count() == 0)
    assert not choice.show_button.isEnabled()
    choice.search_field.clear()
    await until(choice.show_button.isEnabled)
    qtbot.mouseClick(choice.show_button, _LEFT)
    await until(lambda: detail.report.findChildren(ReportPairDialog))
    [pair] = detail.report.findChildren(ReportPairDialog)
    await until(lambda: pair.left.pdf.is_drawn and pair.right.pdf.is_drawn)
    assert (pair.left.pdf.page_count, pair.right.pdf.page_count) == (_PAGES, 20)
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
    await until(lambda: _is_drawn(detail) and 9 in detail.report.pdf.visible)


@pytest.mark.parametrize("name", ["bomb in a page", "page tree that holds itself", "script", "encrypted"])
async def test_a_hostile_report_never_takes_the_window_along(
    desk: Desk, detail: DetailView, name: str
) -> None:
    key = await _decided(desk, "checkout")
    await desk.services.reports.keep(key, FetchedReport(HOSTILE[name], "https://example.com/report", ""))
    await _open_tab(detail, key)
    report = detail.report
    await until(lambda: bool(report.faces.face.title) or (report.opened is not None and report.pdf.is_drawn))
    if report.faces.face.title:
        assert report.faces.face.text.endswith(".")
    await _store(desk, detail)
    assert report.pdf.page_count == _PAGES


@pytest.mark.skipif(sys.platform == "win32", reason="a signal is sent")
async def test_a_viewer_that_dies_is_started_again_under_the_open_report(
    desk: Desk, detail: DetailView
) -> None:
    await _store(desk, detail)
    first = desk.services.reports.viewer_pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    detail.report.pdf.go_to_page(8)
    await until(lambda: 8 in detail.report.pdf.visible and _is_drawn(detail))
    assert desk.services.reports.viewer_pid not in (None, first)
    assert detail.report.faces.is_content_shown()
