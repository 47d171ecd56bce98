"""One verification with everything that belongs to it, and what a schedule needs to know; plain SQL."""

# ruff: noqa: S608 - names in the SQL are constants of ours, values are always bound

from __future__ import annotations

from collections.abc import Iterable, Iterator

from console.domain.account import AccountId
from console.domain.case import RawRecord, StoredCase
from console.domain.customer import Customer, CustomerId
from console.domain.phase import Phase
from console.domain.report import Report
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import OpenVerification, Verification, VerificationId, VerificationKey
from console.store.codec import read_attempts, read_verification
from console.store.driver import Connection, Row
from console.store.queries.desk import load_desk
from console.store.text import fold, to_storable
from console.store.texts import read_texts
from console.store.times import read_order_us, read_us, require_us

_OF_ACCOUNT = "SELECT number FROM account WHERE id = ?"
_CASE = f"""
SELECT number, account, customer_id, facts, attempts, unreadable, first_seen_us, as_of_us, told_name, told_email
FROM verification WHERE account = ({_OF_ACCOUNT}) AND id = ?
"""
_SIBLINGS = """
SELECT facts FROM verification WHERE account = ? AND customer_id = ? AND number <> ?
ORDER BY coalesce(created_us, first_seen_us) DESC, number DESC
"""
_RAW = """
SELECT kind, source, seen_us, body FROM observation
WHERE number IN (SELECT max(number) FROM observation WHERE verification = ? GROUP BY kind) ORDER BY number
"""
_EVENTS = """
SELECT at_us, kind, source, raw, attempt_id FROM event WHERE verification = ? ORDER BY at_us, number
"""
_CUSTOMER = (
    "SELECT id, name, email, reference, raw_status, created_us FROM customer WHERE account = ? AND id = ?"
)
_REPORT_COLUMNS = "r.kind, r.size_bytes, r.sha256, r.fetched_us, r.source, r.request_id, r.object_id"
_OPEN_COLUMNS = "SELECT id, customer_id, phase, order_us, fully_read, as_of_us FROM verification"
_OPEN = f"{_OPEN_COLUMNS} WHERE account = ({_OF_ACCOUNT}) AND is_open = 1 ORDER BY order_us DESC, number DESC"
_ONE_OPEN = f"{_OPEN_COLUMNS} WHERE account = ({_OF_ACCOUNT}) AND id = ? AND is_open = 1"


def load_case(connection: Connection, key: VerificationKey) -> StoredCase | None:
    """Everything known about one verification."""
    row = connection.execute(_CASE, (key.account_id, to_storable(key.id))).fetchone()
    if row is None:
        return None
    number, account, customer_id, facts, attempts, unreadable, first_seen_us, as_of_us, name, email = row
    verification = read_verification(facts)
    told = Customer(CustomerId(customer_id), name, email, verification.reference) if name or email else None
    return StoredCase(
        key,
        verification,
        _find_customer(connection, account, customer_id) or told,
        read_attempts(attempts),
        _load_events(connection, number),
        _load_siblings(connection, account, customer_id, number),
        tuple(to_raw(found) for found in connection.execute(_RAW, (number,))),
        load_report(connection, key),
        read_texts(unreadable),
        require_us(first_seen_us),
        require_us(as_of_us),
        load_desk(connection, key, number),
    )


def load_customer(connection: Connection, account_id: AccountId, customer_id: CustomerId) -> Customer | None:
    """One customer as last told."""
    row = connection.execute(_OF_ACCOUNT, (account_id,)).fetchone()
    return None if row is None else _find_customer(connection, row[0], to_storable(customer_id))


def find_newest(
    connection: Connection, account_id: AccountId, customer_id: CustomerId
) -> VerificationKey | None:
    """The newest verification of a customer."""
    row = connection.execute(
        f"SELECT id FROM verification WHERE account = ({_OF_ACCOUNT}) AND customer_id = ? "
        "ORDER BY coalesce(created_us, first_seen_us) DESC, number DESC LIMIT 1",
        (account_id, to_storable(customer_id)),
    ).fetchone()
    return None if row is None else VerificationKey(account_id, VerificationId(row[0]))


def find_of_customer(
    connection: Connection, account_id: AccountId, customer_id: CustomerId
) -> tuple[VerificationKey, ...]:
    """Every verification of a customer."""
    rows = connection.execute(
        f"SELECT id FROM verification WHERE account = ({_OF_ACCOUNT}) AND customer_id = ? ORDER BY number",
        (account_id, to_storable(customer_id)),
    )
    return tuple(VerificationKey(account_id, VerificationId(known_id)) for (known_id,) in rows)


def find_verifications(connection: Connection, id_text: str) -> tuple[VerificationKey, ...]:
    """Every verification with exactly this provider id."""
    rows = connection.execute(
        "SELECT a.id, v.id FROM verification v JOIN account a ON a.number = v.account WHERE v.id = ? ORDER BY a.name",
        (to_storable(id_text),),
    )
    return tuple(
        VerificationKey(AccountId(account_id), VerificationId(known_id)) for account_id, known_id in rows
    )


def find_by_reference(connection: Connection, account_id: AccountId, reference: str) -> VerificationId | None:
    """The newest verification that carries our reference, itself or through its customer."""
    if not reference:
        return None
    account = connection.execute(_OF_ACCOUNT, (account_id,)).fetchone()
    if account is None:
        return None
    row = connection.execute(
        "SELECT id FROM verification WHERE account = ?1 AND (reference = ?2 AND reference <> '' OR customer_id IN "
        "(SELECT id FROM customer WHERE account = ?1 AND reference = ?2 AND reference <> '')) AND raw_status <> '' "
        "ORDER BY coalesce(created_us, first_seen_us) DESC, number DESC LIMIT 1",
        (account[0], to_storable(reference)),
    ).fetchone()
    return None if row is None else VerificationId(row[0])


def find_customer_by_reference(
    connection: Connection, account_id: AccountId, reference: str
) -> CustomerId | None:
    """The only customer that carries our reference; None when there are several."""
    found = connection.execute(
        f"SELECT id FROM customer WHERE account = ({_OF_ACCOUNT}) AND reference = ? AND reference <> '' LIMIT 2",
        (account_id, to_storable(reference)),
    ).fetchall()
    return CustomerId(found[0][0]) if len(found) == 1 else None


def find_customers_by_email(
    connection: Connection, account_id: AccountId, email: str
) -> tuple[CustomerId, ...]:
    """Every customer with this e-mail address, however its letters are written."""
    wanted = email.strip().casefold()
    if not wanted:
        return ()
    rows = connection.execute(
        "SELECT c.id, c.email FROM customer_entry e JOIN customer c ON c.number = e.number "
        f"WHERE e.email_key = ? AND e.account = ({_OF_ACCOUNT}) ORDER BY e.place",
        (fold(email), account_id),
    )
    # The key has lost accents, which tell one address from another.
    return tuple(
        CustomerId(known_id) for known_id, known_email in rows if known_email.strip().casefold() == wanted
    )


def load_events(connection: Connection, key: VerificationKey) -> tuple[TimelineEvent, ...]:
    """The timeline of one verification, oldest first."""
    row = connection.execute(
        f"SELECT number FROM verification WHERE account = ({_OF_ACCOUNT}) AND id = ?",
        (key.account_id, to_storable(key.id)),
    ).fetchone()
    return () if row is None else _load_events(connection, row[0])


def load_report(connection: Connection, key: VerificationKey) -> Report | None:
    """The newest report of a verification."""
    return next(_iter_reports(connection, key, 1), None)


def load_earlier_reports(connection: Connection, key: VerificationKey) -> tuple[Report, ...]:
    """The reports of a verification that were kept before the newest one, newest first."""
    return tuple(_iter_reports(connection, key, -1))[1:]


def _iter_reports(connection: Connection, key: VerificationKey, limit: int) -> Iterator[Report]:
    found = connection.execute(
        f"SELECT {_REPORT_COLUMNS} FROM report r JOIN verification v ON v.number = r.verification "
        f"WHERE v.account = ({_OF_ACCOUNT}) AND v.id = ? ORDER BY r.number DESC LIMIT ?",
        (key.account_id, to_storable(key.id), limit),
    )
    return (to_report(key, row) for row in found)


def load_object_ids(connection: Connection) -> frozenset[str]:
    """Every object of the vault that a record names."""
    found = connection.execute("SELECT object_id FROM report UNION SELECT object_id FROM evidence_file")
    return frozenset(object_id for (object_id,) in found)


def load_reports(connection: Connection, before: int, count: int) -> tuple[tuple[int, int, Report], ...]:
    """The newest report of each verification that has one, newest first: its number, the verification's, the report.

    At most `count` of those numbered below `before`; 0 is the end of the list.
    """
    rows = connection.execute(
        f"SELECT r.number, v.number, a.id, v.id, {_REPORT_COLUMNS} FROM report r "
        "JOIN verification v ON v.number = r.verification JOIN account a ON a.number = v.account "
        "WHERE (? = 0 OR r.number < ?) AND r.number = (SELECT max(number) FROM report WHERE verification = v.number) "
        "ORDER BY r.number DESC LIMIT ?",
        (before, before, count),
    )
    return tuple(
        (
            number,
            of,
            to_report(VerificationKey(AccountId(account_id), VerificationId(known_id)), tuple(rest)),
        )
        for number, of, account_id, known_id, *rest in rows
    )


def load_open(connection: Connection, account_id: AccountId) -> tuple[OpenVerification, ...]:
    """Every verification of an account that may still change or was never read in full, last changed first."""
    return tuple(to_open(row) for row in connection.execute(_OPEN, (account_id,)))


def load_open_of(
    connection: Connection, account_id: AccountId, ids: Iterable[VerificationId]
) -> tuple[OpenVerification, ...]:
    """Those of some verifications that may still change, in the order of `ids`."""
    rows = (connection.execute(_ONE_OPEN, (account_id, to_storable(each))).fetchone() for each in ids)
    return tuple(to_open(row) for row in rows if row is not None)


def to_open(row: Row) -> OpenVerification:
    """What a schedule needs, from id, customer, phase, time of the last change, how far it was read and when."""
    known_id, customer_id, phase, order_us, fully_read, as_of_us = row
    return OpenVerification(
        VerificationId(known_id),
        CustomerId(customer_id),
        Phase(phase),
        read_order_us(order_us),
        bool(fully_read),
        require_us(as_of_us),
    )


def _find_customer(connection: Connection, account: int, customer_id: str) -> Customer | None:
    row = connection.execute(_CUSTOMER, (account, customer_id)).fetchone()
    if row is None:
        return None
    known_id, name, email, reference, raw_status, created_us = row
    return Customer(CustomerId(known_id), name, email, reference, raw_status, read_us(created_us))


def _load_siblings(
    connection: Connection, account: int, customer_id: str, number: int
) -> tuple[Verification, ...]:
    if not customer_id:
        return ()
    return tuple(
        read_verification(row[0]) for row in connection.execute(_SIBLINGS, (account, customer_id, number))
    )


def _load_events(connection: Connection, number: int) -> tuple[TimelineEvent, ...]:
    return tuple(to_event(row) for row in connection.execute(_EVENTS, (number,)))


def to_event(row: Row) -> TimelineEvent:
    """One event, from its time, kind, source, raw value and attempt."""
    at_us, kind, source, raw, attempt_id = row
    return TimelineEvent(require_us(at_us), kind, EventSource(source), raw, attempt_id)


def to_raw(row: Row) -> RawRecord:
    """One observation, from kind, source, time and bytes."""
    kind, source, seen_us, body = row
    return RawRecord(kind, EventSource(source), require_us(seen_us), bytes(body))


def to_report(key: VerificationKey, row: Row) -> Report:
    """A report, from the columns that tell of it."""
    kind, size_bytes, sha256, fetched_us, source, request_id, object_id = row
    return Report(key, kind, size_bytes, sha256, require_us(fetched_us), source, request_id, object_id)
