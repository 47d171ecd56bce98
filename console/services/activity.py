"""The audit trail for people: windows of it under a filter, checking its chain; exporting it is the exports' work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from console.domain.activity import ActivityEntry, ActivityFilter
from console.store.audit import ChainCheck
from console.store.store import Store

if TYPE_CHECKING:
    from console.store.unit_of_work import UnitOfWork

# Entries hashed at a time: a few tens of milliseconds on a reader's thread.
_PORTION: Final = 2000
_SHOWN_PROBLEMS: Final = 20


@dataclass(frozen=True, slots=True)
class ChainResult:
    """What a check of the log found: one sentence per broken entry. `head` is the hash of the newest entry.

    Entries cut off at the end are missed by nobody here: only a head noted elsewhere shows that.
    """

    entries: int
    head: str
    problems: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """True when every entry follows from the one before."""
        return not self.problems


class ActivityService:
    """Reads need no window and no loop but the caller's; every check is itself an entry."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def load_numbers(self, wanted: ActivityFilter, above: int = 0) -> Sequence[int]:
        """Numbers of all entries that fit, newest first; those above `above` only."""
        return await self._store.query(lambda queries: queries.load_activity_numbers(wanted, above))

    async def load_entries(self, numbers: Sequence[int]) -> dict[int, ActivityEntry]:
        """The entries of at most some hundred numbers."""
        return await self._store.query(lambda queries: queries.load_activity_entries(numbers))

    async def load_choices(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Who signed entries and which actions there are, for filters."""
        return await self._store.query(
            lambda queries: (queries.load_activity_people(), queries.load_activity_actions())
        )

    async def verify(self, tell: Callable[[int, int], None] | None = None) -> ChainResult:
        """Check every entry against its hash and its predecessor; `tell` hears of entries checked and of how many.

        The check is written into the log after it. Cancelling it leaves nothing behind.
        """
        total = await self._store.query(lambda queries: queries.load_audit_number())
        check = ChainCheck()
        while True:
            after = check.last_number
            entries = await self._store.query(
                lambda queries, after=after: queries.load_audit(after, _PORTION)
            )
            if not entries:
                break
            await self._store.query(lambda _queries, entries=entries: check.add(entries))
            if tell is not None:
                tell(check.count, max(total, check.count))
        problems: tuple[str, ...] = ()
        if not check.is_sound:
            problems = (await self._store.query(lambda queries: queries.verify_audit()))[:_SHOWN_PROBLEMS]
        await self._note_check(check, problems)
        return ChainResult(check.count, check.head, problems)

    async def _note_check(self, check: ChainCheck, problems: tuple[str, ...]) -> None:
        details = f"{check.count} entries, {len(problems)} problems, head {check.head}"

        def work(unit: UnitOfWork) -> None:
            unit.append_audit("log_verified", "log", details)

        await self._store.write(work)
