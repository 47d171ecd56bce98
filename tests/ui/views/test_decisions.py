"""Decisions by mouse and keys: reasons, the second person, races between two windows, void and outdated, a full disk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.domain.attention import AttentionReason
from console.domain.desk import DecisionKind, DecisionState
from console.domain.listing import ListQuery
from console.domain.phase import Phase
from console.domain.timeline import EventSource
from console.domain.verification import Snapshot, Verification, VerificationKey
from console.ui.dialogs.decision_dialog import DecisionDialog
from console.ui.dialogs.pin_dialog import PinDialog
from console.ui.toolkit.undo import undo_stack
from console.ui.views.detail_view import DetailView
from tests.support.desk import Desk, open_desk_again
from tests.support.desk_tab import (
    CTRL,
    choose,
    click,
    fill_disk,
    find_dialog,
    open_detail,
    press,
    record_of,
    show,
)
from tests.support.waiting import until

PIN = "4711"


@pytest.fixture
async def key(desk: Desk) -> VerificationKey:
    await desk.services.persons.load()
    await desk.services.persons.add("Mia Lind", pin=PIN)
    made = await desk.create("iron")
    await _learn(desk, made, Phase.APPROVED, "Approved")
    return made


@pytest.fixture
async def detail(desk: Desk, key: VerificationKey) -> AsyncIterator[DetailView]:
    async with open_detail(desk) as made:
        await show(made, key)
        yield made


async def _learn(desk: Desk, key: VerificationKey, phase: Phase, status: str) -> None:
    case = await desk.services.cases.load_case(key)
    seen = Verification(
        key.id, case.stored.verification.customer_id, phase, status, updated_at=datetime.now(UTC)
    )
    coordinator = desk.console._directory.coordinator(key.account_id)
    await coordinator.record([Snapshot(seen, attempts=case.stored.attempts)], EventSource.POLL)


async def _open(detail: DetailView, kind: DecisionKind, *reasons: str, words: str = "") -> DecisionDialog:
    press(detail, Qt.Key.Key_D, CTRL)
    dialog = await find_dialog(DecisionDialog, detail)
    click(dialog.kind_button(kind))
    for code in reasons:
        box = dialog.reason_box(code)
        await until(box.isVisible)
        box.setFocus()
        press(box, Qt.Key.Key_Space)
        assert box.isChecked()
    dialog.comment.setFocus()
    QTest.keyClicks(dialog.comment, words)
    return dialog


async def _refuse(detail: DetailView) -> None:
    dialog = await _open(detail, DecisionKind.REFUSE, "underage", "listed", words="seen in person")
    click(dialog.decide_button)
    await until(lambda: record_of(detail).waiting is not None)


async def _take_over(detail: DetailView, name: str) -> None:
    await choose(detail.header.desk.person_button, f"{name} takes over")
    dialog = await find_dialog(PinDialog, detail)
    QTest.keyClicks(dialog.pin, PIN)
    click(dialog.act_button)
    await until(lambda: detail.header.desk.person_button.text() == name)


async def test_accepted_with_a_reason_it_stands_apart_from_the_provider(
    desk: Desk, detail: DetailView
) -> None:
    dialog = await _open(detail, DecisionKind.ACCEPT, "verified")
    click(dialog.decide_button)
    await until(lambda: record_of(detail).standing is not None)
    assert detail.header.desk.said.startswith(f"Our decision: accepted by {desk.services.persons.working}, ")
    assert detail.case is not None
    assert detail.case.stored.verification.raw_status == "Approved"
    assert len(detail.notes.decision.cards()) == 1


async def test_without_a_reason_the_form_stays_and_says_so(detail: DetailView) -> None:
    dialog = await _open(detail, DecisionKind.ACCEPT, words="some words")
    click(dialog.decide_button)
    await until(lambda: "at least one reason" in dialog.banner.text)
    assert dialog.comment.toPlainText() == "some words"
    assert dialog.reason_box("verified").hasFocus()
    assert record_of(detail).decisions == ()
    dialog.reject()


async def test_what_was_begun_is_still_there_when_the_form_opens_again(detail: DetailView) -> None:
    dialog = await _open(detail, DecisionKind.ESCALATE, "listed", words="needs Otto")
    press(dialog, Qt.Key.Key_Escape)
    await until(lambda: not any(each.isVisible() for each in detail.findChildren(DecisionDialog)))
    detail.activateWindow()
    await until(detail.isActiveWindow)
    press(detail, Qt.Key.Key_D, CTRL)
    again = await find_dialog(DecisionDialog, detail)
    assert again.kind is DecisionKind.ESCALATE
    assert again.reason_box("listed").isChecked()
    assert again.comment.toPlainText() == "needs Otto"
    again.reject()


async def test_a_refusal_waits_and_who_made_it_cannot_approve(
    desk: Desk, detail: DetailView, key: VerificationKey
) -> None:
    await _refuse(detail)
    shown = detail.notes.decision
    waiting = await desk.services.inbox.load(ListQuery(), 0, 100)
    assert [each.reasons[0] for each in waiting if each.key == key] == [AttentionReason.APPROVAL_WAITING]
    assert "you cannot" in shown.words
    assert not shown.approve_button.isVisible()
    assert "waits for a second person" in detail.header.desk.said
    await _take_over(detail, "Mia Lind")
    await until(shown.approve_button.isVisible)
    await until(shown.approve_button.isEnabled)
    QTest.keyClicks(shown.comment, "I agree")
    click(shown.approve_button)
    dialog = await find_dialog(PinDialog, detail)
    QTest.keyClicks(dialog.pin, PIN)
    click(dialog.act_button)
    await until(lambda: record_of(detail).standing is not None)
    standing = record_of(detail).standing
    assert standing is not None
    assert (standing.second, standing.second_comment) == ("Mia Lind", "I agree")
    assert "approved by Mia Lind" in detail.header.desk.said


async def test_with_a_wrong_pin_nobody_approves(desk: Desk, detail: DetailView) -> None:
    await _refuse(detail)
    await desk.services.persons.take_over("Mia Lind", PIN)
    shown = detail.notes.decision
    await until(shown.approve_button.isVisible)
    await until(shown.approve_button.isEnabled)
    click(shown.approve_button)
    dialog = await find_dialog(PinDialog, detail)
    QTest.keyClicks(dialog.pin, "1234")
    click(dialog.act_button)
    await until(dialog.problem.isVisible)
    assert "not the PIN" in dialog.problem.text()
    assert record_of(detail).waiting is not None
    QTest.keyClicks(dialog.pin, PIN)
    click(dialog.act_button)
    await until(lambda: record_of(detail).standing is not None)


async def test_a_pin_chosen_after_the_decision_does_not_make_a_second_person(
    desk: Desk, detail: DetailView
) -> None:
    await desk.services.persons.add("Otto")
    await _refuse(detail)
    await desk.services.persons.take_over("Otto")
    shown = detail.notes.decision
    await until(lambda: "needs a PIN" in shown.second_problem)
    assert not shown.approve_button.isEnabled()
    assert not shown.turn_down_button.isEnabled()
    await desk.services.persons.set_pin("", "8642")
    await until(lambda: "younger than this decision" in shown.second_problem)
    assert not shown.approve_button.isEnabled()
    assert shown.approve_button.accessibleDescription() == shown.second_problem
    await desk.services.persons.take_over("Mia Lind", PIN)
    await until(shown.approve_button.isEnabled)
    assert shown.second_problem == ""


async def test_who_came_after_the_decision_is_told_before_pressing(desk: Desk, detail: DetailView) -> None:
    await _refuse(detail)
    await desk.services.persons.add("Otto", pin="8642")
    await desk.services.persons.take_over("Otto", "8642")
    shown = detail.notes.decision
    await until(lambda: "came to this desk after" in shown.second_problem)
    assert not shown.approve_button.isEnabled()
    assert record_of(detail).waiting is not None


async def test_who_turns_down_has_to_say_why_and_keeps_the_words(detail: DetailView) -> None:
    await _refuse(detail)
    await _take_over(detail, "Mia Lind")
    shown = detail.notes.decision
    await until(shown.turn_down_button.isVisible)
    await until(shown.turn_down_button.isEnabled)
    click(shown.turn_down_button)
    await until(lambda: "why not" in shown.problem.text())
    QTest.keyClicks(shown.comment, "too hasty")
    click(shown.turn_down_button)
    dialog = await find_dialog(PinDialog, detail)
    QTest.keyClicks(dialog.pin, "0000")
    click(dialog.act_button)
    await until(dialog.problem.isVisible)
    assert record_of(detail).waiting is not None
    QTest.keyClicks(dialog.pin, PIN)
    click(dialog.act_button)
    await until(lambda: record_of(detail).decisions[0].state is DecisionState.TURNED_DOWN)


async def test_a_decision_is_taken_back_by_the_undo_key_and_leaves_a_trace(detail: DetailView) -> None:
    dialog = await _open(detail, DecisionKind.ACCEPT, "verified")
    click(dialog.decide_button)
    await until(lambda: record_of(detail).standing is not None)
    detail.activateWindow()
    await until(detail.isActiveWindow)
    press(detail, Qt.Key.Key_Z, CTRL)
    await until(lambda: record_of(detail).decisions[0].state is DecisionState.UNDONE)
    assert undo_stack(detail).bar.text == "Undone: Decided: accepted (Zoë van der Berg)"
    assert len(detail.notes.decision.cards()) == 1
    assert detail.header.desk.said == ""


async def test_changed_evidence_voids_what_waits_and_asks_for_another(
    desk: Desk, detail: DetailView, key: VerificationKey
) -> None:
    await _refuse(detail)
    await _learn(desk, key, Phase.DECLINED, "Declined")
    await until(lambda: record_of(detail).decisions[0].state is DecisionState.VOID)
    assert "void, because the evidence changed" in detail.header.desk.said
    assert "decide again" in detail.notes.decision.words
    assert detail.notes.decision.decide_button.isVisible()
    assert detail.case is not None
    assert "decision_void" in [event.kind for event in detail.case.stored.events]
    found = await desk.services.inbox.load(ListQuery(), 0, 100)
    [row] = [each for each in found if each.key == key]
    assert AttentionReason.DECISION_VOID in row.reasons


async def test_a_standing_decision_says_that_its_evidence_changed(
    desk: Desk, detail: DetailView, key: VerificationKey
) -> None:
    dialog = await _open(detail, DecisionKind.ACCEPT, "verified")
    click(dialog.decide_button)
    await until(lambda: record_of(detail).standing is not None)
    await _learn(desk, key, Phase.DECLINED, "Declined")
    await until(lambda: "The evidence changed since" in detail.header.desk.said)
    assert record_of(detail).standing is not None


async def test_of_two_windows_one_wins_and_the_other_keeps_what_was_filled_in(
    desk: Desk, detail: DetailView, key: VerificationKey, tmp_path: Path
) -> None:
    def deciders() -> list[str]:
        case = desk.console.store.read.load_case(key)
        assert case is not None
        return [each.who for each in case.desk.decisions]

    async with open_desk_again(desk.simulator, tmp_path / "profile") as other_desk:
        await other_desk.services.persons.take_over("Mia Lind", PIN)
        async with open_detail(other_desk) as other:
            await show(other, key)
            theirs = await _open(other, DecisionKind.ESCALATE, "unclear", words="not sure")
            detail.activateWindow()
            await until(detail.isActiveWindow)
            ours = await _open(detail, DecisionKind.ACCEPT, "verified", words="all well")
            filled = {desk.services.persons.working: ours.form(), "Mia Lind": theirs.form()}
            click(ours.decide_button)
            click(theirs.decide_button)
            await until(deciders)
            [winner] = deciders()
            [loser] = filled.keys() - {winner}
            form = theirs if loser == "Mia Lind" else ours
            await until(lambda: bool(form.banner.text))
            assert f"{winner} was quicker: decided to " in form.banner.text
            assert form.form() == filled[loser]
            # Having looked at what came in between, the second may decide all the same.
            await until(lambda: f" by {winner}, " in form._ours.text())
            await until(form.decide_button.isEnabled)
            click(form.decide_button)
            await until(lambda: deciders() == [winner, loser])
            # Their window has read it again before its database is closed.
            view = other if loser == "Mia Lind" else detail
            await until(lambda: view.case is not None and len(view.case.stored.desk.decisions) == 2)
    states = [each.state for each in (await desk.services.cases.load_case(key)).stored.desk.decisions]
    assert states == [DecisionState.REPLACED, DecisionState.STANDING]


async def test_with_a_full_disk_the_form_stays_filled(desk: Desk, detail: DetailView) -> None:
    dialog = await _open(detail, DecisionKind.REFUSE, "underage", words="a")
    dialog.comment.setPlainText("\N{HANGUL SYLLABLE HAN}" * 20_000)
    fill_disk(desk.console.store, full=True)
    click(dialog.decide_button)
    await until(lambda: "disk is full" in dialog.banner.text)
    assert dialog.reason_box("underage").isChecked()
    assert len(dialog.comment.toPlainText()) == 20_000
    fill_disk(desk.console.store, full=False)
    click(dialog.decide_button)
    await until(lambda: record_of(detail).waiting is not None)


async def test_the_form_fits_its_window_in_every_kind(detail: DetailView) -> None:
    dialog = await _open(detail, DecisionKind.REFUSE)
    for kind in DecisionKind:
        click(dialog.kind_button(kind))
        await until(lambda: all(box.isVisible() for box in dialog._boxes.values()))
        assert dialog.minimumSizeHint().width() <= dialog.width()
    dialog.reject()
