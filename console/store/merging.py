"""What a new look at a verification does to what is known: pure rules, no SQL. The provider wins, time never goes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from console.domain.attempt import Attempt, StretchKind
from console.domain.customer import Customer, CustomerId
from console.domain.fact import Fact
from console.domain.phase import Phase
from console.domain.risk import LabelRef
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import Snapshot, Verification

VERDICT_CHANGED: Final = "verdict_changed"
_VERDICTS: Final = frozenset({Phase.APPROVED, Phase.DECLINED, Phase.INCONCLUSIVE})


@dataclass(frozen=True, slots=True)
class Known:
    """The derived state of one verification. `fully_read` is False while only its id or a list row is known, and again
    once a list row tells another status than the one that was read in full."""

    verification: Verification
    attempts: tuple[Attempt, ...] = ()
    unreadable: tuple[str, ...] = ()
    fully_read: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """The state after a look, and what the timeline has to say about the difference."""

    known: Known
    events: tuple[TimelineEvent, ...]


def merge(known: Known | None, snapshot: Snapshot, source: EventSource, seen_at: datetime) -> Merged:
    """Derive the state after `snapshot` was seen; with nothing known before, it is taken as it is."""
    seen = snapshot.verification
    if known is None:
        first = replace(seen, details=_merge_details((), seen.details))
        fresh = Known(first, snapshot.attempts or (), snapshot.unreadable, not snapshot.partial)
        return Merged(
            fresh, (*_first_events(seen, source, seen_at), *_differences(None, fresh, source, seen_at))
        )
    if _must_not_overwrite(known.verification, seen):
        return Merged(known, ())
    if known.verification.is_erased:
        bare = _merge_erased(known, snapshot)
        return Merged(bare, _differences(known, bare, source, seen_at))
    # Of what was read in full, an older look knows nothing better: not its labels, nor its comment.
    if _is_older(known.verification, seen) and (known.fully_read or snapshot.partial):
        filled = _fill_gaps(known, snapshot)
        return Merged(filled, _differences(known, filled, source, seen_at))
    verification = _merge_verification(known, snapshot)
    merged = Known(
        verification,
        known.attempts if snapshot.attempts is None else _merge_attempts(known.attempts, snapshot.attempts),
        known.unreadable if snapshot.partial else snapshot.unreadable,
        not snapshot.partial
        or (known.fully_read and verification.raw_status == known.verification.raw_status),
    )
    return Merged(merged, _differences(known, merged, source, seen_at))


def merge_customer(known: Customer | None, seen: Customer) -> Customer:
    """What is told now wins; what is not told stays."""
    if known is None:
        return seen
    return replace(
        known,
        name=seen.name or known.name,
        email=seen.email or known.email,
        reference=seen.reference or known.reference,
        raw_status=seen.raw_status or known.raw_status,
        created_at=seen.created_at or known.created_at,
    )


def has_other_verdict(old: Verification, new: Verification) -> bool:
    """A verdict that was final became something else; closing a record takes no verdict back."""
    was_final = old.is_final and old.phase in _VERDICTS
    return was_final and new.phase is not old.phase and new.phase is not Phase.CLOSED


def _must_not_overwrite(known: Verification, seen: Verification) -> bool:
    """An older look, or one that reopens a final verdict without the provider calling it newer."""
    both_dated = known.updated_at is not None and seen.updated_at is not None
    if _is_older(known, seen):
        # A fuller look with an older stamp (a list that lags) may still fill gaps, but not turn the state back.
        return seen.raw_status != known.raw_status or (known.is_final and not seen.is_final)
    if known.updated_at is None and seen.updated_at is not None and seen.is_final:
        # A dated verdict the provider stands by tells more than an answer without a time.
        return False
    reopens = known.phase.is_final and known.is_final and bool(seen.raw_status) and not seen.phase.is_final
    return reopens and (not both_dated or seen.updated_at == known.updated_at)


def _is_older(known: Verification, seen: Verification) -> bool:
    return known.updated_at is not None and seen.updated_at is not None and seen.updated_at < known.updated_at


def _fill_gaps(known: Known, snapshot: Snapshot) -> Known:
    """Take from an older look only what no newer one told."""
    old, new = known.verification, snapshot.verification
    told = {fact.field for fact in old.details}
    verification = replace(
        old,
        created_at=old.created_at or new.created_at,
        customer_id=CustomerId(old.customer_id or new.customer_id),
        reference=old.reference or new.reference,
        labels=old.labels or new.labels,
        hosted_link=old.hosted_link or new.hosted_link,
        declared=old.declared or new.declared,
        verified=old.verified or new.verified,
        documents=old.documents or new.documents,
        encrypted=old.encrypted and not new.verified,
        comment=old.comment or new.comment,
        report_ready=new.report_ready if old.report_ready is None else old.report_ready,
        details=old.details + tuple(fact for fact in new.details if fact.value and fact.field not in told),
    )
    # The other way round: what is known was seen later.
    return replace(
        known,
        verification=verification,
        attempts=known.attempts
        if snapshot.attempts is None
        else _merge_attempts(snapshot.attempts, known.attempts),
    )


def _merge_verification(known: Known, snapshot: Snapshot) -> Verification:
    old, new = known.verification, snapshot.verification
    times = {
        "created_at": new.created_at or old.created_at,
        "updated_at": _later(old.updated_at, new.updated_at),
        "customer_id": CustomerId(new.customer_id or old.customer_id),
        "reference": new.reference or old.reference,
    }
    status = (new.phase, new.raw_status) if new.raw_status else (old.phase, old.raw_status)
    if snapshot.partial:
        moved = status[1] != old.raw_status
        return replace(
            old,
            phase=status[0],
            raw_status=status[1],
            labels=new.labels or old.labels,
            hosted_link=new.hosted_link or old.hosted_link,
            declared=old.declared or new.declared,
            verified=old.verified or new.verified,
            documents=old.documents or new.documents,
            comment=old.comment or new.comment,
            is_final=new.is_final if moved else old.is_final,
            report_ready=old.report_ready if new.report_ready is None else new.report_ready,
            details=_merge_details(old.details, new.details),
            **times,
        )
    kept = tuple(label for label in old.labels if label.kind in snapshot.untold and label not in new.labels)
    # A look that found the data closed (no key, or a wrong one) takes nothing away that an open one had told.
    opened = old if new.encrypted and not new.verified and old.verified else new
    return replace(
        new,
        verified=opened.verified,
        documents=opened.documents,
        encrypted=opened.encrypted,
        phase=status[0],
        raw_status=status[1],
        labels=(*new.labels, *kept),
        hosted_link=new.hosted_link or (old.hosted_link if "hosted_link" in snapshot.untold else None),
        declared=new.declared or old.declared,
        details=_merge_details(old.details, new.details),
        **times,
    )


def _merge_erased(known: Known, snapshot: Snapshot) -> Known:
    """A look that was under way while it was erased, or told late: nothing personal comes back with it."""
    old, new = known.verification, snapshot.verification
    if not new.raw_status:
        return known
    verification = replace(
        old,
        phase=new.phase,
        raw_status=new.raw_status,
        is_final=new.is_final,
        updated_at=_later(old.updated_at, new.updated_at),
    )
    return replace(known, verification=verification, fully_read=known.fully_read or not snapshot.partial)


def _merge_details(known: tuple[Fact, ...], seen: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Field by field, in the order they were first told: no look tells them all, and a part told again is no change.

    What is told now wins, an empty value takes a detail away.
    """
    told = {fact.field for fact in seen}
    places = {name: place for place, name in enumerate(dict.fromkeys(fact.field for fact in (*known, *seen)))}
    kept = [fact for fact in known if fact.field not in told]
    merged = kept + [fact for fact in seen if fact.value]
    return tuple(sorted(merged, key=lambda fact: places[fact.field]))


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return max(one, other)


def _merge_attempts(known: tuple[Attempt, ...], seen: tuple[Attempt, ...]) -> tuple[Attempt, ...]:
    """The attempts as now listed, none older than known, followed by those the provider no longer lists."""
    before = {attempt.id: attempt for attempt in known}
    listed = {attempt.id for attempt in seen}
    newest = tuple(_newer_attempt(before.get(attempt.id), attempt) for attempt in seen)
    return newest + tuple(attempt for attempt in known if attempt.id not in listed)


def _newer_attempt(known: Attempt | None, seen: Attempt) -> Attempt:
    if known is None:
        return seen
    if known.updated_at is not None and seen.updated_at is not None and seen.updated_at < known.updated_at:
        return known
    return replace(
        seen,
        created_at=seen.created_at or known.created_at,
        updated_at=seen.updated_at or known.updated_at,
        details=seen.details or known.details,
    )


def _first_events(seen: Verification, source: EventSource, seen_at: datetime) -> tuple[TimelineEvent, ...]:
    if not seen.raw_status and seen.phase is Phase.UNKNOWN:
        return ()
    created_source = source if seen.created_at is None else EventSource.PROVIDER
    return (TimelineEvent(seen.created_at or seen_at, "created", created_source),)


def _differences(
    before: Known | None, after: Known, source: EventSource, seen_at: datetime
) -> tuple[TimelineEvent, ...]:
    events: list[TimelineEvent] = []
    old = before.verification if before is not None else None
    new = after.verification
    at = _time_of_change(old, new, seen_at)
    if new.raw_status and (old is None or old.raw_status != new.raw_status):
        events.append(TimelineEvent(at, "status_changed", source, new.raw_status))
    if old is not None and has_other_verdict(old, new):
        events.append(TimelineEvent(at, VERDICT_CHANGED, source, f"{old.raw_status} > {new.raw_status}"))
    events += _label_events(old.labels if old is not None else (), new.labels, at, source)
    if new.comment and (old is None or old.comment != new.comment):
        events.append(TimelineEvent(at, "comment", source, new.comment))
    events += _attempt_events(before.attempts if before is not None else (), after.attempts, source, seen_at)
    return tuple(events)


def _time_of_change(old: Verification | None, new: Verification, seen_at: datetime) -> datetime:
    """The provider's time where it moved with the change, else the time we saw it."""
    if new.updated_at is None:
        return seen_at
    return seen_at if old is not None and old.updated_at == new.updated_at else new.updated_at


def _label_events(
    old: Iterable[LabelRef], new: Iterable[LabelRef], at: datetime, source: EventSource, attempt_id: str = ""
) -> list[TimelineEvent]:
    before = dict.fromkeys(label.value for label in old)
    after = dict.fromkeys(label.value for label in new)
    added = [
        TimelineEvent(at, "label_added", source, value, attempt_id) for value in after if value not in before
    ]
    gone = [
        TimelineEvent(at, "label_removed", source, value, attempt_id)
        for value in before
        if value not in after
    ]
    return added + gone


def _attempt_events(
    before: tuple[Attempt, ...], after: tuple[Attempt, ...], source: EventSource, seen_at: datetime
) -> list[TimelineEvent]:
    events: list[TimelineEvent] = []
    known = {attempt.id: attempt for attempt in before}
    for attempt in after:
        old = known.get(attempt.id)
        changed_at = attempt.updated_at or seen_at
        if old is None:
            made_at = attempt.created_at or seen_at
            # What is going on already belongs to its own moment, not to the beginning; so does how it ended.
            is_begun = attempt.kind in {StretchKind.CAPTURING, StretchKind.CHECKING, StretchKind.VERDICT}
            word = "" if is_begun else attempt.raw_status
            events.append(TimelineEvent(made_at, "attempt_added", source, word, attempt.id))
            if is_begun:
                kind = f"attempt_{attempt.kind.value}"
                events.append(TimelineEvent(changed_at, kind, source, attempt.raw_status, attempt.id))
        elif old.raw_status != attempt.raw_status:
            events.append(
                TimelineEvent(
                    changed_at, f"attempt_{attempt.kind.value}", source, attempt.raw_status, attempt.id
                )
            )
        old_labels = old.labels if old is not None else ()
        events += _label_events(old_labels, attempt.labels, changed_at, source, attempt.id)
    return events
