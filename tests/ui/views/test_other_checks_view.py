"""Who else the person behind a case is: in the overview, live, with one click to open, and in the real window."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from console.domain.account import Account
from console.domain.keys import VerificationKey
from console.domain.timeline import EventSource
from console.ui.dialogs.compare_dialog import CompareDialog
from console.ui.toolkit.memory import WindowMemory
from console.ui.views.main_window import MainWindow
from console.ui.views.other_checks_view import OtherChecksView
from tests.support.desk import Desk
from tests.support.people import Told, to_snapshot
from tests.support.simulator import Simulator, start_simulator
from tests.support.stores import NOON
from tests.support.waiting import until
from tests.support.window_of_test import open_window

_LEFT = Qt.MouseButton.LeftButton
MAIL = "zoe@mail.example"
ONE, SAME, THIRD = (Told(n, "Zoë van der Berg", MAIL) for n in (1, 2, 3))


@pytest.fixture(scope="module")
def quiet_simulator() -> Iterator[Simulator]:
    """A simulator in which nobody is, so that every row is one of these tests'."""
    with start_simulator(customers=0, seed=7, speed=0) as started:
        yield started


@pytest.fixture
async def view(desk: Desk) -> AsyncIterator[OtherChecksView]:
    made = OtherChecksView(desk.services)
    made.resize(480, 300)
    yield made
    made.hide()
    made.deleteLater()
    await asyncio.sleep(0)


@pytest.fixture
async def own_window(desk: Desk, memory: WindowMemory) -> AsyncIterator[MainWindow]:
    """The window over a profile of records of this test's own."""
    async with open_window(desk.services, memory, "verifications") as made:
        yield made


async def _tell(desk: Desk, provider: str, told: Told) -> Account:
    account = desk.account(provider)
    snapshot = to_snapshot(told)
    await desk.console.store.write(
        lambda work: work.record_snapshots(account.id, [snapshot], EventSource.POLL, NOON)
    )
    return account


async def test_nothing_is_shown_of_somebody_who_is_alone(desk: Desk, view: OtherChecksView) -> None:
    iron = await _tell(desk, "iron", ONE)
    ready = asyncio.Event()
    view.ready.connect(ready.set)
    view.show_case(ONE.check_at(iron.id))
    await ready.wait()
    assert view.isHidden()


async def test_a_hint_says_that_suggestions_wait_and_goes_with_them(
    desk: Desk, view: OtherChecksView
) -> None:
    iron = await _tell(desk, "iron", ONE)
    checkout = await _tell(desk, "checkout", SAME)
    view.show_case(ONE.check_at(iron.id))
    await until(lambda: not view.isHidden())
    assert view.hint.text().startswith("1 record elsewhere may be the same person's.")
    assert view.compare_button.isHidden()
    await desk.services.people.link(ONE.at(iron.id), SAME.at(checkout.id))
    await until(lambda: SAME.check_at(checkout.id) in view.rows.buttons)
    assert view.hint.isHidden()
    assert not view.compare_button.isHidden()
    await desk.services.people.unlink(SAME.at(checkout.id))
    await until(view.isHidden)


async def test_compare_with_offers_every_other_verification_and_all_of_them(
    desk: Desk, view: OtherChecksView, qtbot: QtBot
) -> None:
    iron = await _tell(desk, "iron", ONE)
    checkout = await _tell(desk, "checkout", SAME)
    proofme = await _tell(desk, "proofme", THIRD)
    await desk.services.people.link(ONE.at(iron.id), SAME.at(checkout.id))
    await desk.services.people.link(ONE.at(iron.id), THIRD.at(proofme.id))
    view.show()
    view.show_case(ONE.check_at(iron.id))
    await until(lambda: len(view.rows.buttons) == 2)
    qtbot.mouseClick(view.compare_button, _LEFT)
    await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    titles = [action.text() for action in menu.actions()]
    assert titles[0].startswith("Checkout.com simulator  ·  Approved")
    assert titles[-1] == "All 3"
    [everything] = [action for action in menu.actions() if action.text() == "All 3"]
    menu.close()
    everything.trigger()
    await until(lambda: isinstance(QApplication.activeModalWidget(), CompareDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CompareDialog)
    await until(lambda: dialog.is_ready)
    assert len(dialog.compare.model.comparison.sides) == 3
    dialog.reject()
    await until(lambda: QApplication.activeModalWidget() is None)


async def test_from_the_case_to_the_person_to_another_case_in_the_window(
    desk: Desk, own_window: MainWindow, qtbot: QtBot
) -> None:
    iron = await _tell(desk, "iron", ONE)
    checkout = await _tell(desk, "checkout", SAME)
    pane = own_window.desk.detail_pane
    own_window.open_case(ONE.check_at(iron.id))
    await until(lambda: pane.is_ready)
    assert pane.detail is not None
    others = pane.detail.overview.others
    await until(others.isVisible)
    qtbot.mouseClick(others.person_button, _LEFT)
    await until(lambda: pane.customer == (iron.id, ONE.customer_id) and pane.is_ready)
    assert pane.person is not None
    [card] = pane.person.page.suggestions
    qtbot.mouseClick(card.confirm_button, _LEFT)
    rows = pane.person.page
    await until(lambda: rows.checks is not None and SAME.check_at(checkout.id) in rows.checks.buttons)
    assert rows.checks is not None
    qtbot.mouseClick(rows.checks.buttons[SAME.check_at(checkout.id)], _LEFT)
    await until(lambda: pane.key == SAME.check_at(checkout.id) and pane.is_ready)
    assert pane.customer is None
    key: VerificationKey = ONE.check_at(iron.id)
    await until(lambda: key in others.rows.buttons)
    qtbot.mouseClick(others.rows.buttons[key], _LEFT)
    await until(lambda: pane.key == key and pane.is_ready)


async def test_a_customers_row_opens_their_page_and_the_list_of_links_does_too(
    desk: Desk, own_window: MainWindow, qtbot: QtBot
) -> None:
    iron = await _tell(desk, "iron", ONE)
    await _tell(desk, "checkout", SAME)
    own_window.show_view("customers")
    shown = own_window.desk.current_list
    assert shown is not None
    await until(lambda: shown.is_ready and shown.model.rowCount() == 2)
    shown.table.setFocus()
    shown.table.select_number(0)
    qtbot.keyClick(shown.table, Qt.Key.Key_Return)
    pane = own_window.desk.detail_pane
    await until(lambda: pane.customer is not None and pane.is_ready)
    assert pane.person is not None
    await until(lambda: pane.person is not None and pane.person.header.new_button.hasFocus())
    control_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(own_window, Qt.Key.Key_P, control_shift)
    links = own_window.actions_of_window.links
    assert links is not None
    await until(lambda: len(links.cards) == 1)
    own_window.show_view("verifications")
    qtbot.mouseClick(links.cards[0].show_button, _LEFT)
    await until(lambda: pane.customer == (iron.id, ONE.customer_id) and pane.is_ready)
    assert own_window.shown_view == "customers"
    await until(lambda: shown.table.selected_key == (iron.id, ONE.customer_id))
    links.close()
    await until(lambda: own_window.actions_of_window.links is None)
