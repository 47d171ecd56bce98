"""Takes customers as providers and people tell of them into the database; the lists are somebody else's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from console.domain.customer import Customer, CustomerId
from console.domain.verification import Snapshot
from console.store import tables as t
from console.store.entries import in_chunks
from console.store.history import save_customer_history
from console.store.merging import merge_customer
from console.store.text import to_storable
from console.store.times import read_us, to_us


def save_customers(
    connection: Connection,
    account: int,
    customers: Sequence[Customer],
    seen_us: int,
    *,
    told_by_person: bool = False,
) -> set[str]:
    """Merge customers of one account into what is known; returns the ids whose record is new or differs.

    What a person told only fills what the provider left open; whose name was erased gets none again.
    """
    before = _load_customers(
        connection, account, {to_storable(customer.id) for customer in customers if customer.id}
    )
    erased = _load_erased(connection, account, before)
    after = dict(before)
    for told in customers:
        customer = replace(told, name="", email="") if to_storable(told.id) in erased else told
        if customer.id:
            known = after.get(to_storable(customer.id))
            first, second = (customer, known) if told_by_person and known is not None else (known, customer)
            after[to_storable(customer.id)] = merge_customer(first, second)
    changed = {known_id for known_id, customer in after.items() if before.get(known_id) != customer}
    if changed:
        moved = [before[known_id] for known_id in sorted(changed) if known_id in before]
        save_customer_history(connection, account, moved, seen_us)
        rows = [_customer_row(account, known_id, after[known_id], seen_us) for known_id in sorted(changed)]
        statement = insert(t.customer)
        kept = {
            name: statement.excluded[name]
            for name in ("name", "email", "reference", "raw_status", "created_us")
        }
        connection.execute(statement.on_conflict_do_update(index_elements=["account", "id"], set_=kept), rows)
    return changed


def customers_in(snapshots: Iterable[Snapshot]) -> list[Customer]:
    """Every customer the snapshots tell of; one known by its id only is a customer too."""
    found: list[Customer] = []
    for snapshot in snapshots:
        owner = snapshot.verification.customer_id
        customer = snapshot.customer
        if customer is not None and customer.id:
            found.append(customer)
        elif owner:
            told = customer or Customer(owner)
            found.append(
                Customer(owner, told.name, told.email, told.reference, told.raw_status, told.created_at)
            )
    return found


def _load_customers(connection: Connection, account: int, ids: set[str]) -> dict[str, Customer]:
    c = t.customer
    columns = (c.c.id, c.c.name, c.c.email, c.c.reference, c.c.raw_status, c.c.created_us)
    query = select(*columns).where(c.c.account == account)
    found: dict[str, Customer] = {}
    for chunk in in_chunks(ids):
        for row in connection.execute(query.where(c.c.id.in_(chunk))):
            known_id, name, email, reference, raw_status, created_us = row
            found[known_id] = Customer(
                CustomerId(known_id), name, email, reference, raw_status, read_us(created_us)
            )
    return found


def _load_erased(connection: Connection, account: int, ids: Iterable[str]) -> set[str]:
    c = t.customer.c
    found: set[str] = set()
    for chunk in in_chunks(ids):
        query = select(c.id).where(c.account == account, c.id.in_(chunk), c.is_erased == 1)
        found.update(connection.scalars(query))
    return found


def _customer_row(account: int, known_id: str, customer: Customer, seen_us: int) -> dict[str, Any]:
    return {
        "account": account,
        "id": known_id,
        "name": to_storable(customer.name),
        "email": to_storable(customer.email),
        "reference": to_storable(customer.reference),
        "raw_status": to_storable(customer.raw_status),
        "created_us": to_us(customer.created_at),
        "first_seen_us": seen_us,
        "is_erased": 0,
    }
