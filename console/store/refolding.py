"""Makes the lines of the lists anew, a few at a time, when the rules they were made with have changed."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from console.store import tables as t
from console.store.entries import mark_changed, refresh_verifications
from console.store.rules import rules_of

_DONE = -1


class RefoldWork:
    """Part of the unit of work; inside its transaction."""

    _connection: Connection

    def refold_lists(self, count: int) -> bool:
        """Make up to `count` lines anew; True while there are more."""
        state = self._connection.execute(select(t.list_state.c.rules, t.list_state.c.refolded)).one()
        digest = rules_of(self._connection).digest
        after = 0 if state.rules != digest else state.refolded
        if after == _DONE:
            return False
        v = t.verification.c
        query = select(v.number).where(v.number > after).order_by(v.number).limit(count)
        numbers = list(self._connection.scalars(query))
        if refresh_verifications(self._connection, numbers):
            mark_changed(self._connection)
        last = numbers[-1] if len(numbers) == count else _DONE
        self._connection.execute(update(t.list_state).values(rules=digest, refolded=last))
        return last != _DONE
