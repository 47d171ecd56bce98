"""Keeps the keys of customers, and the pairs that follow from them, in step with the records; decides no link."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, text

from console.store import tables as t
from console.store.entries import in_chunks
from console.store.people_groups import find_groups, find_told_apart
from console.store.people_keys import Told, build_keys, read_told
from console.store.people_tables import person_key, person_suggestion

# What more records than this have in common is a shared mailbox or a default, and says nothing about anybody.
MOST_SHARING: Final = 20
# Who has more verifications than this is known by the newest ones.
MOST_READ: Final = 200
_COUNTS: Final = text(
    "SELECT value, (SELECT count(*) FROM (SELECT 1 FROM person_key WHERE digest = value LIMIT :at_most)) "
    "FROM json_each(:digests)"
)
_SHARING: Final = text(
    "SELECT k.customer, k.reason, (SELECT group_concat(o.customer) FROM (SELECT customer FROM person_key "
    "WHERE digest = k.digest LIMIT :at_most) o) FROM person_key k "
    "WHERE k.customer IN (SELECT value FROM json_each(:customers))"
)

Keys = Mapping[int, int]


def refresh_people(connection: Connection, account: int, customer_ids: Iterable[str]) -> None:
    """Bring keys and suggested pairs of these customers of one account into step with what is told of them."""
    for chunk in in_chunks(set(customer_ids)):
        c = t.customer.c
        query = select(c.number).where(c.account == account, c.id.in_(chunk))
        refresh_keys(connection, list(connection.scalars(query)))


def refresh_keys(connection: Connection, customers: list[int]) -> None:
    """The same for record numbers, at most a few hundred."""
    fresh = _build_keys(connection, customers)
    old = _load_keys(connection, customers)
    added = [(digest, n, bit) for n in customers for digest, bit in fresh[n].items() if digest not in old[n]]
    gone = [(digest, n) for n in customers for digest in old[n] if digest not in fresh[n]]
    if not added and not gone:
        return
    k = person_key.c
    if gone:
        statement = delete(person_key).where(
            k.digest == bindparam("of_digest"), k.customer == bindparam("of")
        )
        connection.execute(statement, [{"of_digest": digest, "of": number} for digest, number in gone])
    if added:
        rows = [{"digest": digest, "customer": number, "reason": bit} for digest, number, bit in added]
        connection.execute(insert(person_key), rows)
    moved = {number for _, number, _ in added} | {number for _, number in gone}
    refresh_pairs(connection, moved | _find_crossed(connection, added, gone))


def find_nameless(connection: Connection, account: int, customer_ids: Iterable[str]) -> list[int]:
    """Those of an account's customers of whom nothing is left that says who they are."""
    found: list[int] = []
    c = t.customer.c
    for chunk in in_chunks(set(customer_ids)):
        query = select(c.number).where(c.account == account, c.id.in_(chunk))
        told = _load_told(connection, list(connection.scalars(query)))
        found += [number for number, (_, each) in told.items() if not _says_who(each)]
    return found


def refresh_pairs(connection: Connection, customers: Iterable[int]) -> None:
    """Find anew what suggests itself for these customers: not what is linked already, nor what was told apart."""
    for chunk in in_chunks(sorted(set(customers))):
        for column in (person_suggestion.c.one, person_suggestion.c.other):
            connection.execute(delete(person_suggestion).where(column.in_(chunk)))
        pairs = _find_pairs(connection, chunk)
        if not pairs:
            continue
        groups = find_groups(connection, {number for pair in pairs for number in pair})
        apart = find_told_apart(connection, groups)
        rows = [
            {"one": one, "other": other, "reasons": reasons}
            for (one, other), reasons in pairs.items()
            if groups[one] != groups[other] and frozenset((groups[one], groups[other])) not in apart
        ]
        if rows:
            connection.execute(insert(person_suggestion), rows)


def _find_pairs(connection: Connection, customers: list[int]) -> dict[tuple[int, int], int]:
    pairs: dict[tuple[int, int], int] = defaultdict(int)
    bound = {"customers": json.dumps(customers), "at_most": MOST_SHARING + 1}
    for number, reason, sharing in connection.execute(_SHARING, bound):
        members = [int(each) for each in sharing.split(",")]
        if len(members) > MOST_SHARING:
            continue
        for each in members:
            if each != number:
                pairs[min(each, number), max(each, number)] |= reason
    return pairs


def _find_crossed(
    connection: Connection, added: list[tuple[int, int, int]], gone: list[tuple[int, int]]
) -> set[int]:
    """Everybody with a key that has just become too common to say anything, or is so no longer."""
    change = Counter(digest for digest, _, _ in added)
    change.subtract(digest for digest, _ in gone)
    at_most = MOST_SHARING + 1 + max(change.values(), default=0)
    crossed: list[int] = []
    for chunk in in_chunks(change):
        for digest, count in connection.execute(_COUNTS, {"digests": json.dumps(chunk), "at_most": at_most}):
            if (count > MOST_SHARING) != (count - change[digest] > MOST_SHARING):
                crossed.append(digest)
    query = select(person_key.c.customer).where(person_key.c.digest == bindparam("digest")).limit(at_most)
    return {number for digest in crossed for number in connection.scalars(query, {"digest": digest})}


def _build_keys(connection: Connection, customers: list[int]) -> dict[int, Keys]:
    """Where nothing says who it is any more, our own reference does not bring it back."""
    found: dict[int, Keys] = {number: {} for number in customers}
    for number, (environment, told) in _load_told(connection, customers).items():
        if _says_who(told):
            found[number] = build_keys(environment, told)
    return found


def _says_who(told: Told) -> bool:
    return bool(told.emails or told.traits.names)


def _load_told(connection: Connection, customers: list[int]) -> dict[int, tuple[str, Told]]:
    """Environment and everything that is told of these customers; nothing of erased ones."""
    c, a, v = t.customer, t.account, t.verification
    query = select(c.c.number, v.c.facts, v.c.told_name, v.c.told_email, v.c.reference)
    query = query.join_from(c, v, and_(v.c.account == c.c.account, v.c.customer_id == c.c.id))
    checks: dict[int, list[tuple[str, str, str, str]]] = defaultdict(list)
    wanted = query.where(c.c.number.in_(customers), c.c.is_erased == 0).order_by(v.c.number.desc())
    for number, *rest in connection.execute(wanted):
        if len(checks[number]) < MOST_READ:
            checks[number].append((rest[0], rest[1], rest[2], rest[3]))
    columns = select(c.c.number, c.c.name, c.c.email, c.c.reference, a.c.environment)
    rows = connection.execute(
        columns.join_from(c, a, a.c.number == c.c.account).where(c.c.number.in_(customers))
    )
    return {
        number: (environment, read_told(name, email, reference, checks[number]))
        for number, name, email, reference, environment in rows
    }


def _load_keys(connection: Connection, customers: list[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {number: set() for number in customers}
    query = select(person_key.c.customer, person_key.c.digest).where(person_key.c.customer.in_(customers))
    for number, digest in connection.execute(query):
        found[number].add(digest)
    return found
