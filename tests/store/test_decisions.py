"""Decisions in the store: made on evidence, a second person who is another one, void when the evidence changes."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from console.base.paths import resource_path
from console.domain.attention import AttentionReason
from console.domain.decision_rules import DecisionRules, read_decision_rules
from console.domain.desk import Decision, DecisionDraft, DecisionKind, DecisionState
from console.domain.errors import ActionRefused, ChangedMeanwhile, InputInvalid
from console.domain.evidence import build_evidence
from console.domain.fact import Fact
from console.domain.listing import ListQuery
from console.domain.phase import Phase
from console.store.store import Store
from tests.support.stores import NOON, StillClock, key_of, new_account, new_snapshot, new_store, record

ACCOUNT = new_account()
KEY = key_of(ACCOUNT, 1)
RULES = read_decision_rules(resource_path("decisions", "reasons.toml").read_bytes())


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def store(tmp_path: Path, clock: StillClock) -> Iterator[Store]:
    opened = new_store(tmp_path, ACCOUNT, clock=clock)
    for name in ("tester", "Mia Lind"):
        opened.write_now(lambda work, name=name: work.ensure_person(name))
    # The log's first entry.
    opened.write_now(lambda work: work.set_person_pin("Mia Lind", "hash of a PIN"))
    record(opened, ACCOUNT, new_snapshot(1, phase=Phase.APPROVED, status="Approved"))
    yield opened
    opened.close()


def _decisions(store: Store) -> tuple[Decision, ...]:
    case = store.read.load_case(KEY)
    assert case is not None
    return case.desk.decisions


def _draft(store: Store, kind: DecisionKind, *reasons: str, comment: str = "") -> DecisionDraft:
    """As a window does that shows the case as it is now."""
    case = store.read.load_case(KEY)
    assert case is not None
    newest = case.desk.newest
    evidence = build_evidence(case.verification, case.attempts)
    return DecisionDraft(kind, reasons, comment, evidence, newest.number if newest else 0)


def _decide(store: Store, draft: DecisionDraft) -> Decision:
    return store.write_now(lambda work: work.decide(KEY, draft, RULES))


def _accept(store: Store) -> Decision:
    return _decide(store, _draft(store, DecisionKind.ACCEPT, "verified"))


def _refuse(store: Store) -> Decision:
    return _decide(store, _draft(store, DecisionKind.REFUSE, "underage", "listed", comment="seen in person"))


def _events(store: Store) -> list[tuple[str, str]]:
    return [(each.kind, each.raw) for each in store.read.load_events(KEY) if each.source.value == "us"]


def test_a_second_person_without_a_pin_cannot_approve(store: Store) -> None:
    made = _refuse(store)
    store.write_now(lambda work: work.set_person_pin("Mia Lind", ""))
    store.sign_as("Mia Lind")
    with pytest.raises(ActionRefused, match="PIN"):
        store.write_now(lambda work: work.approve_decision(KEY, made.number))
    assert _decisions(store)[-1].state is DecisionState.WAITING


def test_what_the_provider_approved_is_accepted_by_one(store: Store) -> None:
    made = _accept(store)
    assert (made.state, made.who, made.needs_second, made.reasons) == (
        DecisionState.STANDING,
        "tester",
        False,
        ("verified",),
    )
    assert _decisions(store) == (made,)
    assert _events(store) == [("decided", "accept")]


@pytest.mark.parametrize(
    ("kind", "phase", "waits"),
    [
        (DecisionKind.REFUSE, Phase.APPROVED, True),
        (DecisionKind.REFUSE, Phase.DECLINED, True),
        (DecisionKind.ACCEPT, Phase.DECLINED, True),
        (DecisionKind.ACCEPT, Phase.INCONCLUSIVE, True),
        (DecisionKind.ACCEPT, Phase.ACTION_NEEDED, True),
        (DecisionKind.ACCEPT, Phase.APPROVED, False),
        (DecisionKind.ASK_AGAIN, Phase.DECLINED, False),
        (DecisionKind.ESCALATE, Phase.APPROVED, False),
    ],
)
def test_which_decisions_wait_for_a_second_person(kind: DecisionKind, phase: Phase, waits: bool) -> None:
    assert RULES.needs_second(kind, phase) is waits


def test_the_same_person_cannot_be_the_second(store: Store) -> None:
    made = _refuse(store)
    assert made.state is DecisionState.WAITING
    for deed in ("approve_decision", "turn_down_decision"):
        with pytest.raises(ActionRefused):
            store.write_now(lambda work, deed=deed: getattr(work, deed)(KEY, made.number, "x"))
    store.sign_as("nobody of this desk")
    with pytest.raises(ActionRefused):
        store.write_now(lambda work: work.approve_decision(KEY, made.number))
    store.sign_as("Mia Lind")
    approved = store.write_now(lambda work: work.approve_decision(KEY, made.number, "agreed"))
    assert (approved.state, approved.who, approved.second, approved.second_comment) == (
        DecisionState.STANDING,
        "tester",
        "Mia Lind",
        "agreed",
    )
    with pytest.raises(ChangedMeanwhile):
        store.write_now(lambda work: work.approve_decision(KEY, made.number))


@pytest.mark.parametrize("spelling", ["mia lind", "MIA  LIND", "Mía Lind"])
def test_whoever_reads_the_same_is_no_second_person(store: Store, spelling: str) -> None:
    store.sign_as("Mia Lind")
    made = _refuse(store)
    store.sign_as(spelling)
    for deed in ("approve_decision", "turn_down_decision"):
        with pytest.raises(ActionRefused, match="made it yourself"):
            store.write_now(lambda work, deed=deed: getattr(work, deed)(KEY, made.number, "x"))
    assert [each.state for each in _decisions(store)] == [DecisionState.WAITING]


@pytest.mark.parametrize("signer", ["mia lind", "Otto", "nobody"])
def test_only_who_is_listed_at_the_desk_decides_and_undoes(store: Store, signer: str) -> None:
    made = _accept(store)
    store.write_now(lambda work: work.ensure_person("Otto"))
    store.write_now(lambda work: work.dismiss_person("Otto"))
    store.sign_as(signer)
    with pytest.raises(ActionRefused, match="Choose who is working"):
        _accept(store)
    with pytest.raises(ActionRefused, match="Choose who is working"):
        store.write_now(lambda work: work.undo_decision(KEY, made.number))
    assert _decisions(store) == (made,)


def test_nobody_is_added_to_agree(store: Store, clock: StillClock) -> None:
    made = _refuse(store)
    clock.advance(1)
    store.write_now(lambda work: work.add_person("Late", "", ""))
    store.sign_as("Late")
    with pytest.raises(ActionRefused, match="after this was decided"):
        store.write_now(lambda work: work.approve_decision(KEY, made.number))


def test_who_turns_down_says_why(store: Store) -> None:
    made = _refuse(store)
    store.sign_as("Mia Lind")
    with pytest.raises(InputInvalid):
        store.write_now(lambda work: work.turn_down_decision(KEY, made.number, " "))
    store.write_now(lambda work: work.turn_down_decision(KEY, made.number, "too hasty"))
    [kept] = _decisions(store)
    assert (kept.state, kept.second_comment, kept.ended_at) == (DecisionState.TURNED_DOWN, "too hasty", NOON)


def test_changed_evidence_voids_what_waits_in_the_same_transaction(store: Store, clock: StillClock) -> None:
    made = _refuse(store)
    clock.advance(60)
    fresh = new_snapshot(1, phase=Phase.APPROVED, status="Approved", labels=("new",), updated_at=clock.moment)
    record(store, ACCOUNT, fresh, seen_at=clock.moment)
    [kept] = _decisions(store)
    assert (kept.state, kept.ended_at) == (DecisionState.VOID, clock.moment)
    assert _events(store) == [("decided", "refuse"), ("decision_void", "refuse")]
    assert [each.action for each in store.read.load_audit()][1:] == ["decided", "decision_void"]
    store.sign_as("Mia Lind")
    with pytest.raises(ChangedMeanwhile):
        store.write_now(lambda work: work.approve_decision(KEY, made.number))


@pytest.mark.parametrize(
    "changes",
    [
        {"declared": (Fact("full_name", "Somebody Else"),)},
        {"details": (Fact("AML.hits", "2"),)},
        {"comment": "do not accept"},
    ],
)
def test_whatever_a_reviewer_judged_by_voids_what_waits_when_it_changes(
    store: Store, clock: StillClock, changes: dict[str, Any]
) -> None:
    made = _refuse(store)
    clock.advance(60)
    look = new_snapshot(1, phase=Phase.APPROVED, status="Approved", updated_at=clock.moment)
    record(store, ACCOUNT, replace(look, verification=replace(look.verification, **changes)))
    assert [each.state for each in _decisions(store)] == [DecisionState.VOID]
    store.sign_as("Mia Lind")
    with pytest.raises(ChangedMeanwhile):
        store.write_now(lambda work: work.approve_decision(KEY, made.number))


def test_a_look_that_tells_nothing_new_voids_nothing(store: Store, clock: StillClock) -> None:
    _refuse(store)
    clock.advance(3600)
    same = new_snapshot(1, phase=Phase.APPROVED, status="Approved", raw=b"{}")
    later = replace(same, verification=replace(same.verification, updated_at=clock.moment, reference="other"))
    record(store, ACCOUNT, later, seen_at=clock.moment)
    assert [each.state for each in _decisions(store)] == [DecisionState.WAITING]


def test_a_decision_that_stands_is_marked_once_and_goes_on_standing(store: Store, clock: StillClock) -> None:
    _accept(store)
    clock.advance(60)
    changed = new_snapshot(1, phase=Phase.DECLINED, status="Declined", updated_at=clock.moment)
    record(store, ACCOUNT, changed, seen_at=clock.moment)
    marked_at = clock.moment
    clock.advance(60)
    again = new_snapshot(1, phase=Phase.DECLINED, status="Declined", labels=("x",), updated_at=clock.moment)
    record(store, ACCOUNT, again, seen_at=clock.moment)
    [kept] = _decisions(store)
    assert (kept.state, kept.outdated_at) == (DecisionState.STANDING, marked_at)
    assert _events(store) == [("decided", "accept"), ("decision_outdated", "accept")]


def test_a_later_decision_replaces_but_only_once_it_stands(store: Store) -> None:
    _accept(store)
    refused = _refuse(store)
    assert [each.state for each in _decisions(store)] == [DecisionState.STANDING, DecisionState.WAITING]
    with pytest.raises(ActionRefused):
        _decide(store, _draft(store, DecisionKind.ESCALATE, "other", comment="unsure"))
    store.sign_as("Mia Lind")
    store.write_now(lambda work: work.approve_decision(KEY, refused.number))
    assert [each.state for each in _decisions(store)] == [DecisionState.REPLACED, DecisionState.STANDING]


def test_only_who_made_it_takes_it_back_and_it_stays_readable(store: Store) -> None:
    made = _accept(store)
    store.sign_as("Mia Lind")
    with pytest.raises(ActionRefused):
        store.write_now(lambda work: work.undo_decision(KEY, made.number))
    store.sign_as("tester")
    store.write_now(lambda work: work.undo_decision(KEY, made.number))
    [kept] = _decisions(store)
    assert (kept.state, kept.comment, kept.reasons) == (DecisionState.UNDONE, "", ("verified",))
    with pytest.raises(ChangedMeanwhile):
        store.write_now(lambda work: work.undo_decision(KEY, made.number))


@pytest.mark.parametrize("moved", [False, True])
def test_what_was_replaced_stands_again_unless_its_ground_has_moved(
    store: Store, clock: StillClock, moved: bool
) -> None:
    first = _accept(store)
    clock.advance(60)
    if moved:
        look = new_snapshot(
            1, phase=Phase.APPROVED, status="Approved", labels=("x",), updated_at=clock.moment
        )
        record(store, ACCOUNT, look, seen_at=clock.moment)
    second = _decide(store, _draft(store, DecisionKind.ESCALATE, "other", comment="unsure"))
    clock.advance(60)
    store.write_now(lambda work: work.undo_decision(KEY, second.number))
    states = {each.number: (each.state, each.ended_at) for each in _decisions(store)}
    assert states[second.number] == (DecisionState.UNDONE, clock.moment)
    if moved:
        assert states[first.number][0] is DecisionState.REPLACED
    else:
        assert states[first.number] == (DecisionState.STANDING, None)
        assert "stands again" in store.read.load_audit()[-1].details


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told_who(store: Store, tmp_path: Path) -> None:
    drafts = [
        _draft(store, DecisionKind.ACCEPT, "verified"),
        _draft(store, DecisionKind.ESCALATE, "other", comment="unsure"),
    ]
    other = new_store(tmp_path)
    other.sign_as("Mia Lind")
    _decide(store, drafts[0])
    with pytest.raises(
        ChangedMeanwhile, match="tester was quicker: decided to accept at 2026-11-21 12:00 UTC"
    ):
        _decide(other, drafts[1])
    assert [each.who for each in _decisions(store)] == ["tester"]
    other.close()


def test_nobody_decides_on_what_is_no_longer_so(store: Store) -> None:
    draft = _draft(store, DecisionKind.ACCEPT, "verified")
    record(store, ACCOUNT, new_snapshot(1, phase=Phase.DECLINED, status="Declined", updated_at=NOON))
    with pytest.raises(ChangedMeanwhile):
        _decide(store, draft)
    assert _decisions(store) == ()


@pytest.mark.parametrize(
    ("kind", "reasons", "comment", "field"),
    [
        (DecisionKind.ACCEPT, (), "", "reasons"),
        (DecisionKind.ACCEPT, ("underage",), "", "reasons"),
        (DecisionKind.ACCEPT, ("no such reason",), "", "reasons"),
        (DecisionKind.ACCEPT, ("other",), " ", "comment"),
        (DecisionKind.ACCEPT, ("verified",), "x" * 20_001, "comment"),
    ],
)
def test_a_decision_needs_its_reasons(
    store: Store, kind: DecisionKind, reasons: tuple[str, ...], comment: str, field: str
) -> None:
    with pytest.raises(InputInvalid) as raised:
        _decide(store, _draft(store, kind, *reasons, comment=comment))
    assert raised.value.field == field
    assert (_decisions(store), _events(store)) == ((), [])


def test_every_kind_of_decision_has_reasons_and_every_code_is_its_own() -> None:
    codes = [reason.code for reason in RULES.reasons]
    assert len(set(codes)) == len(codes)
    assert all(RULES.reasons_for(kind) for kind in DecisionKind)
    assert all(reason.text and reason.kinds for reason in RULES.reasons)
    assert isinstance(RULES, DecisionRules)
    assert RULES.describe("a code of an older list") == "a code of an older list"


def test_erasing_ends_what_waits_and_takes_the_words(store: Store) -> None:
    _refuse(store)
    store.write_now(lambda work: work.erase_verification(KEY))
    [kept] = _decisions(store)
    assert (kept.state, kept.comment, kept.reasons) == (DecisionState.VOID, "", ("underage", "listed"))
    assert ("decision_void", "refuse") in _events(store)
    assert "decision_void" in [each.action for each in store.read.load_audit()]
    assert store.read.count_inbox(ListQuery()) == 0, "nobody can decide on what is not there any more"


@pytest.mark.parametrize(
    ("kind", "reason", "stays"),
    [
        (DecisionKind.ACCEPT, "verified", False),
        (DecisionKind.ASK_AGAIN, "unreadable", False),
        (DecisionKind.ESCALATE, "other", True),
    ],
)
def test_what_is_decided_needs_nobody_until_it_changes(
    store: Store, clock: StillClock, kind: DecisionKind, reason: str, stays: bool
) -> None:
    look = new_snapshot(1, phase=Phase.ACTION_NEEDED, status="SUSPECTED", updated_at=clock.moment)
    record(store, ACCOUNT, look)
    assert store.read.count_inbox(ListQuery()) == 1
    made = _decide(store, _draft(store, kind, reason, comment="as seen"))
    if made.needs_second:
        assert store.read.count_inbox_reasons(ListQuery())[AttentionReason.APPROVAL_WAITING] == 1
        store.sign_as("Mia Lind")
        store.write_now(lambda work: work.approve_decision(KEY, made.number))
    assert store.read.count_inbox(ListQuery()) == int(stays)
    clock.advance(60)
    fresh = new_snapshot(
        1, phase=Phase.ACTION_NEEDED, status="SUSPECTED", labels=("new",), updated_at=clock.moment
    )
    record(store, ACCOUNT, fresh, seen_at=clock.moment)
    reasons = store.read.count_inbox_reasons(ListQuery())
    assert reasons == {AttentionReason.DECISION_OUTDATED: 1, AttentionReason.ACTION_NEEDED: 1}


def test_killed_between_decision_and_log_neither_is_there(store: Store, tmp_path: Path) -> None:
    store.close()
    script = (
        "import os, sys\nfrom pathlib import Path\n"
        "from console.base.paths import resource_path\n"
        "from console.domain.decision_rules import read_decision_rules\n"
        "from console.domain.desk import DecisionDraft, DecisionKind\n"
        "from console.store.unit_of_work import UnitOfWork\n"
        "from tests.support.stores import *\n"
        "store = new_store(Path(sys.argv[1]))\n"
        "rules = read_decision_rules(resource_path('decisions', 'reasons.toml').read_bytes())\n"
        "key = key_of(new_account(), 1)\n"
        "def decide(work):\n"
        "    draft = DecisionDraft(DecisionKind.ACCEPT, ('verified',), '', work.load_evidence(key))\n"
        "    setattr(UnitOfWork, sys.argv[2], lambda *_a, **_k: os.kill(os.getpid(), 9))\n"
        "    work.decide(key, draft, rules)\n"
        "store.write_now(decide)\n"
    )
    for step in ("append_audit", "append_event", "_follow"):
        died = subprocess.run([sys.executable, "-c", script, str(tmp_path), step], check=False, timeout=60)
        assert died.returncode == -signal.SIGKILL
        again = new_store(tmp_path)
        assert (_decisions(again), again.read.load_audit()[1:], _events(again)) == ((), (), [])
        assert again.verify() == ()
        again.close()


def test_a_case_put_aside_is_decided_all_the_same(store: Store) -> None:
    store.write_now(lambda work: work.snooze(KEY, NOON + timedelta(days=1), ""))
    assert _accept(store).state is DecisionState.STANDING
