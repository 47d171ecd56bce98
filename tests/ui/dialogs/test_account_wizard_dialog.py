"""Connecting an account by hand: the live test decides, and every problem stands at its field."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.bootstrap import OpenConsole
from console.domain.account import Account
from console.domain.provider import Environment
from console.hub.thanks import build_public_settings
from console.services.simulator import read_values
from console.ui.dialogs.account_wizard_dialog import AccountWizardDialog
from console.ui.widgets.account_fields_widget import BASE_URL, NAME
from tests.support.simulator import Simulator
from tests.support.waiting import until


@pytest.fixture
async def wizard(empty_console: OpenConsole) -> AsyncIterator[AccountWizardDialog]:
    """The form, open."""
    host = QWidget()
    host.show()
    made = AccountWizardDialog(empty_console.services.accounts, host)
    made.open()
    yield made
    host.deleteLater()
    await asyncio.sleep(0)


def _fill(wizard: AccountWizardDialog, simulator: Simulator, provider: str, title: str, qtbot: QtBot) -> None:
    wizard.choices_page.choose(title, Environment.SIMULATOR)
    qtbot.mouseClick(wizard.next_button, Qt.MouseButton.LeftButton)
    values = read_values(simulator.account(provider))
    wizard.fields_page.fill(values)


@pytest.mark.parametrize(
    ("provider", "title"),
    [("iron", "Iron"), ("checkout", "Checkout.com"), ("idenfy", "iDenfy"), ("proofme", "Proofme")],
)
async def test_an_account_is_tested_and_kept(
    wizard: AccountWizardDialog,
    empty_console: OpenConsole,
    quiet_simulator: Simulator,
    qtbot: QtBot,
    provider: str,
    title: str,
) -> None:
    added: list[Account] = []
    wizard.account_added.connect(added.append)
    _fill(wizard, quiet_simulator, provider, title, qtbot)
    assert wizard.fields_page.edit(NAME).text() == f"{title} simulator"
    qtbot.mouseClick(wizard.next_button, Qt.MouseButton.LeftButton)
    await until(lambda: added or wizard.trouble)
    assert wizard.trouble == ""
    assert [account.name for account in empty_console.services.accounts.load_accounts()] == [added[0].name]
    qtbot.keyClick(wizard, Qt.Key.Key_Return)
    assert not wizard.isVisible()


async def test_a_wrong_key_is_refused_in_one_sentence_and_nothing_is_kept(
    wizard: AccountWizardDialog, empty_console: OpenConsole, quiet_simulator: Simulator, qtbot: QtBot
) -> None:
    _fill(wizard, quiet_simulator, "iron", "Iron", qtbot)
    wizard.fields_page.edit("api_key").setText("wrong")
    qtbot.mouseClick(wizard.next_button, Qt.MouseButton.LeftButton)
    await until(lambda: wizard.trouble)
    assert wizard.trouble.startswith("Credentials refused.")
    assert wizard.next_button.isEnabled()
    assert empty_console.services.accounts.load_accounts() == ()


@pytest.mark.parametrize(
    ("key", "value"),
    [(NAME, ""), (NAME, "x" * 61), (BASE_URL, "ftp://127.0.0.1/x"), (BASE_URL, ""), ("api_key", " ")],
)
async def test_a_wrong_field_is_told_at_the_field(
    wizard: AccountWizardDialog, quiet_simulator: Simulator, qtbot: QtBot, key: str, value: str
) -> None:
    _fill(wizard, quiet_simulator, "iron", "Iron", qtbot)
    wizard.fields_page.edit(key).setText(value)
    qtbot.mouseClick(wizard.next_button, Qt.MouseButton.LeftButton)
    await until(lambda: wizard.fields_page.problem(key))
    assert wizard.trouble == ""
    assert wizard.fields_page.edit(key).property("wrong") is True


async def test_nobody_answering_is_said_plainly(
    wizard: AccountWizardDialog, quiet_simulator: Simulator, qtbot: QtBot
) -> None:
    _fill(wizard, quiet_simulator, "iron", "Iron", qtbot)
    wizard.fields_page.edit(BASE_URL).setText("http://127.0.0.1:9/api")
    qtbot.mouseClick(wizard.next_button, Qt.MouseButton.LeftButton)
    await until(lambda: wizard.trouble)
    assert wizard.trouble.startswith("No connection.")


async def test_the_form_works_by_keyboard_alone_and_secrets_show_dots(
    wizard: AccountWizardDialog, quiet_simulator: Simulator, qtbot: QtBot
) -> None:
    wizard.choices_page.choose("Iron", Environment.TEST)
    qtbot.keyClick(wizard, Qt.Key.Key_Return)
    edit = wizard.fields_page.edit(NAME)
    await until(edit.isVisible)
    first_secret = next(
        field.key for field in wizard.choices_page.manifest.fields if field.secret and field.required
    )
    secret = wizard.fields_page.edit(first_secret)
    secret.setText("abc")
    assert "abc" not in secret.displayText()
    assert edit.accessibleName()


async def test_return_addresses_that_work_are_offered_and_a_typed_one_stays(
    empty_console: OpenConsole, qtbot: QtBot
) -> None:
    offered = build_public_settings("https://desk.example/hooks/")
    host = QWidget()
    host.show()
    wizard = AccountWizardDialog(empty_console.services.accounts, host, offered)
    wizard.open()
    for title, key in (
        ("Checkout.com", "redirect_url"),
        ("iDenfy", "successUrl"),
        ("Proofme", "redirectUrl"),
    ):
        wizard.choices_page.choose(title, Environment.LIVE)
        qtbot.mouseClick(wizard.next_button, Qt.MouseButton.LeftButton)
        edit = wizard.fields_page.edit(key)
        assert edit.text() == offered[key]
        edit.setText("https://mine.example/done")
        qtbot.mouseClick(wizard.back_button, Qt.MouseButton.LeftButton)
        qtbot.mouseClick(wizard.next_button, Qt.MouseButton.LeftButton)
        assert wizard.fields_page.edit(key).text() == "https://mine.example/done"
        qtbot.mouseClick(wizard.back_button, Qt.MouseButton.LeftButton)
    host.deleteLater()
    await asyncio.sleep(0)


async def test_a_real_checkout_account_is_asked_where_its_customers_end(
    wizard: AccountWizardDialog, qtbot: QtBot
) -> None:
    wizard.choices_page.choose("Checkout.com", Environment.LIVE)
    qtbot.mouseClick(wizard.next_button, Qt.MouseButton.LeftButton)
    assert wizard.fields_page.edit("redirect_url").text() == ""
    wizard.fields_page.fill({"secret_key": "sk_live", "user_journey_ids": "usj_a"})
    qtbot.mouseClick(wizard.next_button, Qt.MouseButton.LeftButton)
    await until(lambda: wizard.fields_page.problem("redirect_url"))


@pytest.mark.parametrize(
    ("environment", "ending"), [(Environment.TEST, "address"), (Environment.SIMULATOR, "(optional)")]
)
async def test_what_only_a_real_account_needs_is_called_optional_elsewhere(
    wizard: AccountWizardDialog, qtbot: QtBot, environment: Environment, ending: str
) -> None:
    wizard.choices_page.choose("Checkout.com", environment)
    qtbot.mouseClick(wizard.next_button, Qt.MouseButton.LeftButton)
    assert wizard.fields_page.edit("redirect_url").accessibleName().endswith(ending)
