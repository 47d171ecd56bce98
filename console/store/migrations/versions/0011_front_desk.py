"""Reference numbers the front desk handed out, and drafts waiting for the network."""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_UP: Final[tuple[str, ...]] = ()
_DOWN: Final[tuple[str, ...]] = ()


def upgrade() -> None:
    """Add what is new."""
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    """Take away what is new."""
    for statement in _DOWN:
        op.execute(statement)
