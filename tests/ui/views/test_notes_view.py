"""Notes by mouse and keys: kept, withdrawn, drafts that survive, other windows, a full disk."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.domain.events import VerificationsChanged
from console.domain.phase import Phase
from console.domain.timeline import EventSource
from console.domain.verification import Snapshot, Verification, VerificationKey
from console.ui.dialogs.decision_dialog import DecisionDialog
from console.ui.views.detail_view import DetailView
from tests.support.desk import Desk
from tests.support.desk_tab import (
    CTRL,
    SHIFT,
    click,
    fill_disk,
    find_dialog,
    press,
    record_of,
    show,
)
from tests.support.waiting import until


async def _write(detail: DetailView, text: str) -> None:
    detail.notes.focus_note()
    QTest.keyClicks(detail.notes.notes.field, text)
    before = len(record_of(detail).notes)
    press(detail.notes.notes.field, Qt.Key.Key_Return, CTRL)
    await until(lambda: len(record_of(detail).notes) > before)


async def _learn(desk: Desk, key: VerificationKey, phase: Phase, status: str) -> None:
    now = datetime.now(UTC)
    case = await desk.services.cases.load_case(key)
    seen = Verification(key.id, case.stored.verification.customer_id, phase, status, updated_at=now)
    snapshot = Snapshot(seen, attempts=case.stored.attempts)
    coordinator = desk.console._directory.coordinator(key.account_id)
    await coordinator.record([snapshot], EventSource.POLL)


async def test_a_note_is_kept_by_keys_and_shown_newest_first(desk: Desk, detail: DetailView) -> None:
    await show(detail, await desk.create("iron"), "overview")
    press(detail, Qt.Key.Key_N, CTRL | SHIFT)
    await until(detail.notes.notes.field.hasFocus)
    await _write(detail, "first <b>bold</b>")
    await _write(detail, "second")
    await until(lambda: len(detail.notes.notes.cards()) == 2)
    newest, oldest = detail.notes.notes.cards()
    assert (newest.body.text(), oldest.body.text()) == ("second", "first <b>bold</b>")
    assert oldest.body.textFormat() is Qt.TextFormat.PlainText
    assert detail.notes.notes.field.toPlainText() == ""


async def test_return_alone_makes_a_line_and_an_empty_note_is_refused(desk: Desk, detail: DetailView) -> None:
    await show(detail, await desk.create("iron"))
    field = detail.notes.notes.field
    press(field, Qt.Key.Key_Return)
    assert field.toPlainText() == "\n"
    click(detail.notes.notes.add_button)
    await until(detail.notes.notes.problem.isVisible)
    assert "Write something" in detail.notes.notes.problem.text()
    assert record_of(detail).notes == ()


async def test_a_withdrawn_note_is_struck_through_with_who_did_it(desk: Desk, detail: DetailView) -> None:
    await show(detail, await desk.create("iron"))
    await _write(detail, "wrong person")
    [card] = detail.notes.notes.cards()
    await until(card.withdraw_button.isVisible)
    click(card.withdraw_button)
    await until(lambda: record_of(detail).notes[0].withdrawn_at is not None)
    [card] = detail.notes.notes.cards()
    assert card.body.font().strikeOut()
    assert card.body.text() == "wrong person"
    assert desk.services.persons.working in card.withdrawn.text()
    assert not card.withdraw_button.isVisible()


async def test_a_draft_waits_for_its_case_and_no_sync_takes_it(desk: Desk, detail: DetailView) -> None:
    first, second = await desk.create("iron"), await desk.create("checkout")
    await show(detail, first)
    QTest.keyClicks(detail.notes.notes.field, "half a thought")
    await _learn(desk, first, Phase.IN_REVIEW, "PendingReview")
    await until(
        lambda: detail.case is not None and detail.case.stored.verification.raw_status == "PendingReview"
    )
    assert detail.notes.notes.field.toPlainText() == "half a thought"
    await show(detail, second)
    assert detail.notes.notes.field.toPlainText() == ""
    await show(detail, first)
    assert detail.notes.notes.field.toPlainText() == "half a thought"


async def test_what_one_person_began_is_not_the_next_ones_to_sign(desk: Desk, detail: DetailView) -> None:
    persons = desk.services.persons
    await persons.load()
    await persons.add("Mia Lind")
    first = persons.working
    await show(detail, await desk.create("iron"))
    notes = detail.notes
    QTest.keyClicks(notes.notes.field, "looks forged")
    await persons.add("Otto Berg")
    assert notes.notes.field.toPlainText() == "looks forged", "nobody took over"
    press(detail, Qt.Key.Key_D, CTRL)
    dialog = await find_dialog(DecisionDialog, detail)
    dialog.comment.setFocus()
    QTest.keyClicks(dialog.comment, "seen in person")
    press(dialog, Qt.Key.Key_Escape)
    await until(lambda: not dialog.isVisible())
    await persons.take_over("Mia Lind")
    await until(lambda: notes.notes.field.toPlainText() == "")
    press(detail, Qt.Key.Key_D, CTRL)
    await until(lambda: any(each.isVisible() for each in detail.findChildren(DecisionDialog)))
    dialog = await find_dialog(DecisionDialog, detail)
    assert dialog.comment.toPlainText() == ""
    press(dialog, Qt.Key.Key_Escape)
    await until(lambda: not dialog.isVisible())
    QTest.keyClicks(notes.notes.field, "of my own")
    await persons.take_over(first)
    await until(lambda: notes.notes.field.toPlainText() == "looks forged")


async def test_a_draft_goes_with_its_erased_case(desk: Desk, detail: DetailView) -> None:
    key = await desk.create("iron")
    await show(detail, key)
    QTest.keyClicks(detail.notes.notes.field, "Zoe told me")
    desk.console.store.write_now(lambda work: work.erase_verification(key))
    desk.services.bus.publish(VerificationsChanged((key,)))
    await until(lambda: detail.case is not None and detail.case.stored.verification.is_erased)
    assert detail.notes.notes.field.toPlainText() == ""
    assert detail.drafts.note(key) == ""


async def test_with_a_full_disk_the_note_stays_in_its_field(desk: Desk, detail: DetailView) -> None:
    await show(detail, await desk.create("iron"))
    # More than the free pages inside the file could take.
    long_text = "\N{HANGUL SYLLABLE HAN}" * 20_000
    detail.notes.notes.field.setPlainText(long_text)
    fill_disk(desk.console.store, full=True)
    click(detail.notes.notes.add_button)
    await until(detail.notes.notes.problem.isVisible)
    assert "disk is full" in detail.notes.notes.problem.text().lower()
    assert detail.notes.notes.field.toPlainText() == long_text
    fill_disk(desk.console.store, full=False)
    click(detail.notes.notes.add_button)
    await until(lambda: [note.body for note in record_of(detail).notes] == [long_text])
    assert detail.notes.notes.field.toPlainText() == ""


async def test_looking_at_a_case_is_logged_once(desk: Desk, detail: DetailView) -> None:
    first, second = await desk.create("iron"), await desk.create("checkout")

    def opened() -> list[str]:
        entries = desk.console.store.read.load_audit()
        return [entry.subject for entry in entries if entry.action == "case_opened"]

    await show(detail, first)
    await until(lambda: len(opened()) == 1)
    await _learn(desk, first, Phase.IN_REVIEW, "PendingReview")
    await show(detail, second)
    await until(lambda: len(opened()) == 2)
    assert opened() == [f"verification {key.account_id}/{key.id}" for key in (first, second)]
