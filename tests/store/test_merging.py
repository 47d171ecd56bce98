"""The rules of what a look may overwrite, over any order of looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.attempt import Attempt, AttemptId, StretchKind
from console.domain.customer import Customer, CustomerId
from console.domain.phase import Phase
from console.domain.risk import LabelKind, LabelRef
from console.domain.timeline import EventSource
from console.domain.verification import (
    DocumentFacts,
    Fact,
    HostedLink,
    Snapshot,
    Verification,
    VerificationId,
)
from console.store.merging import VERDICT_CHANGED, Known, Merged, merge, merge_customer
from tests.support.stores import NOON, new_snapshot

PHASES = {
    "Pending": Phase.NOT_STARTED,
    "Processed": Phase.IN_REVIEW,
    "Approved": Phase.APPROVED,
    "Declined": Phase.DECLINED,
    "Expired": Phase.EXPIRED,
}
_label = st.sampled_from(("pep", "sanctions", "expired")).map(lambda value: LabelRef(LabelKind.LABEL, value))
_moment = st.none() | st.integers(0, 6).map(lambda minutes: NOON + timedelta(minutes=minutes))


@st.composite
def _snapshots(draw: st.DrawFn) -> Snapshot:
    status = draw(st.sampled_from(tuple(PHASES)))
    partial = draw(st.booleans())
    verification = Verification(
        VerificationId("v1"),
        CustomerId(draw(st.sampled_from(("", "c1")))),
        PHASES[status],
        status,
        draw(st.sampled_from((None, NOON))),
        draw(_moment),
        labels=tuple(dict.fromkeys(draw(st.lists(_label, max_size=3)))),
        verified=() if partial else (Fact("full_name", "Ada"),),
        hosted_link=None if partial else HostedLink("https://flow.example/1"),
    )
    return Snapshot(verification, attempts=draw(st.none() | st.just((_attempt("Pending"),))), partial=partial)


def _attempt(status: str, minutes: int = 0, labels: tuple[str, ...] = ()) -> Attempt:
    moment = NOON + timedelta(minutes=minutes)
    refs = tuple(LabelRef(LabelKind.CODE, value) for value in labels)
    return Attempt(AttemptId("a1"), status, StretchKind.CAPTURING, NOON, moment, labels=refs)


def _full(status: str, updated_at: datetime | None = NOON, **facts: object) -> Snapshot:
    verification = Verification(
        VerificationId("v1"), CustomerId("c1"), PHASES[status], status, NOON, updated_at
    )
    return Snapshot(replace(verification, **facts))  # type: ignore[arg-type]


def _after(*snapshots: Snapshot) -> Known:
    known: Known | None = None
    for snapshot in snapshots:
        known = merge(known, snapshot, EventSource.POLL, NOON).known
    assert known is not None
    return known


@given(st.lists(_snapshots(), min_size=1, max_size=8))
def test_state_never_goes_back(snapshots: list[Snapshot]) -> None:
    known: Known | None = None
    for snapshot in snapshots:
        before = known
        merged = merge(known, snapshot, EventSource.POLL, NOON)
        known = merged.known
        if before is None:
            continue
        old, new = before.verification, known.verification
        assert old.updated_at is None or (new.updated_at is not None and new.updated_at >= old.updated_at)
        told_more = snapshot.partial and new.raw_status != old.raw_status
        assert known.fully_read == (not told_more) or not before.fully_read
        assert bool(new.customer_id) >= bool(old.customer_id)
        if snapshot.partial:
            assert new.verified == old.verified or not old.verified
            assert new.hosted_link == old.hosted_link or old.hosted_link is None
        if old.phase.is_final and not new.phase.is_final:
            assert snapshot.verification.updated_at is not None
            assert old.updated_at is None or snapshot.verification.updated_at > old.updated_at
        if known == before:
            assert merged.events == ()
        assert (old.raw_status != new.raw_status) == (
            "status_changed" in {event.kind for event in merged.events}
        )


@given(st.lists(_snapshots(), min_size=1, max_size=8))
def test_seeing_the_same_again_changes_nothing(snapshots: list[Snapshot]) -> None:
    settled = merge(_after(*snapshots), snapshots[-1], EventSource.POLL, NOON).known
    assert merge(settled, snapshots[-1], EventSource.POLL, NOON) == Merged(settled, ())


def test_older_answer_with_another_status_is_ignored() -> None:
    known = _after(_full("Approved", NOON), _full("Pending", NOON - timedelta(minutes=1)))
    assert known.verification.raw_status == "Approved"


def test_older_answer_with_the_same_status_may_fill_gaps() -> None:
    row = replace(_full("Approved", NOON), partial=True)
    full = _full("Approved", NOON - timedelta(minutes=1), verified=(Fact("full_name", "Ada"),))
    known = _after(row, full)
    assert known.fully_read
    assert known.verification.verified == (Fact("full_name", "Ada"),)
    assert known.verification.updated_at == NOON


@pytest.mark.parametrize("partial", [False, True])
def test_older_answer_with_the_same_status_replaces_nothing_that_is_known(partial: bool) -> None:
    earlier = NOON - timedelta(hours=1)
    newer = _full(
        "Declined",
        labels=(LabelRef(LabelKind.LABEL, "new"),),
        comment="new",
        verified=(Fact("full_name", "New"),),
        details=(Fact("risk", "new"),),
    )
    older = _full(
        "Declined",
        earlier,
        labels=(LabelRef(LabelKind.LABEL, "old"),),
        comment="old",
        verified=(Fact("full_name", "Old"),),
        details=(Fact("risk", "old"), Fact("device", "phone")),
        reference="r1",
    )
    before = _after(replace(newer, attempts=(replace(_attempt("Done"), updated_at=None),)))
    late = replace(older, attempts=(replace(_attempt("Begun"), updated_at=None),), partial=partial)
    merged = merge(before, late, EventSource.POLL, NOON)
    assert merged.events == ()
    told = replace(
        before.verification, reference="r1", details=(Fact("risk", "new"), Fact("device", "phone"))
    )
    assert merged.known == replace(before, verification=told)


def test_final_verdict_is_reopened_only_by_a_newer_answer() -> None:
    assert _after(_full("Approved"), _full("Pending")).verification.raw_status == "Approved"
    assert _after(_full("Approved", None), _full("Pending", None)).verification.raw_status == "Approved"
    reopened = _after(_full("Approved"), _full("Pending", NOON + timedelta(seconds=1)))
    assert reopened.verification.raw_status == "Pending"


def test_provisional_verdict_may_be_taken_back() -> None:
    provisional = _full("Approved", None, is_final=False)
    assert _after(provisional, _full("Pending", None)).verification.raw_status == "Pending"


def test_list_row_moves_status_and_labels_but_keeps_fuller_facts() -> None:
    full = _full("Pending", labels=(LabelRef(LabelKind.LABEL, "pep"),), comment="call back", reference="r1")
    row = replace(_full("Approved", NOON + timedelta(minutes=1)), partial=True)
    known = _after(full, row).verification
    assert (known.raw_status, known.phase) == ("Approved", Phase.APPROVED)
    assert (known.comment, known.reference) == ("call back", "r1")
    assert [label.value for label in known.labels] == ["pep"]


def test_status_that_could_not_be_read_keeps_the_known_one() -> None:
    unread = Snapshot(
        replace(_full("Pending").verification, phase=Phase.UNKNOWN, raw_status=""), unreadable=("status",)
    )
    known = _after(_full("Approved"), unread)
    assert (known.verification.raw_status, known.unreadable) == ("Approved", ("status",))


def test_details_are_merged_field_by_field() -> None:
    one = replace(
        _full("Approved", NOON).verification, details=(Fact("a", "1"), Fact("b", "2"), Fact("c", "3"))
    )
    known = Known(one, fully_read=True)
    for partial in (False, True):
        told = replace(one, details=(Fact("b", "new"), Fact("c", "")))
        merged = merge(known, Snapshot(told, partial=partial), EventSource.PROVIDER, NOON).known.verification
        assert {fact.field: fact.value for fact in merged.details} == {"a": "1", "b": "new"}


def test_what_a_full_look_cannot_tell_stays() -> None:
    link = HostedLink("https://flow.example/2")
    labels = (LabelRef(LabelKind.LABEL, "PEP_CURRENT"), LabelRef(LabelKind.TAG, "SURNAME"))
    one = replace(_full("Approved", NOON).verification, hosted_link=link, labels=labels)
    bare = replace(one, hosted_link=None, labels=())
    untold = frozenset({"hosted_link", LabelKind.LABEL.value})
    known = Known(one, fully_read=True)
    kept = merge(known, Snapshot(bare, untold=untold), EventSource.PROVIDER, NOON).known.verification
    assert (kept.hosted_link, [label.value for label in kept.labels]) == (link, ["PEP_CURRENT"])
    gone = merge(known, Snapshot(bare), EventSource.PROVIDER, NOON).known.verification
    assert (gone.hosted_link, gone.labels) == (None, ())


def test_a_look_without_the_key_takes_nothing_away_that_was_open() -> None:
    facts, passport = (Fact("full_name", "Ada"),), (DocumentFacts("PASSPORT", ""),)
    opened = _full("Approved", verified=facts, documents=passport)
    closed = _full("Approved", encrypted=True)
    kept = _after(opened, closed).verification
    assert (kept.verified, kept.documents, kept.encrypted) == (facts, passport, False)
    assert _after(closed).verification.encrypted
    assert _after(closed, opened).verification.verified == facts
    earlier = _full("Approved", NOON - timedelta(minutes=1), verified=facts)
    filled = _after(closed, earlier).verification
    assert (filled.verified, filled.encrypted) == (facts, False)
    # Gone at the provider is another thing than closed.
    gone = _after(opened, closed, _full("Approved")).verification
    assert (gone.verified, gone.documents, gone.encrypted) == ((), (), False)


def test_a_partial_look_with_a_link_has_the_newer_one() -> None:
    known = Known(_full("Approved", NOON).verification, fully_read=True)
    link = HostedLink("https://flow.example/2")
    row = replace(_full("Approved", NOON).verification, hosted_link=link)
    merged = merge(known, Snapshot(row, partial=True), EventSource.PROVIDER, NOON).known.verification
    assert merged.hosted_link == link


def test_attempts_not_told_stay_and_vanished_ones_too() -> None:
    told = replace(_full("Pending"), attempts=(_attempt("Pending"),))
    assert _after(told, _full("Processed")).attempts == (_attempt("Pending"),)
    assert _after(told, replace(_full("Processed"), attempts=())).attempts == (_attempt("Pending"),)


def test_older_attempt_does_not_replace_a_newer_one() -> None:
    newer = replace(_full("Pending"), attempts=(_attempt("capture_done", 5),))
    older = replace(_full("Pending"), attempts=(_attempt("capture_started", 1),))
    assert _after(newer, older).attempts[0].raw_status == "capture_done"


def test_everything_that_happened_is_an_event() -> None:
    first = merge(None, replace(_full("Pending"), attempts=(_attempt("Pending"),)), EventSource.POLL, NOON)
    assert [(event.kind, event.raw) for event in first.events] == [
        ("created", ""),
        ("status_changed", "Pending"),
        ("attempt_added", ""),
        ("attempt_capturing", "Pending"),
    ]
    later = NOON + timedelta(minutes=2)
    second = replace(
        _full("Processed", later, labels=(LabelRef(LabelKind.LABEL, "pep"),), comment="look twice"),
        attempts=(_attempt("Done", 2, ("20100",)),),
    )
    happened = merge(first.known, second, EventSource.WEBHOOK, later + timedelta(seconds=9)).events
    assert [(event.kind, event.raw, event.attempt_id) for event in happened] == [
        ("status_changed", "Processed", ""),
        ("label_added", "pep", ""),
        ("comment", "look twice", ""),
        ("attempt_capturing", "Done", "a1"),
        ("label_added", "20100", "a1"),
    ]
    assert {event.at for event in happened} == {later}
    assert {event.source for event in happened} == {EventSource.WEBHOOK}
    third = merge(Known(second.verification), _full("Processed", later), EventSource.POLL, later).events
    assert [(event.kind, event.raw) for event in third] == [("label_removed", "pep")]


def test_customer_facts_that_are_not_told_stay() -> None:
    known = Customer(CustomerId("c1"), "Ada", "ada@mail.example", "r1", "Active", NOON)
    assert merge_customer(known, Customer(CustomerId("c1"), name="Ada L.")) == replace(known, name="Ada L.")


def test_an_attempt_first_seen_when_it_was_over_wears_its_last_word_at_its_end_only() -> None:
    ended = NOON + timedelta(minutes=9)
    attempt = Attempt(AttemptId("a"), "completed", StretchKind.VERDICT, NOON, ended, outcome="completed")
    merged = merge(None, replace(new_snapshot(1), attempts=(attempt,)), EventSource.POLL, ended)
    told = [(event.kind, event.at, event.raw) for event in merged.events if event.attempt_id == "a"]
    assert told == [("attempt_added", NOON, ""), ("attempt_verdict", ended, "completed")]


def test_an_attempt_that_waits_wears_its_word_at_its_beginning() -> None:
    attempt = Attempt(AttemptId("a"), "pending_redirection", StretchKind.WAITING, NOON, NOON)
    merged = merge(None, replace(new_snapshot(1), attempts=(attempt,)), EventSource.POLL, NOON)
    told = [(event.kind, event.raw) for event in merged.events if event.attempt_id == "a"]
    assert told == [("attempt_added", "pending_redirection")]


def test_details_told_again_in_part_keep_their_order_and_are_no_change() -> None:
    told = (Fact("mode", "test"), Fact("scanned", "yes"), Fact("file", "a"), Fact("file", "b"))
    whole = new_snapshot(1)
    whole = replace(whole, verification=replace(whole.verification, details=told))
    part = replace(whole, verification=replace(whole.verification, details=told[:2]), partial=True)
    known = merge(None, whole, EventSource.POLL, NOON).known
    assert merge(known, part, EventSource.POLL, NOON).known == known
    changed = (Fact("scanned", "no"), Fact("file", ""))
    part = replace(part, verification=replace(whole.verification, details=changed))
    merged = merge(known, part, EventSource.POLL, NOON).known
    assert merged.verification.details == (Fact("mode", "test"), Fact("scanned", "no"))


@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [
        (Phase.APPROVED, Phase.DECLINED, True),
        (Phase.DECLINED, Phase.APPROVED, True),
        (Phase.APPROVED, Phase.ACTION_NEEDED, True),
        (Phase.INCONCLUSIVE, Phase.APPROVED, True),
        (Phase.APPROVED, Phase.CLOSED, False),
        (Phase.IN_REVIEW, Phase.DECLINED, False),
        (Phase.EXPIRED, Phase.APPROVED, False),
        (Phase.APPROVED, Phase.APPROVED, False),
    ],
)
def test_a_verdict_that_was_final_and_changes_is_an_event(before: Phase, after: Phase, is_told: bool) -> None:
    first = new_snapshot(1, phase=before, status=before.value)
    second = new_snapshot(1, phase=after, status=after.value, updated_at=NOON)
    known = merge(None, first, EventSource.POLL, NOON).known
    merged = merge(known, second, EventSource.POLL, NOON)
    told = [event.raw for event in merged.events if event.kind == VERDICT_CHANGED]
    assert told == ([f"{before.value} > {after.value}"] if is_told else [])


def test_a_provisional_verdict_may_change_without_an_alarm() -> None:
    first = new_snapshot(1, phase=Phase.APPROVED, status="APPROVED")
    first = replace(first, verification=replace(first.verification, is_final=False))
    second = new_snapshot(1, phase=Phase.DECLINED, status="DENIED", updated_at=NOON)
    known = merge(None, first, EventSource.POLL, NOON).known
    kinds = {event.kind for event in merge(known, second, EventSource.POLL, NOON).events}
    assert VERDICT_CHANGED not in kinds
