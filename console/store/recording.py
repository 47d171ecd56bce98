"""Takes what was seen of one account's verifications into the database, batch by batch; the rules are in merging."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from console.domain.account import AccountId
from console.domain.customer import Customer, CustomerId
from console.domain.phase import Phase
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import (
    KnownRecord,
    RawDocument,
    Snapshot,
    Verification,
    VerificationId,
    VerificationKey,
)
from console.store import tables as t
from console.store.codec import dump_attempts, dump_verification, read_attempts, read_verification
from console.store.customers import customers_in, save_customers
from console.store.entries import in_chunks, mark_changed, refresh_customers, refresh_verifications
from console.store.merging import Known, merge
from console.store.text import to_storable
from console.store.texts import dump, dump_labels, read_texts
from console.store.times import NOT_TOLD_US, to_us
from console.store.values import Recorded


@dataclass(slots=True)
class _Record:
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
        return self.known != self.before


class Recorder:
    """Works for one account inside one transaction; `account` is its record number."""

    def __init__(self, connection: Connection, account_id: AccountId, account: int) -> None:
        self._connection = connection
        self._account_id = account_id
        self._account = account
        self._next_number = (connection.scalar(select(func.max(t.verification.c.number))) or 0) + 1

    def record(self, snapshots: Sequence[Snapshot], source: EventSource, seen_at: datetime) -> Recorded:
        """Take in snapshots in their order."""
        seen_us = to_us(seen_at) or 0
        records = self._load_records({to_storable(s.verification.id) for s in snapshots})
        for snapshot in snapshots:
            self._take(records, snapshot, source, seen_at, seen_us)
        moved_customers = save_customers(self._connection, self._account, customers_in(snapshots), seen_us)
        moved_customers |= save_customers(
            self._connection, self._account, _told_customers(records.values()), seen_us, told_by_person=True
        )
        self._save_records(records, seen_us)
        self._save_observations(records, source, seen_us)
        self._save_events(records)
        return self._finish(records, moved_customers)

    def add_known(self, rows: Iterable[KnownRecord], seen_at: datetime) -> tuple[VerificationKey, ...]:
        """Add what is new among ids that somebody told us; what the provider told stays as it is."""
        seen_us = to_us(seen_at) or 0
        told = list(rows)
        customers = [row.customer for row in told if row.customer.id]
        moved_customers = save_customers(
            self._connection, self._account, customers, seen_us, told_by_person=True
        )
        by_id = {to_storable(row.verification_id): row for row in told if row.verification_id is not None}
        records = self._load_records(set(by_id))
        for known_id, row in by_id.items():
            if known_id not in records:
                records[known_id] = self._new_record(_to_unread(row), row.customer, seen_us)
        self._save_records({i: r for i, r in records.items() if r.before is None}, seen_us)
        return self._finish(records, moved_customers).added

    def _take(
        self,
        records: dict[str, _Record],
        snapshot: Snapshot,
        source: EventSource,
        seen_at: datetime,
        seen_us: int,
    ) -> None:
        known_id = to_storable(snapshot.verification.id)
        record = records.get(known_id)
        if record is None:
            record = self._new_record(None, Customer(CustomerId("")), seen_us)
            records[known_id] = record
        old = record.known
        merged = merge(old, snapshot, source, seen_at)
        record.known = merged.known
        record.events += merged.events
        record.raw += snapshot.raw
        record.order_us = _order_us(old, merged.known, record.order_us, seen_us)

    def _new_record(self, known: Known | None, told: Customer, seen_us: int) -> _Record:
        number = self._next_number
        self._next_number += 1
        return _Record(number, None, known, NOT_TOLD_US, seen_us, told)

    def _load_records(self, ids: set[str]) -> dict[str, _Record]:
        v = t.verification
        names = ("number", "id", "facts", "attempts", "unreadable", "fully_read", "told_name", "told_email")
        columns = (v.c[name] for name in names)
        found: dict[str, _Record] = {}
        wanted = select(*columns, v.c.order_us, v.c.first_seen_us).where(v.c.account == self._account)
        for chunk in in_chunks(ids):
            for row in self._connection.execute(wanted.where(v.c.id.in_(chunk))).mappings():
                known = Known(
                    read_verification(row["facts"]),
                    read_attempts(row["attempts"]),
                    read_texts(row["unreadable"]),
                    bool(row["fully_read"]),
                )
                told = Customer(CustomerId(""), row["told_name"], row["told_email"])
                found[row["id"]] = _Record(
                    row["number"], known, known, row["order_us"], row["first_seen_us"], told
                )
        return found

    def _save_records(self, records: Mapping[str, _Record], seen_us: int) -> None:
        fresh = [self._columns(known_id, r, seen_us) for known_id, r in records.items() if r.before is None]
        changed = [r for r in records.values() if r.before is not None and r.is_changed]
        same = [r for r in records.values() if r.before is not None and not r.is_changed]
        v = t.verification
        if fresh:
            self._connection.execute(insert(v), fresh)
        if changed:
            names = (
                "customer_id",
                "reference",
                "phase",
                "raw_status",
                "labels",
                "facts",
                "attempts",
                "unreadable",
            )
            more = ("fully_read", "is_open", "created_us", "updated_us", "order_us", "as_of_us")
            statement = update(v).where(v.c.number == bindparam("of"))
            statement = statement.values({name: bindparam(f"new_{name}") for name in (*names, *more)})
            self._connection.execute(statement, [self._new_columns(r, seen_us) for r in changed])
        if same:
            seen = (
                update(v)
                .where(v.c.number == bindparam("of"), v.c.as_of_us < seen_us)
                .values(as_of_us=seen_us)
            )
            self._connection.execute(seen, [{"of": record.number} for record in same])
        self._save_labels([r for r in records.values() if r.is_changed])

    def _new_columns(self, record: _Record, seen_us: int) -> dict[str, Any]:
        columns = {f"new_{name}": value for name, value in _derived_columns(record).items()}
        return {**columns, "new_as_of_us": seen_us, "of": record.number}

    def _columns(self, known_id: str, record: _Record, seen_us: int) -> dict[str, Any]:
        told = record.told
        derived = _derived_columns(record)
        return {
            **derived,
            "number": record.number,
            "account": self._account,
            "id": known_id,
            "told_name": to_storable(told.name),
            "told_email": to_storable(told.email),
            "first_seen_us": record.first_seen_us,
            "as_of_us": seen_us,
        }

    def _save_labels(self, records: Sequence[_Record]) -> None:
        moved = [
            (record.number, record.known.verification.labels)
            for record in records
            if record.known is not None
            and record.known.verification.labels
            != (record.before.verification.labels if record.before else ())
        ]
        label = t.verification_label
        if moved:
            gone = delete(label).where(label.c.verification == bindparam("of"))
            self._connection.execute(gone, [{"of": number} for number, _ in moved])
        rows = {
            (to_storable(ref.value), number): {"label": to_storable(ref.value), "verification": number}
            for number, labels in moved
            for ref in labels
        }
        if rows:
            self._connection.execute(insert(label), list(rows.values()))

    def _save_observations(self, records: Mapping[str, _Record], source: EventSource, seen_us: int) -> None:
        with_raw = [record for record in records.values() if record.raw]
        newest = self._load_digests([r.number for r in with_raw if r.before is not None])
        rows: list[dict[str, Any]] = []
        for record in with_raw:
            for raw in record.raw:
                digest = hashlib.sha256(raw.body).digest()
                if newest.get((record.number, raw.kind)) == digest:
                    continue
                newest[record.number, raw.kind] = digest
                rows.append(
                    {
                        "verification": record.number,
                        "kind": raw.kind,
                        "source": source.value,
                        "seen_us": seen_us,
                        "digest": digest,
                        "body": raw.body,
                    }
                )
        if rows:
            self._connection.execute(insert(t.observation), rows)

    def _load_digests(self, numbers: Sequence[int]) -> dict[tuple[int, str], bytes]:
        o = t.observation
        found: dict[tuple[int, str], bytes] = {}
        for chunk in in_chunks(numbers):
            newest = (
                select(func.max(o.c.number))
                .where(o.c.verification.in_(chunk))
                .group_by(o.c.verification, o.c.kind)
            )
            query = select(o.c.verification, o.c.kind, o.c.digest).where(o.c.number.in_(newest))
            for number, kind, digest in self._connection.execute(query):
                found[number, kind] = digest
        return found

    def _save_events(self, records: Mapping[str, _Record]) -> None:
        rows = [event_row(record.number, event) for record in records.values() for event in record.events]
        if rows:
            self._connection.execute(upsert(t.event).on_conflict_do_nothing(), rows)

    def _finish(self, records: Mapping[str, _Record], moved_customers: set[str]) -> Recorded:
        """Bring the lists into step and tell what changed."""
        changed = {record.number for record in records.values() if record.is_changed}
        touched = {to_storable(i) for r in records.values() if r.is_changed for i in _customer_ids(r)}
        siblings = self._load_siblings(moved_customers)
        lists_changed = refresh_verifications(self._connection, changed | set(siblings))
        lists_changed |= refresh_customers(self._connection, self._account, moved_customers | touched)
        if lists_changed:
            mark_changed(self._connection)
        added = tuple(self._key(i) for i, r in records.items() if r.before is None and r.is_changed)
        moved = {self._key(i): None for i, r in records.items() if r.before is not None and r.is_changed}
        new_numbers = {record.number for record in records.values() if record.before is None}
        for number, known_id in siblings.items():
            if number not in new_numbers:
                moved[self._key(known_id)] = None
        return Recorded(tuple(moved), added)

    def _load_siblings(self, customer_ids: set[str]) -> dict[int, str]:
        v = t.verification
        found: dict[int, str] = {}
        for chunk in in_chunks(customer_ids):
            query = select(v.c.number, v.c.id).where(v.c.account == self._account, v.c.customer_id.in_(chunk))
            for number, known_id in self._connection.execute(query):
                found[number] = known_id
        return found

    def _key(self, known_id: str) -> VerificationKey:
        return VerificationKey(self._account_id, VerificationId(known_id))


def event_row(number: int, event: TimelineEvent) -> dict[str, Any]:
    """A timeline event as the columns of its table."""
    return {
        "verification": number,
        "at_us": to_us(event.at),
        "kind": event.kind,
        "source": event.source.value,
        "raw": to_storable(event.raw),
        "attempt_id": to_storable(event.attempt_id),
    }


def _derived_columns(record: _Record) -> dict[str, Any]:
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


def _order_us(old: Known | None, new: Known, order_us: int, seen_us: int) -> int:
    """When it changed last, for the order of the lists: the provider's time where it gives one, else ours.

    A first look sees no change. Where the provider gives no time either, "now" would put the oldest records on top.
    """
    facts = new.verification
    if facts.updated_at is not None:
        return to_us(facts.updated_at) or NOT_TOLD_US
    if old is None or not old.verification.raw_status:
        return to_us(facts.created_at) or NOT_TOLD_US
    return seen_us if old.verification.raw_status != facts.raw_status else order_us


def _told_customers(records: Iterable[_Record]) -> list[Customer]:
    """What a person told with an id, for customers the provider has only now named as its owner."""
    return [
        replace(record.told, id=record.known.verification.customer_id)
        for record in records
        if record.known is not None
        and record.known.verification.customer_id
        and (record.told.name or record.told.email)
        and (record.before is None or not record.before.verification.customer_id)
    ]


def _customer_ids(record: _Record) -> set[str]:
    states = (record.before, record.known)
    found = {str(state.verification.customer_id) for state in states if state is not None}
    return found - {""}


def _to_unread(row: KnownRecord) -> Known:
    if row.verification_id is None:
        raise AssertionError("only rows that name a verification become one")
    return Known(
        Verification(
            row.verification_id, row.customer.id, Phase.UNKNOWN, "", reference=row.customer.reference
        )
    )
