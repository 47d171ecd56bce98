"""A create without an answer is shown in plain words and settles by looking at the provider."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.bootstrap import OpenConsole, open_console
from console.domain.errors import ActionRefused
from console.domain.outbox import CreateIntent, OutboxState
from console.services.creation import Outcome
from console.services.simulator import add_simulator
from console.ui.dialogs.found_dialog import FoundDialog
from console.ui.dialogs.outbox_dialog import OutboxDialog
from console.ui.toolkit.memory import WindowMemory
from console.ui.views.main_window import MainWindow
from tests.support.screen import texts_of
from tests.support.simulator import Simulator, fetch
from tests.support.waiting import until


@pytest.fixture
async def desk(tmp_path: Path, quiet_simulator: Simulator) -> AsyncIterator[OpenConsole]:
    """The simulator's accounts; nothing polls by itself."""
    opened = await asyncio.to_thread(open_console, tmp_path / "profile", simulator=True)
    await add_simulator(opened.services, quiet_simulator.start_line)
    yield opened
    await opened.aclose()


def _read_external_id(simulator: Simulator, applicant_id: str) -> str:
    """As Checkout.com itself has it."""
    account = simulator.account("checkout")
    headers = {"Authorization": f"Bearer {account['secret_key']}"}
    _, text = fetch(f"{account['base_url']}/applicants/{applicant_id}", headers=headers)
    return str(json.loads(text)["external_applicant_id"])


async def test_an_uncertain_create_is_counted_told_and_settled(
    desk: OpenConsole, quiet_simulator: Simulator, qtbot: QtBot
) -> None:
    window = MainWindow(desk.services, WindowMemory(None))
    window.show_first("verifications")
    window.show()
    window.catch_up()
    account = next(one for one in desk.services.accounts.load_accounts() if one.provider == "proofme")
    reference = desk.services.creation.new_reference()
    intent = CreateIntent(reference, name="Ada Example", email=f"{reference}@example.com")
    rule = {
        "provider": "proofme",
        "method": "POST",
        "path": "*",
        "action": "commit_then_status",
        "status": 500,
    }
    with quiet_simulator.faults({**rule, "times": None}):
        created = await desk.services.creation.create(account.id, intent)
    assert created.outcome is Outcome.UNCERTAIN
    outbox = window.status.outbox_button
    await until(lambda: outbox.text() == "Outbox 1")
    qtbot.mouseClick(outbox, Qt.MouseButton.LeftButton)
    dialog = window.actions_of_window.dialog("outbox")
    assert isinstance(dialog, OutboxDialog)
    await until(lambda: dialog.cards)
    [card] = dialog.cards
    title, about, reason, looking = card.texts
    assert title.startswith("Not certain")
    assert "Ada Example" in about
    assert reason
    assert reference in looking
    assert "verification" in looking
    assert "Nothing is sent again." in looking
    qtbot.mouseClick(card.history_button, Qt.MouseButton.LeftButton)
    assert "sent for the first time" in card.history
    qtbot.mouseClick(card.look_button, Qt.MouseButton.LeftButton)
    await until(lambda: not dialog.cards)
    await until(lambda: outbox.text() == "Outbox 0")
    qtbot.mouseClick(dialog.settled_box, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    await until(lambda: dialog.cards)
    assert dialog.cards[0].texts[0] == "Accepted"
    qtbot.mouseClick(dialog.cards[0].show_button, Qt.MouseButton.LeftButton)
    await until(lambda: window.desk.detail_pane.is_ready)
    made = [entry for entry in quiet_simulator.ledger("proofme") if entry["reference"] == reference]
    assert len([entry for entry in made if entry["kind"] == "verification"]) == 1
    window.hide()
    window.deleteLater()
    await asyncio.sleep(0)


async def test_what_no_interface_tells_a_person_settles(
    desk: OpenConsole, quiet_simulator: Simulator, qtbot: QtBot
) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.show()
    account = next(one for one in desk.services.accounts.load_accounts() if one.provider == "checkout")
    reference = desk.services.creation.new_reference()
    intent = CreateIntent(reference, name="Ada Example", email=f"{reference}@example.com")
    lost = {"provider": "checkout", "method": "POST", "path": "/applicants", "action": "commit_then_drop"}
    with quiet_simulator.faults({**lost, "times": 1}):
        created = await desk.services.creation.create(account.id, intent)
    assert created.outcome is Outcome.UNCERTAIN
    made = [one["id"] for one in quiet_simulator.ledger("checkout") if one["kind"] == "customer"][-1]
    dialog = OutboxDialog(desk.services, host)
    dialog.open()
    await until(lambda: dialog.cards)
    [card] = dialog.cards
    assert "customer" in card.texts[3]
    # Checkout.com cannot be searched: exactly what its record carries is there to be copied.
    external_id = await asyncio.to_thread(_read_external_id, quiet_simulator, made)
    assert card.mark_row.value == external_id
    qtbot.mouseClick(card.mark_row.copy_button, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == external_id
    qtbot.mouseClick(card.found_button, Qt.MouseButton.LeftButton)
    await until(lambda: dialog.findChild(FoundDialog))
    asked = dialog.findChild(FoundDialog)
    assert asked is not None
    assert any(f"external_applicant_id {external_id}" in text for text in texts_of(asked))
    qtbot.keyClicks(asked.field, made)
    qtbot.keyClick(asked.field, Qt.Key.Key_Return)
    await until(lambda: not dialog.cards)
    [item] = [one for one in await desk.services.creation.load_outbox() if one.intent.reference == reference]
    assert item.state is OutboxState.ACCEPTED
    qtbot.mouseClick(dialog.settled_box, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    await until(lambda: dialog.cards)
    [card] = dialog.cards
    qtbot.mouseClick(card.history_button, Qt.MouseButton.LeftButton)
    assert f"a person said that the customer {made} is there" in card.history
    assert "the provider confirmed the verification" in card.history
    dialog.reject()


async def test_the_keyboard_reads_the_outbox_as_the_eye_does(
    desk: OpenConsole, quiet_simulator: Simulator, qtbot: QtBot
) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.show()
    account = next(one for one in desk.services.accounts.load_accounts() if one.provider == "checkout")
    for name in ("Ada Example", "Bo Example"):
        reference = desk.services.creation.new_reference()
        lost = {"provider": "checkout", "method": "POST", "path": "/applicants", "action": "drop", "times": 1}
        with quiet_simulator.faults(lost):
            intent = CreateIntent(reference, name=name, email=f"{reference}@example.com")
            await desk.services.creation.create(account.id, intent)
    dialog = OutboxDialog(desk.services, host)
    dialog.open()
    await until(dialog.isActiveWindow)
    await until(lambda: len(dialog.cards) == 2)
    names = [dialog.cards[0].found_button.accessibleName(), dialog.cards[1].found_button.accessibleName()]
    assert sorted(names) == ["It is there: Ada Example", "It is there: Bo Example"]
    stops = [
        stop
        for card in dialog.cards
        for stop in (
            card.look_button,
            card.mark_row.copy_button,
            card.history_button,
            card.found_button,
            card.absent_button,
        )
    ]
    stops[0].setFocus()
    seen: list[QWidget] = []
    for _stop in range(len(stops) + 2):
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert seen == [*stops, dialog.settled_box, dialog.close_button]
    dialog.reject()


async def test_what_needs_attention_is_counted_until_somebody_is_done_with_it(
    desk: OpenConsole, quiet_simulator: Simulator, qtbot: QtBot
) -> None:
    """The applicant is made, the verification refused: nothing is open, but a person has to know of it."""
    window = MainWindow(desk.services, WindowMemory(None))
    qtbot.addWidget(window)
    window.show_first("verifications")
    window.show()
    window.catch_up()
    account = next(one for one in desk.services.accounts.load_accounts() if one.provider == "checkout")
    refused = {"provider": "checkout", "path": "/create-and-open-idv", "action": "status", "status": 400}
    intent = CreateIntent(desk.services.creation.new_reference(), name="Ada Example", email="a@example.com")
    with quiet_simulator.faults(refused):
        created = await desk.services.creation.create(account.id, intent)
    assert created.outcome is Outcome.REFUSED
    outbox = window.status.outbox_button
    await until(lambda: outbox.text() == "Outbox 1")
    qtbot.mouseClick(outbox, Qt.MouseButton.LeftButton)
    dialog = window.actions_of_window.dialog("outbox")
    assert isinstance(dialog, OutboxDialog)
    await until(lambda: dialog.cards)
    [card] = dialog.cards
    assert card.texts[0] == "Needs your attention"
    assert card.done_button.accessibleName() == "Done with it: Ada Example"
    qtbot.mouseClick(card.done_button, Qt.MouseButton.LeftButton)
    await until(lambda: not dialog.cards)
    await until(lambda: outbox.text() == "Outbox 0")
    assert created.item_id is not None
    logged = [(entry.action, entry.subject) for entry in desk.store.read.load_audit()]
    assert ("outbox_put_away", created.item_id) in logged
    with pytest.raises(ActionRefused):
        await desk.services.creation.put_away(created.item_id)
    dialog.reject()
