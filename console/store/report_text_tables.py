"""The tables of reports' texts as SQLAlchemy sees them; imported by the writing thread only."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from console.store.tables import metadata

report_text = Table(
    "report_text",
    metadata,
    Column("report", Integer, primary_key=True),
    Column("pages", Integer, nullable=True),
    Column("left_out", Integer, nullable=False),
)
report_page = Table(
    "report_page",
    metadata,
    Column("number", Integer, primary_key=True),
    *(Column(name, Integer, nullable=False) for name in ("report", "page")),
    Column("body", Text, nullable=False),
)
report_search = Table(
    "report_search",
    metadata,
    Column("rowid", Integer, primary_key=True),
    *(Column(name, Text, nullable=False) for name in ("haystack", "grams")),
)
