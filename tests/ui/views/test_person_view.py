"""The page of a person with real mouse and keys: suggestions, links and their undo, verifications, what can be made."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QMessageBox, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.domain.account import Account
from console.domain.customer import Customer, CustomerId
from console.domain.keys import VerificationKey
from console.domain.phase import Phase
from console.domain.timeline import EventSource
from console.domain.verification import KnownRecord
from console.ui.dialogs.compare_dialog import CompareDialog
from console.ui.dialogs.create_dialog import CreateDialog
from console.ui.toolkit.look import Look
from console.ui.toolkit.text import ElidedLabel
from console.ui.toolkit.theme import ThemeName
from console.ui.toolkit.undo import undo_stack
from console.ui.views.person_view import PersonView
from tests.support.desk import Desk
from tests.support.people import Told, to_snapshot
from tests.support.stores import NOON
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton
MAIL = "zoe@mail.example"
ZOE = Told(1, "Zoë van der Berg", MAIL)
SAME = Told(2, "BERG ZOE VAN DER", MAIL, birth_date="1990-05-17")
OTHER = Told(3, "Zoe Smith", MAIL, phase=Phase.DECLINED)
NAMES = (
    "Zoë van der Berg",
    "Юлія Ґалаґан",
    "Ελένη Παπαδοπούλου",
    "山田 太郎",
    "김 민준",
    "محمد علي",
    "דוד לוי",
    "अनिल कुमार",
    "\N{FAMILY} " + "Maximiliane " * 40,
    "Wolfeschlegelsteinhausenbergerdorff" * 14,
)


@pytest.fixture
async def window(desk: Desk) -> AsyncIterator[QWidget]:
    """A window with the page in it, as narrow as the pane beside a list may be."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(PersonView(desk.services, made))
    made.resize(480, 760)
    made.show()
    made.activateWindow()
    await until(made.isActiveWindow)
    yield made
    made.hide()
    made.deleteLater()
    await asyncio.sleep(0)


@pytest.fixture
def view(window: QWidget) -> PersonView:
    found = window.findChild(PersonView)
    assert found is not None
    return found


async def _tell(desk: Desk, provider: str, *people: Told) -> Account:
    account = desk.account(provider)
    snapshots = [to_snapshot(told) for told in people]
    await desk.console.store.write(
        lambda work: work.record_snapshots(account.id, snapshots, EventSource.POLL, NOON)
    )
    return account


async def _show(view: PersonView, account: Account, told: Told) -> None:
    view.show_customer(account.id, told.customer_id)
    await until(lambda: view.person is not None and view.person.record.key == told.at(account.id))


def _texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


def _click(qtbot: QtBot, button: QPushButton) -> None:
    assert button.isEnabled()
    qtbot.mouseClick(button, _LEFT)


async def test_a_suggestion_is_confirmed_by_a_click_and_taken_back_by_a_key(
    desk: Desk, window: QWidget, view: PersonView, qtbot: QtBot
) -> None:
    iron = await _tell(desk, "iron", ZOE)
    await _tell(desk, "checkout", SAME)
    await _show(view, iron, ZOE)
    [card] = view.page.suggestions
    assert card.texts[0] == "Possible match. Both have the same e-mail address."
    _click(qtbot, card.confirm_button)
    await until(lambda: len(view.page.linked) == 1)
    assert view.page.suggestions == []
    assert "BERG ZOE VAN DER" in view.header.names
    assert view.page.checks is not None
    assert len(view.page.checks.buttons) == 2
    assert undo_stack(view).bar.text == "Linked with BERG ZOE VAN DER at Checkout.com simulator."
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: len(view.page.suggestions) == 1)
    assert view.page.linked == []


async def test_a_suggestion_is_refused_with_the_keyboard_and_the_refusal_taken_back(
    desk: Desk, view: PersonView, qtbot: QtBot
) -> None:
    iron = await _tell(desk, "iron", ZOE)
    await _tell(desk, "checkout", SAME)
    await _show(view, iron, ZOE)
    button = view.page.suggestions[0].refuse_button
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    await until(lambda: len(view.page.refusals) == 1)
    assert view.page.suggestions == []
    assert any(text.startswith("Told apart by ") for text in view.page.refusals[0].texts)
    # A later look of the provider brings the suggestion back no more.
    await _tell(desk, "checkout", replace(SAME, reference="ref-9"))
    view.show_customer(iron.id, ZOE.customer_id)
    _click(qtbot, view.page.refusals[0].take_back_button)
    await until(lambda: len(view.page.suggestions) == 1)
    assert view.page.refusals == []


async def test_conflicts_stand_beside_each_other_and_are_asked_about(
    desk: Desk, view: PersonView, qtbot: QtBot
) -> None:
    iron = await _tell(desk, "iron", ZOE)
    await _tell(desk, "idenfy", OTHER)
    await _show(view, iron, ZOE)
    [card] = view.page.suggestions
    told = "\n".join(card.texts)
    assert "Names differ: Zoë van der Berg here, Zoe Smith there." in told
    assert "Verdicts contradict: Approved here, Declined there." in told
    _click(qtbot, card.confirm_button)
    await until(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    assert "Names differ" in box.informativeText()
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    await until(lambda: QApplication.activeModalWidget() is None)
    assert len(view.page.suggestions) == 1
    _click(qtbot, card.confirm_button)
    await until(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    again = QApplication.activeModalWidget()
    assert isinstance(again, QMessageBox)
    [same] = [button for button in again.buttons() if button.text() == "Same person"]
    qtbot.mouseClick(same, _LEFT)
    await until(lambda: len(view.page.linked) == 1)
    # What the linked records tell differently stays in sight.
    assert any("Names differ" in text for text in view.page.linked[0].texts)


async def test_a_linked_record_is_unlinked_and_that_is_undone_by_the_bar(
    desk: Desk, view: PersonView, qtbot: QtBot
) -> None:
    iron = await _tell(desk, "iron", ZOE)
    checkout = await _tell(desk, "checkout", SAME)
    await desk.services.people.link(ZOE.at(iron.id), SAME.at(checkout.id))
    await _show(view, iron, ZOE)
    _click(qtbot, view.page.linked[0].unlink_button)
    await until(lambda: view.page.linked == [] and len(view.page.refusals) == 1)
    await until(lambda: undo_stack(view).bar.text != "")
    _click(qtbot, undo_stack(view).bar.button)
    await until(lambda: len(view.page.linked) == 1)
    assert view.page.refusals == []


async def test_every_verification_opens_by_its_row(desk: Desk, view: PersonView, qtbot: QtBot) -> None:
    iron = await _tell(desk, "iron", ZOE)
    checkout = await _tell(desk, "checkout", SAME)
    await desk.services.people.link(ZOE.at(iron.id), SAME.at(checkout.id))
    await _show(view, iron, ZOE)
    opened: list[VerificationKey] = []
    view.case_requested.connect(opened.append)
    assert view.page.checks is not None
    for button in view.page.checks.buttons.values():
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_Space)
    assert opened == [ZOE.check_at(iron.id), SAME.check_at(checkout.id)]


async def test_a_customer_without_any_verification_has_a_page_that_says_what_to_do(
    desk: Desk, view: PersonView, qtbot: QtBot
) -> None:
    account = desk.account("checkout")
    customer = Customer(CustomerId("lonely"), "Ann Lonely", MAIL)
    await desk.console.store.write(lambda work: work.add_known(account.id, [KnownRecord(None, customer)]))
    view.show_customer(account.id, customer.id)
    await until(lambda: view.person is not None)
    assert any(text.startswith("No verification yet.") for text in _texts(view.page))
    assert not view.header.compare_button.isEnabled()
    _click(qtbot, view.header.new_button)
    await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    titles = [action.text() for action in menu.actions()]
    assert titles[:2] == ["New verification at", "Checkout.com simulator"]
    assert "Iron simulator (no record there yet)" in titles
    [entry] = [action for action in menu.actions() if action.text() == "Checkout.com simulator"]
    menu.close()
    entry.trigger()
    await until(lambda: isinstance(QApplication.activeModalWidget(), CreateDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CreateDialog)
    assert any("Ann Lonely" in text for text in _texts(dialog))
    dialog.reject()
    await until(lambda: QApplication.activeModalWidget() is None)


async def test_where_the_person_has_no_record_the_form_knows_their_name_already(
    desk: Desk, view: PersonView, qtbot: QtBot
) -> None:
    iron = await _tell(desk, "iron", ZOE)
    await _show(view, iron, ZOE)
    _click(qtbot, view.header.new_button)
    await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    [entry] = [each for each in menu.actions() if each.text().startswith("Proofme simulator")]
    menu.close()
    entry.trigger()
    await until(lambda: isinstance(QApplication.activeModalWidget(), CreateDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CreateDialog)
    assert (dialog.form.values()["name"], dialog.form.values()["email"]) == (ZOE.name, ZOE.email)
    assert dialog.head.account == desk.account("proofme")
    dialog.reject()
    await until(lambda: QApplication.activeModalWidget() is None)


async def test_the_verifications_of_a_person_are_compared_from_the_page(
    desk: Desk, view: PersonView, qtbot: QtBot
) -> None:
    iron = await _tell(desk, "iron", ZOE)
    checkout = await _tell(desk, "checkout", SAME)
    await _show(view, iron, ZOE)
    _click(qtbot, view.page.suggestions[0].compare_button)
    await until(lambda: isinstance(QApplication.activeModalWidget(), CompareDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CompareDialog)
    await until(lambda: dialog.is_ready)
    keys = [side.key for side in dialog.compare.model.comparison.sides]
    assert keys == [ZOE.check_at(iron.id), SAME.check_at(checkout.id)]
    opened: list[VerificationKey] = []
    view.case_requested.connect(opened.append)
    table = dialog.compare.table
    table.setCurrentIndex(dialog.compare.model.index(0, 2))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    await until(lambda: QApplication.activeModalWidget() is None)
    assert opened == [SAME.check_at(checkout.id)]


async def test_a_look_that_tells_nothing_new_moves_nothing_under_the_readers_eyes(
    desk: Desk, view: PersonView
) -> None:
    iron = await _tell(desk, "iron", ZOE)
    await _tell(desk, "checkout", SAME)
    await _show(view, iron, ZOE)
    [card] = view.page.suggestions
    card.refuse_button.setFocus()
    await _tell(desk, "iron", ZOE)
    view.show_customer(iron.id, ZOE.customer_id)
    asked = asyncio.Event()
    view.ready.connect(asked.set)
    await asked.wait()
    assert view.page.suggestions == [card]
    assert card.refuse_button.hasFocus()


async def test_a_customer_who_is_gone_is_said_so(desk: Desk, view: PersonView) -> None:
    view.show_customer(desk.account("iron").id, CustomerId("nobody"))
    await until(lambda: view.faces.face.text != "")
    assert "not in this profile" in view.faces.face.text


@pytest.mark.parametrize("theme", list(ThemeName))
async def test_names_of_every_script_fit_a_narrow_pane(
    desk: Desk, window: QWidget, view: PersonView, look: Look, theme: ThemeName
) -> None:
    look.set_theme(theme)
    people = [
        Told(10 + number, name, MAIL, f"ref-{number}", "1990-05-17") for number, name in enumerate(NAMES)
    ]
    iron = await _tell(desk, "iron", *people)
    await _show(view, iron, people[0])
    assert len(view.page.suggestions) == len(NAMES) - 1
    told = "\n".join(text for card in view.page.suggestions for text in card.texts)
    for name in NAMES[1:-2]:
        assert name in told
    window.resize(340, 760)
    await asyncio.sleep(0)
    page = view.page.widget()
    assert page is not None
    # However old they are by the day this runs: an age is "2 min ago" or a whole date.
    for age in page.findChildren(ElidedLabel):
        age.setText("2026-11-21, a long while ago")
    assert page.minimumSizeHint().width() <= view.page.viewport().width()
    for card in view.page.suggestions:
        for button in card.findChildren(QPushButton):
            assert button.accessibleName()


async def test_of_very_many_verifications_the_newest_stand_there_until_all_are_asked_for(
    desk: Desk, view: PersonView, qtbot: QtBot
) -> None:
    people = [replace(to_snapshot(Told(100 + number, "Ann Lee")), customer=None) for number in range(60)]
    owner = CustomerId("busy")
    snapshots = [replace(each, verification=replace(each.verification, customer_id=owner)) for each in people]
    account = desk.account("checkout")
    await desk.console.store.write(
        lambda work: work.record_snapshots(account.id, snapshots, EventSource.POLL, NOON)
    )
    view.show_customer(account.id, owner)
    await until(lambda: view.person is not None)
    rows, button = view.page.checks, view.page.all_button
    assert rows is not None
    assert button is not None
    assert len(rows.buttons) == 40
    assert button.text() == "Show all 60"
    _click(qtbot, button)
    assert len(rows.buttons) == 60
    assert button.isHidden()


async def test_opening_a_page_is_logged_once_by_ids_only(desk: Desk, view: PersonView) -> None:
    iron = await _tell(desk, "iron", ZOE)
    await _show(view, iron, ZOE)
    await _tell(desk, "iron", replace(ZOE, reference="ref-9"))
    view.show_customer(iron.id, ZOE.customer_id)
    subject = f"customer {iron.id}/{ZOE.customer_id}"

    def entries() -> list[str]:
        return [each.details for each in desk.console.store.read.load_audit() if each.subject == subject]

    await until(lambda: "reference ref-9" in "\n".join(_texts(view.page)))
    await until(entries)
    assert entries() == [""]


async def test_who_was_quicker_elsewhere_wins_and_the_page_says_so(
    desk: Desk, view: PersonView, qtbot: QtBot
) -> None:
    iron = await _tell(desk, "iron", ZOE)
    checkout = await _tell(desk, "checkout", SAME)
    await _show(view, iron, ZOE)
    # Another program on the same profile: no event of it reaches this window.
    keys = (ZOE.at(iron.id), SAME.at(checkout.id))
    await desk.console.store.write(lambda work: work.refuse_link(*keys))
    _click(qtbot, view.page.suggestions[0].confirm_button)
    await until(lambda: view.faces.banner.text != "")
    assert "Somebody said that two of these records are not the same person" in view.faces.banner.text
    assert view.faces.is_content_shown()
    view.faces.banner.button.click()
    await until(lambda: len(view.page.refusals) == 1)
    assert view.faces.banner.text == ""
