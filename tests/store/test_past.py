"""The case as it was known at any earlier moment, rebuilt from what was kept; held to what was seen at that moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.case import StoredCase
from console.domain.desk import Decision, DecisionKind, DecisionState
from console.domain.phase import Phase
from console.domain.verification import HostedLink, Snapshot
from console.store.driver import connect
from console.store.queries.desk import to_decision_as_of
from console.store.schema import migrate
from console.store.store import Store
from tests.support.stores import KEY as DB_KEY
from tests.support.stores import NOON, StillClock, key_of, new_account, new_snapshot, new_store, record

ACCOUNT = new_account()
KEY = key_of(ACCOUNT, 1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def store(tmp_path: Path, clock: StillClock) -> Iterator[Store]:
    opened = new_store(tmp_path, ACCOUNT, clock=clock)
    yield opened
    opened.close()


def _now(store: Store) -> StoredCase:
    case = store.read.load_case(KEY)
    assert case is not None
    return case


def _then(store: Store, moment: datetime) -> StoredCase:
    case = store.read.load_case_as_of(KEY, moment)
    assert case is not None
    return case


def _as_past(case: StoredCase) -> StoredCase:
    """What the time machine must show of a case that was loaded in its own time.

    A look that told nothing new leaves no trace but a later `as_of`, which belongs to the present.
    """
    bare = replace(case.verification, hosted_link=None)
    return replace(case, verification=bare, is_past=True, as_of=NOON)


def _look(clock: StillClock, status: str, *labels: str, name: str = "") -> Snapshot:
    raw = f'{{"status": "{status}", "n": {len(labels)}}}'.encode()
    return new_snapshot(1, status=status, labels=labels, name=name, updated_at=clock.moment, raw=raw)


def test_every_state_is_shown_as_it_was_loaded_in_its_own_time(store: Store, clock: StillClock) -> None:
    seen: list[tuple[datetime, StoredCase]] = []
    looks = [("Pending", (), "Old Name"), ("PendingReview", ("a",), "Old Name"), ("Approved", (), "New Name")]
    for status, labels, name in looks:
        clock.advance(60)
        record(store, ACCOUNT, _look(clock, status, *labels, name=name), seen_at=clock.moment)
        seen.append((clock.moment, _now(store)))
    for moment, case in seen:
        for at in (moment, moment + 59 * SECOND):
            assert replace(_then(store, at), as_of=NOON) == _as_past(case)
    assert [case.customer.name for _, case in seen if case.customer] == ["Old Name", "Old Name", "New Name"]


def test_before_the_first_sight_nothing_was_known(store: Store, clock: StillClock) -> None:
    record(store, ACCOUNT, _look(clock, "Pending"), seen_at=clock.moment)
    assert store.read.load_case_as_of(KEY, NOON - SECOND) is None
    assert store.read.load_case_as_of(key_of(ACCOUNT, 2), NOON) is None
    assert _then(store, NOON).is_past


def test_events_are_known_when_we_heard_of_them_not_when_they_happened(
    store: Store, clock: StillClock
) -> None:
    early = new_snapshot(1, status="Pending", updated_at=NOON - timedelta(days=2))
    record(store, ACCOUNT, early, seen_at=clock.moment)
    clock.advance(3600)
    # The provider says it happened half an hour ago; we hear of it now.
    late = new_snapshot(1, status="Approved", phase=Phase.APPROVED, updated_at=NOON + timedelta(minutes=30))
    record(store, ACCOUNT, late, seen_at=clock.moment)
    between = _then(store, NOON + timedelta(minutes=45))
    assert [event.raw for event in between.events if event.kind == "status_changed"] == ["Pending"]
    assert between.verification.raw_status == "Pending"


def test_our_own_work_is_shown_as_it_was(store: Store, clock: StillClock) -> None:
    store.write_now(lambda work: work.ensure_person("tester"))
    store.write_now(lambda work: work.ensure_person("Mia Lind"))
    record(store, ACCOUNT, _look(clock, "Pending"), seen_at=clock.moment)
    steps: list[tuple[datetime, StoredCase]] = []
    for deed in (
        lambda work: work.add_note(KEY, "one"),
        lambda work: work.assign(KEY, "Mia Lind"),
        lambda work: work.withdraw_note(KEY, 1),
        lambda work: work.assign(KEY, ""),
    ):
        clock.advance(60)
        store.write_now(deed)
        steps.append((clock.moment, _now(store)))
    for moment, case in steps:
        then = _then(store, moment + SECOND)
        assert then.desk.notes == case.desk.notes
        assert then.desk.state.assignee == case.desk.state.assignee
    assert _then(store, NOON).desk.notes == ()


def test_a_hosted_link_does_not_live_on_in_the_past(store: Store, clock: StillClock, tmp_path: Path) -> None:
    secret = "https://verify.example/very-secret-token"
    first = _look(clock, "Pending")
    linked = replace(first, verification=replace(first.verification, hosted_link=HostedLink(secret)))
    record(store, ACCOUNT, linked, seen_at=clock.moment)
    clock.advance(60)
    record(store, ACCOUNT, _look(clock, "Approved"), seen_at=clock.moment)
    connection = connect(tmp_path / "console.db", DB_KEY)
    [(facts,)] = connection.execute("SELECT facts FROM verification_before").fetchall()
    connection.close()
    assert "secret" not in facts
    assert _then(store, NOON).verification.hosted_link is None


def test_moments_are_those_at_which_something_changed(store: Store, clock: StillClock) -> None:
    record(store, ACCOUNT, _look(clock, "Pending"), seen_at=clock.moment)
    expected = [clock.moment]
    for status in ("PendingReview", "PendingReview", "Approved"):
        clock.advance(60)
        changed = record(store, ACCOUNT, _look(clock, status), seen_at=clock.moment).changed
        assert changed
        expected.append(clock.moment)
    assert list(store.read.load_moments(KEY)) == expected


def test_nothing_is_kept_of_what_never_changes(store: Store, clock: StillClock, tmp_path: Path) -> None:
    look = _look(clock, "Pending")
    for _ in range(3):
        clock.advance(60)
        record(store, ACCOUNT, look, seen_at=clock.moment)
    connection = connect(tmp_path / "console.db", DB_KEY)
    [(states,)] = connection.execute("SELECT count(*) FROM verification_before").fetchall()
    [(customers,)] = connection.execute("SELECT count(*) FROM customer_before").fetchall()
    connection.close()
    assert (states, customers) == (0, 0)


def test_a_new_profile_has_kept_everything_from_the_start(store: Store) -> None:
    assert store.read.load_history_start() is None


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("Pending", "Approved", "Declined", "Expired")),
            st.sets(st.sampled_from(("a", "b", "c"))),
            st.sampled_from(("One", "Two")),
            st.booleans(),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_history_is_told_back_word_for_word(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, set[str], str, bool]]
) -> None:
    clock = StillClock()
    store = new_store(tmp_path_factory.mktemp("past"), ACCOUNT, clock=clock)
    seen: list[tuple[datetime, StoredCase]] = []
    for status, labels, name, is_partial in steps:
        clock.advance(60)
        look = replace(_look(clock, status, *sorted(labels), name=name), partial=is_partial)
        record(store, ACCOUNT, look, seen_at=clock.moment)
        seen.append((clock.moment, _now(store)))
    found = [replace(_then(store, moment), as_of=NOON) for moment, _ in seen]
    assert found == [_as_past(case) for _, case in seen]
    store.close()


@pytest.mark.parametrize(
    ("state", "second", "ended", "shown"),
    [
        (DecisionState.STANDING, 20, None, {10: "waiting", 25: "standing"}),
        (DecisionState.TURNED_DOWN, 20, 20, {10: "waiting", 25: "turned_down"}),
        (DecisionState.VOID, None, 30, {10: "waiting", 35: "void"}),
        (DecisionState.REPLACED, 20, 30, {10: "waiting", 25: "standing", 35: "replaced"}),
        (DecisionState.UNDONE, 20, 40, {10: "waiting", 25: "standing", 45: "undone"}),
    ],
)
def test_a_decision_is_shown_in_the_state_it_had(
    state: DecisionState, second: int | None, ended: int | None, shown: dict[int, str]
) -> None:
    decision = Decision(
        *(1, KEY, DecisionKind.REFUSE, ("listed",), "", "tester", NOON, state, "e"),
        second="Mia Lind" if second else "",
        second_at=NOON + timedelta(minutes=second) if second else None,
        needs_second=True,
        ended_at=NOON + timedelta(minutes=ended) if ended else None,
    )
    found = {at: to_decision_as_of(decision, NOON + timedelta(minutes=at)).state.value for at in shown}
    assert found == shown


def test_a_profile_of_before_says_since_when_it_keeps_changes(store: Store, tmp_path: Path) -> None:
    record(store, ACCOUNT, new_snapshot(1, status="Pending"))
    store.close()
    connection = connect(tmp_path / "console.db", DB_KEY)
    migrate(connection, "0003")
    connection.close()
    again = new_store(tmp_path)
    since = again.read.load_history_start()
    assert since is not None
    assert _then(again, NOON).verification.raw_status == "Pending"
    again.close()


def test_who_had_a_case_and_until_when_it_rested_is_known_of_any_moment(
    store: Store, clock: StillClock
) -> None:
    record(store, ACCOUNT, new_snapshot(1))
    until = NOON + timedelta(days=3)
    store.write_now(lambda work: work.ensure_person("Mia"))
    store.write_now(lambda work: work.assign(KEY, "Mia"))
    clock.advance(60)
    store.write_now(lambda work: work.snooze(KEY, until, "waits"))
    clock.advance(60)
    store.write_now(lambda work: work.wake(KEY))
    states = [_then(store, NOON + timedelta(seconds=after)).desk.state for after in (30, 90, 150)]
    assert [(each.assignee, each.snoozed_until) for each in states] == [
        ("Mia", None),
        ("Mia", until),
        ("Mia", None),
    ]
