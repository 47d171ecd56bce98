"""The audit trail on screen: an exact table, filters, new entries, opening a case, verifying, taking it out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from console.domain.activity import ActivityEntry
from console.domain.people_of_desk import PROGRAM
from console.store.driver import connect
from console.ui.dialogs.export_dialog import ExportDialog
from console.ui.models.activity_model import PORTION, ActivityColumn, ActivityModel
from console.ui.toolkit.audit_words import audit_word
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.words import exact_time
from console.ui.views.activity_view import ActivityView
from tests.support.desk import Desk
from tests.support.desk_tab import click, find_dialog, press
from tests.support.waiting import until

_NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
async def view(desk: Desk) -> AsyncIterator[ActivityView]:
    bridged = QObject()
    host = ActivityView(desk.services, BusBridge(desk.services.bus, bridged))
    host.resize(1000, 620)
    host.show()
    host.activateWindow()
    await until(host.isActiveWindow)
    host.show_page()
    await until(lambda: host.is_ready)
    yield host
    host.hide()
    host.deleteLater()
    bridged.deleteLater()
    await asyncio.sleep(0)


def _rows(view: ActivityView) -> list[str]:
    what = ActivityColumn.WHAT
    return [view.model.index(row, what).data() for row in range(view.model.rowCount())]


async def _settled(view: ActivityView, count: int) -> list[str]:
    await until(lambda: view.model.rowCount() == count and "…" not in _rows(view))
    return _rows(view)


async def _painted(view: ActivityView) -> None:
    """Nothing is on its way any more: what a test leaves behind would be read without a loop."""
    await until(lambda: "…" not in _rows(view) and not view._asking.isActive() and not view._scope._tasks)


def _entry(number: int, **changes: str) -> ActivityEntry:
    values = {"who": "Mia", "action": "note_added", "subject": "verification a/v1", "details": "d"} | changes
    return ActivityEntry(number, _NOON + timedelta(seconds=number), **values, previous="p", hash="h")


def test_the_model_keeps_its_contract_and_shows_exactly_this() -> None:
    model = ActivityModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    asked: list[tuple[int, ...]] = []
    model.wanted.connect(asked.append)
    model.show_numbers([3, 2, 1])
    assert model.index(0, 0).data() == "…"
    assert asked == [(3, 2, 1)]
    model.put_entries({number: _entry(number) for number in (1, 2, 3)})
    model.put_entries({1: _entry(1, who=PROGRAM)})
    model.put_entries({2: _entry(2, action="exported", subject="list activity", details="=1+1\u202e")})
    model.add_newer([5, 4])
    model.put_entries(
        {5: _entry(5, action="took_over", subject="colleague Zoë"), 4: _entry(4, action="odd_one")}
    )
    table = [[model.index(row, column).data() for column in ActivityColumn] for row in range(5)]
    assert table == [
        [exact_time(_NOON + timedelta(seconds=5)), "Mia", "Somebody else took over", "Colleague Zoë", "d"],
        [exact_time(_NOON + timedelta(seconds=4)), "Mia", "Odd one", "Verification v1", "d"],
        [exact_time(_NOON + timedelta(seconds=3)), "Mia", "Note written", "Verification v1", "d"],
        [exact_time(_NOON + timedelta(seconds=2)), "Mia", "List exported", "list activity", "=1+1‹U+202E›"],
        [
            exact_time(_NOON + timedelta(seconds=1)),
            "Console itself",
            "Note written",
            "Verification v1",
            "d",
        ],
    ]
    assert [model.row_of(number) for number in (5, 1, 9)] == [0, 4, -1]


def test_a_million_entries_are_asked_for_in_portions_only() -> None:
    model = ActivityModel()
    asked: list[tuple[int, ...]] = []
    model.wanted.connect(asked.append)
    model.show_numbers(range(1_000_000, 0, -1))
    assert model.index(500_000, 0).data() == "…"
    assert [len(portion) for portion in asked] == [PORTION]
    assert 500_000 in asked[0]
    model.put_entries({number: _entry(number) for number in asked[0]})
    assert model.index(500_000, ActivityColumn.WHO).data() == "Mia"
    assert model.rowCount() == 1_000_000


async def test_what_is_done_appears_on_top_and_the_chosen_row_stays(desk: Desk, view: ActivityView) -> None:
    before = await _settled(view, len(desk.console.store.read.load_audit()))
    assert set(before) == {"Account added"}
    view.table.selectRow(1)
    chosen = view._entry()
    key = await desk.create("iron")
    await desk.services.desk.add_note(key, "one")
    await until(lambda: view.model.rowCount() > len(before) and _rows(view)[0] == "Note written")
    await _painted(view)
    assert view._entry() == chosen


async def test_filters_by_who_what_record_and_words_shown(desk: Desk, view: ActivityView) -> None:
    key = await desk.create("iron")
    await desk.services.persons.load()
    await desk.services.persons.add("Mia Lind")
    await desk.services.persons.take_over("Mia Lind")
    for body in ("one", "two"):
        await desk.services.desk.add_note(key, body)
    view.show_page()
    await until(lambda: view.bar.who.findText("Mia Lind") > 0)
    view.bar.who.setCurrentIndex(view.bar.who.findText("Mia Lind"))
    # Taking over is signed by who was here before.
    assert await _settled(view, 2) == ["Note written"] * 2
    click(view.bar.clear_button)
    view.bar.what.setCurrentIndex(view.bar.what.findText(audit_word("took_over")))
    assert await _settled(view, 1) == ["Somebody else took over"]
    click(view.bar.clear_button)
    QTest.keyClicks(view.bar.text, "note wri")
    assert await _settled(view, 2) == ["Note written"] * 2
    click(view.only_button)
    view.bar.text.clear()
    await until(lambda: view.bar.wanted() == view._wanted and "…" not in _rows(view))
    assert all(entry is not None and entry.subject.endswith(key.id) for entry in _entries(view))
    QTest.keyClicks(view.bar.text, "nothing like this % _ '")
    await until(lambda: view.faces.face.title == "Nothing found")
    click(view.faces.face_button)
    await until(view.faces.is_content_shown)


def _entries(view: ActivityView) -> list[ActivityEntry | None]:
    return [view.model.entry_at(row) for row in range(view.model.rowCount())]


async def test_days_leave_out_what_is_older(desk: Desk, view: ActivityView) -> None:
    count = len(desk.console.store.read.load_audit())
    await _settled(view, count)
    view.bar.when.setCurrentIndex(4)
    view.bar.first_day.setDate(view.bar.first_day.date().addDays(-3))
    view.bar.last_day.setDate(view.bar.last_day.date().addDays(-1))
    await until(lambda: view.faces.face.title == "Nothing found")
    view.bar.last_day.setDate(view.bar.last_day.date().addDays(1))
    await _settled(view, count)


async def test_return_opens_the_case_an_entry_is_about(desk: Desk, view: ActivityView) -> None:
    key = await desk.create("iron")
    await desk.services.desk.add_note(key, "one")
    opened: list[object] = []
    view.case_requested.connect(opened.append)
    await until(lambda: view.model.rowCount() > 0 and _rows(view)[0] == "Note written")
    view.table.selectRow(0)
    view.table.setFocus()
    press(view.table, Qt.Key.Key_Return)
    assert opened == [key]
    click(view.open_button)
    assert opened == [key, key]
    view.table.selectRow(view.model.rowCount() - 1)
    await until(lambda: not view.open_button.isEnabled())
    await _painted(view)


async def test_verifying_says_that_all_is_well_and_is_an_entry_itself(desk: Desk, view: ActivityView) -> None:
    click(view.verify_button)
    await until(view.result.isVisible)
    assert "each follows from the one before" in view.result.text()
    assert desk.console.store.read.load_audit()[-2].hash in view.result.text()
    await until(lambda: _rows(view)[0] == "Audit trail verified")
    await _painted(view)


async def test_a_broken_entry_is_named(desk: Desk, view: ActivityView) -> None:
    profile = desk.console.profile
    connection = connect(profile.store_path, profile.db_key)
    connection.execute("DROP TRIGGER audit_keeps")
    connection.execute("UPDATE audit SET details = 'x' WHERE number = 3")
    connection.close()
    click(view.verify_button)
    await until(view.result.isVisible)
    assert view.result.text() == "The trail is broken. Entry 3 was edited."
    await until(lambda: _rows(view)[0] == "Audit trail verified")
    await _painted(view)


async def test_the_filtered_trail_is_taken_out(desk: Desk, view: ActivityView, tmp_path: Path) -> None:
    del tmp_path
    key = await desk.create("iron")
    await desk.services.desk.add_note(key, "one")
    QTest.keyClicks(view.bar.text, "Note written")
    await _settled(view, 1)
    click(view.export_button)
    dialog = await find_dialog(ExportDialog, view)
    await until(lambda: "1" in dialog.count_label.text())
    dialog.reject()


async def test_an_entry_about_an_account_says_its_name_also_at_a_small_size(
    desk: Desk, view: ActivityView
) -> None:
    names = {account.name for account in desk.services.accounts.load_accounts()}
    await _painted(view)
    added = [row for row, word in enumerate(_rows(view)) if word == audit_word("account_added")]
    about = {view.model.index(row, ActivityColumn.ABOUT).data() for row in added}
    assert about == {f"Account {name}" for name in names}
    view.resize(820, 560)
    await until(lambda: view.width() == 820)
    header = view.table.horizontalHeader()
    assert view.table.horizontalScrollBar().maximum() == 0
    assert header.sectionSize(ActivityColumn.DETAILS) > 100
    assert view.bar.text.width() >= 200
    moment = view.model.index(0, ActivityColumn.AT).data()
    assert view.table.fontMetrics().horizontalAdvance(moment) + 8 <= header.sectionSize(ActivityColumn.AT)
