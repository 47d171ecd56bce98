"""Makes the lines of the lists anew, a few at a time, when the rules they were made with have changed.

Those of verifications that are still open may go first: the inbox is mostly about them.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, select, update

from console.store import tables as t
from console.store.entries import mark_changed, refresh_verifications
from console.store.rules import rules_of

_DONE = -1


class RefoldWork:
    """Part of the unit of work; inside its transaction."""

    _connection: Connection

    def count_to_refold(self) -> tuple[int, int]:
        """How many lines were made with the present rules, and how many there are; both alike when all are done.

        Counted by record numbers, so both may be a little too large.
        """
        after, _ = self._load_refolded()
        total = self._connection.scalar(select(func.max(t.verification.c.number))) or 0
        return (total if after == _DONE else min(after, total)), total

    def refold_open(self, after: int, count: int) -> int | None:
        """Make up to `count` lines of open verifications anew, from after that record number; the last one's number,
        None when there are no more."""
        v = t.verification.c
        query = select(v.number).where(v.number > after, v.is_open == 1).order_by(v.number).limit(count)
        numbers = list(self._connection.scalars(query))
        self._refold(numbers)
        return numbers[-1] if len(numbers) == count else None

    def refold_lists(self, count: int) -> bool:
        """Make up to `count` lines anew; True while there are more."""
        after, digest = self._load_refolded()
        if after == _DONE:
            return False
        v = t.verification.c
        query = select(v.number).where(v.number > after).order_by(v.number).limit(count)
        numbers = list(self._connection.scalars(query))
        self._refold(numbers)
        last = numbers[-1] if len(numbers) == count else _DONE
        self._connection.execute(update(t.list_state).values(rules=digest, refolded=last))
        return last != _DONE

    def _load_refolded(self) -> tuple[int, str]:
        """The last record number that was made with the present rules, and their digest."""
        state = self._connection.execute(select(t.list_state.c.rules, t.list_state.c.refolded)).one()
        digest = rules_of(self._connection).digest
        return (0 if state.rules != digest else state.refolded), digest

    def _refold(self, numbers: list[int]) -> None:
        if refresh_verifications(self._connection, numbers):
            mark_changed(self._connection)
