"""Several rows at once by clicks and keys: selected, counted, refreshed, assigned, stopped, told about."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox

from console.bootstrap import OpenConsole
from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery
from console.domain.provider import ProviderId
from console.services.bulk import BulkOutcome
from console.ui.dialogs.bulk_result_dialog import BulkResultDialog
from console.ui.dialogs.compare_dialog import CompareDialog
from console.ui.dialogs.export_dialog import ExportDialog
from console.ui.dialogs.snooze_dialog import SnoozeDialog
from console.ui.toolkit.undo import undo_stack
from console.ui.views.bulk_runner import ASKED_FROM
from console.ui.views.list_view import ListView
from console.ui.views.main_window import MainWindow
from tests.support.hands import Mouse
from tests.support.screen import column, dialog, shown_list
from tests.support.simulator import Simulator
from tests.support.waiting import until

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


def _click(shown: ListView, number: int, modifiers: Qt.KeyboardModifier) -> None:
    table = shown.table
    height = table.verticalHeader().defaultSectionSize()
    at = QPoint(60, table.rowViewportPosition(number) + height // 2)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifiers, at)


def _opens(shown: ListView, *numbers: int) -> list[VerificationKey]:
    rows = [shown.model.row_at(number) for number in numbers]
    return [row.opens for row in rows if row is not None and row.opens is not None]


async def test_shift_ctrl_and_all_by_keys(window: MainWindow) -> None:
    shown = shown_list(window)
    table, selection = shown.table, shown.table.selection
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert selection.is_empty
    for _ in range(3):
        QTest.keyClick(table, Qt.Key.Key_Down, _SHIFT)
    assert list(await selection.load_cases()) == _opens(shown, 0, 1, 2, 3)
    assert shown.bulk.isVisible()
    assert shown.bulk.count_text == "4 selected"
    QTest.keyClick(table, Qt.Key.Key_Up, _SHIFT)
    assert selection.count == 3
    QTest.keyClick(table, Qt.Key.Key_Down, _CTRL)
    QTest.keyClick(table, Qt.Key.Key_Down, _CTRL)
    QTest.keyClick(table, Qt.Key.Key_Space, _CTRL)
    assert list(await selection.load_cases()) == _opens(shown, 0, 1, 2, 4)
    QTest.keyClick(table, Qt.Key.Key_A, _CTRL)
    assert shown.bulk.count_text == f"All {shown.model.rowCount():,} rows selected"
    assert len(await selection.load_cases()) == shown.model.rowCount()
    QTest.keyClick(table, Qt.Key.Key_Escape)
    assert selection.is_empty
    await until(lambda: not shown.bulk.isVisible())
    assert table.hasFocus()


async def test_clicks_with_ctrl_and_shift(window: MainWindow) -> None:
    shown = shown_list(window)
    selection = shown.table.selection
    _click(shown, 1, Qt.KeyboardModifier.NoModifier)
    assert selection.is_empty
    _click(shown, 4, _CTRL)
    assert list(await selection.load_cases()) == _opens(shown, 1, 4)
    _click(shown, 6, _SHIFT)
    assert list(await selection.load_cases()) == _opens(shown, 4, 5, 6)
    _click(shown, 2, Qt.KeyboardModifier.NoModifier)
    assert selection.is_empty
    assert window.desk.detail_pane.key == _opens(shown, 2)[0]


async def test_another_filter_lets_go_of_what_it_may_hide(window: MainWindow) -> None:
    shown = shown_list(window)
    QTest.keyClick(shown.table, Qt.Key.Key_A, _CTRL)
    assert shown.table.selection.is_everything
    window.desk.search("a")
    assert shown.table.selection.is_empty


async def test_a_selection_follows_its_rows(window: MainWindow, console: OpenConsole) -> None:
    shown = shown_list(window)
    _click(shown, 1, Qt.KeyboardModifier.NoModifier)
    _click(shown, 2, _SHIFT)
    marked = _opens(shown, 1, 2)
    lines = ["provider,kind,id,customer_reference,customer_name,email"]
    lines.append("idenfy,verification,fresh-1,ref-f1,Fresh Person,f@example.org")
    before = shown.model.rowCount()
    await console.services.imports.add_known(lines)
    window.desk.read_again()
    await until(lambda: shown.model.rowCount() == before + 1)
    assert list(await shown.table.selection.load_cases()) == marked
    for key in marked:
        assert shown.table.selection.has(key)


async def test_refresh_counts_what_was_done_and_names_what_was_not(
    window: MainWindow, console: OpenConsole, simulator: Simulator
) -> None:
    shown, mouse = shown_list(window), Mouse()
    iron = ListQuery(providers=frozenset({ProviderId("iron"), ProviderId("checkout")}))
    window.desk.show_query(iron)
    await until(lambda: shown.is_ready and shown.model.rowCount() > 5)
    total = shown.model.rowCount()
    provider = column(shown, "provider")
    QTest.keyClick(shown.table, Qt.Key.Key_A, _CTRL)
    failing = {
        "provider": "iron",
        "method": "*",
        "path": "*",
        "times": None,
        "action": "status",
        "status": 500,
    }
    with simulator.faults(failing):
        mouse.click(shown.bulk.button("refresh"))
        await until(lambda: dialog(QMessageBox))
        asked = dialog(QMessageBox)
        assert asked is not None
        assert asked.text() == f"Refresh: {total} rows?"
        [begin] = [button for button in asked.buttons() if button.text() == "Refresh all"]
        begin.click()
        await until(lambda: window.desk.runner("verifications").result is not None, 60)
    failed = provider.count("Iron")
    result = window.desk.runner("verifications").result
    assert result is not None
    [(_outcome, why, _count)] = result.reasons()
    assert "Iron" in why
    assert shown.bulk.said == f"Refresh: {total - failed} done, {failed} failed. {why}"
    mouse.click(shown.bulk.details_button)
    await until(lambda: dialog(BulkResultDialog))
    details = dialog(BulkResultDialog)
    assert details is not None
    assert details.rows.count() == failed
    first = details.rows.item(0)
    key = first.data(Qt.ItemDataRole.UserRole)
    details.rows.setCurrentRow(0)
    QTest.keyClick(details.rows, Qt.Key.Key_Return)
    await until(lambda: window.desk.detail_pane.key == key)


async def test_without_a_network_it_says_why_at_once(window: MainWindow, simulator: Simulator) -> None:
    shown = shown_list(window)
    window.desk.show_query(ListQuery(providers=frozenset({ProviderId("iron"), ProviderId("proofme")})))
    await until(lambda: shown.is_ready and shown.model.rowCount() > 8)
    QTest.keyClick(shown.table, Qt.Key.Key_A, _CTRL)
    lost = {"method": "*", "path": "*", "times": None, "action": "drop"}
    with simulator.faults({"provider": "iron", **lost}, {"provider": "proofme", **lost}):
        Mouse().click(shown.bulk.button("refresh"))
        await until(lambda: dialog(QMessageBox))
        asked = dialog(QMessageBox)
        assert asked is not None
        [begin] = [button for button in asked.buttons() if button.text() == "Refresh all"]
        begin.click()
        await until(lambda: window.desk.runner("verifications").result is not None, 60)
    result = window.desk.runner("verifications").result
    assert result is not None
    assert result.count(BulkOutcome.LEFT) > result.count(BulkOutcome.FAILED) > 1
    reasons = [reason for outcome, reason, _count in result.reasons() if outcome is BulkOutcome.FAILED]
    assert len(reasons) == 2
    assert shown.bulk.said.endswith(f" not begun. Most often: {reasons[0]}")
    # Pressing Details shows the others.
    assert shown.bulk.details_button.isVisible()


async def test_assigned_together_and_taken_back(window: MainWindow, console: OpenConsole) -> None:
    shown, mouse = shown_list(window), Mouse()
    me = console.services.persons.working
    _click(shown, 0, Qt.KeyboardModifier.NoModifier)
    _click(shown, 2, _SHIFT)
    marked = list(await shown.table.selection.load_cases())
    mouse.click(shown.bulk.button("assign"))
    await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.actions()[0].text() == f"Me ({me})"
    mouse.click(menu, menu.actionGeometry(menu.actions()[0]).center())
    await until(lambda: shown.bulk.said == f"Assign to {me}: 3 done.")
    assert window.focusWidget() is shown.table
    mine = ListQuery(assignees=frozenset({me}))
    rows = await console.services.lists.load_verifications(mine, 0, 10)
    assert {row.key for row in rows} == set(marked)
    await until(lambda: column(shown, "assignee").count(me) == 3)
    window.activateWindow()
    await until(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Z, _CTRL)
    await until(lambda: column(shown, "assignee").count(me) == 0)
    assert await console.services.lists.count_verifications(mine) == 0
    bar = undo_stack(shown).bar
    await until(lambda: bar.text == f"Undone: Assign to {me}: 3 cases")
    assert shown.bulk.said == ""
    assert not bar.button.isVisible()
    assert bar.geometry().bottom() < shown.bulk.mapTo(window, QPoint(0, 0)).y()


async def test_export_gets_what_is_selected(window: MainWindow) -> None:
    shown, mouse = shown_list(window), Mouse()
    _click(shown, 0, Qt.KeyboardModifier.NoModifier)
    _click(shown, 1, _SHIFT)
    mouse.click(shown.bulk.button("export"))
    await until(lambda: dialog(ExportDialog))
    opened = dialog(ExportDialog)
    assert opened is not None
    await until(lambda: "2" in opened.count_label.text())
    opened.reject()


async def _count_of(opened: ExportDialog) -> str:
    await until(lambda: opened.count_label.text() != "")
    return opened.count_label.text()


@pytest.mark.parametrize("name", ["customers", "verifications"])
async def test_who_was_taken_out_of_all_is_not_exported(window: MainWindow, name: str) -> None:
    window.show_view(name)
    shown = shown_list(window)
    await until(lambda: shown.is_ready and shown.model.rowCount() > 5)
    total = shown.model.rowCount()
    table = shown.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Home, _CTRL)
    QTest.keyClick(table, Qt.Key.Key_A, _CTRL)
    left_out = shown.model.row_at(0)
    assert left_out is not None
    QTest.keyClick(table, Qt.Key.Key_Space, _CTRL)
    assert shown.bulk.count_text == f"{total - 1:,} selected"
    Mouse().click(shown.bulk.button("export"))
    await until(lambda: dialog(ExportDialog))
    opened = dialog(ExportDialog)
    assert opened is not None
    assert await _count_of(opened) == f"{total - 1:,} chosen rows"
    chosen = opened._wish.customers if name == "customers" else opened._wish.keys
    assert chosen is not None
    assert len(chosen) == total - 1
    assert left_out.key not in chosen
    opened.reject()


async def test_nothing_left_over_is_not_the_whole_list(window: MainWindow) -> None:
    window.desk.search(_opens(shown_list(window), 0)[0].id)
    shown = shown_list(window)
    await until(lambda: shown.is_ready and shown.model.rowCount() == 1)
    shown.table.setFocus()
    QTest.keyClick(shown.table, Qt.Key.Key_Home, _CTRL)
    QTest.keyClick(shown.table, Qt.Key.Key_A, _CTRL)
    QTest.keyClick(shown.table, Qt.Key.Key_Space, _CTRL)
    window.desk.runner("verifications").start("export")
    await until(lambda: shown.bulk.said.startswith("Nothing to export"))
    assert dialog(ExportDialog) is None


async def test_the_lists_own_menu_exports_all_of_it_whatever_is_selected(window: MainWindow) -> None:
    shown, mouse = shown_list(window), Mouse()
    _click(shown, 0, Qt.KeyboardModifier.NoModifier)
    _click(shown, 1, _SHIFT)
    mouse.click(shown.filters.more_button)
    await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    [action] = [each for each in menu.actions() if each.text().startswith("Export this list")]
    mouse.click(menu, menu.actionGeometry(action).center())
    await until(lambda: dialog(ExportDialog))
    opened = dialog(ExportDialog)
    assert opened is not None
    count = f"{shown.model.rowCount():,}"
    assert await _count_of(opened) == f"{count} rows, as filtered and ordered in the list"
    opened.reject()


async def test_what_somebody_changed_since_stays_and_the_rest_is_put_back(
    window: MainWindow, console: OpenConsole
) -> None:
    shown, mouse, desk = shown_list(window), Mouse(), console.services.desk
    me = console.services.persons.working
    await console.services.persons.add("Mia Lind")
    _click(shown, 0, Qt.KeyboardModifier.NoModifier)
    _click(shown, 3, _SHIFT)
    marked = list(await shown.table.selection.load_cases())
    mouse.click(shown.bulk.button("assign"))
    await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    mouse.click(menu, menu.actionGeometry(menu.actions()[0]).center())
    await until(lambda: shown.bulk.said == f"Assign to {me}: 4 done.")
    await desk.assign(marked[-1], "Mia Lind")
    window.activateWindow()
    await until(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Z, _CTRL)
    bar = undo_stack(shown).bar
    await until(lambda: bar.text == "3 put back, 1 left as they are: somebody changed them since.")
    await until(lambda: column(shown, "assignee").count("Mia Lind") == 1)
    await until(lambda: column(shown, "assignee").count(me) == 0)


async def test_who_takes_over_is_not_offered_to_undo_anothers_deeds(
    window: MainWindow, console: OpenConsole
) -> None:
    shown = shown_list(window)
    await console.services.persons.load()
    await console.services.persons.add("Mia Lind")
    Mouse().choose_row(shown.table, 0)
    await until(lambda: window.desk.detail_pane.is_ready)
    QTest.keyClick(window, Qt.Key.Key_M, _CTRL)
    stack = undo_stack(window)
    await until(lambda: stack.texts != ())
    await console.services.persons.take_over("Mia Lind")
    await until(lambda: stack.texts == ())
    assert stack.bar.text == ""


async def test_a_span_reaches_rows_that_are_not_read_yet(window: MainWindow, console: OpenConsole) -> None:
    lines = ["provider,kind,id,customer_reference,customer_name,email"]
    lines += [f"idenfy,verification,far-{n},ref-{n},Far Person {n},f{n}@example.org" for n in range(400)]
    await console.services.imports.add_known(lines)
    shown = shown_list(window)
    window.desk.search("far-")
    await until(lambda: shown.is_ready and shown.model.rowCount() == 400)
    table, selection = shown.table, shown.table.selection
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Home, _CTRL)
    assert selection.is_empty
    QTest.keyClick(table, Qt.Key.Key_End, _SHIFT | _CTRL)
    await until(lambda: selection.count == 400)
    await until(lambda: table.current_row() is not None)
    assert selection.count == 400
    assert len(await selection.load_cases()) == 400
    QTest.keyClick(table, Qt.Key.Key_Up)
    assert selection.is_empty


async def test_put_aside_together_and_taken_back(window: MainWindow, console: OpenConsole) -> None:
    shown, mouse = shown_list(window), Mouse()
    _click(shown, 0, Qt.KeyboardModifier.NoModifier)
    _click(shown, 1, _SHIFT)
    marked = list(await shown.table.selection.load_cases())
    mouse.click(shown.bulk.button("snooze"))
    await until(lambda: dialog(SnoozeDialog))
    asked = dialog(SnoozeDialog)
    assert asked is not None
    mouse.click(asked.put_button)
    await until(lambda: shown.bulk.said == "Put aside: 2 done.")
    states = [(await console.services.cases.load_case(key)).stored.desk.state for key in marked]
    assert all(state.is_snoozed(console._clock.now()) for state in states)
    window.activateWindow()
    await until(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Z, _CTRL)

    def rows_again() -> bool:
        stored = [console.store.read.load_case(key) for key in marked]
        return not any(one.desk.state.is_snoozed(console._clock.now()) for one in stored if one is not None)

    await until(rows_again)


async def test_two_rows_are_compared(window: MainWindow) -> None:
    shown, mouse = shown_list(window), Mouse()
    _click(shown, 0, Qt.KeyboardModifier.NoModifier)
    _click(shown, 0, _CTRL)
    _click(shown, 1, Qt.KeyboardModifier.NoModifier)
    _click(shown, 3, _CTRL)
    assert shown.bulk.button("compare").isVisible()
    mouse.click(shown.bulk.button("compare"))
    await until(lambda: dialog(CompareDialog))
    opened = dialog(CompareDialog)
    assert opened is not None
    opened.reject()
    QTest.keyClick(shown.table, Qt.Key.Key_A, _CTRL)
    assert not shown.bulk.button("compare").isVisible()


async def test_cancel_stops_before_the_next_row(window: MainWindow, simulator: Simulator) -> None:
    shown, mouse = shown_list(window), Mouse()
    window.desk.show_query(ListQuery(providers=frozenset({ProviderId("iron")})))
    await until(lambda: shown.is_ready and set(column(shown, "provider")) == {"Iron"})
    total = shown.model.rowCount()
    assert 3 < total < ASKED_FROM
    _click(shown, 0, Qt.KeyboardModifier.NoModifier)
    QTest.keyClick(shown.table, Qt.Key.Key_End, _SHIFT)
    assert shown.table.selection.count == total
    slow = {"provider": "iron", "method": "*", "path": "*", "times": None, "action": "delay", "seconds": 0.3}
    with simulator.faults(slow):
        mouse.click(shown.bulk.button("refresh"))
        await until(lambda: f" of {total}" in shown.bulk.said)
        mouse.click(shown.bulk.stop_button)
        await until(lambda: not shown.bulk.is_running)
    result = window.desk.runner("verifications").result
    assert result is not None
    done, left = result.count(BulkOutcome.DONE), result.count(BulkOutcome.LEFT)
    assert done >= 1
    assert left >= 1
    assert done + left == total
    assert shown.bulk.said == f"Refresh: {done} done, {left} not begun."
    assert shown.table.hasFocus()
    shown.bulk._dismiss.setFocus()
    QTest.keyClick(shown.bulk._dismiss, Qt.Key.Key_Space)
    assert shown.bulk.said == ""
    assert shown.table.hasFocus()
