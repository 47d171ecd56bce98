"""Pictures an account keeps by itself that could not be fetched: in the inbox with the reason, until they are here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.attention import REPORT_AFTER, AttentionReason, InboxCase, ListRules
from console.domain.evidence_file import (
    PICTURES_ON,
    PICTURES_SETTING,
    CaptureState,
    EvidenceFile,
    EvidenceKind,
)
from console.domain.listing import ListQuery
from console.domain.phase import Phase
from console.domain.report import Report
from console.domain.timeline import EventSource, TimelineEvent
from console.store.rules import load_plain_rules
from console.store.store import Store, open_store
from console.store.unit_of_work import UnitOfWork
from console.store.values import Lease
from tests.support.stores import KEY, NOON, StillClock, key_of, new_account, new_snapshot, record

ACCOUNT = replace(new_account("Main", "alpha"), settings={PICTURES_SETTING: PICTURES_ON})
FRUGAL = replace(ACCOUNT, settings={PICTURES_SETTING: "no"})
CASE = key_of(ACCOUNT, 1)
MISSING = AttentionReason.PICTURES_MISSING
REASON = "1 of 2 pictures could not be fetched: FACE: gone."


def _load_rules() -> ListRules:
    return load_plain_rules()._replace(reporting=frozenset({ACCOUNT.provider}))


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def store(tmp_path: Path, clock: StillClock) -> Iterator[Store]:
    opened = open_store(tmp_path / "console.db", KEY, clock, "tester", _load_rules)
    opened.write_now(lambda work: work.save_account(ACCOUNT))
    record(opened, ACCOUNT, new_snapshot(1, phase=Phase.APPROVED, status="approved", updated_at=NOON))
    yield opened
    opened.close()


def _keep_report(store: Store) -> None:
    report = Report(CASE, "pdf", 1, "0" * 64, NOON, "", "", "1" * 64)
    store.write_now(lambda work: work.save_report(report, TimelineEvent(NOON, "kept", EventSource.US)))


def _keep_pictures(store: Store, *, is_all: bool) -> None:
    file = EvidenceFile(CASE, "FACE", "image/png", 3, "ab" * 32, NOON, "/x", "", "object")
    event = TimelineEvent(NOON, "pictures_stored", EventSource.US, "1")
    store.write_now(lambda work: work.save_pictures(CASE, (file,), event, is_all=is_all))


def _end(store: Store, clock: StillClock, state: CaptureState, reason: str = REASON) -> None:
    """The pictures are asked for once, with this outcome."""
    lease = Lease("one", clock.now() + timedelta(minutes=1))
    next_at = clock.now() + timedelta(hours=1) if state is CaptureState.WAITING else None

    def work(unit: UnitOfWork) -> bool:
        taken = unit.take_one_capture(CASE, EvidenceKind.PICTURE, lease)
        assert taken is not None
        return unit.end_capture(taken, "one", state, tries=1, next_at=next_at, reason=reason)

    assert store.write_now(work)


def _line(store: Store) -> InboxCase | None:
    lines = store.read.load_inbox(ListQuery(), 0, 10)
    assert store.read.count_inbox(ListQuery()) == len(lines)
    if not lines:
        return None
    [line] = lines
    assert isinstance(line, InboxCase)
    assert store.read.find_inbox_position(ListQuery(), CASE) == 0
    assert store.read.count_inbox_reasons(ListQuery()) == dict.fromkeys(line.reasons, 1)
    return line


@pytest.mark.parametrize("state", [CaptureState.WAITING, CaptureState.STUCK, CaptureState.ABSENT])
def test_pictures_that_could_not_be_fetched_are_missed_after_a_while_with_the_reason(
    store: Store, clock: StillClock, state: CaptureState
) -> None:
    _keep_report(store)
    _end(store, clock, state)
    clock.moment = NOON + REPORT_AFTER - timedelta(minutes=1)
    assert _line(store) is None
    clock.moment = NOON + REPORT_AFTER
    line = _line(store)
    assert line is not None
    assert (line.reasons, line.detail, line.since) == ((MISSING,), REASON, NOON + REPORT_AFTER)
    assert store.read.count_verifications(ListQuery(overdue=True)) == 0


def test_what_the_provider_says_it_never_had_is_not_missed(store: Store, clock: StillClock) -> None:
    _keep_report(store)
    _end(store, clock, CaptureState.NEVER, "The provider has no pictures of this verification.")
    clock.moment = NOON + timedelta(days=9)
    assert _line(store) is None
    assert store.read.count_captures().absent == 1


def test_what_nobody_asked_for_yet_is_not_missed(store: Store, clock: StillClock) -> None:
    _keep_report(store)
    clock.moment = NOON + timedelta(days=9)
    assert _line(store) is None


def test_they_leave_once_all_of_them_are_here_and_not_before(store: Store, clock: StillClock) -> None:
    _keep_report(store)
    _end(store, clock, CaptureState.STUCK)
    clock.moment = NOON + REPORT_AFTER
    _keep_pictures(store, is_all=False)
    assert _line(store) is not None
    _keep_pictures(store, is_all=True)
    assert _line(store) is None


def test_a_damaged_picture_is_missed_once_it_could_not_be_fetched_again(
    store: Store, clock: StillClock
) -> None:
    _keep_report(store)
    _keep_pictures(store, is_all=True)
    clock.moment = NOON + REPORT_AFTER
    store.write_now(lambda work: work.want_capture(CASE, EvidenceKind.PICTURE))
    assert _line(store) is None
    _end(store, clock, CaptureState.STUCK)
    assert _line(store) is not None
    store.write_now(lambda work: work.want_capture(CASE, EvidenceKind.PICTURE))
    assert _line(store) is None, "it is being fetched anew"


def test_report_and_pictures_are_missed_together_each_with_its_reason(
    store: Store, clock: StillClock
) -> None:
    _end(store, clock, CaptureState.STUCK)
    lease = Lease("one", clock.now() + timedelta(minutes=1))

    def work(unit: UnitOfWork) -> bool:
        taken = unit.take_one_capture(CASE, EvidenceKind.REPORT, lease)
        assert taken is not None
        return unit.end_capture(taken, "one", CaptureState.STUCK, tries=1, reason="No report.")

    assert store.write_now(work)
    clock.moment = NOON + REPORT_AFTER
    line = _line(store)
    assert line is not None
    assert line.reasons == (AttentionReason.REPORT_MISSING, MISSING)
    assert line.detail == f"No report. {REASON}"
    _keep_report(store)
    line = _line(store)
    assert line is not None
    assert (line.reasons, line.detail) == ((MISSING,), REASON)


def test_an_account_that_keeps_no_pictures_any_more_misses_none(store: Store, clock: StillClock) -> None:
    _keep_report(store)
    _end(store, clock, CaptureState.STUCK)
    clock.moment = NOON + REPORT_AFTER
    store.write_now(lambda work: work.save_account(FRUGAL))
    assert _line(store) is None
    store.write_now(lambda work: work.save_account(ACCOUNT))
    assert _line(store) is not None


def test_of_an_erased_verification_no_pictures_are_missed(store: Store, clock: StillClock) -> None:
    _keep_report(store)
    _end(store, clock, CaptureState.STUCK)
    store.write_now(lambda work: work.erase_verification(CASE))
    clock.moment = NOON + timedelta(days=9)
    assert _line(store) is None


def test_snoozed_it_comes_back_by_itself(store: Store, clock: StillClock) -> None:
    _keep_report(store)
    _end(store, clock, CaptureState.STUCK)
    clock.moment = NOON + REPORT_AFTER
    until = clock.moment + timedelta(hours=1)
    store.write_now(lambda work: work.snooze(CASE, until, "asked the provider"))
    assert _line(store) is None
    clock.moment = until
    assert _line(store) is not None
