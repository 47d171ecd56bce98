"""The sheet of shortcuts against the window itself: complete, true, and nothing taken from the platform."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from console.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.shortcuts import BUILT_IN, SHORTCUTS, keys_text, meaning_of, to_shown_keys
from console.ui.toolkit.undo import undo_stack
from console.ui.toolkit.view_names import DETAIL_TABS, RAIL_VIEWS
from console.ui.views.main_window import MainWindow
from tests.support.desk import Desk
from tests.support.waiting import until

_CTRL = Qt.KeyboardModifier.ControlModifier
# What every text field of every platform answers itself.
_OF_TEXT_FIELDS = (
    "Ctrl+C",
    "Ctrl+X",
    "Ctrl+V",
    "Ctrl+A",
    "Ctrl+Y",
    "Ctrl+Shift+Z",
    "Ctrl+Backspace",
    "Ctrl+Left",
)


@pytest.fixture
async def window(desk: Desk) -> AsyncIterator[MainWindow]:
    """Every view and every tab of a case was shown once, so that everything that makes keys has made them."""
    await desk.services.sync.sync_once()
    made = MainWindow(desk.services, WindowMemory(None))
    made.show_first("verifications")
    made.show()
    made.activateWindow()
    await until(made.isActiveWindow)
    for view in RAIL_VIEWS:
        made.show_view(view)
        await until(lambda view=view: not made.missing(view) or "newest state" in made.missing(view))
    row = (await desk.rows())[0]
    made.open_case(row.key)
    await until(lambda: made.desk.detail_pane.is_ready)
    for tab in DETAIL_TABS:
        made.open_case(row.key, tab)
    # Made with the first thing that can be undone.
    undo_stack(made)
    yield made
    made.hide()
    made.deleteLater()


def _keys(part: QWidget) -> Iterator[str]:
    """Every key that a shortcut or an action below this part answers."""
    for shortcut in part.findChildren(QShortcut):
        answered = shortcut.keys()
        yield from (keys.toString() for keys in answered)
    for action in part.findChildren(QAction):
        for keys in action.shortcuts():
            yield keys.toString()


def _listed() -> set[str]:
    rows = (*SHORTCUTS.values(), *BUILT_IN)
    return {QKeySequence(key).toString() for row in rows for key in row.keys}


async def test_the_sheet_names_every_key_of_the_window_and_no_other(window: MainWindow) -> None:
    # Made once the window has been painted.
    window.lock_watch.note_started()
    made = set(_keys(window))
    assert made - _listed() == set()
    promised = {QKeySequence(key).toString() for row in SHORTCUTS.values() for key in row.keys}
    assert promised - made == set()


async def test_the_sheet_shows_every_row_of_the_table(window: MainWindow) -> None:
    window.actions_of_window.open_shortcuts()
    sheet = window.actions_of_window.dialog("shortcuts")
    assert isinstance(sheet, ShortcutsDialog)
    expected = {
        ("   ".join(to_shown_keys(key) for key in row.keys), meaning_of(row))
        for row in (*SHORTCUTS.values(), *BUILT_IN)
    }
    assert set(sheet.shown) == expected
    assert len(sheet.shown) == len(SHORTCUTS) + len(BUILT_IN)
    sheet.reject()


async def test_views_stand_under_their_own_names(window: MainWindow) -> None:
    for number, view in enumerate(RAIL_VIEWS, start=1):
        assert meaning_of(SHORTCUTS[f"view_{number}"]).lower().replace(" ", "-") == view
        assert keys_text(f"view_{number}") == to_shown_keys(f"Ctrl+{number}")


def test_nothing_is_taken_from_the_platform() -> None:
    ours = {QKeySequence(key).toString() for row in SHORTCUTS.values() for key in row.keys}
    assert not ours & {QKeySequence(key).toString() for key in _OF_TEXT_FIELDS}
    assert [key for key in ours if key.startswith(("Alt+", "Meta+")) or "Tab" in key] == []
    # One letter would answer while somebody types; the question mark is given to text fields first.
    assert [key for key in ours if len(key) == 1] == ["?"]
    assert len(ours) == sum(len(row.keys) for row in SHORTCUTS.values())


async def test_what_is_typed_into_a_field_is_text(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("verifications")
    fields = [field for field in window.findChildren(QLineEdit) if field.isVisible() and field.isEnabled()]
    assert window.top_bar.search_field in fields
    for field in fields:
        field.setFocus()
        field.clear()
        qtbot.keyClicks(field, "why?")
        assert field.text() == "why?"
        assert window.actions_of_window.dialog("shortcuts") is None
        field.selectAll()
        qtbot.keyClick(field, Qt.Key.Key_C, _CTRL)
        assert QApplication.clipboard().text() == "why?"
        qtbot.keyClick(field, Qt.Key.Key_Backspace)
        qtbot.keyClick(field, Qt.Key.Key_Z, _CTRL)
        assert field.text() == "why?"
        field.clear()


async def test_the_sheet_is_searched_by_key_and_by_meaning(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("verifications")
    window.desk.focus_rows()
    qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Question)
    sheet = window.actions_of_window.dialog("shortcuts")
    assert isinstance(sheet, ShortcutsDialog)
    await until(sheet.field.hasFocus)
    qtbot.keyClicks(sheet.field, "ctrl+k")
    assert [keys for keys, _ in sheet.shown] == [keys_text("quick_open")]
    sheet.field.clear()
    qtbot.keyClicks(sheet.field, "NEW verif")
    assert (keys_text("new"), "New verification") in sheet.shown
    sheet.field.clear()
    qtbot.keyClicks(sheet.field, "no such key")
    assert sheet.shown == ()
    assert sheet._nothing.isVisible()
    qtbot.keyClick(sheet.field, Qt.Key.Key_Escape)
    await until(lambda: window.actions_of_window.dialog("shortcuts") is None)
