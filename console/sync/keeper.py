"""Saves what was seen of one account's verifications, plans the next look at each, tells everybody; reads nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from console.base.clock import Clock
from console.domain.account import AccountId
from console.domain.events import Event, VerdictsChanged, VerificationsChanged
from console.domain.people_of_desk import PROGRAM
from console.domain.timeline import EventSource
from console.domain.verification import OpenVerification, Snapshot, VerificationId, VerificationKey
from console.store.store import Store
from console.store.values import Recorded
from console.sync.schedule import Schedule

if TYPE_CHECKING:
    from console.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Erasing:
    """The `statuses` by which a provider says that what was personal is gone there, and what takes away the files of
    such a record that nothing names any more."""

    statuses: frozenset[str]
    drop: Callable[[tuple[str, ...]], Awaitable[None]]


class Keeper:
    """The one way from a provider's answer into the store."""

    def __init__(
        self,
        account_id: AccountId,
        schedule: Schedule,
        store: Store,
        clock: Clock,
        publish: Callable[[Event], None],
        erasing: Erasing,
    ) -> None:
        self._account_id = account_id
        self._schedule = schedule
        self._store = store
        self._clock = clock
        self._publish = publish
        self._erasing = erasing

    async def record(
        self,
        snapshots: Sequence[Snapshot],
        source: EventSource,
        erased: frozenset[VerificationId] = frozenset(),
    ) -> Recorded:
        """Save, plan, tell; returning means it is on disk.

        What the provider has erased by itself, as its documented status or `erased` says, is not kept here either.
        """
        now = self._clock.now()
        gone = erased | {
            each.verification.id
            for each in snapshots
            if each.verification.raw_status in self._erasing.statuses
        }

        def work(unit: UnitOfWork) -> tuple[Recorded, dict[VerificationKey, tuple[str, ...]]]:
            saved = unit.record_snapshots(self._account_id, snapshots, source, now)
            keys = [VerificationKey(self._account_id, each) for each in sorted(gone)]
            followed = {key: unit.follow_erasure(key, source) for key in keys}
            return saved, {key: objects for key, objects in followed.items() if objects is not None}

        # Nobody signs what a provider's answer brings with it: an erasure there, a decision that is void by it.
        recorded, erased_now = await self._store.write(work, by=PROGRAM)
        if erased_now:
            await self._erasing.drop(tuple(each for objects in erased_now.values() for each in objects))
        for snapshot in snapshots:
            self._plan(snapshot, now)
        changed = tuple(dict.fromkeys((*recorded.changed, *recorded.added, *erased_now)))
        if changed:
            self._publish(VerificationsChanged(changed, recorded.added))
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
