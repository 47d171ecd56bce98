"""The tables of what people of the desk do, as SQLAlchemy sees them; imported by the writing thread only."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from console.store.tables import metadata


def _integer(name: str, *, key: bool = False, optional: bool = False) -> Column[int]:
    return Column(name, Integer, primary_key=key, nullable=optional)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


note = Table(
    "note",
    metadata,
    _integer("number", key=True),
    *(_integer(name) for name in ("verification", "at_us")),
    *(_text(name) for name in ("who", "body")),
    _integer("withdrawn_us", optional=True),
    _text("withdrawn_by"),
)
desk_state = Table(
    "desk_state",
    metadata,
    _integer("verification", key=True),
    _text("assignee"),
    _integer("assigned_us", optional=True),
    _text("assigned_by"),
    _integer("snoozed_until_us", optional=True),
    *(_text(name) for name in ("snooze_reason", "snoozed_by", "snoozed_evidence")),
)
decision = Table(
    "decision",
    metadata,
    _integer("number", key=True),
    _integer("verification"),
    *(_text(name) for name in ("kind", "reasons", "comment", "who")),
    _integer("at_us"),
    *(_text(name) for name in ("state", "evidence", "second")),
    _integer("second_us", optional=True),
    _integer("needs_second"),
    _text("second_comment"),
    *(_integer(name, optional=True) for name in ("ended_us", "outdated_us")),
)
desk_person = Table(
    "desk_person",
    metadata,
    _integer("number", key=True),
    *(_text(name) for name in ("name", "folded", "initials", "pin")),
    _integer("joined_us"),
    _integer("left_us", optional=True),
)
verification_before = Table(
    "verification_before",
    metadata,
    _integer("number", key=True),
    *(_integer(name) for name in ("verification", "until_us")),
    *(_text(name) for name in ("facts", "attempts", "unreadable")),
)
customer_before = Table(
    "customer_before",
    metadata,
    _integer("number", key=True),
    _integer("account"),
    _text("id"),
    _integer("until_us"),
    *(_text(name) for name in ("name", "email", "reference", "raw_status")),
)
