"""Keeps what was seen, word for word, and what happened: observations and timeline events; never changes either."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from console.domain.timeline import EventSource, TimelineEvent
from console.store import tables as t
from console.store.batch import Record
from console.store.entries import in_chunks
from console.store.text import to_storable
from console.store.times import to_us


def save_observations(
    connection: Connection, records: Mapping[str, Record], source: EventSource, seen_us: int
) -> None:
    """Keep every answer whose bytes differ from the newest of its kind for the same verification."""
    with_raw = [record for record in records.values() if record.raw]
    newest = _load_digests(connection, [r.number for r in with_raw if r.before is not None])
    rows: list[dict[str, Any]] = []
    for record in with_raw:
        for raw in record.raw:
            digest = hashlib.sha256(raw.body).digest()
            if newest.get((record.number, raw.kind)) == digest:
                continue
            newest[record.number, raw.kind] = digest
            rows.append(
                {
                    "verification": record.number,
                    "kind": raw.kind,
                    "source": source.value,
                    "seen_us": seen_us,
                    "digest": digest,
                    "body": raw.body,
                }
            )
    if rows:
        connection.execute(insert(t.observation), rows)


def save_events(connection: Connection, records: Mapping[str, Record], seen_us: int) -> None:
    """Add what happened; exactly the same thing twice is kept once."""
    rows = [
        event_row(record.number, event, seen_us) for record in records.values() for event in record.events
    ]
    if rows:
        connection.execute(upsert(t.event).on_conflict_do_nothing(), rows)


def event_row(number: int, event: TimelineEvent, known_us: int | None) -> dict[str, Any]:
    """A timeline event as the columns of its table; `known_us` is when we learnt of it."""
    return {
        "verification": number,
        "at_us": to_us(event.at),
        "kind": event.kind,
        "source": event.source.value,
        "raw": to_storable(event.raw),
        "attempt_id": to_storable(event.attempt_id),
        "known_us": known_us,
    }


def _load_digests(connection: Connection, numbers: Sequence[int]) -> dict[tuple[int, str], bytes]:
    o = t.observation
    found: dict[tuple[int, str], bytes] = {}
    for chunk in in_chunks(numbers):
        newest = (
            select(func.max(o.c.number))
            .where(o.c.verification.in_(chunk))
            .group_by(o.c.verification, o.c.kind)
        )
        query = select(o.c.verification, o.c.kind, o.c.digest).where(o.c.number.in_(newest))
        for number, kind, digest in connection.execute(query):
            found[number, kind] = digest
    return found
