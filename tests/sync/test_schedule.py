"""The schedule: due times, ageing, watching, and that all reads together stay within the budget's share."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.customer import CustomerId
from console.domain.phase import Phase
from console.domain.provider import PollingMode, PollingPolicy, ProviderId
from console.domain.verification import OpenVerification, VerificationId
from console.providers.registry import load_providers
from console.sync.schedule import ROUTINE_SHARE, Schedule

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def policy(mode: PollingMode = PollingMode.POLL) -> PollingPolicy:
    return PollingPolicy(mode, requests_per_s=2, watched_s=3, live_s=10, review_s=60, discover_s=300)


def item(name: str, phase: Phase = Phase.CAPTURING, age: timedelta = timedelta()) -> OpenVerification:
    return OpenVerification(VerificationId(name), CustomerId("c"), phase, NOW - age, fully_read=True)


def test_reads_come_due_after_their_interval_and_only_once() -> None:
    schedule = Schedule(policy(), requests_per_s=1000)
    schedule.put(item("a"), NOW)
    assert schedule.take_due(NOW + timedelta(seconds=5), 10) == ()
    assert schedule.take_due(NOW + timedelta(seconds=12), 10) == (VerificationId("a"),)
    assert schedule.take_due(NOW + timedelta(days=1), 10) == ()


def test_a_final_one_is_never_due_and_leaves_the_schedule() -> None:
    schedule = Schedule(policy(), requests_per_s=1000)
    schedule.put(item("a"), NOW)
    schedule.put(item("a", Phase.APPROVED), NOW)
    assert len(schedule) == 0
    assert schedule.next_due_at() is None


def test_nothing_is_ever_due_where_polling_is_forbidden() -> None:
    schedule = Schedule(policy(PollingMode.WEBHOOK), requests_per_s=1000)
    schedule.put(item("a"), NOW, read_at_once=True)
    assert schedule.take_due(NOW + timedelta(days=30), 10) == ()


OVERDUE = PollingPolicy(PollingMode.WEBHOOK, 2, 0, 0, 0, 0, overdue_s=3600)


def test_where_polling_is_forbidden_only_an_overdue_webhook_is_asked_for() -> None:
    schedule = Schedule(OVERDUE, requests_per_s=1000)
    schedule.put(item("a"), NOW, read_at_once=True)
    schedule.put(item("b", Phase.ACTION_NEEDED), NOW)
    schedule.watch(VerificationId("a"), NOW)
    assert schedule.next_due_at() == NOW + timedelta(hours=1)
    assert schedule.take_due(NOW + timedelta(minutes=59), 10) == ()
    assert schedule.take_due(NOW + timedelta(hours=1), 10) == (VerificationId("a"),)


def test_after_a_look_a_lost_webhook_is_waited_for_anew() -> None:
    schedule = Schedule(OVERDUE, requests_per_s=1000)
    looked_at = NOW + timedelta(hours=5)
    schedule.put(replace(item("a"), as_of=looked_at), looked_at)
    assert schedule.next_due_at() == looked_at + timedelta(hours=1)


SPARING = replace(OVERDUE, fallback_reads_per_day=240)


def test_many_lost_webhooks_are_asked_for_one_by_one_with_pauses() -> None:
    schedule = Schedule(SPARING, requests_per_s=1000)
    for name in ("a", "b", "c"):
        schedule.put(item(name, age=timedelta(hours=2)), NOW)
    taken = [schedule.take_due(NOW, 10)]
    assert schedule.take_due(NOW + timedelta(minutes=5, seconds=59), 10) == ()
    assert schedule.next_due_at() == NOW + timedelta(minutes=6)
    taken += [schedule.take_due(NOW + timedelta(minutes=6 * turn), 10) for turn in (1, 2)]
    assert sorted(taken) == [(VerificationId(name),) for name in ("a", "b", "c")]


def test_however_many_webhooks_are_lost_a_day_has_its_cap() -> None:
    policy = load_providers()[ProviderId("idenfy")].manifest.polling
    assert 0 < policy.fallback_reads_per_day <= 240
    schedule = Schedule(policy, requests_per_s=1000)
    for number in range(1000):
        schedule.put(item(str(number), age=timedelta(days=3)), NOW)
    minutes = range(24 * 60)
    taken = [schedule.take_due(NOW + timedelta(minutes=minute), 10) for minute in minutes]
    assert sum(map(len, taken)) == policy.fallback_reads_per_day


def test_a_new_run_of_the_program_goes_on_with_the_pause_of_the_last() -> None:
    unanswered, found = Schedule(SPARING, requests_per_s=1000), Schedule(SPARING, requests_per_s=1000)
    looked_at = NOW - timedelta(minutes=1)
    unanswered.put(replace(item("a", age=timedelta(days=3)), as_of=looked_at), NOW)
    found.note_asked(looked_at)
    for schedule in (unanswered, found):
        schedule.put(item("b", age=timedelta(days=3)), NOW)
        assert schedule.take_due(NOW, 10) == ()
        assert schedule.next_due_at() == NOW + timedelta(minutes=5)


def test_a_watched_one_is_read_at_once_and_often() -> None:
    schedule = Schedule(policy(), requests_per_s=1000)
    schedule.put(item("a", Phase.IN_REVIEW, timedelta(days=30)), NOW)
    schedule.watch(VerificationId("a"), NOW)
    assert schedule.take_due(NOW, 10) == (VerificationId("a"),)
    schedule.put(item("a", Phase.IN_REVIEW, timedelta(days=30)), NOW)
    assert schedule.take_due(NOW + timedelta(seconds=4), 10) == (VerificationId("a"),)


SLOW = PollingPolicy(PollingMode.POLL, requests_per_s=2, watched_s=10, live_s=60, review_s=60, discover_s=0)


@pytest.mark.parametrize(
    ("minutes", "before_s", "after_s"),
    [(0, 2.5, 3.5), (1.9, 2.5, 3.5), (3, 4.4, 5.6), (9.9, 4.4, 5.6), (11, 13, 17)],
)
def test_a_code_in_front_of_a_customer_is_read_fast_and_slower_as_time_goes_by(
    minutes: float, before_s: float, after_s: float
) -> None:
    schedule = Schedule(SLOW, requests_per_s=1000)
    schedule.put(item("a"), NOW)
    schedule.follow_code(VerificationId("a"), NOW)
    assert schedule.take_due(NOW, 10) == (VerificationId("a"),)
    later = NOW + timedelta(minutes=minutes)
    schedule.put(item("a"), later)
    assert schedule.take_due(later + timedelta(seconds=before_s), 10) == ()
    assert schedule.take_due(later + timedelta(seconds=after_s), 10) == (VerificationId("a"),)


def test_a_code_that_left_and_a_plain_look_are_no_reason_to_hurry() -> None:
    schedule = Schedule(SLOW, requests_per_s=1000)
    schedule.follow_code(VerificationId("a"), NOW)
    schedule.leave_code(VerificationId("a"))
    schedule.watch(VerificationId("b"), NOW)
    for name in ("a", "b"):
        schedule.put(item(name), NOW)
    assert schedule.take_due(NOW + timedelta(seconds=8), 10) == ()
    assert schedule.take_due(NOW + timedelta(seconds=12), 10) == (VerificationId("b"),)


def test_a_code_is_never_polled_where_that_is_forbidden() -> None:
    schedule = Schedule(OVERDUE, requests_per_s=1000)
    schedule.put(item("a"), NOW)
    schedule.follow_code(VerificationId("a"), NOW)
    assert schedule.take_due(NOW + timedelta(minutes=59), 10) == ()


def test_it_is_watched_until_the_last_one_looks_away() -> None:
    schedule = Schedule(policy(), requests_per_s=1000)
    schedule.watch(VerificationId("a"), NOW)
    schedule.watch(VerificationId("a"), NOW)
    schedule.unwatch(VerificationId("a"))
    schedule.put(item("a"), NOW)
    assert schedule.take_due(NOW + timedelta(seconds=4), 10) == (VerificationId("a"),)
    schedule.unwatch(VerificationId("a"))
    schedule.put(item("a"), NOW)
    assert schedule.take_due(NOW + timedelta(seconds=4), 10) == ()


def test_old_ones_are_read_less_often() -> None:
    schedule = Schedule(policy(), requests_per_s=1000)
    schedule.put(item("old", age=timedelta(days=2)), NOW)
    assert schedule.take_due(NOW + timedelta(seconds=100), 10) == ()
    assert schedule.take_due(NOW + timedelta(seconds=230), 10) == (VerificationId("old"),)


@settings(max_examples=30, deadline=None)
@given(
    count=st.integers(min_value=1, max_value=400),
    requests_per_s=st.sampled_from([0.5, 2.0, 50.0]),
    per_read=st.sampled_from([1.0, 3.0]),
)
def test_routine_reads_stay_within_their_share_of_the_budget(
    count: int, requests_per_s: float, per_read: float
) -> None:
    schedule = Schedule(replace(policy(), requests_per_read=per_read), requests_per_s)
    for number in range(count):
        schedule.put(item(str(number)), NOW)
    reads = 0
    minutes = 20
    for second in range(60 * minutes):
        now = NOW + timedelta(seconds=second)
        for due in schedule.take_due(now, count):
            reads += 1
            schedule.put(item(due, age=NOW - now), now)
    # The first round was spread before all of them were known: it may come early once.
    allowed = requests_per_s * ROUTINE_SHARE / per_read * 60 * minutes
    assert reads - count <= allowed * 1.1 + count
