"""The front desk's tables as SQLAlchemy sees them; imported by the writing thread only."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from console.store.tables import metadata

desk_reference = Table(
    "desk_reference",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("verification", Integer, nullable=False),
    Column("made_us", Integer, nullable=False),
    Column("who", Text, nullable=False),
)
desk_draft = Table(
    "desk_draft",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("account", Integer, nullable=False),
    *(Column(name, Text, nullable=False) for name in ("customer_id", "name", "email", "body")),
    Column("made_us", Integer, nullable=False),
    Column("who", Text, nullable=False),
)
desk_memory = Table(
    "desk_memory",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
