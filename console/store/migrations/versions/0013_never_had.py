"""Evidence of which the provider itself says that there is none is told from what was asked for in vain."""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# The one sentence with which asking was given up; every other one was the provider's word.
_IN_VAIN: Final = "The provider has none: it was asked for a month."
_UP: Final = f"UPDATE capture SET state = 'never' WHERE state = 'absent' AND reason <> '{_IN_VAIN}'"  # noqa: S608 - a constant of ours
_DOWN: Final = "UPDATE capture SET state = 'absent' WHERE state = 'never'"


def upgrade() -> None:
    """Nobody misses what never was."""
    op.execute(_UP)


def downgrade() -> None:
    """As it was told before."""
    op.execute(_DOWN)
