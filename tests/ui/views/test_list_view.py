"""The list as a person uses it: real rows of a simulator profile, real keys and clicks."""

from __future__ import annotations

import asyncio
import threading

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.bootstrap import OpenConsole
from console.domain.listing import ListQuery, SortColumn
from console.domain.provider import ProviderId
from console.domain.verification import VerificationKey
from console.ui.models.row_model import RowModel
from console.ui.views.list_view import ListView
from console.ui.views.main_window import MainWindow
from tests.support.simulator import Simulator
from tests.support.waiting import until


def _list(window: MainWindow) -> ListView:
    shown = window.desk.current_list
    assert shown is not None
    return shown


def _texts(model: RowModel, column: int) -> list[str]:
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


async def test_the_first_paint_shows_every_provider_in_one_list(
    window: MainWindow, console: OpenConsole
) -> None:
    shown = _list(window)
    total = await console.services.lists.count_verifications(ListQuery())
    assert shown.model.rowCount() == total > 20
    assert set(_texts(shown.model, 1)) == {"Iron", "Checkout.com", "iDenfy", "Proofme"}
    assert shown.faces.is_content_shown()


async def test_typing_narrows_the_list_and_enter_opens_the_first_match(
    window: MainWindow, console: OpenConsole, qtbot: QtBot
) -> None:
    shown = _list(window)
    rows = await console.services.lists.load_verifications(ListQuery(), 0, 200)
    wanted = next(row for row in rows if row.email)
    opened: list[VerificationKey] = []
    shown.case_opened.connect(opened.append)
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = window.top_bar.search_field
    await until(field.hasFocus)
    qtbot.keyClicks(field, wanted.email)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    await until(lambda: opened)
    matching = await console.services.lists.load_verifications(ListQuery(text=wanted.email), 0, 50)
    assert opened == [matching[0].key]
    assert shown.model.rowCount() == len(matching)
    assert shown.model.query.text == wanted.email


async def test_escape_empties_the_search_and_down_goes_to_the_list(window: MainWindow, qtbot: QtBot) -> None:
    shown = _list(window)
    total = shown.model.rowCount()
    field = window.top_bar.search_field
    field.setFocus()
    qtbot.keyClicks(field, "no such person anywhere")
    await until(lambda: not shown.model.is_filling)
    assert shown.model.rowCount() == 0
    assert not shown.faces.is_content_shown()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    await until(lambda: shown.model.rowCount() == total)
    assert shown.faces.is_content_shown()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert shown.table.hasFocus()
    assert shown.table.currentIndex().row() == 0


async def test_arrows_choose_and_enter_opens(window: MainWindow, qtbot: QtBot) -> None:
    shown = _list(window)
    chosen: list[VerificationKey] = []
    opened: list[VerificationKey] = []
    shown.case_chosen.connect(chosen.append)
    shown.case_opened.connect(opened.append)
    shown.table.setFocus()
    for _ in range(3):
        qtbot.keyClick(shown.table, Qt.Key.Key_Down)
    qtbot.keyClick(shown.table, Qt.Key.Key_Return)
    # The keyboard alone chooses nothing; the first step down does.
    keys = [shown.model.row_at(row) for row in range(3)]
    assert chosen == [row.key for row in keys if row is not None]
    assert opened == chosen[-1:]
    assert window.desk.detail_pane.key == opened[0]


async def test_a_click_chooses_the_row_under_the_pointer(window: MainWindow, qtbot: QtBot) -> None:
    shown = _list(window)
    place = QPoint(30, int(shown.table.verticalHeader().defaultSectionSize() * 2.5))
    qtbot.mouseClick(shown.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    row = shown.model.row_at(2)
    assert row is not None
    assert shown.table.selected_key == row.key
    assert window.desk.detail_pane.key == row.opens


async def test_filters_by_provider_and_phase(window: MainWindow, qtbot: QtBot) -> None:
    shown = _list(window)
    chip = shown.filters.provider_chip
    qtbot.mouseClick(chip.button, Qt.MouseButton.LeftButton)
    await until(chip.menu.isVisible)
    place = chip.menu.actionGeometry(chip.menu.actions()[0]).center()
    qtbot.mouseClick(chip.menu, Qt.MouseButton.LeftButton, pos=place)
    assert chip.menu.isVisible()
    qtbot.keyClick(chip.menu, Qt.Key.Key_Escape)
    title = chip.menu.actions()[0].text()
    await until(lambda: set(_texts(shown.model, 1)) == {title})
    assert len(shown.model.query.providers) == 1
    assert title in chip.button.text()
    shown.filters.clear()
    await until(lambda: len(set(_texts(shown.model, 1))) == 4)
    assert chip.ticked == frozenset()


async def test_a_heading_orders_by_its_column_and_turns_round(window: MainWindow, qtbot: QtBot) -> None:
    shown = _list(window)
    header = shown.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(1) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    await until(lambda: not shown.model.is_filling and shown.model.query.sort is SortColumn.PROVIDER)
    first = _texts(shown.model, 1)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    await until(lambda: not shown.model.is_filling and shown.model.query.descending)
    assert list(dict.fromkeys(first)) == list(reversed(dict.fromkeys(_texts(shown.model, 1))))
    assert header.sortIndicatorSection() == 1


async def test_a_change_at_the_provider_repaints_its_row_and_keeps_the_selection(
    window: MainWindow, console: OpenConsole, simulator: Simulator
) -> None:
    shown = _list(window)
    iron = ListQuery(text="", providers=frozenset({ProviderId("iron")}))
    rows = await console.services.lists.load_verifications(iron, 0, 100)
    moving = next((row for row in rows if row.raw_status in ("Pending", "Processed", "PendingReview")), None)
    assert moving is not None, "the simulator has nothing open at Iron any more"
    other = next(row for row in rows if row.key != moving.key)
    await until(lambda: shown.model.number_of(other.key) is not None)
    shown.select(other.key)
    if moving.raw_status == "Pending":
        simulator.journey("iron", moving.key.id, "submit")
    simulator.journey("iron", moving.key.id, "approve")
    await console.services.cases.refresh(moving.key)

    def phase_shown() -> str:
        number = shown.model.number_of(moving.key)
        return str(shown.model.index(number, 2).data()) if number is not None else ""

    await until(lambda: phase_shown() == "Approved")
    assert shown.table.selected_key == other.key
    current = shown.table.current_row()
    assert current is not None
    assert current.key == other.key


async def test_a_hostile_name_is_text_and_is_found(
    window: MainWindow, console: OpenConsole, qtbot: QtBot
) -> None:
    shown = _list(window)
    name = "<img src='file:///etc/passwd'>\u202eBobby"
    lines = ["provider,kind,id,customer_reference,customer_name,email"]
    lines.append(f'idenfy,verification,hostile-1,ref-h1,"{name}",h@example.org')
    await console.services.imports.add_known(lines)
    field = window.top_bar.search_field
    field.setFocus()
    qtbot.keyClicks(field, "bobby")
    await until(lambda: shown.model.rowCount() == 1 and not shown.model.is_filling)
    text = str(shown.model.index(0, 0).data())
    assert text.startswith("<img src='file:///etc/passwd'>‹U+202E›")
    tooltip = str(shown.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole))
    assert "<img" not in tooltip
    QApplication.sendPostedEvents()
    assert not shown.table.grab().isNull()


async def test_enter_waits_for_a_slow_answer_and_opens_what_was_typed_last(
    window: MainWindow, console: OpenConsole, qtbot: QtBot
) -> None:
    shown = _list(window)
    rows = await console.services.lists.load_verifications(ListQuery(), 0, 200)
    wanted = next(row for row in rows if row.email)
    opened: list[VerificationKey] = []
    shown.case_opened.connect(opened.append)
    # As if the list were too long to be read on the window's own thread.
    console.services.lists.quick_rows = 0
    go_on = threading.Event()
    slow = [asyncio.ensure_future(console.store.query(lambda _queries: go_on.wait(20))) for _ in range(2)]
    field = window.top_bar.search_field
    field.setFocus()
    qtbot.keyClicks(field, "nobody at all")
    field.selectAll()
    qtbot.keyClicks(field, wanted.email)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert shown.model.is_filling
    assert shown.model.rowCount() == len(rows)
    assert opened == []
    go_on.set()
    await asyncio.gather(*slow)
    await until(lambda: opened)
    matching = await console.services.lists.load_verifications(ListQuery(text=wanted.email), 0, 50)
    assert opened == [matching[0].key]
    assert window.desk.detail_pane.key == matching[0].key


async def test_what_was_chosen_stays_chosen_when_its_row_goes_elsewhere(
    window: MainWindow, console: OpenConsole
) -> None:
    shown = _list(window)
    me = (await console.services.persons.load())[0].name
    window.desk.show_query(ListQuery(sort=SortColumn.ASSIGNEE, descending=False))
    await until(lambda: shown.is_ready)
    shown.table.select_number(0)
    chosen = shown.table.selected_key
    assert isinstance(chosen, VerificationKey)
    await console.services.desk.assign(chosen, me)
    last = shown.model.rowCount() - 1
    await until(lambda: shown.model.number_of(chosen) == last)
    current = shown.table.current_row()
    assert current is not None
    assert current.key == chosen
    assert window.desk.detail_pane.key == chosen
    assert shown.table.selected_key == chosen
