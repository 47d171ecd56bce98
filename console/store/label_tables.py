"""The tables about labels as SQLAlchemy sees them; imported by the writing thread only."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from console.store.tables import metadata

label_note = Table(
    "label_note",
    metadata,
    Column("number", Integer, primary_key=True),
    *(Column(name, Text, nullable=False) for name in ("provider", "kind", "value")),
    Column("at_us", Integer, nullable=False),
    *(Column(name, Text, nullable=False) for name in ("who", "body")),
    Column("withdrawn_us", Integer, nullable=True),
    Column("withdrawn_by", Text, nullable=False),
)
label_seen = Table(
    "label_seen",
    metadata,
    Column("account", Integer, primary_key=True),
    *(Column(name, Text, primary_key=True) for name in ("kind", "value")),
    *(Column(name, Integer, nullable=False) for name in ("verifications", "first_us", "last_us")),
)
label_meaning = Table(
    "label_meaning",
    metadata,
    Column("number", Integer, primary_key=True),
    *(Column(name, Text, nullable=False) for name in ("provider", "kind", "value")),
    Column("since_us", Integer, nullable=False),
    *(Column(name, Text, nullable=False) for name in ("severity", "title", "meaning")),
    Column("blocks", Integer, nullable=False),
    *(Column(name, Text, nullable=False) for name in ("look_at", "source", "version")),
)
