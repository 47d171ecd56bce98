"""Records leave their persons: unlinked, erased or with their account; what that frees suggests itself again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, func, or_, select

from console.store import tables as t
from console.store.entries import in_chunks
from console.store.people_groups import find_groups, find_members, find_refusals
from console.store.people_index import refresh_pairs
from console.store.people_tables import person, person_member, person_refused


def leave(connection: Connection, customers: list[int]) -> None:
    """Take records out of their persons; who is left alone is no person's record any more either."""
    m = person_member.c
    of: set[int] = set()
    for chunk in in_chunks(customers):
        of.update(connection.scalars(select(m.person).where(m.customer.in_(chunk))))
        connection.execute(delete(person_member).where(m.customer.in_(chunk)))
    drop_lonely(connection, of)


def drop_lonely(connection: Connection, people: Iterable[int]) -> None:
    """Take away persons with fewer than two records."""
    m = person_member.c
    for number in people:
        count = connection.scalar(select(func.count()).where(m.person == number)) or 0
        if count < 2:
            connection.execute(delete(person_member).where(m.person == number))
            connection.execute(delete(person).where(person.c.number == number))


def forget_people(connection: Connection, customers: list[int]) -> None:
    """Nobody can tell any more whose records these are: links and refusals go, and what those kept from others."""
    apart = find_refusals(connection, customers)
    groups = find_groups(connection, {*customers, *(other for _, other in apart)})
    concerned = {each for group in set(groups.values()) for each in find_members(connection, group)}
    leave(connection, customers)
    r = person_refused.c
    for chunk in in_chunks(customers):
        gone = or_(r.one.in_(chunk), r.other.in_(chunk))
        connection.execute(delete(person_refused).where(gone))
    refresh_pairs(connection, concerned)


def drop_people_of(connection: Connection, account: int) -> None:
    """An account goes: its records leave their persons first."""
    c, m, r = t.customer.c, person_member.c, person_refused.c
    theirs = select(c.number).where(c.account == account)
    found: set[int] = set()
    for column in (m.customer, r.one, r.other):
        found.update(connection.scalars(select(column).where(column.in_(theirs))))
    forget_people(connection, sorted(found))
