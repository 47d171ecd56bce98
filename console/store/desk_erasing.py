"""Takes what people of the desk typed about somebody out of the record when it is erased: who did what and when stays."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, update

from console.domain.desk import DecisionState
from console.store import desk_tables as d


def erase_desk_words(connection: Connection, verification: int) -> None:
    """Notes, comments, reasons in free words and earlier states go."""
    n, s, c = d.note, d.desk_state, d.decision
    connection.execute(update(n).where(n.c.verification == verification).values(body=""))
    connection.execute(update(s).where(s.c.verification == verification).values(snooze_reason=""))
    connection.execute(
        update(c).where(c.c.verification == verification).values(comment="", second_comment="")
    )
    before = d.verification_before
    connection.execute(delete(before).where(before.c.verification == verification))


def erase_customer_history(connection: Connection, account: int | None, customer_id: str) -> tuple[str, ...]:
    """Earlier names and addresses of a customer go with the present ones; what they were."""
    before = d.customer_before
    is_theirs = (before.c.account == account) & (before.c.id == customer_id)
    found = connection.execute(select(before.c.name, before.c.email).where(is_theirs)).all()
    connection.execute(delete(before).where(is_theirs))
    return tuple(word for row in found for word in row)


def void_waiting(connection: Connection, verification: int, now_us: int) -> list[tuple[int, str]]:
    """A decision that waited has lost its ground; number and kind of each, for timeline and log."""
    c = d.decision.c
    is_waiting = (c.verification == verification) & (c.state == DecisionState.WAITING.value)
    found = [
        (number, kind) for number, kind in connection.execute(select(c.number, c.kind).where(is_waiting))
    ]
    ended = {"state": DecisionState.VOID.value, "ended_us": now_us}
    connection.execute(update(d.decision).where(is_waiting).values(**ended))
    return found
