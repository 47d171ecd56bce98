"""What was erased here stays so: which records those are, and what is left of what was typed for them; writes nothing."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, select

from console.domain.account import AccountId
from console.domain.customer import CustomerId
from console.domain.outbox import OPEN_STATES, OutboxItem
from console.domain.verification import Snapshot, VerificationId
from console.store import tables as t
from console.store.codec import read_verification
from console.store.text import to_storable


def is_erased(connection: Connection, account_id: AccountId, verification_id: VerificationId) -> bool:
    """True when what was personal in a verification was erased here."""
    v, a = t.verification, t.account
    query = (
        select(v.c.facts)
        .join(a, a.c.number == v.c.account)
        .where(a.c.id == account_id, v.c.id == to_storable(verification_id))
    )
    facts = connection.scalar(query)
    return facts is not None and read_verification(facts).is_erased


def is_erased_customer(connection: Connection, account_id: AccountId, customer_id: CustomerId) -> bool:
    """True when a customer's own name and address were erased here."""
    c, a = t.customer, t.account
    query = (
        select(c.c.is_erased)
        .join(a, a.c.number == c.c.account)
        .where(a.c.id == account_id, c.c.id == to_storable(customer_id))
    )
    return bool(connection.scalar(query))


def without_person(snapshot: Snapshot) -> Snapshot:
    """A look at an erased verification, without the customer's name and the bytes as received."""
    return replace(snapshot, customer=None, raw=())


def strip_item(item: OutboxItem) -> OutboxItem:
    """An intent without what a person typed: ids and how it ended stay.

    What is still to be sent or looked for keeps its bytes: without them it could never be settled.
    """
    if item.state in OPEN_STATES:
        return item
    return replace(
        item,
        intent=replace(item.intent, name="", email="", options={}),
        done=tuple(replace(step, snapshot=None) for step in item.done),
        pending=None,
    )


def strip_if_erased(connection: Connection, item: OutboxItem) -> OutboxItem:
    """The item as it may be kept: stripped when its verification or customer was erased meanwhile."""
    verifications = (item.verification_id, item.intent.verification_id)
    is_gone = any(each and is_erased(connection, item.account_id, each) for each in verifications)
    if not is_gone and item.customer_id:
        is_gone = is_erased_customer(connection, item.account_id, item.customer_id)
    return strip_item(item) if is_gone else item
