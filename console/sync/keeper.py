"""Saves what was seen of one account's verifications, plans the next look at each, tells everybody; reads nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from console.base.clock import Clock
from console.domain.account import AccountId
from console.domain.events import Event, VerdictsChanged, VerificationsChanged
from console.domain.timeline import EventSource
from console.domain.verification import OpenVerification, Snapshot
from console.store.store import Store
from console.store.values import Recorded
from console.sync.schedule import Schedule


class Keeper:
    """The one way from a provider's answer into the store."""

    def __init__(
        self,
        account_id: AccountId,
        schedule: Schedule,
        store: Store,
        clock: Clock,
        publish: Callable[[Event], None],
    ) -> None:
        self._account_id = account_id
        self._schedule = schedule
        self._store = store
        self._clock = clock
        self._publish = publish

    async def record(self, snapshots: Sequence[Snapshot], source: EventSource) -> Recorded:
        """Save, plan, tell; returning means it is on disk."""
        now = self._clock.now()
        recorded = await self._store.write(
            lambda work: work.record_snapshots(self._account_id, snapshots, source, now)
        )
        for snapshot in snapshots:
            self._plan(snapshot, now)
        if recorded.changed or recorded.added:
            self._publish(VerificationsChanged(recorded.changed + recorded.added, recorded.added))
        if recorded.reversed:
            self._publish(VerdictsChanged(recorded.reversed))
        return recorded

    def _plan(self, snapshot: Snapshot, now: datetime) -> None:
        verification = snapshot.verification
        if verification.phase.is_final and verification.is_final:
            self._schedule.drop(verification.id)
            return
        item = OpenVerification(
            verification.id,
            verification.customer_id,
            verification.phase,
            verification.updated_at,
            not snapshot.partial,
            now,
        )
        self._schedule.put(item, now)
