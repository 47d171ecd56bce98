"""Which final verifications are due for another look: a verdict can change after it was final; plain SQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from console.domain.account import AccountId
from console.domain.phase import Phase
from console.domain.verification import OpenVerification
from console.store.driver import Connection, Row
from console.store.queries.records import to_open
from console.store.times import to_us

# The younger its last change, the more often: (until what age, how long after the last look).
PLAN: Final = ((timedelta(days=30), timedelta(days=1)), (timedelta(days=365), timedelta(days=7)))
_DUE: Final = """
SELECT id, customer_id, phase, order_us, fully_read, as_of_us FROM verification
WHERE account = (SELECT number FROM account WHERE id = ?) AND is_open = 0 AND phase <> ?
AND as_of_us <= ? AND order_us >= ? ORDER BY as_of_us LIMIT ?
"""


def load_settled(
    connection: Connection, account_id: AccountId, now: datetime, limit: int
) -> tuple[OpenVerification, ...]:
    """At most `limit` that are due at `now`, those longest unseen first; closed ones are never looked at again."""
    found = {str(row[0]): row for row in _load_due(connection, account_id, now, limit)}
    oldest_first = sorted(found.values(), key=lambda row: int(row[-1]))
    return tuple(to_open(row) for row in oldest_first[:limit])


def _load_due(connection: Connection, account_id: AccountId, now: datetime, limit: int) -> Iterator[Row]:
    for age, pause in PLAN:
        bounds = (to_us(now - pause), to_us(now - age))
        yield from connection.execute(_DUE, (account_id, Phase.CLOSED.value, *bounds, limit))
