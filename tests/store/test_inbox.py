"""The inbox: why a case stands in it, in which order, when time alone puts it there, and what takes it out again."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from console.domain.attention import (
    OVERDUE_AFTER,
    REPORT_AFTER,
    AttentionReason,
    InboxCase,
    InboxCreate,
    ListRules,
)
from console.domain.customer import CustomerId
from console.domain.listing import ListQuery
from console.domain.outbox import CreateIntent, OutboxId, OutboxItem, OutboxState
from console.domain.phase import Phase
from console.domain.report import Report
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import Snapshot
from console.store.rules import load_plain_rules
from console.store.store import Store, open_store
from console.store.values import Lease
from tests.support.stores import KEY, NOON, StillClock, key_of, new_account, new_snapshot, record

WORDS = {"retry": AttentionReason.RETRY_REQUIRED, "Doubtful": AttentionReason.SUSPECTED}
ACCOUNT = new_account("Main", "alpha")
SILENT = new_account("Silent", "beta")
PHASES = (
    (Phase.ACTION_NEEDED, "retry"),
    (Phase.ACTION_NEEDED, "Doubtful"),
    (Phase.ACTION_NEEDED, "something else"),
    (Phase.NOT_STARTED, "Pending"),
    (Phase.CAPTURING, "Capturing"),
    (Phase.IN_REVIEW, "Reviewing"),
    (Phase.APPROVED, "Approved"),
    (Phase.DECLINED, "Declined"),
    (Phase.EXPIRED, "Expired"),
    (Phase.UNKNOWN, "???"),
)
LATER = NOON + timedelta(hours=30)


def _load_rules() -> ListRules:
    plain = load_plain_rules()
    words = {ACCOUNT.provider: WORDS}
    return plain._replace(words=words, reporting=frozenset({ACCOUNT.provider}), digest="test")


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def store(tmp_path: Path, clock: StillClock) -> Iterator[Store]:
    opened = open_store(tmp_path / "console.db", KEY, clock, "tester", _load_rules)
    for account in (ACCOUNT, SILENT):
        opened.write_now(lambda work, account=account: work.save_account(account))
    yield opened
    opened.close()


def _cases(store: Store, query: ListQuery | None = None) -> list[tuple[str, tuple[AttentionReason, ...]]]:
    lines = store.read.load_inbox(query or ListQuery(), 0, 500)
    return [(line.key.id, line.reasons) for line in lines if isinstance(line, InboxCase)]


def _look(number: int, phase: Phase, status: str, at: datetime = NOON) -> Snapshot:
    return new_snapshot(number, phase=phase, status=status, updated_at=at)


def test_the_whole_inbox_is_what_plain_python_makes_of_it(store: Store, clock: StillClock) -> None:
    chooser = random.Random(7)
    expected: list[tuple[int, datetime, str, str]] = []
    clock.moment = LATER
    for account in (ACCOUNT, SILENT):
        looks: list[Snapshot] = []
        for number in range(120):
            phase, status = chooser.choice(PHASES)
            at = NOON + timedelta(minutes=chooser.randrange(30 * 60))
            looks.append(_look(number, phase, status, at))
            found = _expect(account is ACCOUNT, phase, status, at)
            if found is not None:
                expected.append((-found[0].rank, found[1], account.id, f"v{number}"))
        record(store, account, *looks)
    lines = store.read.load_inbox(ListQuery(), 0, 1000)
    cases = [line for line in lines if isinstance(line, InboxCase)]
    told = [(-c.reasons[0].rank, c.since, c.key.account_id, c.key.id) for c in cases]
    assert sorted(told) == sorted(expected)
    assert [entry[:2] for entry in told] == sorted(entry[:2] for entry in expected)
    assert store.read.count_inbox(ListQuery()) == len(expected)
    assert store.read.count_inbox(ListQuery(), 10) == 10
    counted = Counter(reason for case in cases for reason in case.reasons)
    assert store.read.count_inbox_reasons(ListQuery()) == counted
    for start in range(0, len(cases), 13):
        assert store.read.load_inbox(ListQuery(), start, 13) == lines[start : start + 13]
    for position in chooser.sample(range(len(cases)), 10):
        assert store.read.find_inbox_position(ListQuery(), cases[position].key) == position


def _expect(
    has_reports: bool, phase: Phase, status: str, at: datetime
) -> tuple[AttentionReason, datetime] | None:
    if phase is Phase.ACTION_NEEDED:
        reason = WORDS.get(status) if has_reports else None
        return reason or AttentionReason.ACTION_NEEDED, at
    due_at = None
    if phase in OVERDUE_AFTER:
        due_at = AttentionReason.OVERDUE, at + OVERDUE_AFTER[phase]
    elif phase.is_decided and has_reports:
        due_at = AttentionReason.REPORT_MISSING, at + REPORT_AFTER
    return due_at if due_at is not None and due_at[1] <= LATER else None


def test_time_alone_makes_a_case_overdue_and_a_change_makes_it_wait_anew(
    store: Store, clock: StillClock
) -> None:
    record(store, ACCOUNT, _look(1, Phase.CAPTURING, "Capturing"))
    clock.moment = NOON + timedelta(hours=1, minutes=59)
    assert _cases(store) == []
    clock.moment = NOON + timedelta(hours=2)
    assert _cases(store) == [("v1", (AttentionReason.OVERDUE,))]
    assert store.read.count_verifications(ListQuery(overdue=True)) == 1
    record(store, ACCOUNT, _look(1, Phase.IN_REVIEW, "Reviewing", clock.moment))
    assert _cases(store) == []


def test_what_needs_somebody_now_and_is_overdue_later_says_both(store: Store, clock: StillClock) -> None:
    record(store, ACCOUNT, _look(1, Phase.ACTION_NEEDED, "retry"))
    assert _cases(store) == [("v1", (AttentionReason.RETRY_REQUIRED,))]
    clock.moment = LATER
    assert _cases(store) == [("v1", (AttentionReason.RETRY_REQUIRED, AttentionReason.OVERDUE))]


def test_a_verdict_that_changed_stays_until_somebody_looked(store: Store) -> None:
    key = key_of(ACCOUNT, 1)
    record(store, ACCOUNT, _look(1, Phase.APPROVED, "Approved"))
    assert not store.write_now(lambda work: work.mark_seen(key)), "nothing changed yet"
    record(store, ACCOUNT, _look(1, Phase.DECLINED, "Declined", NOON + timedelta(minutes=1)))
    assert _cases(store) == [("v1", (AttentionReason.VERDICT_DRIFT,))]
    assert store.write_now(lambda work: work.mark_seen(key))
    assert not store.write_now(lambda work: work.mark_seen(key))
    assert _cases(store) == []
    assert [entry.action for entry in store.read.load_audit()][-1] == "verdict_seen"
    assert "verdict_seen" in {event.kind for event in store.read.load_events(key)}
    record(store, ACCOUNT, _look(1, Phase.APPROVED, "Approved", NOON + timedelta(minutes=2)))
    assert _cases(store) == [("v1", (AttentionReason.VERDICT_DRIFT,))]


def test_a_missing_report_is_missed_after_a_while_and_no_longer_once_it_is_there(
    store: Store, clock: StillClock
) -> None:
    for account in (ACCOUNT, SILENT):
        record(store, account, _look(1, Phase.APPROVED, "Approved"))
    clock.moment = NOON + REPORT_AFTER
    assert _cases(store) == [("v1", (AttentionReason.REPORT_MISSING,))], "the other makes no reports"
    assert store.read.count_verifications(ListQuery(overdue=True)) == 0
    report = Report(key_of(ACCOUNT, 1), "pdf", 1, "0" * 64, NOON, "", "", "1" * 64)
    event = TimelineEvent(NOON, "report_stored", EventSource.US)
    store.write_now(lambda work: work.save_report(report, event))
    assert _cases(store) == []
    assert store.read.count_verifications(ListQuery(has_report=True)) == 1


def test_of_an_erased_verification_no_report_is_missed(store: Store, clock: StillClock) -> None:
    record(store, ACCOUNT, _look(1, Phase.APPROVED, "Approved"))
    store.write_now(lambda work: work.erase_verification(key_of(ACCOUNT, 1)))
    clock.moment = LATER
    assert _cases(store) == []


def test_a_snoozed_case_comes_back_by_itself(store: Store, clock: StillClock) -> None:
    record(store, ACCOUNT, _look(1, Phase.ACTION_NEEDED, "retry"), _look(2, Phase.CAPTURING, "Capturing"))
    until = NOON + timedelta(hours=3)
    for number in (1, 2):
        store.write_now(lambda work, n=number: work.snooze(key_of(ACCOUNT, n), until, "later"))
    clock.moment = until - timedelta(minutes=1)
    assert _cases(store) == []
    assert store.read.find_inbox_position(ListQuery(), key_of(ACCOUNT, 1)) is None
    clock.moment = until
    assert [known_id for known_id, _ in _cases(store)] == ["v1", "v2"]


def test_filters_of_lists_apply(store: Store) -> None:
    looks = [_look(number, *PHASES[number % 3]) for number in range(30)]
    for account in (ACCOUNT, SILENT):
        record(store, account, *looks)
    store.write_now(lambda work: work.ensure_person("Mia"))
    store.write_now(lambda work: work.assign(key_of(ACCOUNT, 7), "Mia"))
    query = ListQuery(accounts=frozenset({ACCOUNT.id}))
    assert store.read.count_inbox(query) == len(_cases(store, query)) == 30
    assert [known_id for known_id, _ in _cases(store, ListQuery(assignees=frozenset({"Mia"})))] == ["v7"]
    assert len(_cases(store, ListQuery(text="person 7"))) == 2
    assert _cases(store, ListQuery(phases=frozenset({Phase.CAPTURING}))) == []


def _doubtful(number: int, state: OutboxState, name: str = "") -> OutboxItem:
    at = NOON - timedelta(minutes=number)
    intent = CreateIntent(f"ref-{number}", name=name or f"Nobody {number}", email=f"n{number}@mail.example")
    item = OutboxItem(OutboxId(f"o{number}"), ACCOUNT.id, intent, OutboxState.QUEUED, at, at)
    return replace(item, state=state, reason="No answer came.")


def test_creates_of_which_nobody_knows_stand_on_top(store: Store) -> None:
    record(store, ACCOUNT, *(_look(number, Phase.ACTION_NEEDED, "Doubtful") for number in range(3)))
    states = (OutboxState.UNKNOWN, OutboxState.ATTENTION, OutboxState.ACCEPTED, OutboxState.REFUSED)
    for number, state in enumerate(states, start=1):
        lease = Lease(f"h{number}", NOON + timedelta(minutes=1))
        item = _doubtful(number, state)
        store.write_now(lambda work, i=item, held=lease: work.queue_outbox(i, held, 0))
    lines = store.read.load_inbox(ListQuery(), 0, 10)
    tops = [line for line in lines if isinstance(line, InboxCreate)]
    assert [(top.key, top.state, top.detail) for top in tops] == [
        ("o2", OutboxState.ATTENTION, "No answer came."),
        ("o1", OutboxState.UNKNOWN, "No answer came."),
    ]
    assert list(lines[:2]) == tops
    assert store.read.load_inbox(ListQuery(), 1, 2) == lines[1:3]
    assert store.read.count_inbox(ListQuery()) == 5
    assert store.read.count_inbox_reasons(ListQuery()) == {
        AttentionReason.UNCERTAIN_CREATE: 2,
        AttentionReason.SUSPECTED: 3,
    }
    assert store.read.find_inbox_position(ListQuery(), OutboxId("o1")) == 1
    assert store.read.find_inbox_position(ListQuery(), key_of(ACCOUNT, 0)) in {2, 3, 4}
    only = store.read.load_inbox(ListQuery(text="NOBODY n2@"), 0, 10)
    assert [line.key for line in only] == [OutboxId("o2")]
    assert all(
        isinstance(line, InboxCase)
        for line in store.read.load_inbox(ListQuery(phases=frozenset({Phase.ACTION_NEEDED})), 0, 10)
    )
    assert store.read.load_inbox(ListQuery(accounts=frozenset({SILENT.id})), 0, 10) == ()


def test_a_create_for_somebody_known_bears_their_name(store: Store) -> None:
    record(store, ACCOUNT, new_snapshot(1, name="Zoë Ångström"))
    known = replace(_doubtful(1, OutboxState.UNKNOWN), intent=CreateIntent("r", customer_id=CustomerId("c1")))
    lease = Lease("h", NOON + timedelta(minutes=1))
    store.write_now(lambda work: work.queue_outbox(known, lease, 0))
    [line] = store.read.load_inbox(ListQuery(text="zoe angstrom"), 0, 10)
    assert isinstance(line, InboxCreate)
    assert (line.customer_name, line.email) == ("Zoë Ångström", "person1@mail.example")


def test_lines_are_made_anew_when_the_rules_change_and_only_then(tmp_path: Path) -> None:
    path = tmp_path / "console.db"
    first = open_store(path, KEY, StillClock(), "tester")
    first.write_now(lambda work: work.save_account(ACCOUNT))
    record(first, ACCOUNT, *(_look(number, Phase.ACTION_NEEDED, "retry") for number in range(25)))
    while first.write_now(lambda work: work.refold_lists(10)):
        pass
    assert {reasons for _, reasons in _cases(first)} == {(AttentionReason.ACTION_NEEDED,)}
    first.close()
    second = open_store(path, KEY, StillClock(), "tester", _load_rules)
    rounds = 1
    while second.write_now(lambda work: work.refold_lists(10)):
        rounds += 1
    assert rounds == 3
    assert {reasons for _, reasons in _cases(second)} == {(AttentionReason.RETRY_REQUIRED,)}
    assert not second.write_now(lambda work: work.refold_lists(10))
    second.close()


def test_saved_views_are_counted_in_one_go_and_no_further_than_asked(store: Store) -> None:
    record(store, ACCOUNT, *(_look(number, *PHASES[number % 3]) for number in range(30)))
    queries = (
        ListQuery(),
        ListQuery(text="person 7"),
        ListQuery(phases=frozenset({Phase.APPROVED})),
        ListQuery(assignees=frozenset({""})),
    )
    assert store.read.count_many(queries, 12) == (12, 1, 0, 12)


def test_one_view_of_the_database_stays_the_same_while_time_goes_by(store: Store, clock: StillClock) -> None:
    looks = [_look(n, Phase.CAPTURING, "Capturing", NOON - timedelta(minutes=n)) for n in range(60)]
    still = [_look(n, Phase.ACTION_NEEDED, "retry", NOON) for n in range(60, 120)]
    record(store, ACCOUNT, *looks, *still)
    clock.moment = NOON + OVERDUE_AFTER[Phase.CAPTURING] - timedelta(minutes=30)
    overdue = ListQuery(overdue=True, descending=False)
    for number in range(60, 90):
        until = clock.moment + timedelta(minutes=number)
        store.write_now(lambda work, n=number, until=until: work.snooze(key_of(ACCOUNT, n), until, "later"))
    cases: list[object] = []
    inbox: list[object] = []
    with store.snapshot() as queries:
        counts = queries.count_verifications(overdue), queries.count_inbox(ListQuery())
        while rows := queries.load_verifications(overdue, len(cases), 7):
            cases += [row.key for row in rows]
            clock.advance(240)
        while lines := queries.load_inbox(ListQuery(), len(inbox), 7):
            inbox += [line.key for line in lines]
            clock.advance(240)
    assert counts == (len(set(cases)), len(set(inbox))) == (len(cases), len(inbox)) == (30, 60)
    assert store.read.count_inbox(ListQuery()) > 60, "time went by for everybody else"
