"""Quick Open with the keyboard alone: what is found, in which order, and where Enter leads, however slow the search."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from console.domain.labels import LabelName
from console.domain.listing import CustomerRow, VerificationRow
from console.ui.dialogs.quick_open_dialog import QuickOpenDialog
from console.ui.models.quick_rows import QuickKind, QuickModel, rank_name
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.questions import open_dialog
from console.ui.toolkit.shortcuts import QuickCommand
from console.ui.views.main_window import MainWindow
from tests.support.desk import Desk
from tests.support.hands import Keyboard
from tests.support.waiting import until

COMMANDS = (
    QuickCommand("theme", "Light or dark", "Ctrl+Shift+L"),
    QuickCommand("new", "New verification", "Ctrl+N"),
)


@pytest.fixture
async def read_desk(desk: Desk) -> Desk:
    """A desk that has read everything once."""
    await desk.services.sync.sync_once()
    return desk


@pytest.fixture
async def dialog(read_desk: Desk, host: QWidget) -> AsyncIterator[QuickOpenDialog]:
    made = QuickOpenDialog(read_desk.services, COMMANDS, host)
    open_dialog(made)
    await until(lambda: made.is_ready and made.field.hasFocus())
    yield made


def _listen(dialog: QuickOpenDialog) -> list[tuple[str, object]]:
    """What the dialog asks for, in order."""
    told: list[tuple[str, object]] = []
    dialog.case_requested.connect(lambda key: told.append(("case", key)))
    dialog.customer_requested.connect(lambda row: told.append(("customer", row)))
    dialog.view_requested.connect(lambda name: told.append(("view", name)))
    dialog.command_requested.connect(lambda name: told.append(("command", name)))
    dialog.label_requested.connect(lambda name: told.append(("label", name)))
    dialog.text_requested.connect(lambda text: told.append(("text", text)))
    return told


async def _type(dialog: QuickOpenDialog, keyboard: Keyboard, text: str) -> None:
    keyboard.write(text)
    await until(lambda: dialog.field.text().endswith(text) and dialog.is_ready)


@pytest.fixture
def keyboard() -> Keyboard:
    """Keys only."""
    return Keyboard()


async def test_one_letter_and_enter_open_a_view(dialog: QuickOpenDialog, keyboard: Keyboard) -> None:
    told = _listen(dialog)
    await _type(dialog, keyboard, "i")
    keyboard.press(Qt.Key.Key_Return)
    assert told == [("view", "inbox")]


async def test_a_whole_id_stands_first_whatever_else_fits(
    dialog: QuickOpenDialog, keyboard: Keyboard, read_desk: Desk
) -> None:
    told = _listen(dialog)
    row = (await read_desk.rows())[7]
    await _type(dialog, keyboard, row.key.id)
    assert dialog.current is not None
    assert dialog.current.target == row.key
    assert [one.target for one in dialog.model.rows].count(row.key) == 1
    keyboard.press(Qt.Key.Key_Return)
    assert told == [("case", row.key)]


async def test_people_in_any_script_with_or_without_their_marks(
    dialog: QuickOpenDialog, keyboard: Keyboard, read_desk: Desk
) -> None:
    told = _listen(dialog)
    row = next(row for row in await read_desk.rows() if not row.customer_name.isascii() and row.customer_name)
    await _type(dialog, keyboard, row.customer_name)
    kinds = [one.kind for one in dialog.model.rows]
    assert kinds[0] is QuickKind.CUSTOMER
    assert QuickKind.VERIFICATION in kinds
    assert kinds[-1] is QuickKind.SEARCH
    keyboard.press(Qt.Key.Key_Return)
    [(what, found)] = told
    assert what == "customer"
    assert isinstance(found, CustomerRow)
    assert found.name == row.customer_name


async def test_the_arrows_choose_and_the_field_keeps_the_keyboard(
    dialog: QuickOpenDialog, keyboard: Keyboard
) -> None:
    told = _listen(dialog)
    views = [one.target for one in dialog.model.rows if one.kind is QuickKind.VIEW]
    for _ in range(3):
        keyboard.press(Qt.Key.Key_Down)
    keyboard.press(Qt.Key.Key_Up)
    assert dialog.field.hasFocus()
    assert dialog.field.accessibleDescription() == (dialog.current.spoken if dialog.current else "")
    keyboard.press(Qt.Key.Key_Return)
    assert told == [("view", views[2])]


async def test_a_label_of_the_dictionary_and_a_command(
    dialog: QuickOpenDialog, keyboard: Keyboard, read_desk: Desk
) -> None:
    told = _listen(dialog)
    await _type(dialog, keyboard, "FACE_MISMATCH")
    numbers = [n for n, one in enumerate(dialog.model.rows) if one.kind is QuickKind.LABEL]
    assert numbers
    for _ in range(numbers[0]):
        keyboard.press(Qt.Key.Key_Down)
    keyboard.press(Qt.Key.Key_Return)
    [(what, name)] = told
    assert what == "label"
    assert isinstance(name, LabelName)
    assert name.value == "FACE_MISMATCH"


async def test_words_in_the_middle_of_a_command_find_it(dialog: QuickOpenDialog, keyboard: Keyboard) -> None:
    told = _listen(dialog)
    await _type(dialog, keyboard, "light dark")
    keyboard.press(Qt.Key.Key_Return)
    assert told == [("command", "theme")]


async def test_enter_waits_for_the_search_that_is_under_way(
    dialog: QuickOpenDialog, keyboard: Keyboard, read_desk: Desk
) -> None:
    told = _listen(dialog)
    row = (await read_desk.rows())[4]
    gate = threading.Event()
    # Both reading threads are held up: nothing can be found until they are let go.
    held = [asyncio.ensure_future(read_desk.console.store.query(lambda _q: gate.wait(20))) for _ in range(2)]
    await asyncio.sleep(0)
    keyboard.write(row.key.id)
    keyboard.press(Qt.Key.Key_Return)
    assert told == []
    assert dialog.isVisible()
    gate.set()
    await asyncio.gather(*held)
    await until(lambda: told)
    assert told == [("case", row.key)]


async def test_typing_on_takes_a_waiting_enter_back(
    dialog: QuickOpenDialog, keyboard: Keyboard, read_desk: Desk
) -> None:
    told = _listen(dialog)
    gate = threading.Event()
    held = [asyncio.ensure_future(read_desk.console.store.query(lambda _q: gate.wait(20))) for _ in range(2)]
    await asyncio.sleep(0)
    keyboard.write("i")
    keyboard.press(Qt.Key.Key_Return)
    keyboard.write("n")
    gate.set()
    await asyncio.gather(*held)
    await until(lambda: dialog.is_ready and dialog.field.text() == "in")
    assert told == []


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE audit; --", '"', "%_\\", "\u202e\u200b", "王" * 400, "a" * 3000, "()*^"]
)
async def test_any_characters_are_safe(dialog: QuickOpenDialog, keyboard: Keyboard, text: str) -> None:
    dialog.field.setText(text)
    await until(lambda: dialog.is_ready)
    keyboard.press(Qt.Key.Key_Down)
    assert not dialog.grab().isNull()


async def test_nothing_found_is_said_and_enter_stays(dialog: QuickOpenDialog, keyboard: Keyboard) -> None:
    told = _listen(dialog)
    await _type(dialog, keyboard, "no such thing anywhere")
    keyboard.press(Qt.Key.Key_Return)
    assert told == []
    assert dialog.isVisible()
    assert "Nothing has all of these words" in dialog.note.text()


async def test_what_was_opened_last_stands_first(read_desk: Desk, host: QWidget) -> None:
    rows = await read_desk.rows()
    for row in (rows[3], rows[9], rows[3]):
        await read_desk.console._journal.audit(
            "case_opened", f"verification {row.key.account_id}/{row.key.id}"
        )
    dialog = QuickOpenDialog(read_desk.services, COMMANDS, host)
    open_dialog(dialog)
    await until(lambda: dialog.is_ready)
    found = [one.target for one in dialog.model.rows if one.kind is QuickKind.VERIFICATION]
    assert found == [rows[3].key, rows[9].key]
    assert [one.kind for one in dialog.model.rows][2] is QuickKind.VIEW
    dialog.reject()


async def test_through_the_window_from_any_view(read_desk: Desk, keyboard: Keyboard) -> None:
    window = MainWindow(read_desk.services, WindowMemory(None))
    window.show_first("verifications")
    window.show()
    window.activateWindow()
    await until(window.isActiveWindow)
    window.show_view("settings")
    row = (await read_desk.rows())[5]
    keyboard.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    found = window.actions_of_window.dialog("quick_open")
    assert isinstance(found, QuickOpenDialog)
    await until(lambda: found.is_ready and QApplication.focusWidget() is found.field)
    await _type(found, keyboard, row.key.id)
    keyboard.press(Qt.Key.Key_Return)
    await until(lambda: window.desk.detail_pane.key == row.key)
    assert window.is_desk_shown
    window.hide()
    window.deleteLater()


def test_names_are_ranked_by_how_they_begin() -> None:
    assert rank_name("set", "Settings") == 0
    assert rank_name("dark", "Light or dark") == 1
    assert rank_name("li da", "Light or dark") == 1
    assert rank_name("ght", "Light or dark") is None
    assert rank_name("", "Light or dark") is None


async def test_the_model_is_sound_and_spoken(
    dialog: QuickOpenDialog, keyboard: Keyboard, qtmodeltester: ModelTester, read_desk: Desk, qtbot: QtBot
) -> None:
    await _type(dialog, keyboard, "a")
    model: QuickModel = dialog.model
    qtmodeltester.check(model)
    rows: tuple[VerificationRow, ...] = await read_desk.rows(text="a")
    assert len([one for one in model.rows if one.kind is QuickKind.VERIFICATION]) == min(8, len(rows))
    for number in range(model.rowCount()):
        index = model.index(number, 0)
        assert str(index.data(Qt.ItemDataRole.AccessibleTextRole)).startswith(str(index.data()))
