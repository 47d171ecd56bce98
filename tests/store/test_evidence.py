"""Captures in the store: wished for with the verdict, held by one, tried in their order, gone with what they are about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from console.domain.account import Account
from console.domain.attention import ListRules
from console.domain.evidence_file import (
    PICTURES_ON,
    PICTURES_SETTING,
    CaptureState,
    EvidenceFile,
    EvidenceKind,
)
from console.domain.phase import Phase
from console.domain.report import Report
from console.domain.timeline import EventSource, TimelineEvent
from console.store.driver import connect
from console.store.rules import load_plain_rules
from console.store.schema import migrate
from console.store.store import Store, open_store
from console.store.unit_of_work import UnitOfWork
from console.store.values import Lease, TakenCapture
from console.sync.capture_pace import GIVEN_UP
from tests.support.stores import KEY, NOON, StillClock, key_of, new_account, new_snapshot, record

ACCOUNT = new_account("Checkout test", "checkout")
PICTURING = replace(ACCOUNT, settings={PICTURES_SETTING: PICTURES_ON})
MINUTE = timedelta(minutes=1)


def _rules() -> ListRules:
    return load_plain_rules()._replace(reporting=frozenset({ACCOUNT.provider}))


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def store(tmp_path: Path, clock: StillClock) -> Iterator[Store]:
    opened = open_store(tmp_path / "console.db", KEY, clock, "tester", _rules)
    opened.write_now(lambda work: work.save_account(ACCOUNT))
    yield opened
    opened.close()


def _decide(store: Store, number: int, updated_at: datetime = NOON, account: Account = ACCOUNT) -> None:
    snapshot = new_snapshot(number, phase=Phase.APPROVED, status="approved", updated_at=updated_at)
    record(store, account, snapshot)


def _lease(holder: str, clock: StillClock) -> Lease:
    return Lease(holder, clock.now() + MINUTE)


def _take(store: Store, holder: str, clock: StillClock, *, in_turn: bool = False) -> TakenCapture | None:
    lease = _lease(holder, clock)
    return store.write_now(lambda work: work.take_capture(ACCOUNT.id, lease, in_turn=in_turn))


def _state(store: Store, number: int) -> list[tuple[EvidenceKind, CaptureState]]:
    return [(each.kind, each.state) for each in store.read.load_captures(key_of(ACCOUNT, number))]


def test_only_what_is_decided_is_wished_for(store: Store) -> None:
    record(store, ACCOUNT, new_snapshot(1), new_snapshot(2, phase=Phase.EXPIRED, status="expired"))
    assert _state(store, 1) == _state(store, 2) == []
    _decide(store, 1)
    assert _state(store, 1) == [(EvidenceKind.REPORT, CaptureState.WAITING)]


def test_pictures_are_wished_for_where_the_account_says_so(store: Store) -> None:
    store.write_now(lambda work: work.save_account(PICTURING))
    _decide(store, 1)
    assert {kind for kind, _ in _state(store, 1)} == {EvidenceKind.REPORT, EvidenceKind.PICTURE}


def test_one_holds_it_until_its_lease_ends(store: Store, clock: StillClock) -> None:
    _decide(store, 1)
    assert _take(store, "one", clock) is not None
    assert _take(store, "two", clock) is None
    clock.advance(61)
    taken = _take(store, "two", clock)
    assert taken is not None
    ended = store.write_now(
        lambda work: work.end_capture(taken, "one", CaptureState.STUCK, tries=1, reason="mine no more")
    )
    assert not ended
    assert _state(store, 1) == [(EvidenceKind.REPORT, CaptureState.WAITING)]


def test_a_lease_from_before_the_clock_was_set_back_holds_nobody_up(store: Store, clock: StillClock) -> None:
    _decide(store, 1)
    clock.advance(86_400)
    assert _take(store, "one", clock) is not None
    clock.advance(-86_400)
    assert _take(store, "two", clock) is not None


def test_what_failed_is_due_at_its_time(store: Store, clock: StillClock) -> None:
    _decide(store, 1)
    taken = _take(store, "one", clock)
    assert taken is not None
    store.write_now(
        lambda work: work.end_capture(
            taken, "one", CaptureState.WAITING, tries=1, next_at=NOON + MINUTE, reason="Not yet."
        )
    )
    assert _take(store, "two", clock) is None
    assert store.read.find_next_capture(ACCOUNT.id) == NOON + MINUTE
    clock.advance(60)
    again = _take(store, "two", clock)
    assert again is not None
    assert again.tries == 1


def test_the_past_waits_for_its_turn_newest_first(store: Store, clock: StillClock) -> None:
    for number, days in ((1, 30), (2, 3), (3, 300)):
        _decide(store, number, NOON - timedelta(days=days))
    assert _take(store, "one", clock) is None
    assert store.read.find_next_capture(ACCOUNT.id) is None
    assert store.read.count_captures().turns == 3
    order: list[str] = []
    while (taken := _take(store, "one", clock, in_turn=True)) is not None:
        order.append(taken.key.id)
        found = taken
        store.write_now(
            lambda work, found=found: work.end_capture(found, "one", CaptureState.ABSENT, tries=1)
        )
    assert order == ["v2", "v1", "v3"]
    assert not store.read.has_captures_in_turn(ACCOUNT.id)


def test_a_verdict_that_changed_is_captured_once_more(store: Store, clock: StillClock) -> None:
    _decide(store, 1)
    taken = _take(store, "one", clock)
    assert taken is not None
    store.write_now(lambda work: work.end_capture(taken, "one", CaptureState.ABSENT, tries=7))
    later = new_snapshot(1, phase=Phase.DECLINED, status="declined", updated_at=NOON + MINUTE)
    record(store, ACCOUNT, later)
    again = _take(store, "one", clock)
    assert again is not None
    assert again.tries == 0


def test_what_is_open_again_is_not_asked_for(store: Store, clock: StillClock) -> None:
    _decide(store, 1)
    record(store, ACCOUNT, new_snapshot(1, phase=Phase.IN_REVIEW, status="pending", updated_at=NOON + MINUTE))
    assert _take(store, "one", clock) is None
    assert store.read.find_next_capture(ACCOUNT.id) is None


def _keep(store: Store, number: int, object_id: str) -> None:
    report = Report(key_of(ACCOUNT, number), "pdf", 1, "ab" * 32, NOON, "/x", "", object_id)
    event = TimelineEvent(NOON, "report_stored", EventSource.US, object_id)
    store.write_now(lambda work: work.save_report(report, event))


def test_a_verdict_that_changed_while_its_report_was_on_its_way_is_captured_once_more(
    store: Store, clock: StillClock
) -> None:
    _decide(store, 1)
    assert _take(store, "one", clock) is not None
    record(store, ACCOUNT, new_snapshot(1, phase=Phase.DECLINED, status="declined", updated_at=NOON + MINUTE))
    _keep(store, 1, "of the former verdict")
    assert _state(store, 1) == [(EvidenceKind.REPORT, CaptureState.WAITING)]
    assert _take(store, "two", clock) is not None
    _keep(store, 1, "of the new verdict")
    assert _state(store, 1) == [(EvidenceKind.REPORT, CaptureState.STORED)]


def test_a_fault_of_before_the_verdict_changed_ends_nothing(store: Store, clock: StillClock) -> None:
    _decide(store, 1)
    taken = _take(store, "one", clock)
    assert taken is not None
    record(store, ACCOUNT, new_snapshot(1, phase=Phase.DECLINED, status="declined", updated_at=NOON + MINUTE))
    store.write_now(lambda work: work.end_capture(taken, "one", CaptureState.STUCK, tries=9, reason="No."))
    again = _take(store, "two", clock)
    assert again is not None
    assert again.tries == 0


def test_one_that_was_opened_again_and_decided_otherwise_is_captured_once_more(
    store: Store, clock: StillClock
) -> None:
    _decide(store, 1)
    assert _take(store, "one", clock) is not None
    _keep(store, 1, "of the former verdict")
    reopened = new_snapshot(1, phase=Phase.IN_REVIEW, status="pending", updated_at=NOON + MINUTE)
    record(store, ACCOUNT, reopened)
    assert _take(store, "one", clock) is None
    record(
        store, ACCOUNT, new_snapshot(1, phase=Phase.DECLINED, status="declined", updated_at=NOON + 2 * MINUTE)
    )
    assert _take(store, "one", clock) is not None
    _keep(store, 1, "of the new verdict")
    assert _state(store, 1) == [(EvidenceKind.REPORT, CaptureState.STORED)]


def test_what_was_erased_is_not_asked_for(store: Store, clock: StillClock) -> None:
    _decide(store, 1)
    store.write_now(lambda work: work.erase_verification(key_of(ACCOUNT, 1)))
    assert _state(store, 1) == []
    assert _take(store, "one", clock) is None


def test_pictures_are_remembered_once_and_go_with_their_account(store: Store) -> None:
    _decide(store, 1)
    key = key_of(ACCOUNT, 1)
    file = EvidenceFile(key, "FACE", "image/png", 3, "ab" * 32, NOON, "/x", "", "object", "attempt")
    event = TimelineEvent(NOON, "pictures_stored", EventSource.US, "1")
    for expected in (1, 0):
        saved = store.write_now(lambda work: work.save_pictures(key, (file,), event, is_all=True))
        assert saved == expected
    assert store.read.load_evidence_files(key) == (file,)
    assert store.read.load_object_ids() == frozenset({"object"})
    assert (EvidenceKind.PICTURE, CaptureState.STORED) in _state(store, 1)
    assert store.write_now(lambda work: work.remove_account(ACCOUNT.id)) == ("object",)
    assert store.read.load_object_ids() == frozenset()


def test_an_upgrade_misses_nothing_of_which_the_provider_said_that_it_never_was(
    tmp_path: Path, clock: StillClock
) -> None:
    path = tmp_path / "console.db"
    store = open_store(path, KEY, clock, "tester", _rules)
    store.write_now(lambda work: work.save_account(PICTURING))
    reasons = ("Checkout.com holds no pictures of this verification.", GIVEN_UP)
    for number, reason in enumerate(reasons, start=1):
        _decide(store, number, account=PICTURING)
        _end_pictures(store, number, CaptureState.NEVER, reason)
    store.close()
    connection = connect(path, KEY)
    migrate(connection, "0012")
    connection.close()
    store = open_store(path, KEY, clock, "tester", _rules)
    stood = {number: dict(_state(store, number))[EvidenceKind.PICTURE] for number in (1, 2)}
    assert stood == {1: CaptureState.NEVER, 2: CaptureState.ABSENT}
    store.close()


def _end_pictures(store: Store, number: int, state: CaptureState, reason: str) -> None:
    lease = Lease("one", NOON + MINUTE)

    def work(unit: UnitOfWork) -> bool:
        taken = unit.take_one_capture(key_of(ACCOUNT, number), EvidenceKind.PICTURE, lease)
        assert taken is not None
        return unit.end_capture(taken, "one", state, tries=1, reason=reason)

    assert store.write_now(work)


def test_an_upgrade_puts_what_was_decided_before_in_the_row(tmp_path: Path, clock: StillClock) -> None:
    path = tmp_path / "console.db"
    store = open_store(path, KEY, clock, "tester", _rules)
    iron = new_account()
    for account in (ACCOUNT, iron):
        store.write_now(lambda work, account=account: work.save_account(account))
        _decide(store, 1, NOON, account)
    record(store, ACCOUNT, new_snapshot(2))
    store.close()
    connection = connect(path, KEY)
    migrate(connection, "0008")
    connection.close()
    store = open_store(path, KEY, clock, "tester", _rules)
    assert store.read.load_captures(key_of(iron, 1)) == ()
    assert _state(store, 2) == []
    [capture] = store.read.load_captures(key_of(ACCOUNT, 1))
    assert (capture.state, capture.next_at, capture.since) == (CaptureState.WAITING, None, NOON)
    store.close()
