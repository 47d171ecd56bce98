"""Evidence files beside the reports, and what is still to be captured."""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_UP: Final[tuple[str, ...]] = (
    """CREATE TABLE evidence_file (
        number INTEGER PRIMARY KEY, verification INTEGER NOT NULL REFERENCES verification ON DELETE CASCADE,
        role TEXT NOT NULL, attempt_id TEXT NOT NULL, media_type TEXT NOT NULL, size_bytes INTEGER NOT NULL,
        sha256 TEXT NOT NULL, fetched_us INTEGER NOT NULL, source TEXT NOT NULL, request_id TEXT NOT NULL,
        object_id TEXT NOT NULL)""",
    "CREATE UNIQUE INDEX evidence_file_of ON evidence_file (verification, object_id)",
    """CREATE TABLE capture (
        verification INTEGER NOT NULL REFERENCES verification ON DELETE CASCADE, kind TEXT NOT NULL,
        account INTEGER NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL, since_us INTEGER NOT NULL,
        next_us INTEGER, reason TEXT NOT NULL, holder TEXT NOT NULL, lease_until_us INTEGER,
        is_renewed INTEGER NOT NULL,
        PRIMARY KEY (verification, kind)) WITHOUT ROWID""",
    # Those with a time of their own, and those that wait for their turn, the newest verdict first.
    "CREATE INDEX capture_due ON capture (account, next_us) WHERE state = 'waiting' AND next_us IS NOT NULL",
    "CREATE INDEX capture_turn ON capture (account, since_us) WHERE state = 'waiting' AND next_us IS NULL",
    # What was decided before this version is captured too: of the providers that made reports then.
    """INSERT INTO capture
        SELECT v.number, 'report', v.account, 'waiting', 0, v.order_us, NULL, '', '', NULL, 0
        FROM verification v JOIN account a ON a.number = v.account
        WHERE a.provider IN ('checkout', 'idenfy') AND v.is_open = 0 AND v.phase IN ('approved', 'declined')
        AND NOT EXISTS (SELECT 1 FROM report r WHERE r.verification = v.number)
        AND NOT coalesce(json_extract(v.facts, '$.is_erased'), 0)""",
    # The list of reports is ordered by these, and a report is found by its hash or its file's id.
    "CREATE INDEX report_fetched ON report (fetched_us, verification)",
    "CREATE INDEX report_size ON report (size_bytes, verification)",
    "CREATE INDEX report_sha256 ON report (sha256)",
    "CREATE INDEX report_object ON report (object_id)",
)
_DOWN: Final[tuple[str, ...]] = (
    *(f"DROP INDEX report_{name}" for name in ("fetched", "size", "sha256", "object")),
    "DROP TABLE capture",
    "DROP TABLE evidence_file",
)


def upgrade() -> None:
    """Add what is new."""
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    """Take away what is new; the pictures' files are then named by nothing and go by themselves."""
    for statement in _DOWN:
        op.execute(statement)
