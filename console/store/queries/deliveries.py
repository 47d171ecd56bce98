"""What can be asked about webhook deliveries and about verdicts that changed after they were final; plain SQL."""

# ruff: noqa: S608 - names in the SQL are constants of ours, values are always bound

from __future__ import annotations

from typing import Final

from console.domain.account import AccountId
from console.domain.keys import VerificationId, VerificationKey
from console.domain.timeline import EventSource, TimelineEvent, VerdictChange
from console.domain.webhook import KeptDelivery
from console.store.driver import Row
from console.store.queries.list_queries import ListQueries
from console.store.text import to_storable
from console.store.times import require_us

_OF_ACCOUNT: Final = "(SELECT number FROM account WHERE id = ?)"
_KEPT: Final = f"""
SELECT verification_id, event, dedupe_key, received_us, is_parked, body FROM delivery WHERE account = {_OF_ACCOUNT}
"""
_VERDICTS: Final = """
SELECT e.number, a.id, v.id, e.at_us, e.kind, e.source, e.raw, e.attempt_id
FROM event e JOIN verification v ON v.number = e.verification JOIN account a ON a.number = v.account
WHERE e.kind = 'verdict_changed' ORDER BY e.at_us DESC, e.number DESC LIMIT ?
"""


class DeliveryQueries(ListQueries):
    """Bound to one connection, as all queries are."""

    def has_webhook(self, account_id: AccountId, dedupe_key: str) -> bool:
        """True when this delivery has been applied before."""
        sql = f"SELECT 1 FROM webhook WHERE account = {_OF_ACCOUNT} AND dedupe_key = ?"
        return self._one(sql, (account_id, to_storable(dedupe_key))) is not None

    def load_deliveries(self, account_id: AccountId, limit: int = 200) -> tuple[KeptDelivery, ...]:
        """What was kept of an account's deliveries, newest first."""
        rows = self._all(f"{_KEPT} ORDER BY number DESC LIMIT ?", (account_id, limit))
        return tuple(_to_kept(account_id, row) for row in rows)

    def load_verdict_changes(self, limit: int) -> tuple[VerdictChange, ...]:
        """Verdicts that changed after they were final, newest first."""
        return tuple(
            VerdictChange(
                number,
                VerificationKey(AccountId(account_id), VerificationId(known_id)),
                TimelineEvent(require_us(at_us), kind, EventSource(source), raw, attempt_id),
            )
            for number, account_id, known_id, at_us, kind, source, raw, attempt_id in self._all(
                _VERDICTS, (limit,)
            )
        )


def _to_kept(account_id: AccountId, row: Row) -> KeptDelivery:
    verification_id, event, dedupe_key, received_us, is_parked, body = row
    return KeptDelivery(
        account_id,
        VerificationId(verification_id),
        event,
        dedupe_key,
        require_us(received_us),
        bool(is_parked),
        bytes(body),
    )
