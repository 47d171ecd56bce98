"""Tables that join records of one person, as SQLAlchemy sees them; imported by the writing thread only."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from console.store.tables import metadata


def _integer(name: str, *, key: bool = False) -> Column[int]:
    return Column(name, Integer, primary_key=key, nullable=False)


person = Table("person", metadata, _integer("number", key=True), _integer("created_us"))
person_member = Table(
    "person_member",
    metadata,
    _integer("customer", key=True),
    _integer("person"),
    Column("who", Text, nullable=False),
    _integer("at_us"),
)
person_refused = Table(
    "person_refused",
    metadata,
    _integer("one", key=True),
    _integer("other", key=True),
    Column("who", Text, nullable=False),
    _integer("at_us"),
)
person_key = Table(
    "person_key", metadata, _integer("digest", key=True), _integer("customer", key=True), _integer("reason")
)
person_suggestion = Table(
    "person_suggestion", metadata, _integer("one", key=True), _integer("other", key=True), _integer("reasons")
)
person_unread = Table("person_unread", metadata, _integer("customer", key=True))
