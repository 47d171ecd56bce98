"""Reference numbers the front desk handed out, drafts waiting for the network, and what the desk chose last."""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_UP: Final[tuple[str, ...]] = (
    """CREATE TABLE desk_reference (
        reference TEXT PRIMARY KEY, verification INTEGER NOT NULL REFERENCES verification ON DELETE CASCADE,
        made_us INTEGER NOT NULL, who TEXT NOT NULL) WITHOUT ROWID""",
    "CREATE INDEX desk_reference_verification ON desk_reference (verification)",
    """CREATE TABLE desk_draft (
        number INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
        customer_id TEXT NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL, body TEXT NOT NULL,
        made_us INTEGER NOT NULL, who TEXT NOT NULL)""",
    "CREATE INDEX desk_draft_account ON desk_draft (account)",
    "CREATE TABLE desk_memory (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)
_DOWN: Final[tuple[str, ...]] = (
    "DROP TABLE desk_memory",
    "DROP TABLE desk_draft",
    "DROP TABLE desk_reference",
)


def upgrade() -> None:
    """Add what is new."""
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    """Take away what is new."""
    for statement in _DOWN:
        op.execute(statement)
