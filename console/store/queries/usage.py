"""How much of an account was used, as far as this profile knows; plain SQL."""

from __future__ import annotations

from datetime import datetime

from console.domain.account import AccountId
from console.domain.outbox import OutboxState
from console.domain.timeline import EventSource
from console.domain.usage import AccountUsage
from console.store.queries.list_queries import ListQueries
from console.store.times import read_us

_KNOWN = "SELECT count(*) FROM verification v JOIN account a ON a.number = v.account WHERE a.id = ?"
# What an operation adds to a verification makes none of its own.
_MADE = (
    "SELECT count(*) FROM outbox WHERE account_id = ? AND state IN (?, ?, ?) "
    "AND json_extract(body, '$.verification_id') IS NOT NULL "
    "AND coalesce(json_extract(body, '$.intent.verification_id'), '') = ''"
)
_MADE_STATES = (OutboxState.ACCEPTED.value, OutboxState.ATTENTION.value, OutboxState.PUT_AWAY.value)
# Of the newest answers only: what is older than so many is no hurry any more.
_ASKED = (
    "SELECT max(o.seen_us) FROM (SELECT verification, source, seen_us FROM observation ORDER BY number DESC LIMIT 2000) o "
    "JOIN verification v ON v.number = o.verification JOIN account a ON a.number = v.account "
    "WHERE a.id = ? AND o.source = ?"
)


class UsageQueries(ListQueries):
    """Bound to one connection, as all queries are."""

    def load_usage(self, account_id: AccountId) -> AccountUsage:
        """Verifications of an account; nothing for one that is gone."""
        known = self._one(_KNOWN, (account_id,))
        made = self._one(_MADE, (account_id, *_MADE_STATES))
        return AccountUsage(int(known[0]) if known else 0, int(made[0]) if made else 0)

    def find_last_asked(self, account_id: AccountId) -> datetime | None:
        """When an account's provider last answered a look with something new, as far as the newest answers tell."""
        found = self._one(_ASKED, (account_id, EventSource.POLL.value))
        return read_us(found[0]) if found else None
