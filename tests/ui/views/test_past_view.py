"""The time machine by mouse and keys: a date, steps, nothing to be done in the past, the way back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QDateTime, Qt

from console.domain.next_action import Action
from console.domain.phase import Phase
from console.domain.timeline import EventSource
from console.domain.verification import Snapshot, Verification, VerificationKey
from console.ui.views.detail_view import DetailView
from tests.support.desk import Desk
from tests.support.desk_tab import CTRL, SHIFT, click, press, show
from tests.support.waiting import until


async def _learn(desk: Desk, key: VerificationKey, phase: Phase, status: str, at: datetime) -> None:
    seen = Verification(
        key.id,
        (await desk.services.cases.load_case(key)).stored.verification.customer_id,
        phase,
        status,
        updated_at=at,
    )
    await desk.console.store.write(
        lambda work: work.record_snapshots(key.account_id, [Snapshot(seen)], EventSource.POLL, at)
    )


@pytest.fixture
async def key(desk: Desk) -> VerificationKey:
    """Created now; in review ten minutes on, approved twenty minutes on."""
    made = await desk.create("iron")
    now = datetime.now(UTC)
    await _learn(desk, made, Phase.IN_REVIEW, "PendingReview", now + timedelta(minutes=10))
    await _learn(desk, made, Phase.APPROVED, "Approved", now + timedelta(minutes=20))
    return made


def _status(detail: DetailView) -> str:
    assert detail.case is not None
    return detail.case.stored.verification.raw_status


async def test_steps_lead_through_every_change_and_back_to_now(
    detail: DetailView, key: VerificationKey
) -> None:
    await show(detail, key, "overview")
    press(detail, Qt.Key.Key_T, CTRL | SHIFT)
    await until(lambda: detail.case is not None and detail.case.stored.is_past)
    seen = [_status(detail)]
    while detail.past.before_button.isEnabled():
        before = detail.past.moment
        click(detail.past.before_button)
        await until(lambda before=before: detail.past.moment != before)
        if _status(detail) != seen[-1]:
            seen.append(_status(detail))
    assert seen[:2] == ["Approved", "PendingReview"]
    assert seen[-1] not in {"Approved", "PendingReview"}
    while detail.past.after_button.isEnabled():
        before = detail.past.moment
        click(detail.past.after_button)
        await until(lambda before=before: detail.past.moment != before)
    assert _status(detail) == "Approved"
    click(detail.past.now_button)
    await until(lambda: detail.case is not None and not detail.case.stored.is_past)
    assert not detail.past.isVisible()


async def test_a_picked_date_shows_the_case_as_it_was_and_nothing_can_be_done(
    detail: DetailView, key: VerificationKey
) -> None:
    await show(detail, key, "notes")
    click(detail.header.desk.past_button)
    await until(lambda: detail.past.moment is not None)
    wanted = datetime.now(UTC) + timedelta(minutes=15)
    detail.past.picker.setDateTime(QDateTime.fromSecsSinceEpoch(int(wanted.timestamp())))
    await until(lambda: _status(detail) == "PendingReview")
    assert detail.past.said.startswith("As we knew it on ")
    for action in (Action.SHOW_LINK, Action.NEW_VERIFICATION, Action.REFRESH):
        assert not detail.header.button(action).isEnabled()
    desk = detail.header.desk
    assert not any(
        button.isEnabled() for button in (desk.assign_button, desk.snooze_button, desk.decide_button)
    )
    assert not detail.notes.notes.field.isVisible()
    assert not detail.notes.decision.decide_button.isVisible()
    press(detail, Qt.Key.Key_M, CTRL)
    assert detail.case is not None
    assert detail.case.stored.desk.state.assignee == ""


async def test_what_happens_now_does_not_change_the_past(
    desk: Desk, detail: DetailView, key: VerificationKey
) -> None:
    await show(detail, key)
    detail.past.enter(key)
    await until(lambda: detail.past.moment is not None)
    click(detail.past.before_button)
    await until(lambda: _status(detail) == "PendingReview")
    await desk.services.desk.add_note(key, "of today")
    await desk.services.desk.assign(
        key, desk.services.persons.working
    ) if await desk.services.persons.load() else None
    assert _status(detail) == "PendingReview"
    click(detail.past.now_button)
    await until(
        lambda: (
            [note.body for note in detail.case.stored.desk.notes] == ["of today"] if detail.case else False
        )
    )


async def test_another_case_is_shown_as_it_is_now(
    desk: Desk, detail: DetailView, key: VerificationKey
) -> None:
    await show(detail, key)
    detail.past.enter(key)
    await until(lambda: detail.past.moment is not None)
    other = await desk.create("checkout")
    await show(detail, other)
    assert not detail.past.is_on
    assert detail.case is not None
    assert not detail.case.stored.is_past
