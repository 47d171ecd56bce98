"""Keeps the list tables and the search index in step with the records; writes nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import TypeVar

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, text, update

from console.store import tables as t
from console.store.entry_lines import (
    CustomerEntry,
    VerificationEntry,
    build_customer,
    build_verification,
    load_customer_records,
    load_verification_records,
    load_verifications_of,
)
from console.store.rules import rules_of
from console.store.text import build_grams

CHUNK = 400
T = TypeVar("T")


def in_chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in lists short enough for one statement."""
    found = list(values)
    return (found[start : start + CHUNK] for start in range(0, len(found), CHUNK))


def refresh_verifications(connection: Connection, numbers: Iterable[int]) -> bool:
    """Rebuild the list lines of these verification records; True when any line changed."""
    changed = False
    rules = rules_of(connection)
    for chunk in in_chunks(sorted(set(numbers))):
        fresh = {
            row["number"]: build_verification(row, rules)
            for row in load_verification_records(connection, chunk)
        }
        old = {entry.number: entry for entry in _load_verification_entries(connection, chunk)}
        changed |= _replace(connection, t.verification_entry, t.verification_search, old, fresh)
        _count(connection, old.values(), fresh.values())
    return changed


def refresh_customers(connection: Connection, account: int, customer_ids: Iterable[str]) -> bool:
    """Rebuild the list lines of these customers of one account; True when any line changed."""
    changed = False
    for chunk in in_chunks(sorted(set(customer_ids))):
        verifications = load_verifications_of(connection, account, chunk)
        fresh = {
            row["number"]: build_customer(row, verifications.get(row["id"], []))
            for row in load_customer_records(connection, account, chunk)
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
