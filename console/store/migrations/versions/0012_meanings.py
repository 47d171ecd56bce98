"""What our dictionary said about each label from when on: a decision is read with the words of its own day."""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# `severity` is empty from when on the dictionary described a label no more; the other words are then empty too.
_UP: Final = (
    """CREATE TABLE label_meaning (
        number INTEGER PRIMARY KEY, provider TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
        since_us INTEGER NOT NULL, severity TEXT NOT NULL, title TEXT NOT NULL, meaning TEXT NOT NULL,
        blocks INTEGER NOT NULL, look_at TEXT NOT NULL, source TEXT NOT NULL, version TEXT NOT NULL)""",
    "CREATE INDEX label_meaning_of ON label_meaning (provider, value)",
)
_DOWN: Final = ("DROP INDEX label_meaning_of", "DROP TABLE label_meaning")


def upgrade() -> None:
    """Add what is new; what the dictionary says today is written down in the background."""
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    """Take away what is new."""
    for statement in _DOWN:
        op.execute(statement)
