"""Calls beyond the main flow from their dialog: form, loss, refusal, uncertainty, new links and files."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.domain.customer import Customer
from console.domain.keys import VerificationKey
from console.domain.operation import OperationId
from console.services.operation_offers import Subject
from console.ui.dialogs.operation_dialog import OperationDialog, OperationStart
from tests.support.desk import Desk
from tests.support.screen import texts_of
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton
_ACCEPT = QMessageBox.ButtonRole.AcceptRole
_REJECT = QMessageBox.ButtonRole.RejectRole


async def _open(
    desk: Desk, host: QWidget, subject: Subject, operation: str, customer: Customer | None = None
) -> OperationDialog:
    offered = await desk.services.operations.offered(subject)
    [found] = [each for each in offered if each.operation.id == OperationId(operation)]
    account = next(one for one in desk.services.accounts.load_accounts() if one.id == subject.account_id)
    start = OperationStart(account, subject, found, "Ada Muster", customer)
    dialog = OperationDialog(desk.services, start, host)
    dialog.open()
    await until(dialog.isActiveWindow)
    return dialog


async def _subject(desk: Desk, key: VerificationKey) -> Subject:
    case = await desk.services.cases.load_case(key)
    return Subject(key.account_id, case.stored.verification.customer_id, key.id)


async def _answer(qtbot: QtBot, dialog: QWidget, role: QMessageBox.ButtonRole) -> str:
    """Press a button of the open question; what it named as lost."""
    await until(lambda: any(box.isVisible() for box in dialog.findChildren(QMessageBox)))
    [box] = [each for each in dialog.findChildren(QMessageBox) if each.isVisible()]
    said = box.informativeText()
    [button] = [each for each in box.buttons() if box.buttonRole(each) is role]
    assert isinstance(button, QPushButton)
    qtbot.mouseClick(button, _LEFT)
    return said


async def test_a_read_without_a_form_begins_by_itself(desk: Desk, host: QWidget, qtbot: QtBot) -> None:
    subject = await _subject(desk, await desk.create("checkout", "Ada Muster"))
    dialog = await _open(desk, host, Subject(subject.account_id, subject.customer_id), "read_applicant")
    await until(dialog.outcome.isVisible)
    assert "Ada Muster" in texts_of(dialog.outcome)
    desk.simulator.forget_calls()
    qtbot.mouseClick(dialog.send_button, _LEFT)
    await until(lambda: len(desk.simulator.calls("checkout")) == 1)


async def test_a_change_is_sent_once_and_said(desk: Desk, host: QWidget, qtbot: QtBot) -> None:
    subject = await _subject(desk, await desk.create("checkout", "Ada Muster"))
    dialog = await _open(desk, host, Subject(subject.account_id, subject.customer_id), "update_applicant")
    editor = dialog.form.editor("external_applicant_name")
    assert isinstance(editor, QLineEdit)
    qtbot.keyClicks(editor, "Ada Beispiel")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    await until(dialog.outcome.isVisible)
    assert not dialog.send_button.isVisible()
    again = await _open(desk, host, Subject(subject.account_id, subject.customer_id), "read_applicant")
    await until(again.outcome.isVisible)
    assert "Ada Beispiel" in texts_of(again.outcome)


async def test_what_cannot_be_taken_back_is_named_and_only_done_on_purpose(
    desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    key = await desk.create("checkout", "Ada Muster")
    desk.journey(key, "approve")
    await desk.services.cases.refresh(key)
    dialog = await _open(desk, host, await _subject(desk, key), "anonymize_verification")
    named = dialog.answer.text
    assert named
    assert dialog.close_button.hasFocus()
    desk.simulator.forget_calls()
    qtbot.mouseClick(dialog.send_button, _LEFT)
    assert await _answer(qtbot, dialog, _REJECT) == named
    await until(dialog.send_button.isEnabled)
    assert desk.simulator.calls("checkout") == []
    qtbot.mouseClick(dialog.send_button, _LEFT)
    await _answer(qtbot, dialog, _ACCEPT)
    await until(dialog.outcome.isVisible)
    assert [call["method"] for call in desk.simulator.calls("checkout") if "anonymize" in call["path"]] == [
        "POST"
    ]


async def test_a_refusal_stands_where_the_person_looks_and_may_be_tried_again(
    desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    subject = await _subject(desk, await desk.create("checkout", "Ada Muster"))
    with desk.simulator.faults(
        {"provider": "checkout", "method": "*", "path": "*", "action": "status", "status": 422, "times": None}
    ):
        dialog = await _open(desk, host, Subject(subject.account_id, subject.customer_id), "update_applicant")
        editor = dialog.form.editor("external_applicant_name")
        qtbot.keyClicks(editor, "Ada Beispiel")
        qtbot.mouseClick(dialog.send_button, _LEFT)
        await until(lambda: dialog.trouble)
    assert dialog.send_button.isEnabled()
    assert dialog.form.values() == {"external_applicant_name": "Ada Beispiel"}


async def test_what_may_have_been_done_is_not_offered_again(desk: Desk, host: QWidget, qtbot: QtBot) -> None:
    key = await desk.create("proofme", "Ada Muster")
    dialog = await _open(desk, host, await _subject(desk, key), "revoke")
    lost = {"provider": "proofme", "action": "commit_then_drop", "times": 1}
    with desk.simulator.faults({**lost, "method": "DELETE"}, {**lost, "method": "POST"}):
        qtbot.mouseClick(dialog.send_button, _LEFT)
        if dialog.answer.text:
            await _answer(qtbot, dialog, _ACCEPT)
        await until(lambda: dialog.trouble, 40)
    assert "not certain" in dialog.trouble
    assert not dialog.send_button.isVisible()


async def test_a_new_attempt_goes_through_the_outbox_and_its_link_is_shown(
    desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    key = await desk.create("checkout", "Ada Muster")
    dialog = await _open(desk, host, await _subject(desk, key), "new_attempt")
    made: list[VerificationKey] = []
    dialog.created.connect(made.append)
    qtbot.mouseClick(dialog.send_button, _LEFT)
    assert "link" in await _answer(qtbot, dialog, _ACCEPT)
    await until(lambda: made)
    assert made == [key]
    newest = (await desk.services.creation.load_outbox())[0]
    assert newest.intent.operation == "new_attempt"
    attempts = (await desk.services.cases.load_case(key)).stored.attempts
    assert len(attempts) == 2


async def test_a_customer_alone_may_have_a_verification_next(desk: Desk, host: QWidget, qtbot: QtBot) -> None:
    dialog = await _open(desk, host, Subject(desk.account("iron").id), "create_customer")
    for key, text in (("name", "Ada Alone"), ("email", "ada.alone@example.com")):
        qtbot.keyClicks(dialog.form.editor(key), text)
    made: list[Customer] = []
    dialog.customer_made.connect(made.append)
    qtbot.mouseClick(dialog.send_button, _LEFT)
    await until(dialog.next_button.isVisible)
    assert not dialog.send_button.isVisible()
    qtbot.mouseClick(dialog.next_button, _LEFT)
    [customer] = made
    assert customer.name == "Ada Alone"
    assert customer.id in [one["id"] for one in desk.simulator.ledger("iron") if one["kind"] == "customer"]


async def test_a_file_is_saved_where_the_person_says_and_logged(
    desk: Desk, host: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    key = await desk.create("checkout", "Ada Muster")
    desk.journey(key, "approve")
    await desk.services.cases.refresh(key)
    dialog = await _open(desk, host, await _subject(desk, key), "fetch_pictures")
    await until(lambda: dialog.outcome.save_buttons)
    qtbot.mouseClick(dialog.outcome.save_buttons[0], _LEFT)
    assert "log" in await _answer(qtbot, dialog, _ACCEPT)
    await until(lambda: dialog.findChild(QFileDialog))
    chooser = dialog.findChild(QFileDialog)
    assert chooser is not None
    target = tmp_path / "picture.bin"
    field = chooser.findChild(QLineEdit, "fileNameEdit")
    assert field is not None
    field.selectAll()
    qtbot.keyClicks(field, str(target))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    await until(lambda: "saved" in dialog.outcome.note.text())
    assert target.stat().st_size > 0
    events = (await desk.services.cases.load_case(key)).stored.events
    assert "file_saved" in [event.kind for event in events]


@pytest.mark.parametrize("provider", ["iron", "checkout", "idenfy", "proofme"])
async def test_every_call_of_every_provider_has_a_dialog_that_opens(
    desk: Desk, host: QWidget, provider: str
) -> None:
    subject = await _subject(desk, await desk.create(provider, "Ada Muster"))
    case = await desk.services.cases.load_case(VerificationKey(subject.account_id, subject.verification_id))
    subjects = [
        Subject(subject.account_id),
        Subject(subject.account_id, subject.customer_id),
        subject,
        *(Subject(subject.account_id, subject.customer_id, subject.verification_id, attempt.id)
          for attempt in case.stored.attempts[:1]),
    ]  # fmt: skip
    seen = 0
    for each in subjects:
        for offered in await desk.services.operations.offered(each):
            start = OperationStart(case.account, each, offered, "Ada Muster")
            dialog = OperationDialog(desk.services, start, host)
            assert dialog.windowTitle() == offered.operation.title
            assert len(dialog.form.editors()) == len(offered.fields)
            dialog.reject()
            seen += 1
    assert seen >= 3


async def test_a_known_customer_is_not_asked_who_they_are(desk: Desk, host: QWidget, qtbot: QtBot) -> None:
    key = await desk.create("checkout", "Ada Muster")
    desk.journey(key, "approve")
    await desk.services.cases.refresh(key)
    customer = (await desk.services.cases.load_case(key)).stored.customer
    assert customer is not None
    subject = Subject(key.account_id, customer.id)
    dialog = await _open(desk, host, subject, "create_verification", customer)
    with pytest.raises(KeyError):
        dialog.form.editor("name")
    with pytest.raises(KeyError):
        dialog.form.editor("email")
    desk.simulator.forget_calls()
    qtbot.mouseClick(dialog.send_button, _LEFT)
    if dialog.answer.text:
        await _answer(qtbot, dialog, _ACCEPT)
    await until(dialog.outcome.isVisible)
    newest = (await desk.services.creation.load_outbox())[0]
    assert newest.intent.operation == "create_verification"
    assert (newest.intent.customer_id, newest.intent.name) == (customer.id, "Ada Muster")
    assert newest.intent.email == customer.email


async def test_while_a_loss_is_asked_about_nobody_is_said_to_be_asked(
    desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    key = await desk.create("checkout", "Ada Muster")
    desk.journey(key, "approve")
    await desk.services.cases.refresh(key)
    dialog = await _open(desk, host, await _subject(desk, key), "anonymize_verification")
    qtbot.mouseClick(dialog.send_button, _LEFT)
    await until(lambda: any(box.isVisible() for box in dialog.findChildren(QMessageBox)))
    assert dialog.send_button.text() == "Anonymize the verification"
    await _answer(qtbot, dialog, _REJECT)
    await until(dialog.send_button.isEnabled)


async def test_a_change_that_was_filled_in_is_thrown_away_only_on_purpose(
    desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    subject = await _subject(desk, await desk.create("checkout", "Ada Muster"))
    dialog = await _open(desk, host, Subject(subject.account_id, subject.customer_id), "update_applicant")
    editor = dialog.form.editor("external_applicant_name")
    qtbot.keyClicks(editor, "Ada Beispiel")
    qtbot.mouseClick(dialog.close_button, _LEFT)
    await _answer(qtbot, dialog, _REJECT)
    await until(dialog.isActiveWindow)
    assert dialog.form.values() == {"external_applicant_name": "Ada Beispiel"}
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    await _answer(qtbot, dialog, _ACCEPT)
    await until(lambda: not host.findChildren(OperationDialog))
