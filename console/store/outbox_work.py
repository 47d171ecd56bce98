"""What can be changed in the outbox: every change asks who holds the item, in the same statement; sends nothing.

A holder is one attempt of one program to carry an item. It holds until its lease ends, renewing it while it works;
who has lost an item cannot change it any more.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from console.domain.account import AccountId
from console.domain.errors import NotKnown
from console.domain.outbox import OPEN_STATES, OutboxId, OutboxItem, OutboxState, is_same_customer
from console.store import tables as t
from console.store.codec import dump_outbox, read_outbox
from console.store.erased import strip_if_erased
from console.store.times import to_us
from console.store.values import Lease

_COLUMNS = (
    t.outbox.c.id,
    t.outbox.c.account_id,
    t.outbox.c.state,
    t.outbox.c.created_us,
    t.outbox.c.updated_us,
    t.outbox.c.body,
)

_OPEN = tuple(state.value for state in OPEN_STATES)
_MADE = tuple(f"outbox_{state.value}" for state in (OutboxState.ACCEPTED, OutboxState.ATTENTION))


class OutboxWork:
    """Part of the unit of work; inside its transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self.now = now

    def queue_outbox(self, item: OutboxItem, lease: Lease, judged_after: int) -> OutboxItem | None:
        """Add an item, held from the start; or the item of the same customer that stands in its way.

        That is one which is open, or which ended with something made after the audit entry `judged_after`: whoever
        judged that the new one may be sent did not know of it. Counted, for the clock may be set back.
        """
        o = t.outbox.c
        ended = select(t.audit.c.subject).where(t.audit.c.number > judged_after, t.audit.c.action.in_(_MADE))
        for other in self._load(item.account_id, or_(o.state.in_(_OPEN), o.id.in_(ended))):
            if is_same_customer(item, other):
                return other
        self._require_account(item.account_id)
        columns = {"id": item.id, "account_id": item.account_id, "created_us": to_us(item.created_at)}
        self._connection.execute(insert(t.outbox).values(**columns, **_changes(item, lease)))
        return None

    def take_outbox(
        self, item_id: OutboxId, states: frozenset[OutboxState], lease: Lease, gone: str = ""
    ) -> OutboxItem | None:
        """The item, held by `lease` now; None when it is in another state or somebody else holds it.

        A hold is over when its lease has ended by the unit's clock, or when its holder is `gone`: that one was seen
        not to renew its lease.
        """
        o = t.outbox.c
        is_free: list[ColumnElement[bool]] = [o.holder == "", o.lease_until_us <= to_us(self.now)]
        if gone:
            is_free.append(o.holder == gone)
        statement = update(t.outbox).where(
            o.id == item_id, o.state.in_([state.value for state in states]), or_(*is_free)
        )
        columns = {"holder": lease.holder, "lease_until_us": to_us(lease.until)}
        if self._connection.execute(statement.values(**columns)).rowcount == 0:
            return None
        return _to_item(self._connection.execute(select(*_COLUMNS).where(o.id == item_id)).one())

    def renew_outbox(self, item_id: OutboxId, lease: Lease) -> bool:
        """Hold it until the lease's new end; False when it was lost."""
        statement = update(t.outbox).where(t.outbox.c.id == item_id, t.outbox.c.holder == lease.holder)
        return self._connection.execute(statement.values(lease_until_us=to_us(lease.until))).rowcount > 0

    def save_outbox(self, item: OutboxItem, lease: Lease, *, release: bool = False) -> bool:
        """Save what its holder did, which renews the lease or gives it back; False when the item was lost.

        One that is settled now keeps nothing of a person who was erased while it was open.
        """
        item = strip_if_erased(self._connection, item)
        statement = update(t.outbox).where(t.outbox.c.id == item.id, t.outbox.c.holder == lease.holder)
        changes = _changes(item, None if release else lease)
        return self._connection.execute(statement.values(**changes)).rowcount > 0

    def release_outbox(self, item_id: OutboxId, holder: str) -> bool:
        """Give an item back as it stands; False when it was lost."""
        statement = update(t.outbox).where(t.outbox.c.id == item_id, t.outbox.c.holder == holder)
        return self._connection.execute(statement.values(holder="", lease_until_us=None)).rowcount > 0

    def give_up_outbox(self, account_id: AccountId, reason: str) -> tuple[OutboxItem, ...]:
        """Settle every open item of an account as one that needs attention, whoever holds it; what was settled."""
        settled: list[OutboxItem] = []
        for item in self._load(account_id, t.outbox.c.state.in_(_OPEN)):
            ended = replace(item, state=OutboxState.ATTENTION, reason=reason, updated_at=self.now)
            given_up = strip_if_erased(self._connection, ended)
            statement = update(t.outbox).where(t.outbox.c.id == item.id)
            self._connection.execute(statement.values(**_changes(given_up, None)))
            settled.append(given_up)
        return tuple(settled)

    def put_away_outbox(self, item_id: OutboxId) -> bool:
        """A person is done with an item that needed attention; False when it is in another state."""
        o = t.outbox.c
        statement = update(t.outbox).where(o.id == item_id, o.state == OutboxState.ATTENTION.value)
        columns = {"state": OutboxState.PUT_AWAY.value, "updated_us": to_us(self.now)}
        return self._connection.execute(statement.values(**columns)).rowcount > 0

    def count_open_outbox(self, account_id: AccountId) -> int:
        """How many items of an account are not settled."""
        return len(self._load(account_id, t.outbox.c.state.in_(_OPEN)))

    def _load(self, account_id: AccountId, condition: ColumnElement[bool]) -> list[OutboxItem]:
        query = select(*_COLUMNS).where(t.outbox.c.account_id == account_id, condition)
        return [_to_item(row) for row in self._connection.execute(query)]

    def _find_account(self, account_id: AccountId) -> int | None:
        return self._connection.scalar(select(t.account.c.number).where(t.account.c.id == account_id))

    def _require_account(self, account_id: AccountId) -> int:
        number = self._find_account(account_id)
        if number is None:
            raise NotKnown("This account is not in this profile.")
        return number


def _changes(item: OutboxItem, lease: Lease | None) -> dict[str, Any]:
    return {
        "state": item.state.value,
        "updated_us": to_us(item.updated_at),
        "body": dump_outbox(item),
        "holder": "" if lease is None else lease.holder,
        "lease_until_us": None if lease is None else to_us(lease.until),
    }


def _to_item(row: Any) -> OutboxItem:
    item_id, account_id, state, created_us, updated_us, body = row
    return read_outbox((item_id, account_id, state, created_us, updated_us), body)
