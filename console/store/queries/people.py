"""What is asked about persons behind records: the person of one customer, what suggests itself, who else a case is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from console.domain.account import Account, AccountId
from console.domain.comparing import Side, SideFact, read_side_facts
from console.domain.customer import Customer, CustomerId
from console.domain.listing import VerificationRow
from console.domain.people import (
    CustomerKey,
    LinkedRecord,
    OtherChecks,
    PersonFile,
    PersonRecord,
    Refusal,
    SuggestedPair,
    Suggestion,
    Traits,
    find_conflicts,
    read_reasons,
)
from console.domain.verification import VerificationKey
from console.store.codec import read_verification
from console.store.driver import Connection, Row, mapped_errors
from console.store.people_keys import read_told
from console.store.queries import rows
from console.store.text import to_storable
from console.store.times import read_us, require_us

# A person with more than this is somebody's test record; the newest ones are shown.
MOST_CHECKS: Final = 200
_MOST_SUGGESTIONS: Final = 50
_NUMBER: Final = (
    "SELECT c.number FROM customer c JOIN account a ON a.number = c.account WHERE a.id = ? AND c.id = ?"
)
_CUSTOMERS: Final = """
SELECT number, account, id, name, email, reference, raw_status, created_us FROM customer WHERE number IN ({marks})
"""
_CHECKS: Final = """
SELECT c.number, v.number, v.facts, v.told_name, v.told_email, v.reference FROM customer c
JOIN verification v ON v.account = c.account AND v.customer_id = c.id WHERE c.number IN ({marks})
ORDER BY coalesce(v.created_us, v.first_seen_us) DESC, v.number DESC LIMIT ?
"""
_MEMBERS: Final = """
SELECT customer, who, at_us FROM person_member
WHERE person = (SELECT person FROM person_member WHERE customer = ?) ORDER BY at_us, customer
"""
_SUGGESTIONS: Final = """
SELECT one, other, reasons FROM person_suggestion WHERE one IN ({marks})
UNION ALL SELECT other, one, reasons FROM person_suggestion WHERE other IN ({marks})
ORDER BY 3 DESC, 1, 2 LIMIT ?
"""
_REFUSED: Final = """
SELECT one, other, who, at_us FROM person_refused WHERE one IN ({marks})
UNION ALL SELECT other, one, who, at_us FROM person_refused WHERE other IN ({marks})
ORDER BY 4 DESC LIMIT ?
"""
_PAIRS: Final = """
SELECT reasons, one, other FROM person_suggestion {after} ORDER BY reasons DESC, one, other LIMIT ?
"""
# Two plain ranges instead of one comparison of mixed directions, which no index answers.
_AFTER: Final = "WHERE reasons = ? AND (one, other) > (?, ?)"
_BELOW: Final = "WHERE reasons < ?"


class PeopleQueries:
    """Part of the queries; bound to one connection."""

    _connection: Connection

    def load_person(self, key: CustomerKey) -> PersonFile | None:
        """The person behind one customer's record; None for a record that is not here."""
        with mapped_errors():
            number = self._customer_number(key)
            if number is None:
                return None
            members = self._members(number)
            suggested = self._pairs_of(_SUGGESTIONS, tuple(members))
            refused = self._pairs_of(_REFUSED, tuple(members))
            wanted = {*members, *(row[1] for row in suggested), *(row[1] for row in refused)}
            records = self._records(wanted)
            return PersonFile(
                records[number],
                tuple(
                    LinkedRecord(
                        records[each], who, require_us(at_us), find_conflicts(records[number], records[each])
                    )
                    for each, (who, at_us) in members.items()
                    if each != number
                ),
                _to_suggestions(suggested, records),
                tuple(
                    Refusal(records[one].key, records[other], who, require_us(at_us))
                    for one, other, who, at_us in refused
                    if other not in members
                ),
            )

    def find_customers(self, id_text: str) -> tuple[CustomerKey, ...]:
        """Every customer's record with exactly this provider id."""
        sql = "SELECT a.id, c.id FROM customer c JOIN account a ON a.number = c.account WHERE c.id = ? ORDER BY a.name"
        with mapped_errors():
            found = self._connection.execute(sql, (to_storable(id_text),))
            return tuple(CustomerKey(AccountId(account), CustomerId(known)) for account, known in found)

    def load_other_checks(self, key: VerificationKey) -> OtherChecks | None:
        """Other verifications of the person behind a case; None where nobody knows whose it is."""
        with mapped_errors():
            row = self._connection.execute(
                "SELECT v.customer_id, v.number FROM verification v JOIN account a ON a.number = v.account "
                "WHERE a.id = ? AND v.id = ?",
                (key.account_id, to_storable(key.id)),
            ).fetchone()
            if row is None or not row[0]:
                return None
            owner = CustomerKey(key.account_id, CustomerId(row[0]))
            number = self._customer_number(owner)
            if number is None:
                return None
            members = tuple(self._members(number))
            checks = [check for check in self._check_numbers(members) if check != row[1]]
            found = rows.load_rows_by_number(self._connection, checks)
            waiting = len({each[1] for each in self._pairs_of(_SUGGESTIONS, members)})
            return OtherChecks(owner, tuple(found[each] for each in checks if each in found), waiting)

    def load_suggested_pairs(
        self, after: tuple[int, int, int] | None, count: int
    ) -> tuple[SuggestedPair, ...]:
        """Pairs of records that may be one person's, strongest first, from after a `place`."""
        with mapped_errors():
            found = self._pair_window(after, count)
            records = self._records({number for _, one, other in found for number in (one, other)})
            return tuple(
                SuggestedPair(records[one], records[other], read_reasons(bits), (bits, one, other))
                for bits, one, other in found
            )

    def count_suggested_pairs(self, at_most: int) -> int:
        """How many pairs wait for somebody; stops counting at `at_most`."""
        sql = "SELECT count(*) FROM (SELECT 1 FROM person_suggestion LIMIT ?)"
        with mapped_errors():
            row = self._connection.execute(sql, (at_most,)).fetchone()
            return 0 if row is None else int(row[0])

    def has_unread_people(self) -> bool:
        """True while records that came with an older version have no keys yet."""
        with mapped_errors():
            return self._connection.execute("SELECT 1 FROM person_unread LIMIT 1").fetchone() is not None

    def load_sides(self, keys: Sequence[VerificationKey], titles: dict[str, str]) -> tuple[Side, ...]:
        """What each of these verifications tells, to be compared; unknown ones are left out.

        `titles` names the providers.
        """
        found: list[Side] = []
        with mapped_errors():
            for key in keys:
                row = self._connection.execute(
                    "SELECT v.number, v.facts FROM verification v JOIN account a ON a.number = v.account "
                    "WHERE a.id = ? AND v.id = ?",
                    (key.account_id, to_storable(key.id)),
                ).fetchone()
                if row is None:
                    continue
                line = rows.load_rows_by_number(self._connection, [row[0]])[row[0]]
                found.append(_to_side(line, row[1], titles))
        return tuple(found)

    # --- parts ---

    def _customer_number(self, key: CustomerKey) -> int | None:
        row = self._connection.execute(_NUMBER, (key.account_id, to_storable(key.id))).fetchone()
        return None if row is None else int(row[0])

    def _members(self, number: int) -> dict[int, tuple[str, int]]:
        """Who is linked with a record, the record included, with who linked it and when."""
        found = {each: (who, at_us) for each, who, at_us in self._connection.execute(_MEMBERS, (number,))}
        return found or {number: ("", 0)}

    def _pairs_of(self, sql: str, members: tuple[int, ...]) -> list[Row]:
        statement = sql.format(marks=_marks(members))
        return list(self._connection.execute(statement, (*members, *members, _MOST_SUGGESTIONS)))

    def _pair_window(self, after: tuple[int, int, int] | None, count: int) -> list[tuple[int, ...]]:
        if after is None:
            return list(self._connection.execute(_PAIRS.format(after=""), (count,)))
        found = list(self._connection.execute(_PAIRS.format(after=_AFTER), (*after, count)))
        if len(found) < count:
            rest = (after[0], count - len(found))
            found += self._connection.execute(_PAIRS.format(after=_BELOW), rest)
        return found

    def _check_numbers(self, members: Sequence[int]) -> list[int]:
        sql = _CHECKS.format(marks=_marks(members))
        return [row[1] for row in self._connection.execute(sql, (*members, MOST_CHECKS))]

    def _records(self, numbers: Iterable[int]) -> dict[int, PersonRecord]:
        wanted = tuple(sorted(set(numbers)))
        accounts = {each.number: each.account for each in rows.load_accounts(self._connection)}
        told: dict[int, list[tuple[str, str, str, str]]] = defaultdict(list)
        of: dict[int, list[int]] = defaultdict(list)
        one = _CHECKS.format(marks="?")
        # One by one: a record with very many verifications leaves the others theirs.
        for owner in wanted:
            for _, number, *texts in self._connection.execute(one, (owner, MOST_CHECKS)):
                of[owner].append(number)
                told[owner].append((texts[0], texts[1], texts[2], texts[3]))
        lines = rows.load_rows_by_number(
            self._connection, [number for each in of.values() for number in each]
        )
        customers = self._connection.execute(_CUSTOMERS.format(marks=_marks(wanted)), wanted)
        return {
            number: _to_record(
                accounts[account],
                Customer(CustomerId(known_id), name, email, reference, raw_status, read_us(created_us)),
                read_told(name, email, reference, told[number]).traits,
                tuple(lines[each] for each in of[number] if each in lines),
            )
            for number, account, known_id, name, email, reference, raw_status, created_us in customers
        }


def _to_record(
    account: Account, customer: Customer, traits: Traits, checks: tuple[VerificationRow, ...]
) -> PersonRecord:
    return PersonRecord(
        CustomerKey(AccountId(account.id), customer.id),
        account.provider,
        account.name,
        account.environment,
        customer,
        traits,
        checks,
    )


def _to_suggestions(found: Iterable[Row], records: dict[int, PersonRecord]) -> tuple[Suggestion, ...]:
    """Every other record once, with the strongest reasons any of the person's records has in common with it."""
    made: dict[int, Suggestion] = {}
    for one, other, bits in found:
        conflicts = find_conflicts(records[one], records[other])
        suggestion = Suggestion(records[one].key, records[other], read_reasons(bits), conflicts)
        made.setdefault(other, suggestion)
    return tuple(made.values())


def _to_side(line: VerificationRow, facts: str, titles: dict[str, str]) -> Side:
    told = read_side_facts(read_verification(facts))
    if line.email and all(fact.field != "email" for fact in told):
        # Suggested links go by the customer's own address as well.
        told = (*told, SideFact("email", line.email, is_declared=True))
    return Side(
        line.key,
        line.provider,
        titles.get(line.provider, line.provider),
        line.account_name,
        line.environment,
        line.customer_name,
        line.phase,
        line.raw_status,
        line.created_at,
        told,
    )


def _marks(values: Sequence[int]) -> str:
    return ",".join("?" * len(values))
