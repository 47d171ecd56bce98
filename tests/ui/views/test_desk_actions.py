"""Assignment, putting aside and who works here, by mouse and keys, each taken back again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.domain.attention import AttentionReason
from console.domain.events import VerificationsChanged
from console.domain.listing import ListQuery
from console.domain.phase import Phase
from console.domain.timeline import EventSource
from console.domain.verification import Snapshot
from console.ui.dialogs.person_dialog import PersonDialog
from console.ui.dialogs.pin_dialog import PinDialog
from console.ui.dialogs.snooze_dialog import SnoozeDialog, in_a_week, next_monday, tomorrow
from console.ui.toolkit.undo import undo_stack
from console.ui.views.detail_view import DetailView
from tests.support.desk import Desk
from tests.support.desk_tab import (
    CTRL,
    SHIFT,
    choose,
    click,
    find_dialog,
    open_detail,
    press,
    record_of,
    show,
)
from tests.support.waiting import until


@pytest.fixture
async def detail(desk: Desk) -> AsyncIterator[DetailView]:
    await desk.services.persons.load()
    await desk.services.persons.add("Mia Lind")
    await desk.services.persons.add("Otto Grün", "", "2468")
    async with open_detail(desk) as made:
        await show(made, await desk.create("iron"), "overview")
        yield made


def _assignee(detail: DetailView) -> str:
    return record_of(detail).state.assignee


async def test_the_case_is_mine_by_a_key_and_nobodys_by_another(desk: Desk, detail: DetailView) -> None:
    press(detail, Qt.Key.Key_M, CTRL)
    await until(lambda: _assignee(detail) == desk.services.persons.working)
    bar = undo_stack(detail).bar
    assert bar.text == f"Assigned to {desk.services.persons.working}: Zoë van der Berg"
    press(detail, Qt.Key.Key_Z, CTRL)
    await until(lambda: _assignee(detail) == "")
    assert bar.text.startswith("Undone: Assigned to")
    press(detail, Qt.Key.Key_Z, CTRL)
    await until(lambda: bar.text == "There is nothing to undo.")


async def test_undo_takes_back_the_newest_first_by_its_button(detail: DetailView) -> None:
    await choose(detail.header.desk.assign_button, "Mia Lind")
    await until(lambda: _assignee(detail) == "Mia Lind")
    await choose(detail.header.desk.assign_button, "Otto Grün")
    await until(lambda: _assignee(detail) == "Otto Grün")
    click(undo_stack(detail).bar.button)
    await until(lambda: _assignee(detail) == "Mia Lind")
    click(undo_stack(detail).bar.button)
    await until(lambda: _assignee(detail) == "")


async def test_a_key_opens_the_people_and_the_head_says_who_has_it(detail: DetailView) -> None:
    press(detail, Qt.Key.Key_M, CTRL | SHIFT)
    from PySide6.QtWidgets import QApplication, QMenu

    await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    for _ in range(2):
        press(menu, Qt.Key.Key_Down)
    press(menu, Qt.Key.Key_Return)
    await until(lambda: _assignee(detail) == "Mia Lind")
    assert detail.header.desk.assign_button.text() == "Mia Lind"
    await choose(detail.header.desk.assign_button, "To nobody")
    await until(lambda: _assignee(detail) == "")


async def test_what_somebody_else_changed_meanwhile_is_not_undone(desk: Desk, detail: DetailView) -> None:
    press(detail, Qt.Key.Key_M, CTRL)
    await until(lambda: _assignee(detail) != "")
    assert detail.case is not None
    await desk.services.desk.assign(detail.case.stored.key, "Mia Lind")
    await until(lambda: _assignee(detail) == "Mia Lind")
    press(detail, Qt.Key.Key_Z, CTRL)
    bar = undo_stack(detail).bar
    await until(lambda: bar.text.startswith("Not undone."))
    assert _assignee(detail) == "Mia Lind"


async def test_typing_is_not_taken_for_a_command(detail: DetailView) -> None:
    press(detail, Qt.Key.Key_M, CTRL)
    await until(lambda: _assignee(detail) != "")
    detail.select_tab("notes")
    detail.notes.focus_note()
    field = detail.notes.notes.field
    QTest.keyClicks(field, "note")
    press(field, Qt.Key.Key_Z, CTRL)
    assert field.toPlainText() == ""
    assert _assignee(detail) != ""


async def test_put_aside_until_tomorrow_with_a_reason_and_back(detail: DetailView) -> None:
    press(detail, Qt.Key.Key_T, CTRL)
    dialog = await find_dialog(SnoozeDialog, detail)
    QTest.keyClicks(dialog.reason, "waits for a letter")
    press(dialog.reason, Qt.Key.Key_Return)
    await until(lambda: record_of(detail).state.snoozed_until is not None)
    state = record_of(detail).state
    assert state.snoozed_until == tomorrow(datetime.now(UTC))
    assert detail.header.desk.resting.endswith(": waits for a letter")
    await choose(detail.header.desk.snooze_button, "Bring it back now")
    await until(lambda: record_of(detail).state.snoozed_until is None)
    press(detail, Qt.Key.Key_Z, CTRL)
    await until(lambda: record_of(detail).state.snooze_reason == "waits for a letter")


async def test_put_aside_until_a_picked_moment_and_undone(detail: DetailView) -> None:
    click(detail.header.desk.snooze_button)
    dialog = await find_dialog(SnoozeDialog, detail)
    wanted = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=40)
    dialog.picker.setDateTime(dialog.picker.dateTime().fromSecsSinceEpoch(int(wanted.timestamp())))
    click(dialog.put_button)
    await until(lambda: record_of(detail).state.snoozed_until == wanted)
    press(detail, Qt.Key.Key_Z, CTRL)
    await until(lambda: record_of(detail).state.snoozed_until is None)


@pytest.mark.parametrize("day", range(14))
def test_the_offered_days_are_in_the_future_and_in_the_morning(day: int) -> None:
    now = datetime(2026, 3, 20, 13, 30, tzinfo=UTC) + timedelta(days=day)
    days = [(each(now).astimezone().date() - now.astimezone().date()).days for each in (tomorrow, in_a_week)]
    assert days == [1, 7]
    monday = next_monday(now)
    assert monday.weekday() == 0
    assert timedelta() < monday - now <= timedelta(days=7)
    assert {each(now).hour for each in (tomorrow, next_monday, in_a_week)} == {9}


async def test_somebody_without_a_pin_takes_over_and_signs_from_then_on(
    desk: Desk, detail: DetailView
) -> None:
    await choose(detail.header.desk.person_button, "Mia Lind takes over")
    await until(lambda: detail.header.desk.person_button.text() == "Mia Lind")
    assert desk.services.persons.working == "Mia Lind"
    press(detail, Qt.Key.Key_M, CTRL)
    await until(lambda: _assignee(detail) == "Mia Lind")
    assert record_of(detail).state.assigned_by == "Mia Lind"


async def test_a_pin_is_asked_for_and_a_wrong_one_is_logged(desk: Desk, detail: DetailView) -> None:
    before = desk.services.persons.working
    await choose(detail.header.desk.person_button, "Otto Grün takes over")
    dialog = await find_dialog(PinDialog, detail)
    QTest.keyClicks(dialog.pin, "1111")
    press(dialog.pin, Qt.Key.Key_Return)
    await until(dialog.problem.isVisible)
    assert desk.services.persons.working == before
    QTest.keyClicks(dialog.pin, "2468")
    press(dialog.pin, Qt.Key.Key_Return)
    await until(lambda: desk.services.persons.working == "Otto Grün")
    actions = [entry.action for entry in desk.console.store.read.load_audit()]
    assert actions.index("pin_refused") < actions.index("took_over")


async def test_people_of_the_desk_come_and_leave(desk: Desk, detail: DetailView) -> None:
    await choose(detail.header.desk.person_button, "People of this desk")
    dialog = await find_dialog(PersonDialog, detail)
    await until(lambda: dialog.list.count() == 3)
    QTest.keyClicks(dialog.name, "mia LIND")
    click(dialog.add_button)
    await until(lambda: bool(dialog.banner.text))
    assert dialog.name.text() == "mia LIND"
    dialog.name.clear()
    QTest.keyClicks(dialog.name, "Zoe")
    QTest.keyClicks(dialog.pin, "12")
    click(dialog.add_button)
    await until(lambda: "at least 4" in dialog.banner.text)
    QTest.keyClicks(dialog.pin, "34")
    press(dialog.pin, Qt.Key.Key_Return)
    await until(lambda: dialog.list.count() == 4)
    QTest.keyClicks(dialog.name, "Typed earlier")
    dialog.new_pin.setFocus()
    QTest.keyClicks(dialog.new_pin, "7531")
    press(dialog.new_pin, Qt.Key.Key_Return)
    await until(lambda: dialog.new_pin.text() == "")
    people = await desk.services.persons.load()
    assert len(people) == 4
    assert [person.has_pin for person in people if person.name == desk.services.persons.working] == [True]
    dialog.name.clear()
    assert not dialog.leave_button.isEnabled()
    dialog.list.setCurrentRow(1)
    click(dialog.leave_button)
    from PySide6.QtWidgets import QMessageBox

    box = await find_dialog(QMessageBox, dialog)
    click(next(button for button in box.buttons() if button.text() == "Has left"))
    await until(lambda: dialog.list.count() == 3)
    assert "Mia Lind" not in [person.name for person in await desk.services.persons.load()]
    dialog.reject()


@pytest.mark.parametrize("tab", ["overview", "timeline", "report", "notes", "raw"])
async def test_in_a_small_pane_the_head_is_whole_and_no_verb_is_cut(detail: DetailView, tab: str) -> None:
    detail.resize(430, 640)
    detail.select_tab(tab)
    header = detail.header
    await until(lambda: header.height() >= header.heightForWidth(header.width()))
    desk = header.desk
    for button in (desk.assign_button, desk.snooze_button, desk.decide_button, desk.past_button):
        assert button.width() >= button.sizeHint().width()
        assert desk.rect().contains(button.geometry())


async def test_a_changed_verdict_leaves_the_inbox_once_it_was_looked_at(
    desk: Desk, detail: DetailView
) -> None:
    assert detail.case is not None
    key = detail.case.stored.key
    account = key.account_id
    stored = (await desk.services.cases.load_case(key)).stored
    for phase, minute in ((Phase.APPROVED, 1), (Phase.DECLINED, 2)):
        moment = datetime.now(UTC) + timedelta(minutes=minute)
        told = replace(
            stored.verification, phase=phase, raw_status=phase.value, is_final=True, updated_at=moment
        )
        look = Snapshot(told)
        await desk.console.store.write(
            lambda work, look=look, moment=moment: work.record_snapshots(
                account, [look], EventSource.POLL, moment
            )
        )
    desk.services.bus.publish(VerificationsChanged((key,)))
    button = detail.header.desk.seen_button
    await until(button.isVisible)
    counted = await desk.services.inbox.count_reasons(ListQuery())
    assert counted[AttentionReason.VERDICT_DRIFT] == 1
    click(button)
    await until(lambda: not button.isVisible())
    assert AttentionReason.VERDICT_DRIFT not in await desk.services.inbox.count_reasons(ListQuery())
    assert desk.console.store.read.load_audit(limit=-1)[-1].action == "verdict_seen"
