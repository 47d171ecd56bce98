"""One holder per outbox item, webhooks kept as they came, and what finds changed and settled verdicts."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "ALTER TABLE outbox ADD COLUMN holder TEXT NOT NULL DEFAULT ''",
    # The window keeps its state in a small file; nothing ever read this.
    "DROP TABLE ui_state",
    # Webhooks nothing could be done with yet: parked for a verification that is not known, or of an unknown event.
    """CREATE TABLE delivery (
        number INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
        verification_id TEXT NOT NULL, event TEXT NOT NULL, dedupe_key TEXT NOT NULL, received_us INTEGER NOT NULL,
        is_parked INTEGER NOT NULL, body BLOB NOT NULL)""",
    "CREATE INDEX delivery_parked ON delivery (account, verification_id) WHERE is_parked = 1",
    "CREATE INDEX delivery_newest ON delivery (account, number)",
    # Final verifications by the age of the last look at them.
    "CREATE INDEX verification_settled ON verification (account, as_of_us) WHERE is_open = 0",
    # Verdicts that changed after they were final, for the list of what needs attention.
    "CREATE INDEX event_verdict ON event (at_us) WHERE kind = 'verdict_changed'",
)
_UNDO = (
    *(f"DROP INDEX {name}" for name in ("event_verdict", "verification_settled")),
    "DROP TABLE delivery",
    "CREATE TABLE ui_state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "ALTER TABLE outbox DROP COLUMN holder",
)


def upgrade() -> None:
    """Add what is new; runs in one transaction."""
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Take away what is new; what was kept there is lost."""
    for statement in _UNDO:
        op.execute(statement)
