"""The audit log's chain: hashing entries and finding what was done to them; pure, reads and writes no table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from console.store.times import to_us
from console.store.values import AuditEntry

FIRST_PREVIOUS: Final[str] = "0" * 64


def build_entry(
    before: tuple[int, str] | None, at: datetime, who: str, action: str, subject: str, details: str
) -> AuditEntry:
    """The entry that follows the one with this (number, hash); None starts the log."""
    number, previous = before if before is not None else (0, FIRST_PREVIOUS)
    digest = build_hash(at, who, action, subject, details, previous)
    return AuditEntry(number + 1, at, who, action, subject, details, previous, digest)


def build_hash(at: datetime, who: str, action: str, subject: str, details: str, previous: str) -> str:
    """SHA-256 over canonical JSON (RFC 8785: sorted keys, no spaces, UTF-8) of an entry and its predecessor's hash."""
    entry = {
        "action": action,
        "at_us": to_us(at),
        "details": details,
        "previous": previous,
        "subject": subject,
        "who": who,
    }
    canonical = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


class ChainCheck:
    """Follows the chain portion by portion and keeps nothing of it; says whether it holds, not what was done to it."""

    def __init__(self) -> None:
        self.count = 0
        self.last_number = 0
        self.head: str = FIRST_PREVIOUS
        self.is_sound = True

    def add(self, entries: Sequence[AuditEntry]) -> None:
        """The next entries in the order of their numbers."""
        for entry in entries:
            follows = entry.number == self.last_number + 1 and entry.previous == self.head
            if not follows or entry.hash != _hash_of(entry):
                self.is_sound = False
            self.count += 1
            self.last_number = entry.number
            self.head = entry.hash


def find_problems(entries: Sequence[AuditEntry]) -> tuple[str, ...]:
    """One sentence per entry that was edited, removed, inserted or moved. `entries` is the whole log by number.

    That the newest entries were cut off shows only against a hash noted elsewhere.
    """
    owners = {entry.hash: entry.number for entry in entries}
    followed = {entry.previous for entry in entries}
    problems: list[str] = []
    before: AuditEntry | None = None
    for entry in entries:
        expected = 1 if before is None else before.number + 1
        problems += [f"Entry {number} is missing." for number in range(expected, entry.number)]
        if entry.hash != _hash_of(entry):
            problems.append(f"Entry {entry.number} was edited.")
        link = FIRST_PREVIOUS if before is None else before.hash
        if entry.previous != link and entry.number == expected:
            problems.append(_describe_break(entry, before, owners, followed))
        before = entry
    return tuple(problems)


def _hash_of(entry: AuditEntry) -> str:
    return build_hash(entry.at, entry.who, entry.action, entry.subject, entry.details, entry.previous)


def _describe_break(
    entry: AuditEntry, before: AuditEntry | None, owners: dict[str, int], followed: set[str]
) -> str:
    origin = 0 if entry.previous == FIRST_PREVIOUS else owners.get(entry.previous)
    if before is not None and origin == before.number - 1 and before.hash not in followed:
        return f"Entry {entry.number - 1} was inserted."
    if origin is not None:
        return f"Entry {entry.number} is out of order: it was written after entry {origin}."
    if before is None:
        return f"What came before entry {entry.number} was removed."
    return (
        f"Entry {before.number} was altered, or what stood between it and entry {entry.number} was removed."
    )
