"""A new verification from the form: by keyboard at every provider, problems at their field, and every way it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.domain.errors import StoreUnavailable
from console.domain.provider import Environment
from console.domain.verification import VerificationKey
from console.services.accounts import AccountDraft
from console.ui.dialogs.create_dialog import CreateDialog, CreateStart
from console.ui.dialogs.qr_dialog import QrDialog
from tests.support.desk import Desk, open_desk
from tests.support.simulator import Simulator
from tests.support.waiting import until

_PROVIDERS = ("iron", "checkout", "idenfy", "proofme")
_ENTER = Qt.Key.Key_Return
_TAB = Qt.Key.Key_Tab


async def _open(desk: Desk, host: QWidget, start: CreateStart | None = None) -> CreateDialog:
    dialog = CreateDialog(desk.services, start or CreateStart(), host)
    dialog.open()
    await until(dialog.isActiveWindow)
    return dialog


async def _open_for(desk: Desk, host: QWidget, provider: str, **values: str) -> CreateDialog:
    dialog = await _open(desk, host, CreateStart(desk.account(provider).id))
    for key, value in values.items():
        editor = dialog.form.editor(key)
        assert isinstance(editor, QLineEdit)
        editor.setText(value)
    return dialog


def _press(qtbot: QtBot, key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key)


def _tab_until(qtbot: QtBot, is_there: Callable[[], bool]) -> None:
    for _step in range(40):
        if is_there():
            return
        _press(qtbot, _TAB)
    raise AssertionError("the keyboard does not reach it")


async def _wait_code(host: QWidget) -> QrDialog:
    await until(lambda: any(code.code.has_code for code in host.findChildren(QrDialog)))
    return host.findChildren(QrDialog)[-1]


def _posts(desk: Desk, provider: str) -> list[str]:
    return [call["path"] for call in desk.simulator.calls(provider) if call["method"] == "POST"]


@pytest.mark.parametrize("provider", _PROVIDERS)
async def test_every_provider_by_keyboard_alone(
    desk: Desk, host: QWidget, qtbot: QtBot, provider: str
) -> None:
    dialog = await _open(desk, host)
    made: list[VerificationKey] = []
    dialog.created.connect(made.append)
    _tab_until(qtbot, dialog.account_box.hasFocus)
    _press(qtbot, Qt.Key.Key_Home)
    while dialog.account_box.currentData() != desk.account(provider).id:
        _press(qtbot, Qt.Key.Key_Down)
    for key, text in (("name", "Grace Beispiel"), ("email", f"grace-{provider}@example.com")):
        _tab_until(qtbot, dialog.form.editor(key).hasFocus)
        qtbot.keyClicks(QApplication.focusWidget(), text)
    _press(qtbot, _ENTER)
    code = await _wait_code(host)
    await until(lambda: code.customer == "Grace Beispiel")
    assert [key.account_id for key in made] == [desk.account(provider).id]
    case = await desk.services.cases.load_case(made[0])
    assert case.stored.verification.hosted_link is not None
    ours = [one for one in desk.simulator.ledger(provider) if one["id"] == made[0].id]
    assert [one["by"] for one in ours] == ["api"]


async def test_another_account_keeps_name_and_address_and_shows_its_own_fields(
    desk: Desk, host: QWidget
) -> None:
    dialog = await _open_for(desk, host, "iron", name="Ada", email="ada@example.com")
    dialog.account_box.setCurrentIndex(dialog.account_box.findData(desk.account("checkout").id))
    assert dialog.form.values()["name"] == "Ada"
    assert dialog.form.values()["email"] == "ada@example.com"
    journey = dialog.form.editor("user_journey_id")
    assert isinstance(journey, QComboBox)
    assert journey.currentText() in desk.simulator.account("checkout")["user_journey_ids"]
    with pytest.raises(KeyError):
        dialog.form.editor("with_edd")


async def test_what_is_needed_is_said_at_its_field_and_nothing_is_sent(
    desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    dialog = await _open_for(desk, host, "checkout")
    desk.simulator.forget_calls()
    qtbot.keyClick(dialog, _ENTER)
    assert dialog.form.problem("name") == "Name is needed."
    assert dialog.form.editor("name").hasFocus()
    birth = dialog.form.editor("birth_date")
    assert isinstance(birth, QLineEdit)
    qtbot.keyClicks(dialog.form.editor("name"), "Ada Muster")
    qtbot.keyClicks(birth, "3 March")
    qtbot.keyClick(dialog, _ENTER)
    assert dialog.form.problem("name") == ""
    assert "year-month-day" in dialog.form.problem("birth_date")
    assert _posts(desk, "checkout") == []


async def test_what_only_the_provider_knows_stands_at_its_field_too(
    desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    dialog = await _open_for(
        desk, host, "checkout", name="Ada Muster", birth_date="1988-13-40", redirect_url="https://example.com"
    )
    desk.simulator.forget_calls()
    qtbot.mouseClick(dialog.send_button, Qt.MouseButton.LeftButton)
    await until(lambda: dialog.form.problem("birth_date"))
    assert dialog.trouble == ""
    assert dialog.send_button.isEnabled()
    assert dialog.form.editor("birth_date").hasFocus()
    assert _posts(desk, "checkout") == []
    assert await desk.services.creation.load_outbox() == ()


async def test_a_refusal_gives_its_reason_and_the_form_stays(desk: Desk, host: QWidget, qtbot: QtBot) -> None:
    dialog = await _open_for(desk, host, "checkout", name="Ada Muster")
    body = {"request_id": "req-1", "error_type": "request_invalid", "error_codes": ["name_invalid"]}
    with desk.simulator.faults(
        {"provider": "checkout", "method": "POST", "action": "status", "status": 422, "body": body}
    ):
        qtbot.keyClick(dialog, _ENTER)
        await until(lambda: dialog.trouble)
    assert dialog.send_button.isEnabled()
    assert dialog.form.values()["name"] == "Ada Muster"
    assert dialog.isVisible()
    assert not host.findChildren(QrDialog)


async def test_no_answer_is_called_uncertain_and_is_resolved_by_looking(
    desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    dialog = await _open_for(desk, host, "iron", name="Ada Muster", email="ada.uncertain@example.com")
    before = len(desk.simulator.ledger("iron"))
    with desk.simulator.faults(
        {
            "provider": "iron",
            "method": "POST",
            "path": "/customers/*/identifications/v2",
            "action": "commit_then_status",
            "status": 504,
        }
    ):
        qtbot.keyClick(dialog, _ENTER)
        await until(lambda: dialog.trouble)
    assert "not certain" in dialog.trouble
    assert not dialog.send_button.isVisible()
    assert not dialog.form.isEnabled()
    qtbot.mouseClick(dialog.resolve_button, Qt.MouseButton.LeftButton)
    code = await _wait_code(host)
    await until(lambda: code.customer == "Ada Muster")
    made = [one["kind"] for one in desk.simulator.ledger("iron")[before:]]
    assert sorted(made) == ["customer", "verification"]


def _question(dialog: QWidget) -> QMessageBox | None:
    return next((box for box in dialog.findChildren(QMessageBox) if box.isVisible()), None)


def _answer(qtbot: QtBot, box: QMessageBox, role: QMessageBox.ButtonRole) -> None:
    [button] = [each for each in box.buttons() if box.buttonRole(each) is role]
    assert isinstance(button, QPushButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


async def test_a_loss_is_named_and_only_agreed_to_on_purpose(desk: Desk, host: QWidget, qtbot: QtBot) -> None:
    key = await desk.create("iron", "Ada Muster")
    customer = (await desk.services.cases.load_case(key)).stored.customer
    assert customer is not None
    dialog = await _open(desk, host, CreateStart(key.account_id, customer))
    assert not dialog.account_box.isEnabled()
    desk.simulator.forget_calls()
    for role, sent in ((QMessageBox.ButtonRole.RejectRole, 0), (QMessageBox.ButtonRole.AcceptRole, 1)):
        qtbot.keyClick(dialog, _ENTER)
        await until(lambda: _question(dialog))
        box = _question(dialog)
        assert box is not None
        assert "under way" in box.informativeText()
        _answer(qtbot, box, role)
        if sent:
            await _wait_code(host)
        else:
            await until(dialog.send_button.isEnabled)
            assert dialog.isVisible()
        assert len(_posts(desk, "iron")) == sent


async def test_closing_while_it_is_sent_does_not_cut_it_off(desk: Desk, host: QWidget, qtbot: QtBot) -> None:
    dialog = await _open_for(desk, host, "proofme", name="Ada Muster")
    before = len(desk.simulator.ledger("proofme"))
    with desk.simulator.faults(
        {"provider": "proofme", "method": "POST", "action": "delay", "seconds": 0.5, "times": 1}
    ):
        qtbot.keyClick(dialog, _ENTER)
        assert not dialog.send_button.isEnabled()
        await until(lambda: len(_sending(desk)) == 1)
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        await until(lambda: not host.findChildren(CreateDialog))
        await desk.services.creation.drain()
    assert [item.state.value for item in await desk.services.creation.load_outbox()] == ["accepted"]
    assert len(desk.simulator.ledger("proofme")) == before + 1
    assert not host.findChildren(QrDialog)


def _sending(desk: Desk) -> list[int]:
    count = desk.console.store.read.count_outbox_in_sight()
    return [count] if count else []


async def test_accounts_of_the_same_name_are_told_apart_and_none_says_so(desk: Desk, host: QWidget) -> None:
    iron = desk.simulator.account("iron")
    draft = AccountDraft(
        desk.account("iron").provider,
        "second <b>&test",
        Environment.SIMULATOR,
        iron["base_url"],
        {"api_key": iron["api_key"]},
    )
    await desk.services.accounts.add(draft)
    dialog = await _open(desk, host)
    texts = [dialog.account_box.itemText(row) for row in range(dialog.account_box.count())]
    assert "Iron simulator" in texts
    assert "Iron: second <b>&test" in texts
    dialog.reject()
    for account in desk.services.accounts.load_accounts():
        await desk.services.accounts.remove(account.id)
    empty = await _open(desk, host)
    assert "Connect an account" in empty.trouble
    assert not empty.send_button.isEnabled()


async def test_the_keyboard_goes_from_top_to_bottom_also_after_another_account(
    desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    dialog = await _open(desk, host)
    dialog.account_box.setCurrentIndex(dialog.account_box.findData(desk.account("idenfy").id))
    dialog.account_box.setFocus()
    seen: list[QWidget] = []
    stops = [stop for stop in (*dialog.head.stops, *dialog.form.stops()) if stop.isVisible()]
    assert len(stops) > 5
    for _stop in range(len(stops) + 2):
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(focused)
        _press(qtbot, _TAB)
    assert seen == [*stops, dialog.close_button, dialog.send_button]


async def test_the_rules_answer_before_the_form_is_filled(desk: Desk, host: QWidget) -> None:
    key = await desk.create("iron", "Ada Muster")
    customer = (await desk.services.cases.load_case(key)).stored.customer
    assert customer is not None
    dialog = await _open(desk, host, CreateStart(key.account_id, customer))
    await until(lambda: "under way" in dialog.answer.text)
    assert dialog.send_button.isEnabled()
    assert "name" not in dialog.form.values()
    with pytest.raises(KeyError):
        dialog.form.editor("email")
    refused = await desk.create("proofme", "Ada Muster")
    customer = (await desk.services.cases.load_case(refused)).stored.customer
    dialog.reject()
    second = await _open(desk, host, CreateStart(refused.account_id, customer))
    await until(lambda: second.answer.text)
    assert not second.send_button.isEnabled()


async def test_after_a_fault_of_ours_nothing_that_was_sent_is_offered_again(
    quiet_simulator: Simulator, tmp_path: Path, host: QWidget, qtbot: QtBot
) -> None:
    said, can_send = "", True
    # A desk of its own: its database is closed under it, so its orderly end fails too.
    with suppress(StoreUnavailable):
        async with open_desk(quiet_simulator, tmp_path / "lost") as desk:
            dialog = await _open_for(desk, host, "proofme", name="Ada Muster")
            before = len(quiet_simulator.ledger("proofme"))
            slow = {"provider": "proofme", "method": "POST", "action": "delay", "seconds": 0.5, "times": 1}
            with quiet_simulator.faults(slow):
                qtbot.keyClick(dialog, _ENTER)
                await until(lambda: len(quiet_simulator.ledger("proofme")) > before)
                await asyncio.to_thread(desk.console.store.close)
                await until(lambda: dialog.trouble, 40)
            said, can_send = dialog.trouble, dialog.send_button.isVisible()
    assert "not certain" in said
    assert not can_send


async def test_enter_in_the_search_for_a_field_creates_nothing(
    desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    dialog = await _open_for(desk, host, "idenfy", name="Ada Muster", email="ada@example.com")
    desk.simulator.forget_calls()
    before = await desk.services.creation.load_outbox()
    qtbot.mouseClick(dialog.form.search, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(dialog.form.search, "age")
    _press(qtbot, _ENTER)
    assert dialog.send_button.isEnabled()
    assert not dialog.form.search.hasFocus()
    focused = QApplication.focusWidget()
    assert focused in dialog.form.editors()
    await desk.services.creation.drain()
    assert _posts(desk, "idenfy") == []
    assert await desk.services.creation.load_outbox() == before


async def test_a_preset_is_taken_back_with_none(desk: Desk, host: QWidget, qtbot: QtBot) -> None:
    dialog = await _open_for(desk, host, "idenfy", name="Ada Muster")
    empty = dialog.form.values()
    box = dialog.head.preset_box
    box.setFocus()
    seen: list[dict[str, str]] = []
    for _preset in range(1, box.count()):
        qtbot.keyClick(box, Qt.Key.Key_Down)
        seen.append(dialog.form.values())
        preset = box.currentData()
        added = {key for key, value in seen[-1].items() if empty.get(key) != value}
        assert added <= set(preset)
    assert len(seen) > 1
    assert any(values != empty for values in seen)
    qtbot.keyClick(box, Qt.Key.Key_Home)
    assert dialog.form.values() == empty


async def test_what_was_filled_in_is_thrown_away_only_on_purpose(
    desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    dialog = await _open_for(desk, host, "proofme")
    name = dialog.form.editor("name")
    qtbot.keyClicks(name, "Ada Muster")
    for role, is_open in (
        (QMessageBox.ButtonRole.RejectRole, True),
        (QMessageBox.ButtonRole.AcceptRole, False),
    ):
        qtbot.keyClick(name, Qt.Key.Key_Escape)
        await until(lambda: _question(dialog))
        box = _question(dialog)
        assert box is not None
        assert "not sent" in box.informativeText()
        _answer(qtbot, box, role)
        if is_open:
            await until(lambda: _question(dialog) is None)
            assert dialog.form.values()["name"] == "Ada Muster"
            await until(dialog.isActiveWindow)
    await until(lambda: not host.findChildren(CreateDialog))
    empty = await _open_for(desk, host, "proofme")
    qtbot.keyClick(empty, Qt.Key.Key_Escape)
    await until(lambda: not host.findChildren(CreateDialog))


async def test_while_a_loss_is_asked_about_nobody_is_said_to_be_asked(
    desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    key = await desk.create("iron", "Ada Muster")
    customer = (await desk.services.cases.load_case(key)).stored.customer
    dialog = await _open(desk, host, CreateStart(key.account_id, customer))
    qtbot.keyClick(dialog, _ENTER)
    await until(lambda: _question(dialog))
    assert dialog.send_button.text() == "Create"
    box = _question(dialog)
    assert box is not None
    _answer(qtbot, box, QMessageBox.ButtonRole.RejectRole)
    await until(dialog.send_button.isEnabled)
