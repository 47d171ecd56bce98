"""The window as a whole: views, keyboard, room, frame, first run and trouble."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from console.bootstrap import OpenConsole
from console.domain.environment import Environment
from console.domain.errors import ProviderFailed
from console.domain.listing import ListQuery
from console.ui.dialogs.account_wizard_dialog import AccountWizardDialog
from console.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from console.ui.toolkit.look import Look
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.theme import ThemeName
from console.ui.toolkit.view_names import RAIL_VIEWS
from console.ui.views.account_watch import AGES_EVERY_MS
from console.ui.views.main_window import MainWindow
from tests.support.simulator import Simulator
from tests.support.waiting import until

_CTRL = Qt.KeyboardModifier.ControlModifier


async def test_every_view_is_reached_by_its_key_and_by_the_rail(window: MainWindow, qtbot: QtBot) -> None:
    for number, view in enumerate(RAIL_VIEWS, start=1):
        qtbot.keyClick(window, Qt.Key(Qt.Key.Key_0 + number), _CTRL)
        await until(lambda name=view: window.shown_view == name)
        await until(lambda name=view: not window.missing(name))
        assert window.rail.button(view).isChecked()
    qtbot.mouseClick(window.rail.button("customers"), Qt.MouseButton.LeftButton)
    assert window.shown_view == "customers"
    customers = window.desk.list_named("customers")
    assert customers.model.rowCount() > 15


async def test_nothing_wakes_every_second_for_ages_nobody_sees(window: MainWindow) -> None:
    def ages_go_on() -> bool:
        timers = [each for each in window.findChildren(QTimer) if each.isActive() and not each.isSingleShot()]
        return any(each.interval() <= AGES_EVERY_MS for each in timers)

    await until(ages_go_on)
    window.hide()
    assert not ages_go_on()
    window.show()
    await until(ages_go_on)
    assert all(window.status.texts)


async def test_the_search_belongs_to_its_list(window: MainWindow, qtbot: QtBot) -> None:
    field = window.top_bar.search_field
    field.setFocus()
    qtbot.keyClicks(field, "a")
    window.show_view("customers")
    assert field.text() == ""
    window.show_view("verifications")
    assert field.text() == "a"
    window.show_view("settings")
    assert not field.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_F, _CTRL)
    assert window.shown_view == "verifications"
    assert field.hasFocus()


async def test_the_sheet_of_shortcuts_opens_once_and_escape_closes_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.desk.focus_list()
    qtbot.keyClick(window, Qt.Key.Key_Question)
    await until(lambda: window.actions_of_window.dialog("shortcuts"))
    window.actions_of_window.open_shortcuts()
    sheet = window.actions_of_window.dialog("shortcuts")
    assert isinstance(sheet, ShortcutsDialog)
    assert len(window.findChildren(ShortcutsDialog)) == 1
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert window.actions_of_window.dialog("shortcuts") is None


async def test_with_little_room_the_case_covers_the_list(window: MainWindow, qtbot: QtBot) -> None:
    shown = window.desk.current_list
    assert shown is not None
    window.resize(1000, 700)
    await until(lambda: not window.desk.detail_pane.isVisible())
    shown.table.setFocus()
    qtbot.keyClick(shown.table, Qt.Key.Key_Down)
    assert shown.isVisible()
    qtbot.keyClick(shown.table, Qt.Key.Key_Return)
    assert window.desk.is_case_open
    assert window.desk.detail_pane.isVisible()
    assert not shown.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert shown.isVisible()
    assert shown.table.hasFocus()
    window.resize(1440, 900)
    await until(window.desk.detail_pane.isVisible)


async def test_a_narrow_rail_shows_icons_with_tooltips(window: MainWindow) -> None:
    button = window.rail.button("customers")
    assert button.text() == "Customers"
    window.resize(700, 600)
    await until(lambda: button.text() == "")
    assert "Customers" in button.toolTip()
    assert button.accessibleName() == "Customers"


async def test_a_window_of_invented_people_says_so(window: MainWindow, look: Look) -> None:
    assert window.frame.word == "SIMULATOR"
    image = window.grab().toImage()
    edge = {QColor(image.pixel(x, 2)).name().upper() for x in range(0, 200)}
    assert look.theme.colors["test_frame"] in edge


async def test_theme_and_sizes_are_remembered(
    window: MainWindow, memory: WindowMemory, look: Look, qtbot: QtBot
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_L, _CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert look.theme.name is ThemeName.DARK
    window.resize(1234, 777)
    window.remember()
    assert memory.text("theme") == "dark"
    assert memory.numbers("size") == (1234, 777)


async def test_closing_asks_for_an_orderly_end(window: MainWindow) -> None:
    asked: list[bool] = []
    window.close_requested.connect(lambda: asked.append(True))
    assert not window.close()
    assert asked == [True]
    assert window.isVisible()


async def test_a_provider_that_fails_is_named_above_rows_that_stay(
    window: MainWindow, console: OpenConsole, simulator: Simulator
) -> None:
    shown = window.desk.current_list
    assert shown is not None
    rows = shown.model.rowCount()
    rule = {"provider": "iron", "method": "*", "path": "*", "times": None, "action": "status", "status": 401}
    with simulator.faults(rule):
        await console.services.sync.sync_once()
        await until(lambda: "Iron" in shown.faces.banner.text)
    assert shown.model.rowCount() == rows
    assert any("Iron credentials refused" in text for text in window.status.texts)


async def test_the_status_bar_tells_every_account_and_its_age(window: MainWindow) -> None:
    await until(lambda: len(window.status.texts) == 4)
    text = "\n".join(window.status.texts)
    for title in ("Iron", "Checkout.com", "iDenfy", "Proofme"):
        assert title in text
    assert " s" in text or " min" in text


async def test_an_empty_profile_begins_with_two_choices(first_window: MainWindow, qtbot: QtBot) -> None:
    assert first_window.shown_view == "first-run"
    assert first_window.frame.word == ""
    assert not first_window.top_bar.new_button.isEnabled()
    qtbot.mouseClick(first_window.first_run().account_button, Qt.MouseButton.LeftButton)
    assert first_window.actions_of_window.dialog("wizard") is not None


async def test_enter_takes_the_first_choice_of_an_empty_profile(
    first_window: MainWindow, qtbot: QtBot
) -> None:
    page = first_window.first_run()
    assert page.simulator_button.hasFocus()
    asked: list[bool] = []
    page.account_requested.connect(lambda: asked.append(True))
    qtbot.keyClick(page.simulator_button, Qt.Key.Key_Tab)
    assert page.account_button.hasFocus()
    qtbot.keyClick(page.account_button, Qt.Key.Key_Return)
    assert asked == [True]


async def test_the_keyboard_begins_at_the_list_with_nothing_chosen(window: MainWindow, qtbot: QtBot) -> None:
    shown = window.desk.current_list
    assert shown is not None
    assert shown.table.hasFocus()
    assert window.desk.detail_pane.key is None
    qtbot.keyClick(shown.table, Qt.Key.Key_Question)
    await until(lambda: window.actions_of_window.dialog("shortcuts"))
    assert window.top_bar.search_field.text() == ""


async def test_a_new_case_is_shown_although_the_filter_would_hide_it(
    window: MainWindow, console: OpenConsole, qtbot: QtBot
) -> None:
    shown = window.desk.current_list
    assert shown is not None
    everything = shown.model.rowCount()
    rows = await console.services.lists.load_verifications(ListQuery(), 0, 50)
    words = next(row.customer_name for row in rows if row.customer_name.isascii())
    qtbot.keyClicks(window.top_bar.search_field, words)
    await until(lambda: shown.model.rowCount() < everything and shown.is_ready)
    made = next(row.key for row in rows if row.customer_name != words)
    window.ways.open_created(made)
    await until(lambda: window.desk.detail_pane.is_ready)
    assert window.desk.detail_pane.key == made
    await until(lambda: shown.table.selected_key == made and shown.table.current_row() is not None)
    assert window.top_bar.search_field.text() == ""
    window.top_bar.catch_up()
    window.top_bar.show_text("another list's words")
    buttons = window.top_bar.search_field.findChildren(QToolButton)
    [clear] = [one for one in buttons if one.defaultAction().objectName() == "_q_qlineeditclearaction"]
    await until(lambda: clear.property("opacity") == 1.0)
    searched: list[str] = []
    window.top_bar.searched.connect(searched.append)
    window.top_bar.show_text("")
    await until(lambda: clear.property("opacity") == 0.0)
    assert searched == []
    assert shown.faces.banner.text == "The filter was cleared to show the new verification."
    shown.faces.banner.triggered.emit()
    assert shown.faces.banner.text == ""


async def test_without_a_network_it_is_said_once_with_every_name(
    window: MainWindow, console: OpenConsole, simulator: Simulator
) -> None:
    shown = window.desk.current_list
    assert shown is not None
    everything = {"method": "*", "path": "*", "times": None, "action": "status", "status": 503}
    rules = [{"provider": each, **everything} for each in ("iron", "checkout", "proofme")]
    rows = await console.services.lists.load_verifications(ListQuery(), 0, 100)

    async def ask(provider: str) -> None:
        with pytest.raises(ProviderFailed):
            await console.services.cases.refresh(next(r.key for r in rows if r.provider == provider))

    with simulator.faults(*rules):
        await ask("iron")
        await ask("checkout")
        await until(lambda: "Iron and Checkout.com" in shown.faces.banner.text)
        assert shown.faces.banner.text.count("Shown is what was known") == 1
        await ask("proofme")
        await until(lambda: "no provider can be reached" in shown.faces.banner.text)
    said = shown.faces.banner.text
    assert "Iron" not in said
    assert said.count("Shown is what was known") == 1


async def test_an_empty_list_says_what_to_do(first_window: MainWindow) -> None:
    first_window.show_view("verifications")
    shown = first_window.desk.current_list
    assert shown is not None
    await until(lambda: shown.is_ready)
    assert not shown.faces.is_content_shown()


async def test_f6_goes_round_the_panes_and_escape_back_to_the_list(window: MainWindow, qtbot: QtBot) -> None:
    shown = window.desk.current_list
    assert shown is not None
    shown.table.setFocus()
    qtbot.keyClick(shown.table, Qt.Key.Key_Down)
    qtbot.keyClick(shown.table, Qt.Key.Key_Return)
    detail = window.desk.detail_pane.detail
    assert detail is not None
    assert detail.tabs.tabBar().hasFocus()
    await until(lambda: detail.case is not None)
    qtbot.keyClick(detail.tabs.tabBar(), Qt.Key.Key_Right)
    assert detail.tabs.currentIndex() == 1
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert window.top_bar.search_field.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert shown.table.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert detail.tabs.tabBar().hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert shown.table.hasFocus()


async def test_f5_in_the_list_asks_the_provider_about_the_case_beside_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    shown = window.desk.current_list
    assert shown is not None
    shown.table.setFocus()
    qtbot.keyClick(shown.table, Qt.Key.Key_Down)
    pane = window.desk.detail_pane
    await until(lambda: pane.is_ready)
    assert pane.detail is not None
    with qtbot.waitSignal(pane.detail.header.action_requested):
        qtbot.keyClick(shown.table, Qt.Key.Key_F5)


async def test_return_addresses_of_the_listener_are_offered_for_a_new_account(
    first_window: MainWindow, qtbot: QtBot
) -> None:
    first_window.actions_of_window.offer_returns({"redirect_url": "https://desk.example/thanks/done"})
    first_window.open_create()
    wizard = first_window.findChild(AccountWizardDialog)
    assert wizard is not None
    wizard.choices_page.choose("Checkout.com", Environment.LIVE)
    qtbot.mouseClick(wizard.next_button, Qt.MouseButton.LeftButton)
    assert wizard.fields_page.edit("redirect_url").text() == "https://desk.example/thanks/done"
    wizard.reject()
