"""The order of the inbox and its reasons as the database keeps them: a key, a moment and a set of bits; pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from console.domain.attention import AttentionReason
from console.store.times import require_us, to_us

# The key counts urgency down and time up: most urgent first, and among them whoever has waited longest.
_SINCE_BITS: Final = 53
_LATEST_US: Final = (1 << _SINCE_BITS) - 1
# True only from a moment on, which `due_us` keeps: it is one moment for all of them that a verification has.
_IN_TIME: Final = frozenset(
    {AttentionReason.OVERDUE, AttentionReason.REPORT_MISSING, AttentionReason.PICTURES_MISSING}
)
_MILDEST: Final = min(AttentionReason, key=lambda reason: reason.rank)


def build_key(reason: AttentionReason, since_us: int) -> int:
    """Where a line stands whose most urgent reason is this one."""
    place = len(AttentionReason) - reason.rank
    return (place << _SINCE_BITS) | min(max(since_us, 0), _LATEST_US)


def to_bit(reason: AttentionReason) -> int:
    """The reason in a set of them."""
    return 1 << (reason.rank - 1)


def build_last_key(now_us: int) -> int:
    """No line whose only reason is still to come has to be looked at beyond this key."""
    return build_key(_MILDEST, now_us)


def read_reasons(bits: int, due_us: int | None, now_us: int) -> tuple[AttentionReason, ...]:
    """The reasons that hold now, most urgent first."""
    is_due = due_us is not None and due_us <= now_us
    return tuple(
        reason for reason in AttentionReason if bits & to_bit(reason) and (is_due or reason not in _IN_TIME)
    )


def read_since(key: int) -> datetime:
    """Since when the most urgent reason holds."""
    return require_us(key & _LATEST_US)


def to_whole_minute(now: datetime) -> int:
    """The beginning of the minute in microseconds: what is asked twice within it is the same question."""
    return to_us(now.replace(second=0, microsecond=0)) or 0
