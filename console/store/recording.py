"""Takes what was seen of one account's verifications into the database, batch by batch; the rules are in merging."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from console.domain.account import AccountId
from console.domain.customer import Customer, CustomerId
from console.domain.timeline import EventSource
from console.domain.verification import (
    KnownRecord,
    Snapshot,
    VerificationId,
    VerificationKey,
)
from console.store import tables as t
from console.store.batch import (
    Record,
    customer_ids,
    derived_columns,
    find_order_us,
    is_first_read,
    is_reversed,
    to_unread,
    told_customers,
)
from console.store.codec import read_attempts, read_verification
from console.store.customers import customers_in, save_customers
from console.store.entries import in_chunks, mark_changed, refresh_customers, refresh_verifications
from console.store.erased import without_person
from console.store.history import save_history
from console.store.insight_work import refresh_insights
from console.store.label_work import count_labels, labels_of
from console.store.merging import Known, merge
from console.store.observing import save_events, save_observations
from console.store.people_index import refresh_people
from console.store.text import to_storable
from console.store.texts import read_texts
from console.store.times import NOT_TOLD_US, to_us
from console.store.values import Recorded


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
        snapshots = [without_person(s) if _is_erased(records, s.verification.id) else s for s in snapshots]
        for snapshot in snapshots:
            self._take(records, snapshot, source, seen_at, seen_us)
        moved_customers = save_customers(self._connection, self._account, customers_in(snapshots), seen_us)
        moved_customers |= save_customers(
            self._connection, self._account, told_customers(records.values()), seen_us, told_by_person=True
        )
        self._save_records(records, seen_us)
        save_observations(self._connection, records, source, seen_us)
        save_events(self._connection, records, seen_us)
        return self._finish(records, moved_customers)

    def add_known(self, rows: Iterable[KnownRecord], seen_at: datetime) -> tuple[VerificationKey, ...]:
        """Add what is new among ids that somebody told us; what the provider told stays as it is."""
        seen_us = to_us(seen_at) or 0
        told = list(rows)
        by_id = {to_storable(row.verification_id): row for row in told if row.verification_id is not None}
        records = self._load_records(set(by_id))
        customers = [
            row.customer
            for row in told
            if row.customer.id and not (row.verification_id and _is_erased(records, row.verification_id))
        ]
        moved_customers = save_customers(
            self._connection, self._account, customers, seen_us, told_by_person=True
        )
        for known_id, row in by_id.items():
            if known_id not in records:
                records[known_id] = self._new_record(to_unread(row), row.customer, seen_us)
        self._save_records({i: r for i, r in records.items() if r.before is None}, seen_us)
        return self._finish(records, moved_customers).added

    def _take(
        self,
        records: dict[str, Record],
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
        record.order_us = find_order_us(old, merged.known, record.order_us, seen_us)

    def _new_record(self, known: Known | None, told: Customer, seen_us: int) -> Record:
        number = self._next_number
        self._next_number += 1
        return Record(number, None, known, NOT_TOLD_US, seen_us, told)

    def _load_records(self, ids: set[str]) -> dict[str, Record]:
        v = t.verification
        names = ("number", "id", "facts", "attempts", "unreadable", "fully_read", "told_name", "told_email")
        columns = (v.c[name] for name in names)
        found: dict[str, Record] = {}
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
                found[row["id"]] = Record(
                    row["number"], known, known, row["order_us"], row["first_seen_us"], told
                )
        return found

    def _save_records(self, records: Mapping[str, Record], seen_us: int) -> None:
        fresh = [self._columns(known_id, r, seen_us) for known_id, r in records.items() if r.before is None]
        changed = [r for r in records.values() if r.before is not None and r.is_changed]
        same = [r for r in records.values() if r.before is not None and not r.is_changed]
        v = t.verification
        if fresh:
            self._connection.execute(insert(v), fresh)
        save_history(self._connection, changed, seen_us)
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
        moved = [r for r in records.values() if r.is_changed]
        self._save_labels(moved)
        count_labels(self._connection, self._account, moved, seen_us)

    def _new_columns(self, record: Record, seen_us: int) -> dict[str, Any]:
        columns = {f"new_{name}": value for name, value in derived_columns(record).items()}
        return {**columns, "new_as_of_us": seen_us, "of": record.number}

    def _columns(self, known_id: str, record: Record, seen_us: int) -> dict[str, Any]:
        told = record.told
        derived = derived_columns(record)
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

    def _save_labels(self, records: Sequence[Record]) -> None:
        moved = [
            (record.number, labels_of(record.known))
            for record in records
            if labels_of(record.known) != labels_of(record.before)
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

    def _finish(self, records: Mapping[str, Record], moved_customers: set[str]) -> Recorded:
        """Bring the lists into step and tell what changed."""
        changed = {record.number for record in records.values() if record.is_changed}
        touched = {to_storable(i) for r in records.values() if r.is_changed for i in customer_ids(r)}
        siblings = self._load_siblings(moved_customers)
        lists_changed = refresh_verifications(self._connection, changed | set(siblings))
        lists_changed |= refresh_customers(self._connection, self._account, moved_customers | touched)
        refresh_people(self._connection, self._account, moved_customers | touched)
        refresh_insights(self._connection, changed)
        if lists_changed:
            mark_changed(self._connection)
        added = tuple(self._key(i) for i, r in records.items() if r.before is None and r.is_changed)
        moved = {self._key(i): None for i, r in records.items() if r.before is not None and r.is_changed}
        new_numbers = {record.number for record in records.values() if record.before is None}
        for number, known_id in siblings.items():
            if number not in new_numbers:
                moved[self._key(known_id)] = None
        first_read = tuple(self._key(i) for i, r in records.items() if is_first_read(r))
        reversed_ = tuple(self._key(i) for i, r in records.items() if is_reversed(r))
        return Recorded(tuple(moved), added, first_read, reversed_)

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


def _is_erased(records: Mapping[str, Record], verification_id: VerificationId) -> bool:
    record = records.get(to_storable(verification_id))
    return record is not None and record.known is not None and record.known.verification.is_erased
