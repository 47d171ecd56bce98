"""Who works at this desk: names that sign notes, decisions and the audit log; never a customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LONGEST_NAME: Final = 60
SHORTEST_PIN: Final = 4


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the desk. The name stands in the log, so it never changes; `has_left` keeps them out of choices."""

    name: str
    initials: str
    has_pin: bool = False
    has_left: bool = False


def build_initials(name: str) -> str:
    """The first letters of the first and the last part of a name, for a small badge."""
    parts = name.split()
    if not parts:
        return ""
    letters = parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")
    return letters.upper()
