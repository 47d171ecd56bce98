"""Which cases were opened last, as the audit log has it; plain SQL."""

from __future__ import annotations

from typing import Final

from console.domain.activity import find_case
from console.domain.keys import VerificationKey
from console.store.queries.list_queries import ListQueries

# Entries looked through from the newest on: some days of a busy desk.
_LOOKED_AT: Final = 3000
_OPENED: Final = """
SELECT subject FROM (SELECT number, action, subject FROM audit ORDER BY number DESC LIMIT ?)
WHERE action = 'case_opened' ORDER BY number DESC
"""


class RecentQueries(ListQueries):
    """Bound to one connection, as all queries are."""

    def load_recently_opened(self, at_most: int) -> tuple[VerificationKey, ...]:
        """The cases opened last, each once, the newest first; those that are no longer here may be among them."""
        found: dict[VerificationKey, None] = {}
        for (subject,) in self._all(_OPENED, (_LOOKED_AT,)):
            key = find_case(subject)
            if key is not None:
                found.setdefault(key)
            if len(found) == at_most:
                break
        return tuple(found)
