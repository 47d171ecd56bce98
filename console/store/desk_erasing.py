"""Takes what people of the desk typed about somebody out of the record when it is erased: who did what and when stays."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from console.domain.desk import DecisionState
from console.domain.timeline import EventSource, TimelineEvent
from console.store import desk_tables as d
from console.store import tables as t
from console.store.observing import event_row
from console.store.times import require_us


def erase_desk_words(connection: Connection, verification: int, now_us: int) -> None:
    """Notes, comments, reasons in free words and earlier states go; a decision that waited has lost its ground."""
    n, s, c = d.note, d.desk_state, d.decision
    connection.execute(update(n).where(n.c.verification == verification).values(body=""))
    connection.execute(update(s).where(s.c.verification == verification).values(snooze_reason=""))
    _end_waiting(connection, verification, now_us)
    connection.execute(
        update(c).where(c.c.verification == verification).values(comment="", second_comment="")
    )
    before = d.verification_before
    connection.execute(delete(before).where(before.c.verification == verification))


def erase_customer_history(connection: Connection, account: int | None, customer_id: str) -> None:
    """Earlier names and addresses of a customer go with the present ones."""
    before = d.customer_before
    is_theirs = (before.c.account == account) & (before.c.id == customer_id)
    connection.execute(delete(before).where(is_theirs))


def _end_waiting(connection: Connection, verification: int, now_us: int) -> None:
    c = d.decision.c
    is_waiting: ColumnElement[bool] = (c.verification == verification) & (
        c.state == DecisionState.WAITING.value
    )
    for kind in connection.scalars(select(c.kind).where(is_waiting)).all():
        event = TimelineEvent(require_us(now_us), "decision_void", EventSource.US, kind)
        connection.execute(insert(t.event).values(event_row(verification, event, now_us)))
    ended = {"state": DecisionState.VOID.value, "ended_us": now_us}
    connection.execute(update(d.decision).where(is_waiting).values(**ended))
