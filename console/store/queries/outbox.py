"""What can be asked about the outbox; plain SQL."""

# ruff: noqa: S608 - names in the SQL are constants of ours, values are always bound

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from console.domain.outbox import IN_SIGHT_STATES, OPEN_STATES, OutboxId, OutboxItem
from console.store.codec import read_outbox
from console.store.driver import Row
from console.store.queries.list_queries import ListQueries
from console.store.times import read_us, require_us
from console.store.values import HeldItem, Lease

_log = logging.getLogger(__name__)

Item = TypeVar("Item")

_COLUMNS = "id, account_id, state, created_us, updated_us, body"
_OPEN = ", ".join(f"'{state.value}'" for state in sorted(OPEN_STATES))
_IN_SIGHT = ", ".join(f"'{state.value}'" for state in sorted(IN_SIGHT_STATES))
# Whatever this profile wrote a moment for; the largest is the latest time it is known to have been.
_LATEST = (
    "SELECT max((SELECT coalesce(max(updated_us), 0) FROM outbox), (SELECT coalesce(max(last_ok_us), 0) FROM account), "
    "(SELECT coalesce(max(at_us), 0) FROM audit))"
)


class OutboxQueries(ListQueries):
    """Bound to one connection, as all queries are."""

    def load_outbox(self) -> tuple[OutboxItem, ...]:
        """Every outbox item, newest first."""
        rows = self._all(f"SELECT {_COLUMNS} FROM outbox ORDER BY created_us DESC, rowid DESC")
        return tuple(_read_all(rows, _to_item))

    def load_open_outbox(self) -> tuple[HeldItem, ...]:
        """Every item that is not settled with who holds it, oldest first."""
        rows = self._all(
            f"SELECT {_COLUMNS}, holder, lease_until_us FROM outbox WHERE state IN ({_OPEN}) ORDER BY created_us, rowid"
        )
        return tuple(_read_all(rows, _to_held))

    def load_outbox_item(self, item_id: OutboxId) -> OutboxItem | None:
        """One outbox item."""
        row = self._one(f"SELECT {_COLUMNS} FROM outbox WHERE id = ?", (item_id,))
        return None if row is None else _to_item(row)

    def count_outbox_in_sight(self) -> int:
        """How many items are not settled, or need attention nobody has given yet."""
        row = self._one(f"SELECT count(*) FROM outbox WHERE state IN ({_IN_SIGHT})")
        return 0 if row is None else int(row[0])

    def load_audit_number(self) -> int:
        """The number of the newest audit entry, 0 when there is none: what was known up to here."""
        row = self._one("SELECT coalesce(max(number), 0) FROM audit")
        return 0 if row is None else int(row[0])

    def load_latest_moment(self) -> datetime | None:
        """The latest time this profile is known to have been open; a clock that shows less was set back since."""
        row = self._one(_LATEST)
        return None if row is None else read_us(row[0])


def _to_item(row: Row) -> OutboxItem:
    item_id, account_id, state, created_us, updated_us, body = row
    return read_outbox((item_id, account_id, state, created_us, updated_us), body)


def _read_all(rows: Iterable[Row], read: Callable[[Row], Item]) -> Iterator[Item]:
    """A row nobody can read must not keep the others from being looked after; it stays where it is."""
    for row in rows:
        try:
            yield read(row)
        except (KeyError, TypeError, ValueError) as error:
            _log.info("outbox item %s cannot be read: %s", row[0], type(error).__name__)


def _to_held(row: Row) -> HeldItem:
    *columns, holder, lease_until_us = row
    lease = Lease(holder, require_us(lease_until_us)) if holder else None
    return HeldItem(_to_item(tuple(columns)), lease)
