"""Settings and the window that says why there is none."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from pysequoia import Tsk
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from console.bootstrap import OpenConsole
from console.domain.account import AccountId
from console.domain.errors import KeyringUnavailable
from console.domain.keys import VerificationId
from console.domain.listing import ListQuery
from console.domain.outbox import CreateIntent
from console.domain.webhook import KeptDelivery
from console.services.creation import Outcome
from console.ui.dialogs.account_edit_dialog import AccountEditDialog
from console.ui.dialogs.kept_deliveries_dialog import KeptDeliveriesDialog
from console.ui.dialogs.operation_dialog import OperationDialog
from console.ui.toolkit.memory import WindowMemory
from console.ui.views.account_card_view import AccountCardView
from console.ui.views.first_run_view import FirstRunView
from console.ui.views.main_window import MainWindow
from console.ui.views.start_failed_window import StartFailedWindow
from console.ui.widgets.account_fields_widget import BASE_URL, NAME
from tests.support.simulator import Simulator
from tests.support.waiting import until


def _card(window: MainWindow, provider: str) -> AccountCardView:
    return next(card for card in window.settings().cards if card.account.provider == provider)


async def test_an_account_is_tested_from_its_card(
    window: MainWindow, simulator: Simulator, qtbot: QtBot
) -> None:
    window.show_view("settings")
    card = _card(window, "iron")
    qtbot.mouseClick(card.test_button, Qt.MouseButton.LeftButton)
    await until(card.test_button.isEnabled)
    assert "accepts" in card.result
    rule = {"provider": "iron", "method": "*", "path": "*", "times": None, "action": "status", "status": 401}
    with simulator.faults(rule):
        qtbot.mouseClick(card.test_button, Qt.MouseButton.LeftButton)
        await until(card.test_button.isEnabled)
    assert card.result.startswith("Credentials refused.")


async def test_removing_asks_first_and_takes_its_rows_along(
    window: MainWindow, console: OpenConsole, qtbot: QtBot
) -> None:
    window.show_view("settings")

    async def answer(verb: str) -> None:
        qtbot.mouseClick(_card(window, "proofme").remove_button, Qt.MouseButton.LeftButton)
        await until(lambda: window.findChild(QMessageBox))
        box = window.findChild(QMessageBox)
        assert box is not None
        button = next(one for one in box.buttons() if one.text() == verb)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        await until(lambda: window.findChild(QMessageBox) is None)

    await answer("Keep")
    assert len(console.services.accounts.load_accounts()) == 4
    await answer("Remove")
    await until(lambda: len(window.settings().cards) == 3)
    assert {account.provider for account in console.services.accounts.load_accounts()} == {
        "iron",
        "checkout",
        "idenfy",
    }
    window.show_view("verifications")
    shown = window.desk.current_list
    assert shown is not None
    await until(
        lambda: "Proofme" not in [action.text() for action in shown.filters.provider_chip.menu.actions()]
    )
    total = await console.services.lists.count_verifications(ListQuery())
    await until(lambda: shown.model.rowCount() == total)
    assert "Proofme" not in [shown.model.index(row, 1).data() for row in range(total)]


async def test_settings_are_changed_and_an_empty_key_stays(
    window: MainWindow, console: OpenConsole, qtbot: QtBot
) -> None:
    window.show_view("settings")
    qtbot.mouseClick(_card(window, "iron").edit_button, Qt.MouseButton.LeftButton)
    await until(lambda: window.findChild(AccountEditDialog))
    dialog = window.findChild(AccountEditDialog)
    assert dialog is not None
    assert dialog.fields.edit("api_key").text() == ""
    name = dialog.fields.edit(NAME)
    name.selectAll()
    qtbot.keyClicks(name, "Iron of the desk")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    await until(lambda: window.findChild(AccountEditDialog) is None)
    await until(lambda: _card(window, "iron").account.name == "Iron of the desk")
    await console.services.accounts.check_account(_card(window, "iron").account.id)


async def test_an_address_that_is_none_is_told_at_its_field(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("settings")
    qtbot.mouseClick(_card(window, "iron").edit_button, Qt.MouseButton.LeftButton)
    await until(lambda: window.findChild(AccountEditDialog))
    dialog = window.findChild(AccountEditDialog)
    assert dialog is not None
    dialog.fields.edit(BASE_URL).setText("nonsense")
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    await until(lambda: dialog.fields.problem(BASE_URL))
    assert dialog.save_button.isEnabled()


async def test_the_webhook_address_is_shown_and_copied(
    window: MainWindow, console: OpenConsole, qtbot: QtBot
) -> None:
    window.show_view("settings")
    card = _card(window, "idenfy")
    path = console.services.webhooks.path(card.account)
    assert card.webhook_row.value.endswith(path)
    base_url = await console.services.webhooks.start("127.0.0.1", 0)
    card.show_state()
    qtbot.mouseClick(card.webhook_row.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == base_url + path
    await console.services.webhooks.stop()
    await console.services.webhooks.start("127.0.0.1", 0, "https://desk.example/tunnel/")
    card.show_state()
    qtbot.mouseClick(card.webhook_row.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "https://desk.example/tunnel" + path
    await console.services.webhooks.stop()
    assert console.services.webhooks.address(card.account) == ""


async def test_credits_are_counted_on_the_card_where_the_provider_charges_so(
    window: MainWindow, console: OpenConsole
) -> None:
    window.show_view("settings")
    card = _card(window, "idenfy")
    known = await console.services.lists.count_verifications(
        ListQuery(providers=frozenset({card.account.provider}))
    )
    await until(lambda: f"Credits used: {known}, " in card.usage)
    assert " 0 of them were made here" in card.usage
    intent = CreateIntent(console.services.creation.new_reference(), name="Ada Example")
    created = await console.services.creation.create(card.account.id, intent)
    assert created.key is not None, created.reason
    await until(lambda: f"Credits used: {known + 1}, " in card.usage)
    assert " 1 of them were made here" in card.usage
    assert _card(window, "iron").usage == ""


async def test_without_credits_the_person_reads_one_sentence(
    window: MainWindow, console: OpenConsole, simulator: Simulator
) -> None:
    account = _card(window, "idenfy").account
    simulator.control("POST", "/switches/idenfy", {"credits": 0})
    try:
        intent = CreateIntent(console.services.creation.new_reference(), name="Ada Example")
        created = await console.services.creation.create(account.id, intent)
    finally:
        simulator.control("POST", "/switches/idenfy", {"credits": None})
    assert created.outcome is Outcome.REFUSED
    assert created.reason == (
        "This iDenfy account has no credits left, so nothing was made. Buy credits, then try again."
    )
    usage = await console.services.creation.load_usage(account.id)
    assert usage.made_here == 0


async def test_calls_of_an_account_are_made_from_its_card(
    window: MainWindow, simulator: Simulator, qtbot: QtBot
) -> None:
    window.show_view("settings")
    qtbot.mouseClick(_card(window, "iron").more_button, Qt.MouseButton.LeftButton)
    await until(QApplication.activePopupWidget)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    [action] = [each for each in menu.actions() if each.text() == "Find customers …"]
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    await until(lambda: window.findChild(OperationDialog))
    dialog = window.findChild(OperationDialog)
    assert dialog is not None
    qtbot.mouseClick(dialog.send_button, Qt.MouseButton.LeftButton)
    await until(dialog.outcome.isVisible)
    assert dialog.trouble == ""


async def test_a_key_is_loaded_from_a_file(
    window: MainWindow, console: OpenConsole, simulator: Simulator, tmp_path: Path, qtbot: QtBot
) -> None:
    key = tmp_path / "key.asc"
    key.write_text(simulator.account("proofme")["pgp_private_key"], "utf-8")
    window.show_view("settings")
    account_id = _card(window, "proofme").account.id
    await console.services.accounts.save_secret(account_id, "pgp_private_key", "")
    card = _card(window, "proofme")
    await _load_file(card, key, qtbot)
    await until(lambda: "loaded" in card.result)


async def test_cards_fit_a_narrow_window(window: MainWindow) -> None:
    window.resize(640, 700)
    window.show_view("settings")
    card = _card(window, "checkout")
    await until(lambda: card.width() < 600)
    assert card.remove_button.geometry().right() < card.width()


async def test_rows_come_closer_together_and_stay_so(
    window: MainWindow, memory: WindowMemory, qtbot: QtBot
) -> None:
    window.show_view("settings")
    shown = window.desk.list_named("verifications")
    height = shown.table.verticalHeader().defaultSectionSize()
    qtbot.keyClick(window.settings().compact_box, Qt.Key.Key_Space)
    assert shown.table.verticalHeader().defaultSectionSize() < height
    assert memory.text("rows") == "compact"


def test_a_missing_keyring_is_said_where_the_person_looks(qtbot: QtBot) -> None:
    sentence = "No secret store is unlocked. Unlock it and start again."
    window = StartFailedWindow(KeyringUnavailable(sentence))
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.closed):
        qtbot.mouseClick(window.close_button, Qt.MouseButton.LeftButton)
    assert sentence in [label.text() for label in window.findChildren(QLabel)]


def test_a_newcomer_without_a_keyring_meets_the_first_run_page(qtbot: QtBot) -> None:
    sentence = "There is no keyring on this machine. Unlock it and start again."
    window = StartFailedWindow(KeyringUnavailable(sentence), is_new=True)
    qtbot.addWidget(window)
    window.show()
    page = window.findChild(FirstRunView)
    assert page is not None
    assert sentence in page.note
    assert not page.account_button.isEnabled()
    with qtbot.waitSignal(window.simulator_requested):
        qtbot.keyClick(window.simulator_button, Qt.Key.Key_Return)


def test_a_delivery_nobody_could_use_is_shown_as_it_came(qtbot: QtBot) -> None:
    kept = KeptDelivery(
        AccountId("a"),
        VerificationId(""),
        "NEVER_HEARD_OF",
        "1",
        datetime(2026, 11, 21, tzinfo=UTC),
        is_parked=False,
        body=b'{"event": "NEVER_HEARD_OF"}',
    )
    host = QWidget()
    qtbot.addWidget(host)
    dialog = KeptDeliveriesDialog((kept,), host)
    assert "NEVER_HEARD_OF" in dialog.raw.text


async def _open_edit(window: MainWindow, provider: str, qtbot: QtBot) -> AccountEditDialog:
    window.show_view("settings")
    qtbot.mouseClick(_card(window, provider).edit_button, Qt.MouseButton.LeftButton)
    await until(lambda: window.findChild(AccountEditDialog))
    dialog = window.findChild(AccountEditDialog)
    assert dialog is not None
    await until(lambda: dialog.fields.kept("api_key").text)
    return dialog


async def test_what_is_kept_is_told_and_a_key_may_be_forgotten(
    window: MainWindow, console: OpenConsole, qtbot: QtBot
) -> None:
    account_id = _card(window, "proofme").account.id
    await until(lambda: _card(window, "proofme").files == "PGP private key: loaded")
    dialog = await _open_edit(window, "proofme", qtbot)
    assert (dialog.fields.kept("api_key").text, dialog.fields.kept("jwt").text) == ("Stored", "None stored")
    assert dialog.fields.edit("jwt").placeholderText() == ""
    assert not dialog.fields.kept("jwt").button.isVisibleTo(dialog)
    pgp = dialog.fields.kept("pgp_private_key")
    qtbot.mouseClick(pgp.button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.fields.kept("api_key").button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.fields.kept("api_key").button, Qt.MouseButton.LeftButton)
    assert (pgp.text, dialog.fields.kept("api_key").text) == ("Goes when you save", "Stored")
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    await until(lambda: window.findChild(AccountEditDialog) is None)
    await until(lambda: _card(window, "proofme").files == "PGP private key: not loaded")
    kept = await console.services.accounts.load_secret_names(account_id)
    assert ("api_key" in kept, "pgp_private_key" in kept) == (True, False)


async def test_what_an_account_needs_cannot_be_forgotten(window: MainWindow, qtbot: QtBot) -> None:
    dialog = await _open_edit(window, "iron", qtbot)
    assert dialog.fields.kept("api_key").text == "Stored"
    assert not dialog.fields.kept("api_key").button.isVisibleTo(dialog)


async def test_documented_values_are_chosen_and_others_are_told_at_their_field(
    window: MainWindow, console: OpenConsole, qtbot: QtBot
) -> None:
    dialog = await _open_edit(window, "idenfy", qtbot)
    box = dialog.fields.box("manual_review")
    assert [box.itemText(place) for place in range(box.count())] == ["no", "yes"]
    assert dialog.fields.box("locale").currentText() == "Not set"
    qtbot.keyClick(box, Qt.Key.Key_Down)
    dialog.fields.edit("successUrl").setText("javascript:alert(1)")
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    await until(lambda: dialog.fields.problem("successUrl"))
    dialog.fields.edit("successUrl").setText("https://client.example/done")
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    await until(lambda: window.findChild(AccountEditDialog) is None)
    [account] = [each for each in console.services.accounts.load_accounts() if each.provider == "idenfy"]
    assert (account.settings["manual_review"], account.settings["successUrl"]) == (
        "yes",
        "https://client.example/done",
    )
    assert "locale" not in account.settings


async def _load_file(card: AccountCardView, path: Path, qtbot: QtBot) -> None:
    qtbot.mouseClick(card.more_button, Qt.MouseButton.LeftButton)
    await until(QApplication.activePopupWidget)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    [action] = [each for each in menu.actions() if each.text().startswith("Load ")]
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    await until(lambda: card.findChild(QFileDialog))
    chooser = card.findChild(QFileDialog)
    assert chooser is not None
    field = chooser.findChild(QLineEdit)
    assert field is not None
    field.setText(str(path))
    qtbot.keyClick(field, Qt.Key.Key_Return)


async def test_a_good_key_is_replaced_only_by_a_key_and_by_who_says_so(
    window: MainWindow, console: OpenConsole, tmp_path: Path, qtbot: QtBot
) -> None:
    letter, other = tmp_path / "letter.asc", tmp_path / "other.asc"
    letter.write_text("Dear customer, here is your invoice.", "utf-8")
    other.write_text(str(Tsk.generate(user_id="Other <other@example.org>")), "utf-8")
    window.show_view("settings")
    account_id = _card(window, "proofme").account.id
    secrets = console.profile.secrets

    async def load(path: Path, verb: str) -> None:
        card = _card(window, "proofme")
        await _load_file(card, path, qtbot)
        await until(lambda: card.findChild(QMessageBox))
        box = card.findChild(QMessageBox)
        assert box is not None
        button = next(one for one in box.buttons() if one.text() == verb)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        await until(lambda: card.findChild(QMessageBox) is None)

    good = (await asyncio.to_thread(secrets.load, account_id)).values["pgp_private_key"]
    await load(other, "Keep")
    await load(letter, "Replace")
    await until(lambda: "no PGP private key" in _card(window, "proofme").result)
    assert (await asyncio.to_thread(secrets.load, account_id)).values["pgp_private_key"] == good
    await load(other, "Replace")
    await until(lambda: "loaded" in _card(window, "proofme").result)
    assert (await asyncio.to_thread(secrets.load, account_id)).values["pgp_private_key"] != good
