"""Notes, assignment and snooze in the store: signed, logged, put back, and gone with the record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain.desk import DeskRecord
from console.domain.errors import ChangedMeanwhile, InputInvalid, NameTaken, NotKnown
from console.domain.phase import Phase
from console.store.store import Store
from tests.support.stores import NOON, StillClock, key_of, new_account, new_snapshot, new_store, record

ACCOUNT = new_account()
KEY = key_of(ACCOUNT, 1)


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def store(tmp_path: Path, clock: StillClock) -> Iterator[Store]:
    opened = new_store(tmp_path, ACCOUNT, clock=clock)
    for name in ("tester", "Mia Lind", "Otto"):
        opened.write_now(lambda work, name=name: work.ensure_person(name))
    record(opened, ACCOUNT, new_snapshot(1))
    yield opened
    opened.close()


def _desk(store: Store) -> DeskRecord:
    case = store.read.load_case(KEY)
    assert case is not None
    return case.desk


def _kinds(store: Store) -> list[str]:
    return [event.kind for event in store.read.load_events(KEY) if event.source.value == "us"]


def _actions(store: Store) -> list[tuple[str, str, str]]:
    return [(each.who, each.action, each.details) for each in store.read.load_audit()]


def test_a_note_is_kept_as_written_and_the_log_holds_only_its_digest(store: Store) -> None:
    note = store.write_now(lambda work: work.add_note(KEY, "  Ελένη <b>\nsecond line\u202e "))
    [kept] = _desk(store).notes
    assert (kept.body, kept.who, kept.at) == ("Ελένη <b>\nsecond line\u202e", "tester", NOON)
    assert kept == note
    [(who, action, details)] = _actions(store)
    assert (who, action) == ("tester", "note_added")
    assert "Ελένη" not in details
    assert details.startswith("note 1 sha256 ")


def test_a_withdrawn_note_stays_and_says_by_whom(store: Store) -> None:
    store.write_now(lambda work: work.add_note(KEY, "one"))
    store.sign_as("Mia Lind")
    store.write_now(lambda work: work.withdraw_note(KEY, 1))
    [note] = _desk(store).notes
    assert (note.body, note.who, note.withdrawn_by, note.withdrawn_at) == ("one", "tester", "Mia Lind", NOON)
    with pytest.raises(ChangedMeanwhile):
        store.write_now(lambda work: work.withdraw_note(KEY, 1))
    assert _kinds(store) == ["note_added", "note_withdrawn"]


@pytest.mark.parametrize("body", ["", "   \n", "x" * 20_001])
def test_an_empty_or_endless_note_is_refused_and_nothing_is_written(store: Store, body: str) -> None:
    with pytest.raises(InputInvalid):
        store.write_now(lambda work: work.add_note(KEY, body))
    assert (_desk(store).notes, _actions(store)) == ((), [])


def test_a_sync_never_touches_our_own_work(store: Store) -> None:
    store.write_now(lambda work: work.add_note(KEY, "kept"))
    store.write_now(lambda work: work.assign(KEY, "Mia Lind"))
    before = _desk(store)
    record(store, ACCOUNT, new_snapshot(1, phase=Phase.APPROVED, status="Approved", updated_at=NOON))
    assert _desk(store) == before


def test_assigning_is_put_back_unless_somebody_was_quicker(store: Store) -> None:
    first = store.write_now(lambda work: work.assign(KEY, "Mia Lind"))
    assert (first.before.assignee, _desk(store).state.assignee) == ("", "Mia Lind")
    store.write_now(lambda work: work.put_back(KEY, first))
    assert _desk(store).state.assignee == ""
    second = store.write_now(lambda work: work.assign(KEY, "Otto"))
    store.write_now(lambda work: work.assign(KEY, "Mia Lind"))
    with pytest.raises(ChangedMeanwhile):
        store.write_now(lambda work: work.put_back(KEY, second))
    assert _desk(store).state.assignee == "Mia Lind"


def test_nobody_unknown_or_gone_is_given_a_case(store: Store) -> None:
    store.write_now(lambda work: work.dismiss_person("Otto"))
    for name in ("Otto", "Somebody else"):
        with pytest.raises(InputInvalid):
            store.write_now(lambda work, name=name: work.assign(KEY, name))
    with pytest.raises(NotKnown):
        store.write_now(lambda work: work.assign(key_of(ACCOUNT, 2), "Mia Lind"))


def test_a_snoozed_case_comes_back_when_what_is_known_of_it_changes(store: Store, clock: StillClock) -> None:
    until = NOON + timedelta(days=3)
    store.write_now(lambda work: work.snooze(KEY, until, "waits for a letter"))
    assert _desk(store).state.is_snoozed(NOON)
    clock.advance(60)
    record(store, ACCOUNT, new_snapshot(1), seen_at=clock.moment)
    assert _desk(store).state.snoozed_until == until
    fresh = new_snapshot(1, labels=("face_mismatch",), updated_at=clock.moment)
    record(store, ACCOUNT, fresh, seen_at=clock.moment)
    assert _desk(store).state.snoozed_until is None
    assert _kinds(store) == ["snoozed", "woken"]


def test_a_snooze_ends_by_itself_and_is_put_back(store: Store) -> None:
    until = NOON + timedelta(hours=1)
    change = store.write_now(lambda work: work.snooze(KEY, until, ""))
    state = _desk(store).state
    assert (state.is_snoozed(until - timedelta(seconds=1)), state.is_snoozed(until)) == (True, False)
    store.write_now(lambda work: work.put_back(KEY, change))
    assert _desk(store).state.snoozed_until is None
    woken = store.write_now(lambda work: work.snooze(KEY, until, "again")) and store.write_now(
        lambda work: work.wake(KEY)
    )
    store.write_now(lambda work: work.put_back(KEY, woken))
    assert (_desk(store).state.snoozed_until, _desk(store).state.snooze_reason) == (until, "again")
    with pytest.raises(InputInvalid):
        store.write_now(lambda work: work.snooze(KEY, NOON, "over"))


def test_names_sign_for_good(store: Store) -> None:
    for name in ("mia  lind", "MIA LIND", "Mía Lind"):
        with pytest.raises(NameTaken):
            store.write_now(lambda work, name=name: work.add_person(name, "", ""))
    for name in ("", "  ", "x" * 61, "a\u202eb", "\N{COMBINING ACUTE ACCENT}"):
        with pytest.raises(InputInvalid):
            store.write_now(lambda work, name=name: work.add_person(name, "", ""))
    store.write_now(lambda work: work.add_person("Zoë van der Berg", "", ""))
    assert [person.initials for person in store.read.load_people()] == ["T", "ML", "O", "ZB"]
    with pytest.raises(InputInvalid):
        store.write_now(lambda work: work.dismiss_person("tester"))


def test_words_typed_about_somebody_go_with_the_record(store: Store) -> None:
    store.write_now(lambda work: work.add_note(KEY, "Hannah Bret said"))
    store.write_now(lambda work: work.snooze(KEY, NOON + timedelta(days=1), "Hannah Bret calls"))
    record(store, ACCOUNT, replace(new_snapshot(1, name="Hannah Bret", updated_at=NOON)))
    store.write_now(lambda work: work.erase_verification(KEY))
    desk = _desk(store)
    assert [note.body for note in desk.notes] == [""]
    assert desk.state.snooze_reason == ""
    assert [note.who for note in desk.notes] == ["tester"]
    assert store.read.load_case_as_of(KEY, NOON) is not None


def test_what_was_handed_in_before_is_signed_by_who_handed_it_in(store: Store) -> None:
    waiting = [store._writer.submit(lambda work, n=n: work.add_note(KEY, f"note {n}")) for n in range(3)]
    store.sign_as("Otto")
    store.write_now(lambda work: work.add_note(KEY, "mine"))
    assert [each.result().who for each in waiting] == ["tester"] * 3
    assert _desk(store).notes[-1].who == "Otto"
