"""The tables the write side changes, as SQLAlchemy sees them; imported by the writing thread only."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()


def _integer(name: str, *, key: bool = False, optional: bool = False) -> Column[int]:
    return Column(name, Integer, primary_key=key, nullable=optional)


def _text(name: str, *, key: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=False)


account = Table(
    "account",
    metadata,
    _integer("number", key=True),
    *(_text(name) for name in ("id", "name", "provider", "environment", "base_url", "settings")),
    _integer("last_full_sync_us", optional=True),
    _integer("last_ok_us", optional=True),
    _text("problem"),
)
customer = Table(
    "customer",
    metadata,
    _integer("number", key=True),
    _integer("account"),
    *(_text(name) for name in ("id", "name", "email", "reference", "raw_status")),
    _integer("created_us", optional=True),
    _integer("first_seen_us"),
    _integer("is_erased"),
)
verification = Table(
    "verification",
    metadata,
    _integer("number", key=True),
    _integer("account"),
    *(
        _text(name)
        for name in ("id", "customer_id", "reference", "told_name", "told_email", "phase", "raw_status")
    ),
    *(_text(name) for name in ("labels", "facts", "attempts", "unreadable")),
    _integer("fully_read"),
    _integer("is_open"),
    _integer("created_us", optional=True),
    _integer("updated_us", optional=True),
    *(_integer(name) for name in ("order_us", "first_seen_us", "as_of_us")),
)
observation = Table(
    "observation",
    metadata,
    _integer("number", key=True),
    _integer("verification"),
    _text("kind"),
    _text("source"),
    _integer("seen_us"),
    Column("digest", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
event = Table(
    "event",
    metadata,
    _integer("number", key=True),
    _integer("verification"),
    _integer("at_us"),
    *(_text(name) for name in ("kind", "source", "raw", "attempt_id")),
    _integer("known_us", optional=True),
)
report = Table(
    "report",
    metadata,
    _integer("number", key=True),
    _integer("verification"),
    _text("kind"),
    _integer("size_bytes"),
    _text("sha256"),
    _integer("fetched_us"),
    *(_text(name) for name in ("source", "request_id", "object_id")),
)
outbox = Table(
    "outbox",
    metadata,
    _text("id", key=True),
    _text("account_id"),
    _text("state"),
    _integer("created_us"),
    _integer("updated_us"),
    _integer("lease_until_us", optional=True),
    _text("body"),
    _text("holder"),
)
webhook = Table(
    "webhook", metadata, _integer("account", key=True), _text("dedupe_key", key=True), _integer("seen_us")
)
delivery = Table(
    "delivery",
    metadata,
    _integer("number", key=True),
    _integer("account"),
    *(_text(name) for name in ("verification_id", "event", "dedupe_key")),
    *(_integer(name) for name in ("received_us", "is_parked")),
    Column("body", LargeBinary, nullable=False),
)
audit = Table(
    "audit",
    metadata,
    _integer("number", key=True),
    _integer("at_us"),
    *(_text(name) for name in ("who", "action", "subject", "details", "previous", "hash")),
)
verification_entry = Table(
    "verification_entry",
    metadata,
    _integer("place", key=True),
    *(_integer(name) for name in ("number", "account", "phase")),
    *(_text(name) for name in ("provider", "customer_key", "status_key", "reference_key", "email_key")),
    _integer("labels"),
    _integer("created_us"),
    _text("haystack"),
    _integer("severity"),
    _text("assignee"),
    _integer("has_report"),
    _integer("due_us", optional=True),
    _integer("inbox_key", optional=True),
    *(_integer(name) for name in ("shown_us", "reasons")),
)
customer_entry = Table(
    "customer_entry",
    metadata,
    _integer("place", key=True),
    *(_integer(name) for name in ("number", "account", "phase")),
    *(_text(name) for name in ("provider", "customer_key", "reference_key", "email_key")),
    _integer("verifications"),
    _integer("newest", optional=True),
    _text("haystack"),
)
verification_label = Table(
    "verification_label", metadata, _text("label", key=True), _integer("verification", key=True)
)
tally = Table(
    "tally", metadata, _integer("account", key=True), _integer("phase", key=True), _integer("count")
)
list_state = Table("list_state", metadata, _integer("generation"), _text("rules"), _integer("refolded"))
verdict_seen = Table("verdict_seen", metadata, _integer("verification", key=True), _integer("event"))
verification_search = Table(
    "verification_search", metadata, _integer("rowid", key=True), _text("haystack"), _text("grams")
)
customer_search = Table(
    "customer_search", metadata, _integer("rowid", key=True), _text("haystack"), _text("grams")
)
