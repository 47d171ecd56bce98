"""Keeps how a record stood before it changed, so that any earlier moment can be shown; never looks into the future.

Nothing is written for what is new or stays: the state of a moment is the oldest one kept that ended after it, else
the present one. Hosted links are left out: they were secrets once and lead nowhere now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, insert

from console.domain.customer import Customer
from console.store import desk_tables as d
from console.store.batch import Record
from console.store.codec import dump_attempts, dump_verification
from console.store.text import to_storable
from console.store.texts import dump


def save_history(connection: Connection, records: Sequence[Record], seen_us: int) -> None:
    """Keep how these verifications stood until now."""
    rows = [_row(record, seen_us) for record in records]
    if rows:
        connection.execute(insert(d.verification_before), rows)


def save_customer_history(
    connection: Connection, account: int, customers: Sequence[Customer], seen_us: int
) -> None:
    """Keep how these customers were told of until now."""
    rows = [
        {
            "account": account,
            "id": to_storable(customer.id),
            "until_us": seen_us,
            "name": to_storable(customer.name),
            "email": to_storable(customer.email),
            "reference": to_storable(customer.reference),
            "raw_status": to_storable(customer.raw_status),
        }
        for customer in customers
    ]
    if rows:
        connection.execute(insert(d.customer_before), rows)


def _row(record: Record, seen_us: int) -> dict[str, Any]:
    before = record.before
    if before is None:
        raise AssertionError("only what was known before has a state to keep")
    facts = replace(before.verification, hosted_link=None)
    return {
        "verification": record.number,
        "until_us": seen_us,
        "facts": dump_verification(facts),
        "attempts": dump_attempts(before.attempts),
        "unreadable": dump(list(before.unreadable)),
    }
