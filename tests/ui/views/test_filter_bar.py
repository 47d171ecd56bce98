"""The filter chips as a person uses them, against what the store says the filter leaves over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from console.bootstrap import OpenConsole
from console.domain.listing import ListQuery
from console.domain.phase import Phase
from console.domain.risk import Severity
from console.ui.dialogs.date_range_dialog import DateRangeDialog
from console.ui.toolkit.memory import WindowMemory
from console.ui.views.list_view import ListView
from console.ui.views.main_window import MainWindow
from tests.support.hands import Mouse
from tests.support.screen import chip, column, dialog, shown_list
from tests.support.waiting import until


async def _settled(shown: ListView) -> None:
    await until(lambda: shown.is_ready)


async def _expected(console: OpenConsole, query: ListQuery) -> int:
    return await console.services.lists.count_verifications(query)


async def test_severity_narrows_to_the_worst_label(window: MainWindow, console: OpenConsole) -> None:
    shown, mouse = shown_list(window), Mouse()
    everything = shown.model.rowCount()
    await mouse.tick(chip(shown, "Severity"), "Look closer")
    await _settled(shown)
    query = ListQuery(severities=frozenset({Severity.WARN}))
    assert shown.model.query == query
    assert shown.model.rowCount() == await _expected(console, query)
    assert 0 < shown.model.rowCount() < everything
    severities = [shown.model.row_at(n) for n in range(shown.model.rowCount())]
    assert {row.cells[3].severity for row in severities if row is not None} == {Severity.WARN}


async def test_today_and_a_stretch_of_days(window: MainWindow, console: OpenConsole) -> None:
    shown, mouse = shown_list(window), Mouse()
    await mouse.tick(chip(shown, "Date"), "Last 30 days")
    await _settled(shown)
    since = shown.model.query.since
    assert since is not None
    assert timedelta(days=29) <= datetime.now(UTC) - since < timedelta(days=31)
    assert shown.model.rowCount() == await _expected(console, ListQuery(since=since))

    days = chip(shown, "Date")
    mouse.click(days.button)
    await until(days.menu.isVisible)
    place = days.menu.actionGeometry(days.menu.actions()[-1]).center()
    mouse.click(days.menu, place)
    await until(lambda: dialog(DateRangeDialog))
    asked = dialog(DateRangeDialog)
    assert asked is not None
    asked.first_field.setDate(QDate(2030, 1, 2))
    asked.last_field.setDate(QDate(2030, 1, 1))
    mouse.click(asked.show_button)
    assert asked.wrong == "The last day is before the first."
    asked.last_field.setDate(QDate(2030, 1, 3))
    mouse.click(asked.show_button)
    await until(lambda: shown.model.rowCount() == 0 and shown.is_ready)
    kept = shown.filters.saved_query.days
    assert kept is not None
    assert (kept.first, kept.last) == (date(2030, 1, 2), date(2030, 1, 3))
    assert chip(shown, "Date").button.text() == "Date: 2030-01-02 to 2030-01-03"
    until_moment = shown.model.query.until
    assert until_moment is not None
    assert until_moment.astimezone().date() == date(2030, 1, 4)


async def test_rarer_filters_come_with_the_plus(window: MainWindow, console: OpenConsole) -> None:
    shown, mouse = shown_list(window), Mouse()
    everything = shown.model.rowCount()
    mouse.click(shown.filters.plus_button)
    await until(QApplication.activePopupWidget)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["Account", "Assigned to", "Report", "Overdue"]
    mouse.click(menu, menu.actionGeometry(menu.actions()[2]).center())
    report = shown.filters.chip("report")
    await until(report.menu.isVisible)
    mouse.click(report.menu, report.menu.actionGeometry(report.menu.actions()[1]).center())
    QTest.keyClick(report.menu, Qt.Key.Key_Escape)
    await _settled(shown)
    assert shown.model.query.has_report is False
    assert shown.model.rowCount() == await _expected(console, ListQuery(has_report=False)) == everything
    QTest.keyClick(report.button, Qt.Key.Key_Space)
    await until(report.menu.isVisible)
    mouse.click(report.menu, report.menu.actionGeometry(report.menu.actions()[0]).center())
    QTest.keyClick(report.menu, Qt.Key.Key_Escape)
    await _settled(shown)
    assert shown.model.query.has_report is True
    assert shown.model.rowCount() == 0
    assert shown.faces.face.action == "Clear filters"
    mouse.click(shown.faces.face_button)
    await until(lambda: shown.model.rowCount() == everything)
    assert "report" not in shown.filters._chips


async def test_nobody_and_me(window: MainWindow, console: OpenConsole) -> None:
    shown = shown_list(window)
    everything = shown.model.rowCount()
    row = shown.model.row_at(0)
    assert row is not None
    assert row.opens is not None
    window.catch_up()
    me = console.services.persons.working
    await until(lambda: (("me",), f"Me ({me})") in shown.filters.chip("assignee").choices)
    await console.services.desk.assign(row.opens, me)
    mouse = Mouse()
    await mouse.tick(shown.filters.chip("assignee"), f"Me ({me})")
    await until(lambda: shown.model.rowCount() == 1 and shown.is_ready)
    assert shown.model.query.assignees == frozenset({me})
    assert shown.filters.saved_query.is_mine
    assert column(shown, "assignee") == [me]
    await mouse.tick(shown.filters.chip("assignee"), "Nobody")
    await until(lambda: shown.model.rowCount() == everything and shown.is_ready)
    assert shown.model.query.assignees == frozenset({me, ""})


async def test_a_label_can_be_taken_away_again(window: MainWindow, console: OpenConsole) -> None:
    shown = shown_list(window)
    everything = shown.model.rowCount()
    rows = await console.services.lists.load_verifications(ListQuery(), 0, 100)
    label = next(row.labels[0].value for row in rows if row.labels)
    window.ways.show_label(label)
    await until(lambda: shown.is_ready and shown.model.rowCount() < everything)
    assert shown.model.query == ListQuery(label=label)
    [button] = [
        each for each in shown.filters.children() if getattr(each, "text", str)() == f"Label: {label}"
    ]
    Mouse().click(button)  # pyright: ignore[reportArgumentType]
    await until(lambda: shown.model.rowCount() == everything)


async def test_filters_are_remembered_and_typed_words_are_not(
    window: MainWindow, console: OpenConsole, memory: WindowMemory
) -> None:
    shown = shown_list(window)
    await Mouse().tick(chip(shown, "Phase"), "Approved")
    window.desk.search("Somebody's name")
    await _settled(shown)
    assert "Somebody" not in str(memory.__dict__)
    other = MainWindow(console.services, memory)
    other.show_first("")
    found = shown_list(other)
    assert found.model.query == replace(ListQuery(), phases=frozenset({Phase.APPROVED}))
    assert chip(found, "Phase").button.text() == "Phase: Approved"
    assert found.model.rowCount() == await _expected(console, found.model.query)
    other.deleteLater()


@pytest.mark.parametrize("width", [560, 800, 1100, 1440])
async def test_chips_go_into_a_new_line_and_nothing_is_cut(window: MainWindow, width: int) -> None:
    shown = shown_list(window)
    for name in ("account", "assignee", "report", "overdue"):
        shown.filters.chip(name)
    window.resize(width, 700)
    await until(lambda: window.width() == width)
    await until(lambda: shown.filters.height() >= shown.filters.heightForWidth(shown.filters.width()))
    for name in ("provider", "phase", "severity", "date", "account", "assignee", "report", "overdue"):
        button = shown.filters.chip(name).button
        assert button.isVisible()
        assert button.width() >= button.sizeHint().width()
        corner = button.mapTo(shown.filters, button.rect().bottomRight())
        assert shown.filters.rect().contains(corner), name


async def test_clearing_takes_the_rarer_chips_away_and_keeps_the_keyboard_near(window: MainWindow) -> None:
    shown = shown_list(window)
    bar = shown.filters
    await Mouse().tick(bar.chip("report"), "Not stored")
    await until(lambda: shown.is_ready)
    added = bar.chip("report")
    bar._clear.setFocus()
    QTest.keyClick(bar._clear, Qt.Key.Key_Space)
    await until(lambda: shown.is_ready and "report" not in bar._chips)
    assert window.focusWidget() is bar.more_button
    assert bar.saved_query.query.has_report is None
    again = bar.chip("report")
    assert again is not added
    await Mouse().tick(again, "Not stored")
    await until(lambda: bar.saved_query.query.has_report is False)


async def test_a_list_s_own_buttons_give_their_words_up_for_the_filters_in_a_narrow_window(
    window: MainWindow,
) -> None:
    window.show_view("reports")
    shown = shown_list(window)
    [search] = [button for button in shown.findChildren(QPushButton) if button.objectName() == "tool_library"]
    window.resize(1440, 900)
    await until(lambda: search.text() == "Search inside")
    window.resize(1100, 700)
    await until(lambda: not search.text())
    assert search.accessibleName() == "Search inside"
    chips = [chip(shown, name).button for name in ("Provider", "Phase")]
    await until(lambda: len({button.mapTo(shown, QPoint()).y() for button in chips}) == 1)
