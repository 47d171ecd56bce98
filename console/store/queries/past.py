"""One case as it was known at an earlier moment, put together from what was kept; plain SQL, guesses nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from console.domain.case import StoredCase
from console.domain.customer import Customer, CustomerId
from console.domain.keys import VerificationKey
from console.store.codec import read_attempts, read_verification
from console.store.driver import Connection, mapped_errors
from console.store.queries import records
from console.store.queries.desk import load_desk_as_of
from console.store.queries.list_queries import ListQueries
from console.store.text import to_storable
from console.store.texts import read_texts
from console.store.times import read_us, require_us, to_us

_BEFORE: Final = """
SELECT facts, attempts, unreadable FROM verification_before
WHERE verification = ? AND until_us > ? ORDER BY until_us, number LIMIT 1
"""
_CUSTOMER_BEFORE: Final = """
SELECT name, email, reference, raw_status FROM customer_before
WHERE account = ? AND id = ? AND until_us > ? ORDER BY until_us, number LIMIT 1
"""
# Those of a kind we write ourselves are known when they happen.
_EVENTS: Final = """
SELECT at_us, kind, source, raw, attempt_id FROM event
WHERE verification = ? AND coalesce(known_us, at_us) <= ? ORDER BY at_us, number
"""
_RAW: Final = """
SELECT kind, source, seen_us, body FROM observation WHERE number IN (
    SELECT max(number) FROM observation WHERE verification = ? AND seen_us <= ? GROUP BY kind) ORDER BY number
"""
_REPORT: Final = """
SELECT kind, size_bytes, sha256, fetched_us, source, request_id, object_id FROM report
WHERE verification = ? AND fetched_us <= ? ORDER BY number DESC LIMIT 1
"""
_LAST_LOOK: Final = "SELECT max(seen_us) FROM observation WHERE verification = ? AND seen_us <= ?"
_MOMENTS: Final = """
SELECT until_us FROM verification_before WHERE verification = ?1
UNION SELECT coalesce(known_us, at_us) FROM event WHERE verification = ?1
UNION SELECT first_seen_us FROM verification WHERE number = ?1
ORDER BY 1
"""


class PastQueries(ListQueries):
    """Bound to one connection, as all queries are."""

    def load_case_as_of(self, key: VerificationKey, moment: datetime) -> StoredCase | None:
        """The case as this profile knew it at a moment; None where it did not know of it yet, or does not now."""
        with mapped_errors():
            number = self._number(key)
            now = None if number is None else records.load_case(self._connection, key)
            if number is None or now is None or moment < now.first_seen_at:
                return None
            return _turn_back(self._connection, number, now, moment)

    def load_moments(self, key: VerificationKey) -> tuple[datetime, ...]:
        """When something about a case was learnt or done, oldest first; between two of them nothing changed."""
        number = self._number(key)
        if number is None:
            return ()
        rows = self._all(_MOMENTS, (number,))
        first = self._one("SELECT first_seen_us FROM verification WHERE number = ?", (number,))
        first_us = 0 if first is None else int(first[0])
        return tuple(require_us(at_us) for (at_us,) in rows if at_us >= first_us)

    def load_history_start(self) -> datetime | None:
        """Since when changes are kept; None for a profile that always did."""
        row = self._one("SELECT since_us FROM history_start")
        return None if row is None or not row[0] else read_us(row[0])


def _turn_back(connection: Connection, number: int, now: StoredCase, moment: datetime) -> StoredCase:
    at_us = to_us(moment)
    row = connection.execute(_BEFORE, (number, at_us)).fetchone()
    facts = (replace(now.verification, hosted_link=None), now.attempts, now.unreadable)
    if row is not None:
        facts = (read_verification(row[0]), read_attempts(row[1]), read_texts(row[2]))
    report = connection.execute(_REPORT, (number, at_us)).fetchone()
    looked = connection.execute(_LAST_LOOK, (number, at_us)).fetchone()
    as_of = now.first_seen_at if looked is None or looked[0] is None else require_us(looked[0])
    return replace(
        now,
        verification=facts[0],
        attempts=facts[1],
        unreadable=facts[2],
        customer=_customer_as_of(connection, now, at_us),
        events=tuple(records.to_event(found) for found in connection.execute(_EVENTS, (number, at_us))),
        siblings=tuple(each for each in now.siblings if each.created_at is None or each.created_at <= moment),
        raw=tuple(records.to_raw(found) for found in connection.execute(_RAW, (number, at_us))),
        report=None if report is None else records.to_report(now.key, report),
        as_of=as_of,
        desk=load_desk_as_of(connection, now.key, number, moment),
        is_past=True,
    )


def _customer_as_of(connection: Connection, now: StoredCase, at_us: int | None) -> Customer | None:
    if now.customer is None:
        return None
    account = connection.execute("SELECT number FROM account WHERE id = ?", (now.key.account_id,)).fetchone()
    if account is None:
        return now.customer
    known_id = to_storable(now.customer.id)
    row = connection.execute(_CUSTOMER_BEFORE, (account[0], known_id, at_us)).fetchone()
    if row is None:
        return now.customer
    name, email, reference, raw_status = row
    return Customer(CustomerId(known_id), name, email, reference, raw_status, now.customer.created_at)
