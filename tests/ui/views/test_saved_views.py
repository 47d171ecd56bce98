"""Saved views in the rail and their menus, with the store behind them: saved, counted, opened, changed, removed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from console.bootstrap import OpenConsole
from console.domain.listing import ListQuery
from console.domain.phase import Phase
from console.domain.saved_query import SavedQuery
from console.ui.dialogs.name_dialog import NameDialog
from console.ui.views.main_window import MainWindow
from console.ui.widgets.rail_views_widget import MOST_SHOWN, RailViewsWidget, SavedItem
from tests.support.hands import Mouse
from tests.support.screen import chip, dialog, shown_list
from tests.support.waiting import until

_SHIFT_CTRL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def _saved(window: MainWindow) -> RailViewsWidget:
    found = window.rail.saved("verifications")
    assert found is not None
    return found


def _items(window: MainWindow) -> list[SavedItem]:
    found = window.rail.saved("verifications")
    return list(found.items) if found is not None else []


async def _press(window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    # Offscreen nobody gives the keyboard back after a menu was open.
    window.activateWindow()
    await until(window.isActiveWindow)
    QTest.keyClick(window, key, modifiers)


async def _menu() -> QMenu:
    await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def _choose(menu: QMenu, text: str) -> None:
    [action] = [each for each in menu.actions() if each.text() == text]
    Mouse().click(menu, menu.actionGeometry(action).center())


async def test_a_filter_gets_a_name_a_count_and_is_brought_back(
    window: MainWindow, console: OpenConsole
) -> None:
    shown, mouse = shown_list(window), Mouse()
    window.catch_up()
    everything = shown.model.rowCount()
    await mouse.tick(chip(shown, "Phase"), "Approved")
    await until(lambda: shown.is_ready and shown.model.rowCount() < everything)
    approved = shown.model.rowCount()
    await _press(window, Qt.Key.Key_S, _SHIFT_CTRL)
    await until(lambda: dialog(NameDialog))
    asked = dialog(NameDialog)
    assert asked is not None
    QTest.keyClick(asked.name_field, Qt.Key.Key_Return)
    await until(lambda: asked.problem)
    assert asked.problem == "Give the view a name."
    QTest.keyClicks(asked.name_field, "Done & well")
    QTest.keyClick(asked.name_field, Qt.Key.Key_Return)
    await until(lambda: [item.counted for item in _items(window)] == [str(approved)])
    [item] = _items(window)
    assert (item.name, item.is_active) == ("Done & well", True)
    assert _saved(window).button(item.number).accessibleName() == f"Done & well, {approved}"

    shown.filters.clear()
    await until(lambda: shown.model.rowCount() == everything)
    assert not _items(window)[0].is_active
    window.show_view("settings")
    mouse.click(_saved(window).button(item.number))
    await until(lambda: shown.model.rowCount() == approved and shown.is_ready)
    assert window.shown_view == "verifications"
    assert shown.model.query == ListQuery(phases=frozenset({Phase.APPROVED}))
    [entry] = [each for each in console.store.read.load_audit() if each.action == "view_saved"]
    assert "Done" not in f"{entry.subject} {entry.details}"


async def test_a_view_that_leaves_nothing_over_says_so(window: MainWindow, console: OpenConsole) -> None:
    window.catch_up()
    number = await console.services.saved_views.save(
        "verifications", "Mine", SavedQuery(ListQuery(), is_mine=True)
    )
    await until(lambda: [item.counted for item in _items(window)] == ["0"])
    assert _saved(window).button(number).accessibleName() == "Mine, 0"


async def test_a_view_is_renamed_updated_removed_and_comes_back(
    window: MainWindow, console: OpenConsole
) -> None:
    shown, mouse = shown_list(window), Mouse()
    views = console.services.saved_views
    window.catch_up()
    first = await views.save(
        "verifications", "One", SavedQuery(ListQuery(phases=frozenset({Phase.APPROVED})))
    )
    await views.save("verifications", "Two", SavedQuery(ListQuery(overdue=True)))
    await until(lambda: [item.name for item in _items(window)] == ["One", "Two"])

    window.rail.saved_menu_requested.emit(first, QPoint(20, 200))
    _choose(await _menu(), "Rename …")
    await until(lambda: dialog(NameDialog))
    asked = dialog(NameDialog)
    assert asked is not None
    asked.name_field.setText("TWO")
    mouse.click(asked.confirm_button)
    await until(lambda: asked.problem)
    assert asked.problem == "A saved view of this name exists. Choose another name."
    asked.name_field.setText("Uno")
    mouse.click(asked.confirm_button)
    await until(lambda: [item.name for item in _items(window)] == ["Uno", "Two"])

    await mouse.tick(chip(shown, "Phase"), "Declined")
    window.rail.saved_menu_requested.emit(first, QPoint(20, 200))
    _choose(await _menu(), "Update to the present filter")
    await until(lambda: _items(window)[0].is_active)
    [uno, _two] = await views.load()
    assert uno.saved.query.phases == frozenset({Phase.DECLINED})

    window.rail.saved_menu_requested.emit(first, QPoint(20, 200))
    _choose(await _menu(), "Remove")
    await until(lambda: [item.name for item in _items(window)] == ["Two"])
    await _press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: [item.name for item in _items(window)] == ["Uno", "Two"])


async def test_useful_views_are_offered_and_mine_is_whoever_works(
    window: MainWindow, console: OpenConsole
) -> None:
    shown = shown_list(window)
    window.catch_up()
    await until(lambda: not window.missing("verifications"))
    row = shown.model.row_at(0)
    assert row is not None
    assert row.opens is not None
    await console.services.desk.assign(row.opens, console.services.persons.working)
    Mouse().click(shown.filters.views_button)
    menu = await _menu()
    offered = [action.text() for action in menu.actions() if action.text().startswith("Add")]
    assert offered == ["Add the view Mine", "Add the view Retry required", "Add the view Overdue"]
    _choose(menu, "Add the view Mine")
    await until(lambda: [item.counted for item in _items(window)] == ["1"])
    Mouse().click(_saved(window).button(_items(window)[0].number))
    await until(lambda: shown.model.rowCount() == 1 and shown.is_ready)
    assert shown.filters.saved_query.is_mine


async def test_many_views_do_not_push_the_rail_apart(window: MainWindow) -> None:
    window.catch_up()
    items = [SavedItem(number, f"View {number}", "1,000+") for number in range(1, 30)]
    window.rail.show_saved("verifications", items)
    await until(lambda: _saved(window).isVisible())
    shown = [item for item in items if _is_shown(window, item.number)]
    assert len(shown) == MOST_SHOWN
    window.resize(700, 500)
    await until(lambda: not _saved(window).isVisible())


def _is_shown(window: MainWindow, number: int) -> bool:
    try:
        return _saved(window).button(number).isVisible()
    except LookupError:
        return False


async def test_a_view_is_not_offered_to_become_a_copy_of_another(
    window: MainWindow, console: OpenConsole
) -> None:
    shown, mouse = shown_list(window), Mouse()
    views = console.services.saved_views
    window.catch_up()
    phases = ("One", Phase.APPROVED), ("Two", Phase.DECLINED)
    for name, phase in phases:
        await views.save("verifications", name, SavedQuery(ListQuery(phases=frozenset({phase}))))
    await until(lambda: [item.name for item in _items(window)] == ["One", "Two"])
    mouse.click(_saved(window).button(_items(window)[0].number))
    await until(lambda: _items(window)[0].is_active and shown.is_ready)
    await mouse.tick(chip(shown, "Phase"), "Declined")
    mouse.click(shown.filters.views_button)
    menu = await _menu()
    assert "Update One to this filter" in [action.text() for action in menu.actions()]
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    await mouse.tick(chip(shown, "Phase"), "Approved")
    await until(lambda: _items(window)[1].is_active)
    mouse.click(shown.filters.views_button)
    menu = await _menu()
    assert not [action.text() for action in menu.actions() if action.text().startswith("Update")]
    QTest.keyClick(menu, Qt.Key.Key_Escape)
