"""What the audit trail shows and is asked: its entries, its filter and the case an entry is about; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from console.domain.account import AccountId
from console.domain.keys import VerificationId, VerificationKey

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_CASE: Final = re.compile(r"(?:verification|attempt) ([^/]+)/([^/]+)(?:/.*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """Which entries; empty values mean no filter. `until` is the first moment that is left out.

    `subject` is matched as a part of what an entry is about; `text` as a part of who, about what or details; entries
    of `text_actions` fit `text` too, because their words as shown hold it.
    """

    who: str = ""
    actions: frozenset[str] = frozenset()
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    text_actions: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """True when it lets everything through."""
        return self == ActivityFilter()


@dataclass(frozen=True, slots=True)
class ActivityEntry:
    """One line of the audit trail as shown and exported; `hash` ties it to all before it."""

    number: int
    at: datetime
    who: str
    action: str
    subject: str
    details: str
    previous: str
    hash: str

    @property
    def at_us(self) -> int:
        """Whole microseconds since 1970 UTC, as the hash was made over."""
        return (self.at - _EPOCH) // timedelta(microseconds=1)

    @property
    def case(self) -> VerificationKey | None:
        """The verification it is about, None for other things."""
        return find_case(self.subject)


def find_case(subject: str) -> VerificationKey | None:
    """The verification a subject of the audit log names, as `verification ACCOUNT/ID`."""
    found = _CASE.fullmatch(subject)
    return None if found is None else VerificationKey(AccountId(found[1]), VerificationId(found[2]))
