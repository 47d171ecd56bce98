"""What somebody says about who is the same person: links, refusals and taking them back; merges no records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import and_, delete, func, insert, select, update

from console.domain.account import AccountId
from console.domain.customer import CustomerId
from console.domain.errors import ActionRefused, ChangedMeanwhile, NotKnown
from console.domain.people import CustomerKey, Member, PeopleChange, PeopleDeed, ToldApart
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import VerificationId, VerificationKey
from console.store import tables as t
from console.store.journal_work import JournalWork
from console.store.people_groups import Group, find_groups, find_members, find_refusals, find_told_apart
from console.store.people_index import refresh_keys, refresh_pairs
from console.store.people_leaving import leave
from console.store.people_tables import person, person_member, person_refused, person_unread
from console.store.text import to_storable
from console.store.times import require_us, to_us

_UNREAD_AT_ONCE = 400
_NOT_KNOWN = "This customer is not in this profile."
_LINKED_ALREADY = "These records are linked already."
_APART_ALREADY = "These records were told apart already."
_NOT_LINKED = "This record is linked with no other."
_TOLD_APART = "Somebody said that two of these records are not the same person. Take that back first."
_OTHER_WORLD = "Records of test, live and simulator accounts are never linked with each other."
_CHANGED = "Somebody changed these links meanwhile, so nothing was undone. Look again."


class PeopleWork(JournalWork):
    """Part of the unit of work; inside its transaction."""

    def link_customers(self, one: CustomerKey, other: CustomerKey) -> PeopleChange:
        """Say that two records are one person's, and with them all that are linked with either.

        Raises `NotKnown`, and `ActionRefused` when they are linked, were told apart or belong to other environments.
        """
        first, second = self._customer(one), self._customer(other)
        if self._environment(first) != self._environment(second):
            raise ActionRefused(_OTHER_WORLD)

        def link(groups: tuple[Group, Group]) -> None:
            if groups[0] == groups[1]:
                raise ActionRefused(_LINKED_ALREADY)
            if find_told_apart(self._connection, {first: groups[0], second: groups[1]}):
                raise ActionRefused(_TOLD_APART)
            self._join(groups)

        return self._do(PeopleDeed.LINKED, one, other, link)

    def refuse_link(self, one: CustomerKey, other: CustomerKey) -> PeopleChange:
        """Say that two records are not the same person's: that is not suggested again.

        Raises `NotKnown`, and `ActionRefused` when they are linked or were told apart already.
        """
        first, second = self._customer(one), self._customer(other)

        def refuse(groups: tuple[Group, Group]) -> None:
            if groups[0] == groups[1]:
                raise ActionRefused(_LINKED_ALREADY)
            if not self._tell_apart(first, [second]):
                raise ActionRefused(_APART_ALREADY)

        return self._do(PeopleDeed.REFUSED, one, other, refuse)

    def unlink_customer(self, key: CustomerKey) -> PeopleChange:
        """Take a record out of its person and tell it apart from those that stay. Raises `NotKnown`, `ActionRefused`."""
        number = self._customer(key)
        group = find_groups(self._connection, [number])[number]
        others = [each for each in find_members(self._connection, group) if each != number]
        if not others:
            raise ActionRefused(_NOT_LINKED)

        def unlink(_groups: tuple[Group, Group]) -> None:
            self._leave([number])
            self._tell_apart(number, others)

        return self._do(PeopleDeed.UNLINKED, key, self._key(others[0]), unlink)

    def take_back_refusal(self, one: CustomerKey, other: CustomerKey) -> PeopleChange:
        """Two records were told apart: no longer. Raises `NotKnown`, also where nobody told them apart."""
        pair = self._pair(self._customer(one), self._customer(other))

        def take_back(_groups: tuple[Group, Group]) -> None:
            r = person_refused.c
            gone = delete(person_refused).where(r.one == pair[0], r.other == pair[1])
            if not self._connection.execute(gone).rowcount:
                raise NotKnown("These records are not told apart.")

        return self._do(PeopleDeed.REFUSAL_UNDONE, one, other, take_back)

    def undo_people(self, change: PeopleChange) -> None:
        """Bring links and refusals back to what they were before a change.

        Raises `ChangedMeanwhile` when they have changed since, `NotKnown` when a record is gone.
        """
        numbers = {key: self._customer(key) for key in change.keys}
        if self._state(numbers.values()) != (change.groups_after, change.apart_after):
            raise ChangedMeanwhile(_CHANGED)
        self._leave(numbers.values())
        for group in change.groups_before:
            if len(group) > 1:
                self._restore(group, numbers)
        among = self._among(numbers.values())
        self._connection.execute(delete(person_refused).where(among))
        for told in change.apart_before:
            self._insert_apart(numbers[told.one], numbers[told.other], told.who, told.at)
        refresh_pairs(self._connection, numbers.values())
        undone = {
            PeopleDeed.LINKED: PeopleDeed.UNLINKED,
            PeopleDeed.UNLINKED: PeopleDeed.LINKED,
            PeopleDeed.REFUSED: PeopleDeed.REFUSAL_UNDONE,
            PeopleDeed.REFUSAL_UNDONE: PeopleDeed.REFUSED,
        }
        self._write_down(undone[change.deed], change.one, change.other)

    def note_person_opened(self, key: CustomerKey) -> None:
        """Somebody looks at a person's page. Raises `NotKnown`."""
        self._customer(key)
        self.append_audit("person_opened", f"customer {to_text(key)}")

    def read_unread_people(self) -> int:
        """Make keys for records that came with an older version, some at a time; how many that were."""
        query = select(person_unread.c.customer).limit(_UNREAD_AT_ONCE)
        numbers = list(self._connection.scalars(query))
        if numbers:
            refresh_keys(self._connection, numbers)
            self._connection.execute(delete(person_unread).where(person_unread.c.customer.in_(numbers)))
        return len(numbers)

    # --- one deed ---

    def _do(
        self,
        deed: PeopleDeed,
        one: CustomerKey,
        other: CustomerKey,
        act: Callable[[tuple[Group, Group]], None],
    ) -> PeopleChange:
        pair = (self._customer(one), self._customer(other))
        groups = find_groups(self._connection, pair)
        of = (groups[pair[0]], groups[pair[1]])
        numbers = sorted({each for group in of for each in find_members(self._connection, group)})
        before = self._state(numbers)
        act(of)
        refresh_pairs(self._connection, numbers)
        after = self._state(numbers)
        self._write_down(deed, one, other)
        return PeopleChange(deed, one, other, before[0], after[0], before[1], after[1])

    def _write_down(self, deed: PeopleDeed, one: CustomerKey, other: CustomerKey) -> None:
        self.append_audit(deed.value, f"customer {to_text(one)}", to_text(other))
        for key, partner in ((one, other), (other, one)):
            newest = self._newest(key)
            if newest is not None:
                event = TimelineEvent(self.now, deed.value, EventSource.US, partner.id)
                self.append_event(newest, event)

    def _state(self, numbers: Iterable[int]) -> tuple[tuple[tuple[Member, ...], ...], tuple[ToldApart, ...]]:
        """Groups of these records and who among them was told apart, in an order of their own."""
        wanted = sorted(set(numbers))
        m, r = person_member.c, person_refused.c
        rows = self._connection.execute(
            select(m.customer, m.person, m.who, m.at_us).where(m.customer.in_(wanted))
        )
        members = {customer: (group, who, at_us) for customer, group, who, at_us in rows}
        groups: dict[Group, list[Member]] = {}
        for number in wanted:
            group, who, at_us = members.get(number, (-number, "", None))
            told_at = None if at_us is None else require_us(at_us)
            groups.setdefault(group, []).append(Member(self._key(number), who, told_at))
        pairs = self._connection.execute(
            select(r.one, r.other, r.who, r.at_us).where(self._among(wanted)).order_by(r.one, r.other)
        )
        apart = [
            ToldApart(self._key(one), self._key(other), who, require_us(at_us))
            for one, other, who, at_us in pairs
        ]
        found = sorted((tuple(group) for group in groups.values()), key=lambda group: group[0].key)
        return tuple(found), tuple(apart)

    # --- rows ---

    def _join(self, groups: tuple[Group, Group]) -> None:
        number = next((group for group in groups if group > 0), None)
        number = self._new_person() if number is None else number
        for group in groups:
            if group < 0:
                self._add_member(number, -group, self._who, self.now)
            elif group != number:
                moved = update(person_member).where(person_member.c.person == group)
                self._connection.execute(moved.values(person=number))
                self._connection.execute(delete(person).where(person.c.number == group))

    def _restore(self, group: tuple[Member, ...], numbers: dict[CustomerKey, int]) -> None:
        number = self._new_person()
        for member in group:
            self._add_member(number, numbers[member.key], member.who, member.at or self.now)

    def _new_person(self) -> int:
        added = self._connection.execute(insert(person).values(created_us=to_us(self.now)))
        return int(added.lastrowid or 0)

    def _add_member(self, group: int, customer: int, who: str, at: datetime) -> None:
        columns = {"customer": customer, "person": group, "who": who, "at_us": to_us(at)}
        self._connection.execute(insert(person_member).values(**columns))

    def _leave(self, customers: Iterable[int]) -> None:
        leave(self._connection, list(customers))

    def _tell_apart(self, one: int, others: Iterable[int]) -> bool:
        """True when any pair is new."""
        known = {other for _, other in find_refusals(self._connection, [one])}
        fresh = [other for other in others if other not in known]
        for other in fresh:
            self._insert_apart(one, other, self._who, self.now)
        return bool(fresh)

    def _insert_apart(self, one: int, other: int, who: str, at: datetime) -> None:
        first, second = self._pair(one, other)
        columns = {"one": first, "other": second, "who": who, "at_us": to_us(at)}
        self._connection.execute(insert(person_refused).values(**columns))

    def _among(self, numbers: Iterable[int]):
        wanted = list(numbers)
        return and_(person_refused.c.one.in_(wanted), person_refused.c.other.in_(wanted))

    def _pair(self, one: int, other: int) -> tuple[int, int]:
        return min(one, other), max(one, other)

    # --- names of records ---

    def _customer(self, key: CustomerKey) -> int:
        c, a = t.customer.c, t.account.c
        query = select(c.number).join_from(t.customer, t.account, a.number == c.account)
        number = self._connection.scalar(query.where(a.id == key.account_id, c.id == to_storable(key.id)))
        if number is None:
            raise NotKnown(_NOT_KNOWN)
        return int(number)

    def _key(self, number: int) -> CustomerKey:
        c, a = t.customer.c, t.account.c
        query = select(a.id, c.id).join_from(t.customer, t.account, a.number == c.account)
        account_id, known_id = self._connection.execute(query.where(c.number == number)).one()
        return CustomerKey(AccountId(account_id), CustomerId(known_id))

    def _environment(self, number: int) -> str:
        c, a = t.customer.c, t.account.c
        query = select(a.environment).join_from(t.customer, t.account, a.number == c.account)
        return str(self._connection.scalar(query.where(c.number == number)))

    def _newest(self, key: CustomerKey) -> VerificationKey | None:
        v, a = t.verification.c, t.account.c
        query = select(v.id).join_from(t.verification, t.account, a.number == v.account)
        query = query.where(a.id == key.account_id, v.customer_id == to_storable(key.id))
        newest = query.order_by(func.coalesce(v.created_us, v.first_seen_us).desc(), v.number.desc()).limit(1)
        found = self._connection.scalar(newest)
        return None if found is None else VerificationKey(key.account_id, VerificationId(found))


def to_text(key: CustomerKey) -> str:
    """A record as the audit log names it: ids only."""
    return f"{key.account_id}/{key.id}"
