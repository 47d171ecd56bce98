"""Two records linked by hand with real keys and mouse: searched, compared, confirmed, undone, erased; told apart too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.domain.keys import VerificationKey
from console.domain.people import CustomerKey
from console.domain.timeline import EventSource
from console.ui.dialogs.link_record_dialog import LinkRecordDialog
from console.ui.dialogs.links_dialog import LinksDialog
from console.ui.toolkit.undo import undo_stack
from console.ui.views.person_view import PersonView
from tests.support.desk import Desk
from tests.support.desk_tab import click, find_dialog
from tests.support.people import Told, to_snapshot
from tests.support.simulator import Simulator, start_simulator
from tests.support.stores import NOON
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton
# Nothing in common by which the program could suggest them.
ZOE = Told(1, "Zoë van der Berg", "zoe@mail.example", "ref-1")
OTHER = Told(2, "Otto Maier", "zp@post.example", "ref-2")
THIRD = Told(3, "山田 太郎", "taro@post.example", "ref-3")


@pytest.fixture(scope="module")
def quiet_simulator() -> Iterator[Simulator]:
    """A simulator in which nobody is."""
    with start_simulator(customers=0, seed=7, speed=0) as started:
        yield started


@pytest.fixture
async def people(desk: Desk) -> tuple[CustomerKey, CustomerKey, CustomerKey]:
    """Three records at two accounts."""
    iron, idenfy = desk.account("iron"), desk.account("idenfy")
    for account, told in ((iron, (ZOE,)), (idenfy, (OTHER, THIRD))):
        snapshots = [to_snapshot(each) for each in told]
        await desk.console.store.write(
            lambda work, account=account, snapshots=snapshots: work.record_snapshots(
                account.id, snapshots, EventSource.POLL, NOON
            )
        )
    return ZOE.at(iron.id), OTHER.at(idenfy.id), THIRD.at(idenfy.id)


@pytest.fixture
async def view(desk: Desk, people: tuple[CustomerKey, ...]) -> AsyncIterator[PersonView]:
    """Zoë's page."""
    window = QWidget()
    column = QVBoxLayout(window)
    made = PersonView(desk.services, window)
    column.addWidget(made)
    window.resize(480, 760)
    window.show()
    window.activateWindow()
    await until(window.isActiveWindow)
    made.show_customer(people[0].account_id, people[0].id)
    await until(lambda: made.person is not None)
    yield made
    window.hide()
    window.deleteLater()
    await asyncio.sleep(0)


def _found(dialog: LinkRecordDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


async def _type(dialog: LinkRecordDialog, text: str) -> None:
    """What a person types who has the keyboard in the field, then waits for what is found."""
    dialog.search.setFocus()
    dialog.search.selectAll()
    QTest.keyClicks(dialog.search, text)
    await until(lambda: dialog.is_ready)


async def _link(view: PersonView, text: str) -> LinkRecordDialog:
    """Open the dialog, search, and bring both records side by side by keys alone."""
    click(view.header.link_button)
    dialog = await find_dialog(LinkRecordDialog, view)
    await _type(dialog, text)
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    await until(lambda: dialog.pair is not None)
    return dialog


async def test_a_record_is_searched_compared_linked_and_that_is_undone(
    desk: Desk, view: PersonView, people: tuple[CustomerKey, ...]
) -> None:
    assert view.person is not None and view.person.suggestions == ()
    dialog = await _link(view, "zp@post")
    assert len(_found(dialog)) == 1
    assert dialog.pair is not None
    assert dialog.pair.title.text().startswith("Chosen by hand")
    await until(dialog.pair.hasFocus)
    # The names have nothing in common, so it is asked once more.
    click(dialog.pair.confirm_button)
    await until(lambda: bool(dialog.findChildren(QMessageBox)))
    [box] = dialog.findChildren(QMessageBox)
    assert "Names differ" in box.informativeText()
    [yes] = [button for button in box.buttons() if button.text() == "Same person"]
    QTest.mouseClick(yes, _LEFT)
    await until(lambda: view.person is not None and len(view.person.linked) == 1)
    assert view.person.linked[0].record.key == people[1]
    [entry] = [each for each in desk.console.store.read.load_audit() if each.action == "person_linked"]
    assert entry.who == desk.services.persons.working
    assert ZOE.name not in entry.subject + entry.details
    undo_stack(view).undo()
    await until(lambda: view.person is not None and view.person.linked == ())
    assert [each.action for each in desk.console.store.read.load_audit()][-1] == "person_unlinked"


async def test_only_records_that_can_be_linked_are_offered(
    desk: Desk, view: PersonView, people: tuple[CustomerKey, ...]
) -> None:
    await desk.services.people.link(people[0], people[1])
    click(view.header.link_button)
    dialog = await find_dialog(LinkRecordDialog, view)
    await until(lambda: len(_found(dialog)) == 1)
    assert THIRD.name in _found(dialog)[0]
    assert dialog.choose_button.isEnabled()
    await _type(dialog, "nobody at all")
    assert _found(dialog) == []
    assert "No other record" in dialog.said.text()
    assert not dialog.choose_button.isEnabled()
    QTest.keyClick(dialog.search, Qt.Key.Key_Escape)
    await until(lambda: not dialog.isVisible())


async def test_return_waits_for_what_was_typed_last(view: PersonView) -> None:
    click(view.header.link_button)
    dialog = await find_dialog(LinkRecordDialog, view)
    await until(lambda: len(_found(dialog)) == 2)
    QTest.keyClicks(dialog.search, "taro")
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    await until(lambda: dialog.pair is not None)
    assert dialog.pair is not None
    assert dialog.pair.pair.other.customer.name == THIRD.name
    dialog.reject()


async def test_the_arrows_move_through_what_was_found_while_the_field_is_typed_in(
    desk: Desk, view: PersonView
) -> None:
    click(view.header.link_button)
    dialog = await find_dialog(LinkRecordDialog, view)
    await _type(dialog, "post.example")
    assert len(_found(dialog)) == 2
    QTest.keyClick(dialog.search, Qt.Key.Key_Down)
    chosen = dialog._found[1]
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    await until(lambda: dialog.pair is not None)
    assert dialog.pair is not None
    assert dialog.pair.pair.other.key.id == chosen.customer_id
    dialog.reject()


async def test_told_apart_by_hand_they_are_not_linked_before_that_is_taken_back(
    desk: Desk, view: PersonView, people: tuple[CustomerKey, ...]
) -> None:
    dialog = await _link(view, "taro")
    assert dialog.pair is not None
    dialog.pair.refuse_button.setFocus()
    QTest.keyClick(dialog.pair.refuse_button, Qt.Key.Key_Space)
    await until(lambda: view.person is not None and len(view.person.refusals) == 1)
    again = await _link(view, "taro")
    assert again.pair is not None
    click(again.pair.confirm_button)
    await until(again.problem.isVisible)
    assert "Take that back first" in again.problem.text()
    again.reject()


async def test_erased_at_one_provider_the_link_is_gone_too(
    desk: Desk, view: PersonView, people: tuple[CustomerKey, ...]
) -> None:
    await desk.services.people.link(people[0], people[1])
    await until(lambda: view.person is not None and len(view.person.linked) == 1)
    key = VerificationKey(people[1].account_id, OTHER.verification_id)
    await desk.console._eraser.erase_verification(key)
    await desk.console._eraser.erase_customer(people[1].account_id, people[1].id)
    await until(lambda: view.person is not None and view.person.linked == ())


async def test_both_records_are_chosen_where_no_person_is_open(
    desk: Desk, people: tuple[CustomerKey, ...], host: QWidget, qtbot: QtBot
) -> None:
    links = LinksDialog(desk.services, host)
    links.show()
    await until(lambda: links.is_ready)
    click(links.hand_button)
    dialog = await find_dialog(LinkRecordDialog, links)
    assert "first" in dialog.asked.text()
    await _type(dialog, "zoe@mail")
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    await until(lambda: ZOE.name in dialog.asked.text())
    await _type(dialog, "taro")
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    await until(lambda: dialog.pair is not None)
    assert dialog.pair is not None
    click(dialog.pair.confirm_button)
    await until(links.undo_button.isVisible)
    assert (await desk.services.people.load_person(people[0])).linked[0].record.key == people[2]
    click(links.undo_button)
    await until(links.undo_button.isHidden)
    assert (await desk.services.people.load_person(people[0])).linked == ()
    links.close()
    await asyncio.sleep(0)
