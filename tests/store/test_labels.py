"""Notes about labels, where labels were seen, and what moved since a decision: in a real store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from console.base.paths import resource_path
from console.domain.attempt import Attempt, AttemptId, StretchKind
from console.domain.decision_rules import read_decision_rules
from console.domain.desk import Decision, DecisionDraft, DecisionKind
from console.domain.errors import NotKnown
from console.domain.evidence import build_evidence
from console.domain.label_history import LabelHistory, PastMeaning
from console.domain.labels import LabelDrift, LabelName, MovedLabel, SeenLabel
from console.domain.listing import ListQuery
from console.domain.phase import Phase
from console.domain.risk import LabelKind, LabelMeaning, LabelRef, Severity
from console.domain.verification import Snapshot
from console.store.store import Store
from tests.support.stores import NOON, StillClock, key_of, new_account, new_snapshot, new_store, record

_ACCOUNT = new_account()
_OTHER = new_account("Iron second")
_NAME = LabelName(_ACCOUNT.provider, LabelKind.LABEL, "odd_one")
_LATER = NOON + timedelta(hours=2)
_RULES = read_decision_rules(resource_path("decisions", "reasons.toml").read_bytes())


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def store(tmp_path: Path, clock: StillClock) -> Iterator[Store]:
    opened = new_store(tmp_path, _ACCOUNT, _OTHER, clock=clock)
    opened.write_now(lambda work: work.ensure_person("tester"))
    yield opened
    opened.close()


def _seen(store: Store) -> dict[str, SeenLabel]:
    return {each.label.value: each for each in store.read.load_seen_labels()}


def _counts(store: Store) -> dict[str, int]:
    return {value: each.verifications for value, each in _seen(store).items()}


def _with_attempt(snapshot: Snapshot, *codes: str) -> Snapshot:
    refs = tuple(LabelRef(LabelKind.CODE, code) for code in codes)
    tried = Attempt(AttemptId("one"), "failed", StretchKind.VERDICT, NOON, NOON, labels=refs)
    return replace(snapshot, attempts=(tried,))


def test_a_label_is_counted_once_per_verification_in_all_accounts_of_a_provider(store: Store) -> None:
    record(store, _ACCOUNT, new_snapshot(1, labels=("odd_one", "b")), new_snapshot(2, labels=("odd_one",)))
    record(store, _OTHER, new_snapshot(3, labels=("odd_one",)), seen_at=_LATER)
    assert _counts(store) == {"odd_one": 3, "b": 1}
    assert _seen(store)["odd_one"] == SeenLabel(_NAME, 3, NOON, _LATER)


def test_seeing_it_again_changes_nothing_and_losing_it_is_noticed(store: Store) -> None:
    record(store, _ACCOUNT, new_snapshot(1, labels=("odd_one",)))
    record(store, _ACCOUNT, new_snapshot(1, labels=("odd_one",)), seen_at=_LATER)
    assert _seen(store)["odd_one"] == SeenLabel(_NAME, 1, NOON, NOON)
    newer = NOON + timedelta(hours=1)
    record(store, _ACCOUNT, new_snapshot(1, labels=("b",), updated_at=newer), seen_at=_LATER)
    assert _counts(store) == {"odd_one": 0, "b": 1}


def test_what_only_an_attempt_carried_is_counted_and_found_by_the_list(store: Store) -> None:
    record(store, _ACCOUNT, _with_attempt(new_snapshot(1, labels=("odd_one",)), "61999"))
    assert _counts(store) == {"odd_one": 1, "61999": 1}
    assert store.read.count_verifications(ListQuery(label="61999")) == 1
    assert _seen(store)["61999"].label.kind is LabelKind.CODE


def test_an_account_that_goes_takes_its_counts_along(store: Store) -> None:
    record(store, _ACCOUNT, new_snapshot(1, labels=("odd_one",)))
    record(store, _OTHER, new_snapshot(1, labels=("odd_one",)))
    store.write_now(lambda work: work.remove_account(_OTHER.id))
    assert _counts(store) == {"odd_one": 1}


def test_a_note_stays_with_its_label_and_is_withdrawn_once(store: Store, clock: StillClock) -> None:
    number = store.write_now(lambda work: work.add_label_note(_NAME, "Harmless: a test of theirs."))
    clock.advance(60)
    store.write_now(lambda work: work.withdraw_label_note(number))
    clock.advance(60)
    store.write_now(lambda work: work.withdraw_label_note(number))
    [note] = store.read.load_label_notes(_ACCOUNT.provider)
    assert (note.label, note.body, note.who, note.at) == (
        _NAME,
        "Harmless: a test of theirs.",
        "tester",
        NOON,
    )
    assert (note.withdrawn_at, note.withdrawn_by) == (NOON + timedelta(seconds=60), "tester")
    assert store.read.load_label_notes(new_account("x", "checkout").provider) == ()
    audit = store.read.load_audit()
    assert [entry.action for entry in audit] == ["label_note_added", "label_note_withdrawn"]
    assert not any("Harmless" in entry.details + entry.subject for entry in audit)


def test_a_note_that_is_not_there_cannot_be_withdrawn(store: Store) -> None:
    with pytest.raises(NotKnown):
        store.write_now(lambda work: work.withdraw_label_note(7))


def test_notes_are_not_readable_in_the_file(tmp_path: Path) -> None:
    store = new_store(tmp_path, _ACCOUNT)
    store.write_now(lambda work: work.add_label_note(_NAME, "a most unusual sentence"))
    store.close()
    for file in tmp_path.iterdir():
        assert b"most unusual" not in file.read_bytes()


def _decide(store: Store, number: int) -> Decision:
    """As a window does that shows the case as it is now."""
    key = key_of(_ACCOUNT, number)
    case = store.read.load_case(key)
    assert case is not None
    evidence = build_evidence(case.verification, case.attempts)
    draft = DecisionDraft(DecisionKind.ACCEPT, ("verified",), "", evidence)
    return store.write_now(lambda work: work.decide(key, draft, _RULES))


def _labelled(*labels: str, updated_at: datetime | None = None) -> Snapshot:
    return new_snapshot(1, phase=Phase.APPROVED, status="Approved", labels=labels, updated_at=updated_at)


def test_without_a_decision_in_force_nothing_is_new(store: Store) -> None:
    key = key_of(_ACCOUNT, 1)
    record(store, _ACCOUNT, _labelled("odd_one"))
    assert store.read.load_label_drift(key) is None
    made = _decide(store, 1)
    assert store.read.load_label_drift(key) == LabelDrift(NOON, frozenset(), ())
    store.write_now(lambda work: work.undo_decision(key, made.number))
    assert store.read.load_label_drift(key) is None


def test_what_we_saw_after_the_decision_is_new_however_old_the_provider_says_it_is(store: Store) -> None:
    record(store, _ACCOUNT, _labelled("old", "going", updated_at=NOON - timedelta(days=2)))
    _decide(store, 1)
    earlier = NOON - timedelta(days=1)
    record(store, _ACCOUNT, _labelled("old", "late", updated_at=earlier), seen_at=_LATER)
    drift = store.read.load_label_drift(key_of(_ACCOUNT, 1))
    assert drift is not None
    assert drift.decided_at == NOON
    assert drift.arrived == {MovedLabel(AttemptId(""), "late")}
    assert drift.left == (MovedLabel(AttemptId(""), "going"),)


def test_what_came_and_went_since_the_decision_is_neither(store: Store) -> None:
    record(store, _ACCOUNT, _labelled("old", updated_at=NOON - timedelta(hours=3)))
    _decide(store, 1)
    for hours, labels in ((1, ("old", "brief")), (2, ()), (3, ("old",))):
        at = NOON + timedelta(hours=hours)
        record(store, _ACCOUNT, _labelled(*labels, updated_at=at), seen_at=at)
    drift = store.read.load_label_drift(key_of(_ACCOUNT, 1))
    assert drift is not None
    assert (drift.arrived, drift.left) == (frozenset(), ())


def test_what_the_dictionary_said_stays_when_it_says_something_else(store: Store, clock: StillClock) -> None:
    said = LabelMeaning(Severity.HIGH, "Odd", "Odd.", True, "the selfie", "the source", "2026-01")
    other = replace(_NAME, value="another")
    store.write_now(lambda work: work.keep_meanings({_NAME: said, other: said}))
    clock.moment = _LATER
    for _ in range(2):
        store.write_now(lambda work: work.keep_meanings({other: said}))
    [kept] = store.read.load_label_history(key_of(_ACCOUNT, 1), ["another"]).told
    assert kept == PastMeaning(other, NOON, said)
    history = store.read.load_label_history(key_of(_ACCOUNT, 1), [_NAME.value, "never"])
    assert history == LabelHistory(NOON, (PastMeaning(_NAME, NOON, said), PastMeaning(_NAME, _LATER, None)))


def test_before_anything_was_written_down_nothing_is_said_of_any_day(store: Store) -> None:
    assert store.read.load_label_history(key_of(_ACCOUNT, 1), [_NAME.value]) == LabelHistory()
