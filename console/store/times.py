"""Times as the database keeps them: whole microseconds since 1970 UTC, and places in a newest-first order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

# The order of a record whose provider tells no time and which nobody has seen change: it stands last.
NOT_TOLD_US: Final = 0
# The last moment there is.
LAST_US: Final = 253_402_300_799_999_999
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
# A place is 41 bits of milliseconds counted down and 22 bits that keep equal milliseconds apart.
_FIRST_MS: Final = 631_152_000_000  # 1990-01-01
_TIE_BITS: Final = 22
_TIES: Final = (1 << _TIE_BITS) - 1
_LAST_MS: Final = (1 << 41) - 1


def to_us(moment: datetime | None) -> int | None:
    """Microseconds since 1970; a time without a zone is taken for UTC."""
    if moment is None:
        return None
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH) // _MICROSECOND


def read_us(microseconds: int | None) -> datetime | None:
    """The time again, aware UTC."""
    return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)


def read_order_us(order_us: int) -> datetime | None:
    """When a record changed last, None where that was never told nor seen."""
    return None if order_us == NOT_TOLD_US else read_us(order_us)


def require_us(microseconds: int) -> datetime:
    """The time again, for a column that is never empty."""
    return _EPOCH + timedelta(microseconds=microseconds)


def build_place(order_us: int, number: int) -> int:
    """Where a record stands: smaller is newer; among equal milliseconds the higher record number is newer.

    Unique while a profile holds fewer than four million records of a kind. Times before 1990 and after 2059 stand at
    the ends.
    """
    countdown = _LAST_MS - _clamped_ms(order_us)
    return (countdown << _TIE_BITS) | (_TIES - (number & _TIES))


def build_last_place(since_us: int) -> int:
    """The last place that is at or after a time."""
    return ((_LAST_MS - _clamped_ms(since_us)) << _TIE_BITS) | _TIES


def _clamped_ms(order_us: int) -> int:
    return min(max(order_us // 1000 - _FIRST_MS, 0), _LAST_MS)
