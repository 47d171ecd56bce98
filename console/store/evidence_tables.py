"""The tables of captures and pictures, as SQLAlchemy sees them; imported by the writing thread only."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from console.store.tables import metadata


def _integer(name: str, *, key: bool = False, optional: bool = False) -> Column[int]:
    return Column(name, Integer, primary_key=key, nullable=optional)


def _text(name: str, *, key: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=False)


evidence_file = Table(
    "evidence_file",
    metadata,
    _integer("number", key=True),
    _integer("verification"),
    *(_text(name) for name in ("role", "attempt_id", "media_type")),
    _integer("size_bytes"),
    _text("sha256"),
    _integer("fetched_us"),
    *(_text(name) for name in ("source", "request_id", "object_id")),
)
capture = Table(
    "capture",
    metadata,
    _integer("verification", key=True),
    _text("kind", key=True),
    _integer("account"),
    _text("state"),
    *(_integer(name) for name in ("tries", "since_us")),
    _integer("next_us", optional=True),
    *(_text(name) for name in ("reason", "holder")),
    _integer("lease_until_us", optional=True),
    # It was wished for anew since somebody began to fetch it: what they bring may be of before.
    _integer("is_renewed"),
)
