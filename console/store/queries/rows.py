"""List lines as values: fetches what a window of places shows; decides nothing about order or filters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from console.domain.account import Account, AccountId
from console.domain.attention import OVERDUE_AFTER
from console.domain.customer import CustomerId
from console.domain.environment import Environment, ProviderId
from console.domain.keys import VerificationId, VerificationKey
from console.domain.listing import CustomerRow, VerificationRow
from console.domain.phase import Phase
from console.domain.risk import Severity
from console.store.driver import Connection, Row
from console.store.phases import read_phase
from console.store.texts import read_labels, read_settings
from console.store.times import read_order_us, read_us, require_us

_SEVERITIES = tuple(sorted(Severity, key=lambda severity: severity.rank))
_VERIFICATION = """
SELECT e.place, e.number, v.account, v.id, v.customer_id, coalesce(nullif(c.name, ''), v.told_name),
    coalesce(nullif(c.email, ''), v.told_email), coalesce(nullif(c.reference, ''), v.reference), v.phase, v.raw_status,
    v.labels, e.has_report, v.created_us, v.order_us, v.as_of_us, e.severity, e.assignee, e.due_us
FROM verification_entry e JOIN verification v ON v.number = e.number
LEFT JOIN customer c ON c.account = v.account AND c.id = v.customer_id
WHERE e.{column} IN ({marks})
"""
_CUSTOMER = """
SELECT e.place, c.account, c.id, c.name, c.email, c.reference, e.phase, e.verifications, n.id, n.order_us
FROM customer_entry e JOIN customer c ON c.number = e.number
LEFT JOIN verification n ON n.number = e.newest
WHERE e.place IN ({marks})
"""


@dataclass(frozen=True, slots=True)
class NumberedAccount:
    """An account with its record number."""

    number: int
    account: Account


def load_accounts(connection: Connection) -> tuple[NumberedAccount, ...]:
    """Every account, by name."""
    rows = connection.execute(
        "SELECT number, id, name, provider, environment, base_url, settings FROM account ORDER BY name"
    )
    return tuple(
        NumberedAccount(
            number,
            Account(
                AccountId(account_id),
                name,
                ProviderId(provider),
                Environment(environment),
                base_url,
                read_settings(settings),
            ),
        )
        for number, account_id, name, provider, environment, base_url, settings in rows
    )


def load_verification_rows(connection: Connection, places: Sequence[int]) -> tuple[VerificationRow, ...]:
    """The lines at these places, in this order."""
    found = {row[0]: line for row, line in _load_verifications(connection, "place", places)}
    return tuple(found[place] for place in places if place in found)


def load_rows_by_number(connection: Connection, numbers: Sequence[int]) -> dict[int, VerificationRow]:
    """The lines of these verification records, by record number."""
    return {row[1]: line for row, line in _load_verifications(connection, "number", numbers)}


def load_customer_rows(connection: Connection, places: Sequence[int]) -> tuple[CustomerRow, ...]:
    """The customer lines at these places, in this order."""
    accounts = _accounts_by_number(connection)
    sql = _CUSTOMER.format(marks=",".join("?" * len(places)))
    found = {row[0]: _to_customer(row, accounts[row[1]]) for row in connection.execute(sql, tuple(places))}
    return tuple(found[place] for place in places if place in found)


def _load_verifications(
    connection: Connection, column: str, values: Sequence[int]
) -> Iterator[tuple[Row, VerificationRow]]:
    accounts = _accounts_by_number(connection)
    sql = _VERIFICATION.format(column=column, marks=",".join("?" * len(values)))
    return ((row, _to_verification(row, accounts[row[2]])) for row in connection.execute(sql, tuple(values)))


def _accounts_by_number(connection: Connection) -> dict[int, Account]:
    return {numbered.number: numbered.account for numbered in load_accounts(connection)}


def _to_verification(row: Row, account: Account) -> VerificationRow:
    _place, _number, _account, known_id, customer_id, name, email, reference, phase, raw_status, *rest = row
    labels, has_report, created_us, order_us, as_of_us, severity, assignee, due_us = rest
    state = Phase(phase)
    return VerificationRow(
        VerificationKey(account.id, VerificationId(known_id)),
        account.provider,
        account.name,
        account.environment,
        CustomerId(customer_id),
        name,
        email,
        reference,
        state,
        raw_status,
        read_labels(labels),
        bool(has_report),
        read_us(created_us),
        read_order_us(order_us),
        require_us(as_of_us),
        _read_severity(severity),
        assignee,
        read_us(due_us) if state in OVERDUE_AFTER else None,
    )


def _read_severity(rank: int) -> Severity | None:
    return _SEVERITIES[rank] if rank >= 0 else None


def _to_customer(row: Row, account: Account) -> CustomerRow:
    (
        _place,
        _account,
        customer_id,
        name,
        email,
        reference,
        phase,
        verifications,
        newest,
        order_us,
    ) = row
    return CustomerRow(
        account.id,
        CustomerId(customer_id),
        name,
        email,
        reference,
        (account.provider,),
        account.environment,
        read_phase(phase),
        verifications,
        None if newest is None else VerificationKey(account.id, VerificationId(newest)),
        None if order_us is None else read_order_us(order_us),
    )
