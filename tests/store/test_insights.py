"""The counts behind the insights: always what counting everything anew would give, whatever came in whichever order."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from console.domain.account import Account
from console.domain.customer import Customer, CustomerId
from console.domain.insights import OUTCOMES, FunnelStep, Outcome, Tallies, WaitTally, find_percentile
from console.domain.phase import Phase
from console.domain.risk import LabelKind, LabelRef
from console.domain.verification import KnownRecord, Snapshot, VerificationId
from console.store.store import Store
from tests.support.stores import NOON, key_of, new_account, new_snapshot, new_store, record

IRON, PROOFME = new_account("Iron test", "iron"), new_account("Proofme", "proofme")
COUNT = 300


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path, IRON, PROOFME)
    yield store
    store.close()


def _load(store: Store, *accounts: Account, since: date | None = None) -> Tallies:
    wanted = accounts or (IRON, PROOFME)
    return store.read.load_tallies(tuple(account.id for account in wanted), since, NOON, 50)


def _made(number: int, phase: Phase, created_at: datetime, took: timedelta | None = None) -> Snapshot:
    snapshot = new_snapshot(number, phase=phase, status=phase.value)
    changed = created_at + took if took is not None else created_at
    verification = replace(snapshot.verification, created_at=created_at, updated_at=changed)
    return replace(snapshot, verification=verification)


def test_tallies_follow_every_change_and_equal_a_count_of_everything(store: Store) -> None:
    chooser = random.Random(3)
    state: dict[int, Snapshot] = {}
    for turn in range(6):
        batch: list[Snapshot] = []
        for number in chooser.sample(range(COUNT), 120):
            old = state.get(number)
            created_at = old.verification.created_at if old else NOON - timedelta(days=chooser.randrange(90))
            assert created_at is not None
            phase = chooser.choice((Phase.NOT_STARTED, Phase.CAPTURING, Phase.IN_REVIEW, Phase.ACTION_NEEDED))
            snapshot = _made(number, phase, created_at, timedelta(minutes=turn + 1))
            labels = tuple(LabelRef(LabelKind.LABEL, f"l{chooser.randrange(6)}") for _ in range(2))
            snapshot = replace(snapshot, verification=replace(snapshot.verification, labels=labels))
            state[number] = snapshot
            batch.append(snapshot)
        record(store, IRON, *batch, seen_at=NOON + timedelta(minutes=turn))
    tallies = _load(store)
    kept = [snapshot.verification for snapshot in state.values()]
    assert Counter({(t.week, t.phase): 0 for t in tallies.days}) + _count_days(tallies) == Counter(
        (_monday(v.created_at), v.phase) for v in kept
    )
    assert Counter({t.value: t.count for t in tallies.labels}) == Counter(
        value for v in kept for value in {ref.value for ref in v.labels}
    )
    assert sum(t.count for t in tallies.ages) == len(kept)
    assert Counter({(t.days, t.phase): t.count for t in tallies.ages}) == Counter(
        ((NOON.date() - v.created_at.date()).days, v.phase) for v in kept if v.created_at
    )


def _count_days(tallies: Tallies) -> Counter[tuple[date, Phase]]:
    found: Counter[tuple[date, Phase]] = Counter()
    for tally in tallies.days:
        found[tally.week, tally.phase] += tally.count
    return found


def _monday(moment: datetime | None) -> date:
    assert moment is not None
    day = moment.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def test_how_far_a_case_came_is_not_forgotten_when_it_falls_back(store: Store) -> None:
    created_at = NOON - timedelta(days=2)
    for minutes, phase in enumerate((Phase.CAPTURING, Phase.ACTION_NEEDED, Phase.EXPIRED)):
        record(store, IRON, _made(1, phase, created_at, timedelta(minutes=minutes)))
    [tally] = _load(store).days
    assert (tally.phase, tally.reached, tally.count) == (Phase.EXPIRED, FunnelStep.OPENED, 1)


def test_a_case_put_away_after_its_verdict_keeps_the_verdict(store: Store) -> None:
    created_at = NOON - timedelta(days=2)
    record(store, IRON, _made(1, Phase.APPROVED, created_at, timedelta(hours=5)))
    record(store, IRON, _made(1, Phase.CLOSED, created_at, timedelta(hours=30)))
    record(store, IRON, _made(2, Phase.CLOSED, created_at, timedelta(hours=30)))
    tallies = _load(store)
    assert Counter({t.phase: t.count for t in tallies.days}) == {Phase.APPROVED: 1, Phase.CLOSED: 1}
    [wait] = tallies.waits
    assert wait.least_s <= 5 * 3600 < wait.below_s
    assert (wait.count, wait.below_s - wait.least_s) == (1, 1000)


def test_a_verdict_that_is_taken_back_moves_the_count(store: Store) -> None:
    created_at = NOON - timedelta(days=2)
    record(store, IRON, _made(1, Phase.APPROVED, created_at, timedelta(hours=1)))
    record(store, IRON, _made(1, Phase.DECLINED, created_at, timedelta(hours=9)))
    tallies = _load(store)
    assert [(t.phase, t.count) for t in tallies.days] == [(Phase.DECLINED, 1)]
    # It took the console an hour to hear the first verdict; that is what customers waited for.
    assert [t.count for t in tallies.waits] == [1]
    assert tallies.waits[0].least_s == 3600


def test_ids_that_were_never_read_count_nowhere(store: Store) -> None:
    row = KnownRecord(VerificationId("told"), Customer(CustomerId("c9")))
    store.write_now(lambda work: work.add_known(IRON.id, [row]))
    assert _load(store) == Tallies((), (), (), ())


def test_periods_and_accounts_narrow_the_counts(store: Store) -> None:
    monday = _monday(NOON)
    record(store, IRON, _made(1, Phase.APPROVED, NOON - timedelta(days=40), timedelta(hours=1)))
    record(store, IRON, _made(2, Phase.NOT_STARTED, NOON - timedelta(days=40)))
    record(
        store, PROOFME, _made(3, Phase.DECLINED, datetime.combine(monday, NOON.timetz()), timedelta(hours=1))
    )
    assert sum(t.count for t in _load(store).days) == 3
    recent = _load(store, since=monday)
    assert [(t.account, t.week, t.phase) for t in recent.days] == [(PROOFME.id, monday, Phase.DECLINED)]
    assert [t.account for t in recent.waits] == [PROOFME.id]
    # What is open is open, whatever the period.
    assert [(t.days, t.count) for t in recent.ages] == [(40, 1)]
    assert _load(store, PROOFME, since=monday).ages == ()
    assert _load(store, IRON, since=monday).days == ()


def test_comments_of_people_are_no_labels(store: Store) -> None:
    snapshot = new_snapshot(1)
    labels = (
        LabelRef(LabelKind.COMMENT, "Mrs Bret called"),
        LabelRef(LabelKind.CODE, "62304", "face_mismatch"),
    )
    record(store, IRON, replace(snapshot, verification=replace(snapshot.verification, labels=labels)))
    assert [(t.kind, t.value, t.count) for t in _load(store).labels] == [(LabelKind.CODE, "62304", 1)]


def test_an_erased_record_and_a_removed_account_take_their_counts_along(store: Store) -> None:
    record(store, IRON, new_snapshot(1, labels=("pep",)), new_snapshot(2, labels=("pep",)))
    store.write_now(lambda work: work.erase_verification(key_of(IRON, 1)))
    assert sum(t.count for t in _load(store).days) == 2
    store.write_now(lambda work: work.remove_account(IRON.id))
    assert _load(store) == Tallies((), (), (), ())


def test_every_phase_has_an_outcome() -> None:
    assert set(OUTCOMES) == set(Phase)
    assert set(OUTCOMES.values()) == set(Outcome)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 1.0])
def test_percentiles_are_right_to_five_percent(store: Store, share: float) -> None:
    chooser = random.Random(7)
    exact = [round(chooser.lognormvariate(8, 2)) + 1 for _ in range(COUNT)]
    made = [
        _made(n, Phase.APPROVED, NOON - timedelta(days=400), timedelta(seconds=s))
        for n, s in enumerate(exact)
    ]
    record(store, IRON, *made)
    waits = _load(store).waits
    assert sum(wait.count for wait in waits) == COUNT
    found = find_percentile(waits, share)
    wanted = sorted(exact)[max(1, -int(-share * COUNT // 1)) - 1]
    assert found is not None
    assert abs(found - wanted) <= 0.05 * wanted + 0.5


def test_a_percentile_of_nothing_is_nothing() -> None:
    assert find_percentile((), 0.5) is None
    assert find_percentile((WaitTally(IRON.id, 7, 8, 1),), 0.9) == 7
