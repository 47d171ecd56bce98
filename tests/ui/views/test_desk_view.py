"""Lists and case together: the row that looks chosen is that of the case which is shown, whatever list comes up."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.domain.keys import VerificationKey
from console.ui.dialogs.decision_dialog import DecisionDialog
from console.ui.dialogs.snooze_dialog import SnoozeDialog
from console.ui.toolkit.case_words import case_name
from console.ui.views.list_view import ListView
from console.ui.views.main_window import MainWindow
from tests.support.hands import Mouse
from tests.support.screen import detail, dialog, shown_list
from tests.support.waiting import until

_CTRL = Qt.KeyboardModifier.ControlModifier


async def _go(window: MainWindow, key: Qt.Key) -> ListView:
    QTest.keyClick(window, key, _CTRL)
    await until(lambda: shown_list(window).is_ready)
    return shown_list(window)


def _opens(shown: ListView, number: int) -> VerificationKey:
    row = shown.model.row_at(number)
    assert row is not None
    assert row.opens is not None
    return row.opens


def _chosen(shown: ListView) -> VerificationKey | None:
    row = shown.table.current_row()
    return row.opens if row is not None else None


async def test_another_list_marks_the_row_of_the_shown_case(window: MainWindow) -> None:
    pane = window.desk.detail_pane
    verifications = shown_list(window)
    Mouse().choose_row(verifications.table, 0)
    inbox = await _go(window, Qt.Key.Key_1)
    numbers = [n for n in range(inbox.model.rowCount()) if _opens(inbox, n) != _opens(verifications, 0)]
    Mouse().choose_row(inbox.table, numbers[0])
    wanted = _opens(inbox, numbers[0])
    await until(lambda: pane.is_ready and pane.key == wanted)
    back = await _go(window, Qt.Key.Key_3)
    assert back is verifications
    await until(lambda: _chosen(back) == wanted)
    assert pane.key == wanted
    assert back.table.hasFocus()


async def test_a_list_without_the_shown_case_marks_no_other_one(window: MainWindow) -> None:
    pane = window.desk.detail_pane
    verifications = shown_list(window)
    first = _opens(verifications, 0)
    Mouse().choose_row(verifications.table, 0)
    row = verifications.model.row_at(0)
    assert row is not None
    inbox = await _go(window, Qt.Key.Key_1)
    others = [n for n in range(inbox.model.rowCount()) if _opens(inbox, n) != first]
    Mouse().choose_row(inbox.table, others[0])
    wanted = _opens(inbox, others[0])
    await until(lambda: pane.is_ready and pane.key == wanted)
    window.show_view("verifications")
    window.desk.search(first.id)
    await until(lambda: verifications.is_ready and verifications.model.rowCount() == 1)
    await _go(window, Qt.Key.Key_1)
    await _go(window, Qt.Key.Key_3)
    assert _chosen(verifications) is None
    assert pane.key == wanted
    QTest.keyClick(verifications.table, Qt.Key.Key_Down)
    await until(lambda: pane.key == first)


async def test_customers_mark_nobody_while_a_case_is_shown(window: MainWindow) -> None:
    pane = window.desk.detail_pane
    customers = await _go(window, Qt.Key.Key_2)
    Mouse().choose_row(customers.table, 2)
    await until(lambda: pane.customer is not None and pane.is_ready)
    wanted = pane.customer
    window.show_view("verifications")
    assert _chosen(shown_list(window)) is None
    window.show_view("customers")
    assert customers.table.selected_key == wanted
    assert customers.table.currentIndex().row() == 2
    window.show_view("verifications")
    Mouse().choose_row(shown_list(window).table, 1)
    await until(lambda: pane.key is not None and pane.is_ready)
    window.show_view("customers")
    assert not customers.table.currentIndex().isValid()
    assert customers.table.selected_key is None


async def test_who_decides_is_told_about_whom(window: MainWindow) -> None:
    Mouse().choose_row(shown_list(window).table, 3)
    await until(lambda: window.desk.detail_pane.is_ready)
    case = detail(window).case
    assert case is not None
    QTest.keyClick(window, Qt.Key.Key_D, _CTRL)
    await until(lambda: dialog(DecisionDialog))
    asked = dialog(DecisionDialog)
    assert asked is not None
    for told in (case_name(case), case.provider_title, case.stored.key.id):
        assert told in asked.heading
    asked.reject()
    window.activateWindow()
    await until(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_T, _CTRL)
    await until(lambda: dialog(SnoozeDialog))
    aside = dialog(SnoozeDialog)
    assert aside is not None
    assert aside.about.text() == case_name(case)
    aside.reject()
