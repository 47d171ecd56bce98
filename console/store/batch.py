"""One verification while a batch is taken in, and the columns and facts that follow from it; runs no SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from console.domain.customer import Customer, CustomerId
from console.domain.phase import Phase
from console.domain.timeline import TimelineEvent
from console.domain.verification import KnownRecord, RawDocument, Verification
from console.store.codec import dump_attempts, dump_verification
from console.store.merging import VERDICT_CHANGED, Known
from console.store.text import to_storable
from console.store.texts import dump, dump_labels
from console.store.times import NOT_TOLD_US, to_us


@dataclass(slots=True)
class Record:
    """One verification while a batch is taken in. `before` is None for a new one."""

    number: int
    before: Known | None
    known: Known | None
    order_us: int
    first_seen_us: int
    told: Customer = field(default_factory=lambda: Customer(CustomerId("")))
    events: list[TimelineEvent] = field(default_factory=list[TimelineEvent])
    raw: list[RawDocument] = field(default_factory=list[RawDocument])

    @property
    def is_changed(self) -> bool:
        """True when the batch told something that was not known."""
        return self.known != self.before


def is_first_read(record: Record) -> bool:
    """True when only its id had been told before, and the provider tells of it now."""
    before, known = record.before, record.known
    if before is None or known is None:
        return False
    return not before.verification.raw_status and bool(known.verification.raw_status)


def is_reversed(record: Record) -> bool:
    """True when the provider took a final verdict back."""
    return any(event.kind == VERDICT_CHANGED for event in record.events)


def derived_columns(record: Record) -> dict[str, Any]:
    """The columns of its table that follow from what is known of it now."""
    known = record.known
    if known is None:
        raise AssertionError("a record is saved after it was merged")
    facts = known.verification
    return {
        "customer_id": to_storable(facts.customer_id),
        "reference": to_storable(facts.reference),
        "phase": facts.phase.value,
        "raw_status": to_storable(facts.raw_status),
        "labels": dump_labels(facts.labels),
        "facts": dump_verification(facts),
        "attempts": dump_attempts(known.attempts),
        "unreadable": dump(list(known.unreadable)),
        "fully_read": int(known.fully_read),
        # What a schedule has to look at: it may still change, or was never read in full.
        "is_open": int(not (facts.phase.is_final and facts.is_final and known.fully_read)),
        "created_us": to_us(facts.created_at),
        "updated_us": to_us(facts.updated_at),
        "order_us": record.order_us,
    }


def find_order_us(old: Known | None, new: Known, order_us: int, seen_us: int) -> int:
    """When it changed last, for the order of the lists: the provider's time where it gives one, else ours.

    A first look sees no change. Where the provider gives no time either, "now" would put the oldest records on top.
    """
    facts = new.verification
    if facts.updated_at is not None:
        return to_us(facts.updated_at) or NOT_TOLD_US
    if old is None or not old.verification.raw_status:
        return to_us(facts.created_at) or NOT_TOLD_US
    return seen_us if old.verification.raw_status != facts.raw_status else order_us


def told_customers(records: Iterable[Record]) -> list[Customer]:
    """What a person told with an id, for customers the provider has only now named as its owner."""
    return [
        replace(record.told, id=record.known.verification.customer_id)
        for record in records
        if record.known is not None
        and record.known.verification.customer_id
        and (record.told.name or record.told.email)
        and (record.before is None or not record.before.verification.customer_id)
    ]


def customer_ids(record: Record) -> set[str]:
    """Whose verification it is now and was before the batch."""
    states = (record.before, record.known)
    found = {str(state.verification.customer_id) for state in states if state is not None}
    return found - {""}


def to_unread(row: KnownRecord) -> Known:
    """What is known of an id that somebody told us and the provider has not confirmed yet."""
    if row.verification_id is None:
        raise AssertionError("only rows that name a verification become one")
    return Known(
        Verification(
            row.verification_id, row.customer.id, Phase.UNKNOWN, "", reference=row.customer.reference
        )
    )
