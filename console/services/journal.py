"""Writes down what we did ourselves: on the case's timeline and in the audit log, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.base.clock import Clock
from console.domain.timeline import EventSource, TimelineEvent
from console.domain.verification import VerificationKey
from console.store.store import Store
from console.store.values import AuditEntry

if TYPE_CHECKING:
    from console.store.unit_of_work import UnitOfWork


class Journal:
    """`actor` is who the audit log names: the account of the operating system this runs under."""

    def __init__(self, store: Store, clock: Clock, actor: str) -> None:
        self._store = store
        self._clock = clock
        self.actor = actor

    async def note(self, key: VerificationKey, what: str, raw: str = "") -> None:
        """A deed that concerns one verification."""
        await self._store.write(lambda work: self.append(work, key, what, raw))

    async def note_about(self, subject: str, what: str) -> None:
        """A deed that concerns something else: an account, the profile."""
        await self._store.write(lambda work: work.append_audit(AuditEntry(self.actor, what, subject)))

    def append(self, work: UnitOfWork, key: VerificationKey, what: str, raw: str = "") -> None:
        """The same inside somebody else's transaction."""
        work.append_event(key, TimelineEvent(self._clock.now(), what, EventSource.US, raw))
        work.append_audit(AuditEntry(self.actor, what, f"{key.account_id}/{key.id}"))
