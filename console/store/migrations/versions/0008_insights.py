"""Figures kept ready for the insights."""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_DAY_US: Final = 86_400_000_000
_PHASES: Final = (
    *("not_started", "capturing", "in_review", "action_needed", "approved"),
    *("declined", "inconclusive", "expired", "closed", "unknown"),
)
_PHASE: Final = "CASE v.phase {} END".format(
    " ".join(f"WHEN '{phase}' THEN {number}" for number, phase in enumerate(_PHASES))
)
_REACHED: Final = (
    "CASE WHEN v.phase = 'capturing' THEN 1 WHEN v.phase = 'in_review' THEN 2 "
    "WHEN v.phase IN ('approved', 'declined') THEN 3 ELSE 0 END"
)
_DECIDED_US: Final = "coalesce(v.updated_us, CASE WHEN v.order_us > v.created_us THEN v.order_us END)"
_LABELS: Final = (
    "(SELECT json_group_array(DISTINCT json_array(json_extract(l.value, '$[0]'), json_extract(l.value, '$[1]'))) "
    "FROM json_each(v.labels) l WHERE json_extract(l.value, '$[0]') <> 'comment')"
)
_WEEK: Final = "day - (day + 3) % 7"
# Lower end of the range a duration falls into: two digits that count.
_BUCKET: Final = "CASE {} ELSE seconds / 100000000 * 100000000 END".format(
    " ".join(
        f"WHEN seconds < {10**digits * 100} THEN seconds / {10**digits} * {10**digits}" for digits in range(8)
    )
)
_STATEMENTS: Final[tuple[str, ...]] = (
    """CREATE TABLE insight (
        verification INTEGER PRIMARY KEY REFERENCES verification ON DELETE CASCADE,
        account INTEGER NOT NULL, day INTEGER NOT NULL, phase INTEGER NOT NULL, reached INTEGER NOT NULL,
        seconds INTEGER, labels TEXT NOT NULL)""",
    """CREATE TABLE insight_day (
        account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE, day INTEGER NOT NULL, phase INTEGER NOT NULL,
        reached INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (account, day, phase, reached)) WITHOUT ROWID""",
    """CREATE TABLE insight_wait (
        account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE, week INTEGER NOT NULL, bucket INTEGER NOT NULL,
        count INTEGER NOT NULL, PRIMARY KEY (account, week, bucket)) WITHOUT ROWID""",
    """CREATE TABLE insight_label (
        account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE, week INTEGER NOT NULL, kind TEXT NOT NULL,
        label TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (account, week, kind, label)) WITHOUT ROWID""",
    f"""INSERT INTO insight (verification, account, day, phase, reached, seconds, labels)
        SELECT v.number, v.account, coalesce(v.created_us, v.first_seen_us) / {_DAY_US}, {_PHASE}, {_REACHED},
            CASE WHEN v.phase IN ('approved', 'declined') AND {_DECIDED_US} >= v.created_us
                THEN ({_DECIDED_US} - v.created_us) / 1000000 END, {_LABELS}
        FROM verification v WHERE v.raw_status <> ''""",  # noqa: S608 - constants of ours
    "INSERT INTO insight_day SELECT account, day, phase, reached, count(*) FROM insight GROUP BY 1, 2, 3, 4",
    f"""INSERT INTO insight_wait SELECT account, {_WEEK}, {_BUCKET}, count(*) FROM insight
        WHERE seconds IS NOT NULL GROUP BY 1, 2, 3""",  # noqa: S608 - constants of ours
    f"""INSERT INTO insight_label
        SELECT i.account, {_WEEK}, json_extract(l.value, '$[0]'), json_extract(l.value, '$[1]'), count(*)
        FROM insight i, json_each(i.labels) l GROUP BY 1, 2, 3, 4""",  # noqa: S608 - constants of ours
)
_UNDO: Final[tuple[str, ...]] = (
    "DROP TABLE insight_label",
    "DROP TABLE insight_wait",
    "DROP TABLE insight_day",
    "DROP TABLE insight",
)


def upgrade() -> None:
    """Add what is new, counting what is there."""
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Take away what is new; all of it can be counted again."""
    for statement in _UNDO:
        op.execute(statement)
