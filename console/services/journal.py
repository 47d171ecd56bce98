"""Writes down what we did ourselves: on the case's timeline and in the audit log, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.base.clock import Clock
from console.domain.keys import VerificationKey
from console.domain.timeline import EventSource, TimelineEvent
from console.store.store import Store

if TYPE_CHECKING:
    from console.store.unit_of_work import UnitOfWork


class Journal:
    """Who did it is known to the store; what it was is one of our own words."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def note(self, key: VerificationKey, what: str, raw: str = "") -> None:
        """A deed that concerns one verification."""
        event = TimelineEvent(self._clock.now(), what, EventSource.US, raw)
        await self._store.write(lambda work: work.append_event(key, event, audit=what))

    async def mark(self, key: VerificationKey, what: str, raw: str = "") -> None:
        """A deed on the timeline alone, for one that the audit log has already."""
        event = TimelineEvent(self._clock.now(), what, EventSource.US, raw)
        await self._store.write(lambda work: work.append_event(key, event))

    async def audit(self, what: str, subject: str, details: str = "") -> None:
        """A deed for the audit log alone; ids and words of ours only, no names and no secrets."""

        def work(unit: UnitOfWork) -> None:
            unit.append_audit(what, subject, details)

        await self._store.write(work)
