"""How far an account has come; alone, because the first paint needs it and nothing else of the store's values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AccountMarks:
    """How far an account has come: its last whole pass over the provider's list and its last good answer."""

    last_full_sync_at: datetime | None = None
    last_ok_at: datetime | None = None
    problem: str = ""
