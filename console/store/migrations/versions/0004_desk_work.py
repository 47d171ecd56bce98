"""What people of this desk do about a verification: notes, assignment, snooze, decisions."""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STATEMENTS: Final[tuple[str, ...]] = (
    """CREATE TABLE note (
        number INTEGER PRIMARY KEY, verification INTEGER NOT NULL REFERENCES verification ON DELETE CASCADE,
        at_us INTEGER NOT NULL, who TEXT NOT NULL, body TEXT NOT NULL, withdrawn_us INTEGER)""",
    "CREATE INDEX note_of ON note (verification, number)",
    """CREATE TABLE desk_state (
        verification INTEGER PRIMARY KEY REFERENCES verification ON DELETE CASCADE,
        assignee TEXT NOT NULL DEFAULT '', assigned_us INTEGER, assigned_by TEXT NOT NULL DEFAULT '',
        snoozed_until_us INTEGER, snooze_reason TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE decision (
        number INTEGER PRIMARY KEY, verification INTEGER NOT NULL REFERENCES verification ON DELETE CASCADE,
        kind TEXT NOT NULL, reasons TEXT NOT NULL, comment TEXT NOT NULL, who TEXT NOT NULL, at_us INTEGER NOT NULL,
        state TEXT NOT NULL, evidence TEXT NOT NULL, second TEXT NOT NULL DEFAULT '', second_us INTEGER)""",
    "CREATE INDEX decision_of ON decision (verification, number)",
)


def upgrade() -> None:
    """Add what is new."""
    for statement in _STATEMENTS:
        op.execute(statement)
