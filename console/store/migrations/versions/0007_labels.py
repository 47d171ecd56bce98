"""Labels seen at providers, and what this team notes about them."""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OF_ATTEMPTS: Final = "verification v, json_each(v.attempts) a, json_each(a.value, '$.labels') l"
_STATEMENTS: Final[tuple[str, ...]] = (
    """CREATE TABLE label_note (
        number INTEGER PRIMARY KEY, provider TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
        at_us INTEGER NOT NULL, who TEXT NOT NULL, body TEXT NOT NULL,
        withdrawn_us INTEGER, withdrawn_by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX label_note_of ON label_note (provider, kind, value)",
    """CREATE TABLE label_seen (
        account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE, kind TEXT NOT NULL, value TEXT NOT NULL,
        verifications INTEGER NOT NULL, first_us INTEGER NOT NULL, last_us INTEGER NOT NULL,
        PRIMARY KEY (account, kind, value)) WITHOUT ROWID""",
    # What an attempt alone carried could not be filtered by until now.
    f"""INSERT OR IGNORE INTO verification_label (label, verification)
        SELECT json_extract(l.value, '$[1]'), v.number FROM {_OF_ATTEMPTS}""",  # noqa: S608 - a constant of ours
    f"""INSERT INTO label_seen (account, kind, value, verifications, first_us, last_us)
        SELECT account, kind, value, count(DISTINCT number), min(first_seen_us), max(as_of_us) FROM (
            SELECT v.account, v.number, v.first_seen_us, v.as_of_us,
                json_extract(l.value, '$[0]') AS kind, json_extract(l.value, '$[1]') AS value
                FROM verification v, json_each(v.labels) l
            UNION ALL
            SELECT v.account, v.number, v.first_seen_us, v.as_of_us,
                json_extract(l.value, '$[0]'), json_extract(l.value, '$[1]') FROM {_OF_ATTEMPTS})
        GROUP BY account, kind, value""",  # noqa: S608 - a constant of ours
)
_UNDO: Final[tuple[str, ...]] = ("DROP TABLE label_seen", "DROP INDEX label_note_of", "DROP TABLE label_note")


def upgrade() -> None:
    """Add what is new."""
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Take away what is new; what was kept there is lost."""
    for statement in _UNDO:
        op.execute(statement)
