"""What lists filter by besides phase and account, what the inbox shows and in which order, and saved views."""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLES: Final = (
    """CREATE TABLE saved_view (
        number INTEGER PRIMARY KEY, list TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL,
        position INTEGER NOT NULL)""",
    # The newest change of a verdict that a person has looked at.
    """CREATE TABLE verdict_seen (
        verification INTEGER PRIMARY KEY REFERENCES verification ON DELETE CASCADE, event INTEGER NOT NULL)""",
    "CREATE INDEX outbox_doubtful ON outbox (created_us) WHERE state IN ('unknown', 'attention')",
)
# Every index of the list keeps what the chips ask for: the lines themselves are wide.
_ADDED: Final = {
    "severity": "INTEGER NOT NULL DEFAULT -1",
    "assignee": "TEXT NOT NULL DEFAULT ''",
    "has_report": "INTEGER NOT NULL DEFAULT 0",
    "due_us": "INTEGER",
    "inbox_key": "INTEGER",
    "shown_us": "INTEGER NOT NULL DEFAULT 0",
    "reasons": "INTEGER NOT NULL DEFAULT 0",
}
_FILTERED: Final = ("place", "account", "phase", "severity", "assignee", "has_report", "due_us")
_FILTERED_BEFORE: Final = ("place", "account", "phase")
# Column to whether it has few values, which also get their descending order.
_SORTED_BEFORE: Final = {
    "customer_key": False, "reference_key": False, "email_key": False, "created_us": False,
    "provider": True, "phase": True, "status_key": True, "labels": True,
}  # fmt: skip
_SORTED: Final = {**_SORTED_BEFORE, "severity": True, "assignee": True, "has_report": True}
_FILL: Final = (
    "UPDATE verification_entry SET has_report = 1 WHERE number IN (SELECT verification FROM report)",
    "UPDATE verification_entry SET assignee = (SELECT assignee FROM desk_state WHERE verification = number) "
    "WHERE number IN (SELECT verification FROM desk_state)",
)
_PARTIAL: Final = (
    "CREATE INDEX verification_entry_due ON verification_entry "
    "(place, due_us, account, phase, severity, assignee, has_report) WHERE due_us IS NOT NULL",
    "CREATE INDEX verification_entry_inbox ON verification_entry (inbox_key, place, shown_us, account, phase, "
    "severity, assignee, has_report, due_us, reasons) WHERE inbox_key IS NOT NULL",
)


def upgrade() -> None:
    """Add what is new. What needs the catalogue is filled in by the program itself, after it has started."""
    for statement in _TABLES:
        op.execute(statement)
    # Empty: the lines have not been made with any rules yet.
    op.execute("ALTER TABLE list_state ADD COLUMN rules TEXT NOT NULL DEFAULT ''")
    # The last record whose line was made anew with the present rules; -1 when they all were.
    op.execute("ALTER TABLE list_state ADD COLUMN refolded INTEGER NOT NULL DEFAULT -1")
    _drop_indices(_SORTED_BEFORE)
    for name, kind in _ADDED.items():
        op.execute(f"ALTER TABLE verification_entry ADD COLUMN {name} {kind}")
    for statement in _FILL:
        op.execute(statement)
    _make_indices(_SORTED, _FILTERED)
    for statement in _PARTIAL:
        op.execute(statement)


def downgrade() -> None:
    """Take away what is new; saved views and what was looked at are lost."""
    for name in ("due", "inbox"):
        op.execute(f"DROP INDEX verification_entry_{name}")
    _drop_indices(_SORTED)
    for name in _ADDED:
        op.execute(f"ALTER TABLE verification_entry DROP COLUMN {name}")
    _make_indices(_SORTED_BEFORE, _FILTERED_BEFORE)
    for name in ("rules", "refolded"):
        op.execute(f"ALTER TABLE list_state DROP COLUMN {name}")
    op.execute("DROP INDEX outbox_doubtful")
    for name in ("saved_view", "verdict_seen"):
        op.execute(f"DROP TABLE {name}")


def _drop_indices(columns: dict[str, bool]) -> None:
    for name in ("place", "account", *columns, *(f"{name}_down" for name, few in columns.items() if few)):
        op.execute(f"DROP INDEX verification_entry_{name}")


def _make_indices(columns: dict[str, bool], filtered: tuple[str, ...]) -> None:
    _make_index("place", "", filtered)
    _make_index("account", "account", filtered)
    for column, has_few_values in columns.items():
        _make_index(column, column, filtered)
        if has_few_values:
            _make_index(f"{column}_down", f"{column} DESC", filtered)


def _make_index(name: str, first: str, filtered: tuple[str, ...]) -> None:
    rest = [column for column in filtered if column != first.removesuffix(" DESC")]
    columns = ", ".join([first, *rest] if first else rest)
    op.execute(f"CREATE INDEX verification_entry_{name} ON verification_entry ({columns})")
