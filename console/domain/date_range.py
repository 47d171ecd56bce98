"""Stretches of days a list can be narrowed to, also those that move with the calendar; pure, asks no clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple


class Span(StrEnum):
    """TODAY, WEEK (7 days) and MONTH (30 days) end now; CUSTOM has days of its own."""

    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    CUSTOM = "custom"


_DAYS: Final = {Span.TODAY: 0, Span.WEEK: 6, Span.MONTH: 29}


# Made before the first paint: a NamedTuple, because the machinery of a dataclass takes five times as long to make.
class DateRange(NamedTuple):
    """Whole days of this machine's calendar. `first` and `last` belong to CUSTOM, None leaves that end open;
    `of_making` means the day a verification was made instead of its last change."""

    span: Span
    first: date | None = None
    last: date | None = None
    of_making: bool = False

    def bounds(self, now: datetime) -> tuple[datetime | None, datetime | None]:
        """The first moment that belongs to it and the first that does not any more, aware UTC, as of `now`."""
        if self.span is Span.CUSTOM:
            after = self.last + timedelta(days=1) if self.last is not None else None
            return _begin(self.first), _begin(after)
        return _begin(now.astimezone().date() - timedelta(days=_DAYS[self.span])), None


def _begin(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time()).astimezone().astimezone(UTC)
