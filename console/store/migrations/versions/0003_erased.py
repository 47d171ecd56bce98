"""Customers whose name was erased are marked, so that no late look brings it back."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new; a verification keeps the same mark among its facts."""
    op.execute("ALTER TABLE customer ADD COLUMN is_erased INTEGER NOT NULL DEFAULT 0")


def downgrade() -> None:
    """Take away what is new."""
    op.execute("ALTER TABLE customer DROP COLUMN is_erased")
