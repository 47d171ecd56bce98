"""Keeps the list tables and the search index in step with the records; writes nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TypeVar

from sqlalchemy import Connection, RowMapping, Table, and_, bindparam, delete, insert, select, text, update

from console.domain.phase import Phase
from console.store import tables as t
from console.store.phases import NO_PHASE, to_number
from console.store.text import build_grams, build_haystack, fold, to_storable
from console.store.texts import read_labels
from console.store.times import build_place

CHUNK = 400
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class VerificationEntry:
    """One line of `verification_entry`, spelled as its columns."""

    place: int
    number: int
    account: int
    phase: int
    provider: str
    customer_key: str
    status_key: str
    reference_key: str
    email_key: str
    labels: int
    created_us: int
    haystack: str


@dataclass(frozen=True, slots=True)
class CustomerEntry:
    """One line of `customer_entry`, spelled as its columns."""

    place: int
    number: int
    account: int
    phase: int
    provider: str
    customer_key: str
    reference_key: str
    email_key: str
    verifications: int
    newest: int | None
    haystack: str


def in_chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in lists short enough for one statement."""
    found = list(values)
    return (found[start : start + CHUNK] for start in range(0, len(found), CHUNK))


def refresh_verifications(connection: Connection, numbers: Iterable[int]) -> bool:
    """Rebuild the list lines of these verification records; True when any line changed."""
    changed = False
    for chunk in in_chunks(sorted(set(numbers))):
        fresh = {row["number"]: _build_verification(row) for row in _verification_rows(connection, chunk)}
        old = {entry.number: entry for entry in _load_verification_entries(connection, chunk)}
        changed |= _replace(connection, t.verification_entry, t.verification_search, old, fresh)
        _count(connection, old.values(), fresh.values())
    return changed


def refresh_customers(connection: Connection, account: int, customer_ids: Iterable[str]) -> bool:
    """Rebuild the list lines of these customers of one account; True when any line changed."""
    changed = False
    for chunk in in_chunks(sorted(set(customer_ids))):
        verifications = _verifications_of(connection, account, chunk)
        fresh = {
            row["number"]: _build_customer(row, verifications.get(row["id"], []))
            for row in _customer_rows(connection, account, chunk)
        }
        old = {entry.number: entry for entry in _load_customer_entries(connection, list(fresh))}
        changed |= _replace(connection, t.customer_entry, t.customer_search, old, fresh)
    return changed


def drop_account(connection: Connection, account: int) -> None:
    """Take an account's lines out of the search index and the counts; the records take the rest with them."""
    for entry, search in (
        (t.verification_entry, t.verification_search),
        (t.customer_entry, t.customer_search),
    ):
        places = select(entry.c.place).where(entry.c.account == account)
        connection.execute(delete(search).where(search.c.rowid.in_(places)))
    connection.execute(delete(t.tally).where(t.tally.c.account == account))
    mark_changed(connection)


def mark_changed(connection: Connection) -> None:
    """Tell readers that positions in the lists may have moved."""
    connection.execute(update(t.list_state).values(generation=t.list_state.c.generation + 1))


def _verification_rows(connection: Connection, numbers: Sequence[int]) -> Sequence[RowMapping]:
    v, c, a = t.verification, t.customer, t.account
    columns = (
        *(
            v.c[name]
            for name in ("number", "account", "id", "customer_id", "reference", "told_name", "told_email")
        ),
        *(v.c[name] for name in ("phase", "raw_status", "labels", "created_us", "order_us", "first_seen_us")),
        a.c.provider,
        c.c.name.label("customer_name"),
        c.c.email.label("customer_email"),
        c.c.reference.label("customer_reference"),
    )
    joined = v.join(a, a.c.number == v.c.account).outerjoin(
        c, and_(c.c.account == v.c.account, c.c.id == v.c.customer_id)
    )
    return (
        connection.execute(select(*columns).select_from(joined).where(v.c.number.in_(numbers)))
        .mappings()
        .all()
    )


def _build_verification(row: RowMapping) -> VerificationEntry:
    labels = read_labels(row["labels"])
    name = row["customer_name"] or row["told_name"]
    email = row["customer_email"] or row["told_email"]
    reference = row["customer_reference"] or row["reference"]
    searched = (name, email, reference, row["reference"], row["id"], row["customer_id"], row["raw_status"])
    return VerificationEntry(
        place=build_place(row["order_us"], row["number"]),
        number=row["number"],
        account=row["account"],
        phase=to_number(Phase(row["phase"])),
        provider=row["provider"],
        customer_key=fold(name),
        status_key=fold(row["raw_status"]),
        reference_key=fold(reference),
        email_key=fold(email),
        labels=len(labels),
        created_us=row["created_us"] if row["created_us"] is not None else row["first_seen_us"],
        haystack=build_haystack((*searched, *(to_storable(label.value) for label in labels))),
    )


def _customer_rows(connection: Connection, account: int, customer_ids: Sequence[str]) -> Sequence[RowMapping]:
    c, a = t.customer, t.account
    joined = c.join(a, a.c.number == c.c.account)
    query = (
        select(c, a.c.provider).select_from(joined).where(c.c.account == account, c.c.id.in_(customer_ids))
    )
    return connection.execute(query).mappings().all()


def _verifications_of(
    connection: Connection, account: int, customer_ids: Sequence[str]
) -> dict[str, list[RowMapping]]:
    v = t.verification
    columns = (
        v.c[name] for name in ("number", "customer_id", "phase", "created_us", "first_seen_us", "order_us")
    )
    query = select(*columns).where(v.c.account == account, v.c.customer_id.in_(customer_ids))
    found: dict[str, list[RowMapping]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["customer_id"], []).append(row)
    return found


def _build_customer(row: RowMapping, verifications: Sequence[RowMapping]) -> CustomerEntry:
    newest = max(verifications, key=_age_key, default=None)
    created_us = row["created_us"] if row["created_us"] is not None else row["first_seen_us"]
    order_us = max((found["order_us"] for found in verifications), default=created_us)
    return CustomerEntry(
        place=build_place(order_us, row["number"]),
        number=row["number"],
        account=row["account"],
        phase=NO_PHASE if newest is None else to_number(Phase(newest["phase"])),
        provider=row["provider"],
        customer_key=fold(row["name"]),
        reference_key=fold(row["reference"]),
        email_key=fold(row["email"]),
        verifications=len(verifications),
        newest=None if newest is None else newest["number"],
        haystack=build_haystack((row["name"], row["email"], row["reference"], row["id"], row["raw_status"])),
    )


def _age_key(row: RowMapping) -> tuple[int, int]:
    created_us = row["created_us"] if row["created_us"] is not None else row["first_seen_us"]
    return created_us, row["number"]


def _load_verification_entries(connection: Connection, numbers: Sequence[int]) -> list[VerificationEntry]:
    query = select(t.verification_entry).where(t.verification_entry.c.number.in_(numbers))
    return [VerificationEntry(**row) for row in connection.execute(query).mappings()]


def _load_customer_entries(connection: Connection, numbers: Sequence[int]) -> list[CustomerEntry]:
    query = select(t.customer_entry).where(t.customer_entry.c.number.in_(numbers))
    return [CustomerEntry(**row) for row in connection.execute(query).mappings()]


def _replace(
    connection: Connection,
    entries: Table,
    search: Table,
    old: Mapping[int, VerificationEntry] | Mapping[int, CustomerEntry],
    fresh: Mapping[int, VerificationEntry] | Mapping[int, CustomerEntry],
) -> bool:
    changed = [entry for number, entry in fresh.items() if old.get(number) != entry]
    if not changed:
        return False
    gone = [before.place for entry in changed if (before := old.get(entry.number)) is not None]
    if gone:
        connection.execute(delete(entries).where(entries.c.place.in_(gone)))
    connection.execute(insert(entries), [_columns(entry) for entry in changed])
    moved = [entry for entry in changed if not _is_searched_alike(old.get(entry.number), entry)]
    _replace_search(
        connection, search, [e.place for m in moved if (e := old.get(m.number)) is not None], moved
    )
    return True


def _columns(entry: VerificationEntry | CustomerEntry) -> dict[str, object]:
    return {column.name: getattr(entry, column.name) for column in fields(entry)}


def _is_searched_alike(
    old: VerificationEntry | CustomerEntry | None, fresh: VerificationEntry | CustomerEntry
) -> bool:
    return old is not None and (old.place, old.haystack) == (fresh.place, fresh.haystack)


def _replace_search(
    connection: Connection,
    search: Table,
    gone: Sequence[int],
    fresh: Sequence[VerificationEntry | CustomerEntry],
) -> None:
    if gone:
        statement = delete(search).where(search.c.rowid == bindparam("place"))
        connection.execute(statement, [{"place": place} for place in gone])
    if fresh:
        connection.execute(
            insert(search),
            [
                {"rowid": entry.place, "haystack": entry.haystack, "grams": build_grams(entry.haystack)}
                for entry in fresh
            ],
        )


_ADD_TO_TALLY = text(
    "INSERT INTO tally VALUES (:account, :phase, :count) "
    "ON CONFLICT (account, phase) DO UPDATE SET count = count + excluded.count"
)


def _count(
    connection: Connection, old: Iterable[VerificationEntry], fresh: Iterable[VerificationEntry]
) -> None:
    difference: Counter[tuple[int, int]] = Counter((entry.account, entry.phase) for entry in fresh)
    difference.subtract((entry.account, entry.phase) for entry in old)
    rows = [
        {"account": account, "phase": phase, "count": count}
        for (account, phase), count in difference.items()
        if count != 0
    ]
    if rows:
        connection.execute(_ADD_TO_TALLY, rows)
