"""When an account's whole list is walked again, and how far back; plans only, reads nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

# A verification changed just before the last pass may be listed after it: look back a little further.
_OVERLAP: Final = timedelta(minutes=10)


class Discovery:
    """`interval_s` 0: only once, and whenever somebody asks for it."""

    def __init__(self, interval_s: float) -> None:
        self._interval = timedelta(seconds=interval_s)
        self._wanted_at: datetime | None = None
        self._retry_at: datetime | None = None
        self.last_at: datetime | None = None
        """When the last whole walk began."""

    @property
    def since(self) -> datetime | None:
        """From when on changes are of interest; None for everything."""
        return self.last_at - _OVERLAP if self.last_at is not None else None

    @property
    def next_at(self) -> datetime | None:
        """When the next walk is due by itself; None before the first and where there is none."""
        if self._retry_at is not None:
            return self._retry_at
        return self.last_at + self._interval if self.last_at is not None and self._interval else None

    def want(self, now: datetime) -> None:
        """Somebody knows of something new."""
        self._wanted_at = now
        self._retry_at = None

    def forget(self) -> None:
        """Walk everything, as at the first time."""
        self.last_at = None
        self._retry_at = None

    def note_walked(self, began_at: datetime) -> None:
        """A whole walk that began then has ended well."""
        self.last_at = began_at
        self._retry_at = None

    def put_off(self, retry_at: datetime) -> None:
        """A walk failed; the next one is then, unless somebody knows of something new."""
        self._retry_at = retry_at

    def hurry(self) -> None:
        """Somebody looks: no more waiting after a failed walk."""
        self._retry_at = None

    def is_due(self, now: datetime) -> bool:
        """Whether to walk the list now."""
        if self._retry_at is not None:
            return now >= self._retry_at
        if self.last_at is None or (self._wanted_at is not None and self._wanted_at >= self.last_at):
            return True
        return self.next_at is not None and now >= self.next_at
