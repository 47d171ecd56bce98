"""Takes what a person has looked at out of the inbox; finds nothing out by itself."""

from __future__ import annotations

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from console.store import tables as t
from console.store.entries import mark_changed, refresh_verifications
from console.store.merging import VERDICT_CHANGED


def mark_verdict_seen(connection: Connection, number: int) -> bool:
    """A person has looked at the changes of this record's verdict; False when there was none to look at."""
    e, s = t.event.c, t.verdict_seen.c
    newest = connection.scalar(
        select(func.max(e.number)).where(e.verification == number, e.kind == VERDICT_CHANGED)
    )
    seen = connection.scalar(select(s.event).where(s.verification == number))
    if newest is None or newest == seen:
        return False
    statement = insert(t.verdict_seen).values(verification=number, event=newest)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["verification"], set_={"event": newest})
    )
    if refresh_verifications(connection, [number]):
        mark_changed(connection)
    return True
