"""One person behind records of several accounts."""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_STATEMENTS: Final[tuple[str, ...]] = (
    "CREATE TABLE person (number INTEGER PRIMARY KEY, created_us INTEGER NOT NULL)",
    """CREATE TABLE person_member (
        customer INTEGER PRIMARY KEY REFERENCES customer ON DELETE CASCADE,
        person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE, who TEXT NOT NULL, at_us INTEGER NOT NULL)""",
    "CREATE INDEX person_member_of ON person_member (person)",
    # Of a pair the smaller number stands first.
    """CREATE TABLE person_refused (
        one INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
        other INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE, who TEXT NOT NULL, at_us INTEGER NOT NULL,
        PRIMARY KEY (one, other)) WITHOUT ROWID""",
    "CREATE INDEX person_refused_other ON person_refused (other)",
    # `digest` stands for environment, kind and folded value; `reason` is the bit of its kind.
    """CREATE TABLE person_key (
        digest INTEGER NOT NULL, customer INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
        reason INTEGER NOT NULL, PRIMARY KEY (digest, customer)) WITHOUT ROWID""",
    "CREATE INDEX person_key_of ON person_key (customer)",
    """CREATE TABLE person_suggestion (
        one INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
        other INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE, reasons INTEGER NOT NULL,
        PRIMARY KEY (one, other)) WITHOUT ROWID""",
    "CREATE INDEX person_suggestion_other ON person_suggestion (other)",
    "CREATE INDEX person_suggestion_place ON person_suggestion (reasons DESC, one, other)",
    # Records that were here before have no keys yet; they get them when somebody first asks who is the same.
    "CREATE TABLE person_unread (customer INTEGER PRIMARY KEY REFERENCES customer ON DELETE CASCADE)",
    "INSERT INTO person_unread SELECT number FROM customer",
)
_UNDO: Final[tuple[str, ...]] = (
    "DROP TABLE person_unread",
    "DROP TABLE person_suggestion",
    "DROP TABLE person_key",
    "DROP TABLE person_refused",
    "DROP TABLE person_member",
    "DROP TABLE person",
)


def upgrade() -> None:
    """Add what is new."""
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Take away what is new; what was kept there is lost."""
    for statement in _UNDO:
        op.execute(statement)
