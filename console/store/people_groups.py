"""Which records are linked and which were told apart, group by group; only reads, on the writing connection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from console.store.entries import in_chunks
from console.store.people_tables import person_member, person_refused

# A person's number, or for a record that is linked with nothing its own number counted below zero.
Group = int


def find_groups(connection: Connection, customers: Iterable[int]) -> dict[int, Group]:
    """The group of each of these records."""
    wanted = sorted(set(customers))
    groups = {number: -number for number in wanted}
    m = person_member.c
    for chunk in in_chunks(wanted):
        rows = connection.execute(select(m.customer, m.person).where(m.customer.in_(chunk)))
        groups |= {customer: person for customer, person in rows}  # noqa: C416 - a result is no mapping, but looks like one
    return groups


def find_members(connection: Connection, group: Group) -> list[int]:
    """Every record of a group."""
    if group < 0:
        return [-group]
    m = person_member.c
    return list(connection.scalars(select(m.customer).where(m.person == group).order_by(m.customer)))


def find_told_apart(connection: Connection, groups: Mapping[int, Group]) -> set[frozenset[Group]]:
    """Pairs of these groups of which somebody said that they are not the same person."""
    members: dict[int, Group] = {}
    for group in set(groups.values()):
        members |= dict.fromkeys(find_members(connection, group), group)
    apart: set[frozenset[Group]] = set()
    for one, other in find_refusals(connection, members):
        if other in members:
            apart.add(frozenset((members[one], members[other])))
    return apart


def find_refusals(connection: Connection, customers: Iterable[int]) -> list[tuple[int, int]]:
    """Pairs that were told apart, one of these records first."""
    r = person_refused.c
    found: dict[int, set[int]] = defaultdict(set)
    for chunk in in_chunks(sorted(set(customers))):
        for one, other in connection.execute(select(r.one, r.other).where(r.one.in_(chunk))):
            found[one].add(other)
        for one, other in connection.execute(select(r.other, r.one).where(r.other.in_(chunk))):
            found[one].add(other)
    return [(one, other) for one, others in found.items() for other in sorted(others)]
