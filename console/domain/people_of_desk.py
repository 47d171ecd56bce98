"""Who works at this desk: names that sign notes, decisions and the audit log; never a customer."""

from __future__ import annotations

from typing import Final, NamedTuple

# Signs what the program does by itself; nobody of the desk may be called so.
PROGRAM: Final = "Console"
LONGEST_NAME: Final = 60
SHORTEST_PIN: Final = 4


# On the way to the first paint: a NamedTuple takes a fifth of what a dataclass takes to make.
class Person(NamedTuple):
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
