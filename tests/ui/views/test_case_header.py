"""The head of a case: what a button costs is read before it is pressed."""

from __future__ import annotations

import asyncio
import html
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.domain.next_action import Action, Permission, find_offer
from console.ui.views.detail_overview_view import DetailOverviewView
from console.ui.widgets.case_header_widget import CaseHeaderWidget
from tests.support.desk import Desk, open_desk
from tests.support.desk_tab import open_detail, press, show
from tests.support.simulator import Simulator
from tests.support.waiting import until


@pytest.fixture
async def desk(quiet_simulator: Simulator, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(quiet_simulator, tmp_path / "profile") as opened:
        yield opened


@pytest.fixture
async def header() -> AsyncIterator[CaseHeaderWidget]:
    host = QWidget()
    yield CaseHeaderWidget(host)
    host.deleteLater()
    await asyncio.sleep(0)


async def test_what_a_second_verification_would_cost_stands_in_the_open(
    desk: Desk, header: CaseHeaderWidget
) -> None:
    case = await desk.services.cases.load_case(await desk.create("iron"))
    offer = find_offer(case.offers, Action.NEW_VERIFICATION)
    assert offer.permission is Permission.ALLOWED_WITH_LOSS
    header.show_case(case)
    assert f"New verification: {offer.consequence}" in header.why_not
    assert header.button(Action.NEW_VERIFICATION).isEnabled()


async def test_what_a_status_means_is_told_where_it_stands(desk: Desk, header: CaseHeaderWidget) -> None:
    told = {}
    for provider in ("checkout", "proofme"):
        header.show_case(await desk.services.cases.load_case(await desk.create(provider)))
        [status] = [label for label in header.findChildren(QLabel) if label.text().startswith("raw: ")]
        told[provider] = (html.unescape(status.toolTip()), status.accessibleDescription())
    assert "customer has not begun" in told["checkout"][0]
    assert "customer has not begun" in told["checkout"][1]
    assert told["proofme"] == ("", "")


async def test_what_became_of_an_attempt_is_told_beside_its_status(
    desk: Desk, header: CaseHeaderWidget, qtbot: QtBot
) -> None:
    key = await desk.create("checkout")
    await asyncio.to_thread(desk.journey, key, "abort")
    await desk.services.cases.refresh(key)
    overview = DetailOverviewView(desk.services)
    qtbot.addWidget(overview)
    overview.show_case(await desk.services.cases.load_case(key))
    shown = [label.text() for label in overview.findChildren(QLabel)]
    assert "Attempt 1: capture_aborted (the customer left before the end)" in shown


async def test_beside_a_list_in_a_low_window_the_tabs_have_most_of_the_pane(desk: Desk) -> None:
    async with open_detail(desk) as detail:
        # What a window of 1100 x 700 leaves beside its list.
        detail.resize(420, 602)
        await show(detail, await desk.create("iron"), "overview")
        reasons = detail.header.reasons
        await until(reasons.toggle.isVisible)
        assert len(reasons.text.splitlines()) >= 2
        await until(lambda: detail.tabs.height() >= 0.6 * detail.height())
        for button in detail.header.findChildren(QPushButton):
            if button.isVisible():
                assert button.width() >= button.minimumSizeHint().width(), button.accessibleName()
        reasons.toggle.setFocus()
        press(reasons.toggle, Qt.Key.Key_Space)
        assert reasons.is_open
        shown = {label.text() for label in reasons.findChildren(QLabel) if label.isVisible()}
        assert any(all(reason in text for reason in reasons.text.splitlines()) for text in shown)
        press(reasons.toggle, Qt.Key.Key_Space)
        await until(lambda: detail.tabs.height() >= 0.6 * detail.height())
        assert reasons.toggle.accessibleName().startswith("Show why")
        assert reasons.text.splitlines()[0] in reasons.toggle.accessibleDescription()


async def test_a_button_that_is_off_says_why_by_itself(desk: Desk, header: CaseHeaderWidget) -> None:
    case = await desk.services.cases.load_case(await desk.create("iron"))
    header.show_case(case)
    report = header.button(Action.FETCH_REPORT)
    assert not report.isEnabled()
    assert report.accessibleDescription() == find_offer(case.offers, Action.FETCH_REPORT).reason
