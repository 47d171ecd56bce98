"""What providers document beyond the main flow, as a person does it: long forms, calls of a case, keys, lost answers."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QMessageBox, QWidget

from console.domain.keys import VerificationKey
from console.domain.phase import Phase
from console.ui.dialogs.account_edit_dialog import AccountEditDialog
from console.ui.dialogs.create_dialog import CreateDialog
from console.ui.dialogs.operation_dialog import OperationDialog
from console.ui.dialogs.outbox_dialog import OutboxDialog
from console.ui.dialogs.qr_dialog import QrDialog
from console.ui.views.main_window import MainWindow
from tests.support.browser import finish
from tests.support.desk import Desk
from tests.support.hands import Keyboard, Mouse
from tests.support.screen import detail, dialog, read_code, texts_of
from tests.support.waiting import until
from tests.support.window import open_window

_CTRL = Qt.KeyboardModifier.ControlModifier


async def _open_case(window: MainWindow, key: VerificationKey) -> None:
    window.open_case(key)
    await until(lambda: window.desk.detail_pane.key == key and window.desk.detail_pane.is_ready)


def _menu() -> QMenu:
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


def _has_keyboard(kind: type[QWidget]) -> bool:
    """True while a dialog of that kind is open and in front."""
    found = dialog(kind)
    return found is not None and found is QApplication.activeWindow()


async def _choose_by_keyboard(keyboard: Keyboard, text: str) -> None:
    """Go down an open menu to an entry and press it."""
    await until(QApplication.activePopupWidget)
    for _ in _menu().actions():
        keyboard.press(Qt.Key.Key_Down)
        active = _menu().activeAction()
        if active and active.text() == text:
            break
    keyboard.press(Qt.Key.Key_Return)


async def test_sixty_parameters_without_a_mouse(desk: Desk, keyboard: Keyboard) -> None:
    async with open_window(desk) as window:
        await until(lambda: desk.services.sync.first_sync_done)
        await _create_with_many_parameters(desk, keyboard)
        assert window.isVisible()


async def _create_with_many_parameters(desk: Desk, keyboard: Keyboard) -> None:
    before = {row.key for row in await desk.rows()}
    keyboard.press(Qt.Key.Key_N, _CTRL)
    await until(lambda: _has_keyboard(CreateDialog))
    form = dialog(CreateDialog)
    assert form is not None
    await keyboard.tab_to(lambda focused: focused is form.account_box)
    keyboard.press(Qt.Key.Key_Home)
    while desk.account("idenfy").name not in form.account_box.currentText():
        keyboard.press(Qt.Key.Key_Down)
    assert len(form.form.editors()) > 55
    await keyboard.tab_to(lambda focused: focused is form.head.preset_box)
    while form.head.preset_box.currentText() != "Adults only":
        keyboard.press(Qt.Key.Key_Down)
    await until(lambda: form.form.values().get("ageLimit") == "18")
    await keyboard.tab_to(lambda focused: focused is form.form.editor("name"))
    keyboard.write("Юлія Ґалаґан")
    await keyboard.tab_to(lambda focused: focused is form.form.search)
    keyboard.write("externalRef")
    await keyboard.tab_to(lambda focused: focused is form.form.editor("externalRef"))
    keyboard.write("desk-7")
    keyboard.press(Qt.Key.Key_Return)
    await until(lambda: _has_keyboard(QrDialog), 40)
    [row] = [row for row in await desk.rows() if row.key not in before]
    case = await desk.services.cases.load_case(row.key)
    told = b"".join(record.body for record in case.stored.raw)
    assert b"desk-7" in told
    keyboard.press(Qt.Key.Key_Escape)


async def test_a_new_attempt_without_a_mouse(desk: Desk, keyboard: Keyboard) -> None:
    key = await desk.create("checkout", "Ada Muster")
    async with open_window(desk) as window:
        await until(lambda: desk.services.sync.first_sync_done)
        await _open_case(window, key)
        view = detail(window)
        view.tabs.tabBar().setFocus()
        await keyboard.tab_to(lambda focused: focused is view.header.more_button)
        keyboard.press(Qt.Key.Key_Return)
        await _choose_by_keyboard(keyboard, "New attempt …")
        await until(lambda: _has_keyboard(OperationDialog))
        asked = dialog(OperationDialog)
        assert asked is not None
        assert "link" in asked.answer.text
        await keyboard.tab_to(lambda focused: focused is asked.send_button)
        keyboard.press(Qt.Key.Key_Space)
        await until(lambda: _has_keyboard(QMessageBox))
        await keyboard.tab_to(lambda focused: getattr(focused, "text", str)() == "New attempt")
        keyboard.press(Qt.Key.Key_Space)
        await until(lambda: _has_keyboard(QrDialog), 40)
        painted = dialog(QrDialog)
        assert painted is not None
        await until(lambda: painted.code.has_code)
        closing = await asyncio.to_thread(finish, read_code(painted))
        assert "finished" in closing.title
        keyboard.press(Qt.Key.Key_Escape)
        await until(lambda: dialog(QrDialog) is None)
        case = await desk.services.cases.load_case(key)
        assert len(case.stored.attempts) == 2


async def test_the_key_opens_what_proofme_sealed(desk: Desk, tmp_path: Path, mouse: Mouse) -> None:
    account = desk.account("proofme")
    key_file = tmp_path / "key.asc"
    key_file.write_text(desk.simulator.account("proofme")["pgp_private_key"], "utf-8")
    await desk.services.accounts.save_secret(account.id, "pgp_private_key", "")
    async with open_window(desk) as window:
        await until(lambda: desk.services.sync.first_sync_done)
        sealed = next(
            row for row in await desk.rows() if row.provider == "proofme" and row.phase is Phase.APPROVED
        )
        await _open_case(window, sealed.key)
        view = detail(window)
        await until(lambda: view.overview.key_button is not None)
        assert view.overview.key_button is not None
        mouse.click(view.overview.key_button)
        await until(lambda: _has_keyboard(QFileDialog))
        chooser = dialog(QFileDialog)
        assert chooser is not None
        field = chooser.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        mouse.write(field, str(key_file))
        field.returnPressed.emit()
        await until(lambda: view.case is not None and bool(view.case.stored.verification.verified), 40)
        assert view.case is not None
        verified = view.case.stored.verification.verified
        await until(lambda: verified[0].value in texts_of(view.overview))
        assert view.overview.key_button is None


async def test_a_lost_answer_is_settled_by_looking(desk: Desk, mouse: Mouse) -> None:
    async with open_window(desk) as window:
        await until(lambda: desk.services.sync.first_sync_done)
        lost = {"provider": "checkout", "method": "POST", "path": "/applicants", "times": 1}
        with desk.simulator.faults({**lost, "action": "commit_then_drop"}):
            mouse.click(window.top_bar.new_button)
            await until(lambda: dialog(CreateDialog))
            form = dialog(CreateDialog)
            assert form is not None
            await mouse.pick(form.account_box, desk.account("checkout").name)
            mouse.write(form.form.editor("name"), "Wanda Lost")
            mouse.write(form.form.editor("email"), "wanda.lost@example.com")
            mouse.click(form.send_button)
            await until(lambda: form.trouble, 40)
        assert "not certain" in form.trouble
        assert not form.send_button.isVisible()
        mouse.click(form.close_button)
        await until(lambda: "1" in window.status.outbox_button.text())
        mouse.click(window.status.outbox_button)
        await until(lambda: dialog(OutboxDialog))
        outbox = dialog(OutboxDialog)
        assert outbox is not None
        await until(lambda: outbox.cards and outbox.cards[0].absent_button.isVisible())
        mouse.click(outbox.cards[0].absent_button)
        await until(lambda: dialog(QMessageBox))
        box = dialog(QMessageBox)
        assert box is not None
        mouse.click(next(each for each in box.buttons() if each.text() == "Nothing was made"))
        # A moment after sending it may still arrive or is just being looked for: nobody may settle it then.
        await until(lambda: outbox.trouble)
        assert len(outbox.cards) == 1
        outbox.reject()


async def test_settings_of_an_account_without_a_mouse(desk: Desk, keyboard: Keyboard) -> None:
    async with open_window(desk) as window:
        await until(lambda: desk.services.sync.first_sync_done)
        keyboard.press(Qt.Key.Key_8, _CTRL)
        await until(lambda: window.shown_view == "settings")
        window.settings().setFocus()
        wanted = f"Change {desk.account('iron').name}"
        await keyboard.tab_to(lambda focused: focused.accessibleName() == wanted)
        keyboard.press(Qt.Key.Key_Return)
        await until(lambda: _has_keyboard(AccountEditDialog))
        form = dialog(AccountEditDialog)
        assert form is not None
        keyboard.press(Qt.Key.Key_A, _CTRL)
        keyboard.write("Iron at the desk")
        keyboard.press(Qt.Key.Key_Return)
        await until(lambda: desk.account("iron").name == "Iron at the desk")
        await until(lambda: any("Iron at the desk" in text for text in texts_of(window.settings())))
