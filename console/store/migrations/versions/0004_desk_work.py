"""What people of this desk do about a verification, who they are, and how a case stood before it changed."""

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
        at_us INTEGER NOT NULL, who TEXT NOT NULL, body TEXT NOT NULL, withdrawn_us INTEGER,
        withdrawn_by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX note_of ON note (verification, number)",
    """CREATE TABLE desk_state (
        verification INTEGER PRIMARY KEY REFERENCES verification ON DELETE CASCADE,
        assignee TEXT NOT NULL DEFAULT '', assigned_us INTEGER, assigned_by TEXT NOT NULL DEFAULT '',
        snoozed_until_us INTEGER, snooze_reason TEXT NOT NULL DEFAULT '', snoozed_by TEXT NOT NULL DEFAULT '',
        snoozed_evidence TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE decision (
        number INTEGER PRIMARY KEY, verification INTEGER NOT NULL REFERENCES verification ON DELETE CASCADE,
        kind TEXT NOT NULL, reasons TEXT NOT NULL, comment TEXT NOT NULL, who TEXT NOT NULL, at_us INTEGER NOT NULL,
        state TEXT NOT NULL, evidence TEXT NOT NULL, second TEXT NOT NULL DEFAULT '', second_us INTEGER,
        needs_second INTEGER NOT NULL DEFAULT 0, second_comment TEXT NOT NULL DEFAULT '', ended_us INTEGER,
        outdated_us INTEGER)""",
    "CREATE INDEX decision_of ON decision (verification, number)",
    "CREATE INDEX decision_open ON decision (verification) WHERE state IN ('waiting', 'standing')",
    # Names sign for good: nobody is renamed or deleted, `left_us` takes somebody out of the choices.
    """CREATE TABLE desk_person (
        number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, folded TEXT NOT NULL UNIQUE, initials TEXT NOT NULL,
        pin TEXT NOT NULL DEFAULT '', joined_us INTEGER NOT NULL, left_us INTEGER)""",
    # How a verification stood until `until_us`, when it changed: nothing is written for what never changes.
    """CREATE TABLE verification_before (
        number INTEGER PRIMARY KEY, verification INTEGER NOT NULL REFERENCES verification ON DELETE CASCADE,
        until_us INTEGER NOT NULL, facts TEXT NOT NULL, attempts TEXT NOT NULL, unreadable TEXT NOT NULL)""",
    "CREATE INDEX verification_before_of ON verification_before (verification, until_us)",
    """CREATE TABLE customer_before (
        number INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE, id TEXT NOT NULL,
        until_us INTEGER NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL, reference TEXT NOT NULL,
        raw_status TEXT NOT NULL)""",
    "CREATE INDEX customer_before_of ON customer_before (account, id, until_us)",
    # From when on that is kept: 0 for a profile that always did, else the moment of the upgrade.
    "CREATE TABLE history_start (since_us INTEGER NOT NULL)",
    "INSERT INTO history_start SELECT CASE WHEN EXISTS (SELECT 1 FROM verification) "
    "THEN CAST(strftime('%s', 'now') AS INTEGER) * 1000000 ELSE 0 END",
    # When we learnt of it, beside when the provider says it happened; empty for what was known before.
    "ALTER TABLE event ADD COLUMN known_us INTEGER",
    "CREATE INDEX audit_who ON audit (who, number)",
    "CREATE INDEX audit_action ON audit (action, number)",
    "CREATE INDEX audit_subject ON audit (subject, number)",
    "CREATE INDEX audit_at ON audit (at_us, number)",
)
_GONE: Final = (
    *(f"DROP INDEX audit_{column}" for column in ("who", "action", "subject", "at")),
    "ALTER TABLE event DROP COLUMN known_us",
    *(
        f"DROP TABLE {table}"
        for table in (
            *("history_start", "customer_before", "verification_before"),
            *("desk_person", "decision", "desk_state", "note"),
        )
    ),
)


def upgrade() -> None:
    """Add what is new."""
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Take it away again, with everything that was written there."""
    for statement in _GONE:
        op.execute(statement)
