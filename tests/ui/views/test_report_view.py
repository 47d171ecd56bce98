"""The report tab over a real vault and worker: its faces, fetching, other cases, hostile files, and without a network."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from console.domain.errors import ProviderFailed, ReportUnreadable
from console.domain.events import ReportStored
from console.domain.next_action import Action
from console.providers.contract import FetchedReport
from console.ui.toolkit.badges import Badge
from console.ui.views.detail_view import DetailView
from tests.support.desk import Desk, open_desk
from tests.support.desk_tab import CTRL, SHIFT, fill_disk, fill_log, open_detail, press, show
from tests.support.hostile_pdfs import HOSTILE
from tests.support.report_tab import (
    PAGES,
    build_chapters,
    decide,
    fetch,
    find_listed,
    is_drawn,
    keep_report,
    open_tab,
    search,
)
from tests.support.simulator import Simulator
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton


def _face_button(detail: DetailView) -> QPushButton:
    return detail.report.faces.face_button


@pytest.mark.parametrize("provider", ["iron", "proofme"])
async def test_no_report_says_why_and_offers_our_dossier_instead(
    desk: Desk, detail: DetailView, provider: str
) -> None:
    key = await decide(desk, provider)
    await open_tab(detail, key)
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
    key = await decide(desk, provider) if provider == "checkout" else await find_listed(desk, provider)
    await open_tab(detail, key)
    await until(lambda: detail.report.faces.face.title == "Not fetched yet")
    qtbot.mouseClick(_face_button(detail), _LEFT)
    assert detail.report.faces.face.title.startswith("Fetching")
    await until(lambda: is_drawn(detail))
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
    key = await decide(desk, "checkout")
    await open_tab(detail, key)
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
    await until(lambda: is_drawn(detail))


async def test_a_stored_report_opens_without_a_network(
    new_simulator: Callable[..., Simulator], tmp_path: Path, qtbot: QtBot
) -> None:
    simulator = new_simulator(customers=20)
    async with open_desk(simulator, tmp_path / "profile") as desk:
        async with open_detail(desk) as first:
            key = await decide(desk, "checkout")
            await fetch(first, key, qtbot)
        simulator.stop()
        async with open_detail(desk) as second:
            await open_tab(second, key)
            await until(lambda: is_drawn(second))
            found = await search(second, "Ada Muster", qtbot)
            assert found.startswith("page 1")


async def test_a_damaged_file_is_a_sentence_and_can_be_fetched_again(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    key = await decide(desk, "checkout")
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
    await open_tab(detail, key)
    await until(lambda: detail.report.faces.face.action == "Fetch it again")
    assert "damaged" in detail.report.faces.face.title
    qtbot.mouseClick(_face_button(detail), _LEFT)
    await until(lambda: is_drawn(detail))


async def test_another_case_lets_the_document_go(desk: Desk, detail: DetailView, qtbot: QtBot) -> None:
    key = await decide(desk, "checkout")
    await fetch(detail, key, qtbot)
    opened = detail.report.opened
    assert opened is not None
    await open_tab(detail, await decide(desk, "iron"))
    assert detail.report.opened is None
    assert detail.report.pdf.held_pages == ()
    async with asyncio.timeout(20):
        with pytest.raises(ReportUnreadable):
            while True:
                await opened.text(0)
    await open_tab(detail, key)
    await until(lambda: is_drawn(detail))


async def test_a_report_still_on_its_way_never_lands_on_another_case(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    asked, other = await decide(desk, "checkout"), await decide(desk, "iron")
    await open_tab(detail, asked)
    rule = {"provider": "checkout", "path": "*pdf-report*", "action": "delay", "seconds": 0.4, "times": 1}
    with desk.simulator.faults(rule):
        qtbot.mouseClick(detail.header.button(Action.FETCH_REPORT), _LEFT)
        await open_tab(detail, other)
        await desk.wait_for(lambda event: event == ReportStored(asked))
    assert detail.report.faces.face.title == "No report"
    assert detail.report.opened is None
    await open_tab(detail, asked)
    await until(lambda: is_drawn(detail))
    failing = await decide(desk, "checkout")
    await open_tab(detail, failing)
    with desk.simulator.faults({"provider": "checkout", "action": "status", "status": 503}):
        qtbot.mouseClick(detail.header.button(Action.FETCH_REPORT), _LEFT)
        await open_tab(detail, other)
        with pytest.raises(ProviderFailed):
            await desk.services.reports.fetch(failing)
    assert detail.report.faces.face.title == "No report"


async def test_a_document_is_opened_only_while_its_tab_is_shown(desk: Desk, detail: DetailView) -> None:
    key = await decide(desk, "checkout")
    await desk.services.reports.fetch(key)
    detail.show_case(key)
    await until(lambda: detail.case is not None)
    assert detail.report.opened is None
    case = await desk.services.cases.load_case(key)
    assert "report_opened" not in {event.kind for event in case.stored.events}
    detail.select_tab("report")
    await until(lambda: is_drawn(detail))


@pytest.mark.parametrize("name", ["bomb in a page", "page tree that holds itself", "script", "encrypted"])
async def test_a_hostile_report_never_takes_the_window_along(
    desk: Desk, detail: DetailView, name: str
) -> None:
    key = await decide(desk, "checkout")
    await desk.services.reports.keep(key, FetchedReport(HOSTILE[name], "https://example.com/report", ""))
    await open_tab(detail, key)
    report = detail.report
    await until(lambda: bool(report.faces.face.title) or (report.opened is not None and report.pdf.is_drawn))
    if report.faces.face.title:
        assert report.faces.face.text.endswith(".")
    await keep_report(desk, detail)
    assert report.pdf.page_count == PAGES


@pytest.mark.skipif(sys.platform == "win32", reason="a signal is sent")
async def test_a_viewer_that_dies_is_started_again_under_the_open_report(
    desk: Desk, detail: DetailView
) -> None:
    await keep_report(desk, detail)
    first = desk.services.reports.viewer_pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    detail.report.pdf.go_to_page(8)
    await until(lambda: 8 in detail.report.pdf.visible and is_drawn(detail))
    assert desk.services.reports.viewer_pid not in (None, first)
    assert detail.report.faces.is_content_shown()


async def test_a_report_nobody_can_write_down_is_not_left_on_the_screen(
    desk: Desk, detail: DetailView
) -> None:
    key = await decide(desk, "checkout")
    fetched = FetchedReport(build_chapters(), "https://example.com/report", "")
    report = await desk.services.reports.keep(key, fetched)
    await show(detail, key)
    await asyncio.to_thread(fill_log, desk.console.store)
    detail.select_tab("report")
    await until(lambda: "disk is full" in detail.report.faces.face.title.lower())
    assert detail.report.opened is None
    with pytest.raises(ReportUnreadable):
        await desk.console._worker.text(report.object_id, 0)
    fill_disk(desk.console.store, full=False)
    detail.select_tab("overview")
    detail.select_tab("report")
    await until(lambda: is_drawn(detail))


async def test_in_a_small_pane_the_page_has_most_of_the_height(
    desk: Desk, detail: DetailView, qtbot: QtBot
) -> None:
    # What is left beside the list in a window of 1100 x 700.
    detail.resize(420, 602)
    await keep_report(desk, detail)
    header, pdf = detail.header, detail.report.pdf
    await until(lambda: pdf.viewport().height() >= 0.68 * detail.height())
    assert header.is_folded
    assert not header.more_button.isVisible()
    # Whose it is, and that it is no live one, is read all the same.
    told = [label.text() for label in header.findChildren(QLabel) if label.isVisible()]
    assert "Checkout.com" in told
    badges = [badge.accessibleName() for badge in header.findChildren(Badge) if badge.isVisible()]
    assert len(badges) == 2
    assert "SIMULATOR" in [badge.upper() for badge in badges]
    qtbot.mouseClick(header.unfold_button, _LEFT)
    assert header.more_button.isVisible()
    qtbot.mouseClick(header.unfold_button, _LEFT)
    press(pdf, Qt.Key.Key_F, CTRL)
    assert detail.report.bar.search_field.hasFocus()
    await until(lambda: 0.6 * detail.height() <= pdf.viewport().height() < 0.68 * detail.height())
    press(detail.report.bar.search_field, Qt.Key.Key_Escape)
    await until(lambda: pdf.viewport().height() >= 0.68 * detail.height())
    # A menu of the head opens where the head does.
    press(detail, Qt.Key.Key_M, CTRL | SHIFT)
    menus = header.unfold_button.findChildren
    await until(lambda: any(menu.isVisible() for menu in menus(QMenu)))
    next(menu for menu in menus(QMenu) if menu.isVisible()).close()
    detail.select_tab("overview")
    assert header.more_button.isVisible()
    assert not header.unfold_button.isVisible()
    detail.select_tab("report")
    detail.resize(420, 860)
    assert not header.is_folded
