"""The text of stored reports, page by page, and what it is searched in."""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# `pages` is NULL where a report has no text that can be read: it is then not asked for again at every start. `left_out`
# of its pages are not searched, because there is too much of them.
_UP: Final = (
    """CREATE TABLE report_text (
        report INTEGER PRIMARY KEY REFERENCES report ON DELETE CASCADE, pages INTEGER,
        left_out INTEGER NOT NULL)""",
    """CREATE TABLE report_page (
        number INTEGER PRIMARY KEY, report INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
        page INTEGER NOT NULL, body TEXT NOT NULL)""",
    "CREATE INDEX report_page_report ON report_page (report, page)",
    "CREATE VIRTUAL TABLE report_search USING fts5(haystack, grams, content='', contentless_delete=1, "
    "tokenize='trigram case_sensitive 1')",
    # Pages go with their report, however it goes: their words must not stay behind.
    """CREATE TRIGGER report_page_gone AFTER DELETE ON report_page BEGIN
        DELETE FROM report_search WHERE rowid = old.number;
    END""",
)
_DOWN: Final = (
    "DROP TRIGGER report_page_gone",
    "DROP TABLE report_search",
    "DROP TABLE report_page",
    "DROP TABLE report_text",
)


def upgrade() -> None:
    """Add what is new; the texts of older reports are read in the background."""
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    """Take away what is new."""
    for statement in _DOWN:
        op.execute(statement)
