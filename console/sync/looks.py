"""Which of an account's verifications a pass reads one by one: what is due, what is settled, what was told by id alone."""

from __future__ import annotations

from collections.abc import Sequence

from console.base.clock import Clock
from console.domain.account import AccountId
from console.domain.errors import ReplyUnreadable
from console.domain.verification import OpenVerification, VerificationId
from console.providers.contract import Client
from console.store.store import Store
from console.sync.reader import BATCH, Reader
from console.sync.schedule import Schedule
from console.sync.settled import SettledReads
from console.sync.tally import Tally


class Looks:
    """Every method raises a fault that concerns the account as a whole."""

    def __init__(
        self,
        account_id: AccountId,
        store: Store,
        clock: Clock,
        reader: Reader,
        schedule: Schedule,
        settled: SettledReads,
    ) -> None:
        self._account_id = account_id
        self._store = store
        self._clock = clock
        self._reader = reader
        self._schedule = schedule
        self._settled = settled

    async def load_open(self) -> tuple[OpenVerification, ...]:
        """Every verification that may still change or was never read in full."""
        return await self._store.query(lambda queries: queries.load_open(self._account_id))

    async def _load_open_of(self, ids: Sequence[VerificationId]) -> tuple[OpenVerification, ...]:
        return await self._store.query(lambda queries: queries.load_open_of(self._account_id, ids))

    async def plan_open(self) -> None:
        """Each of them is due at once; where only lost webhooks are asked for, not before the pause since the last time."""
        if self._schedule.has_fallback_only:
            asked_at = await self._store.query(lambda queries: queries.find_last_asked(self._account_id))
            if asked_at is not None:
                self._schedule.note_asked(min(asked_at, self._clock.now()))
        for item in await self.load_open():
            self._schedule.put(item, self._clock.now(), read_at_once=True)

    async def read_due(self, client: Client, tally: Tally) -> None:
        """Those whose time has come."""
        while due := self._schedule.take_due(self._clock.now(), BATCH):
            # Not all that are open: a few are due at a time, every few seconds, for as long as the program runs.
            await self._reader.read_many(client, await self._load_open_of(due), tally)

    async def read_nameless(self, client: Client, tally: Tally) -> None:
        """Those a list told by their id alone."""
        nameless = [item for item in await self.load_open() if not item.fully_read and not item.customer_id]
        await self._reader.read_many(client, nameless, tally)

    async def read_settled(self, client: Client, tally: Tally) -> None:
        """A portion of the final ones whose last look is long ago."""
        now = self._clock.now()
        if not self._settled.is_due(now):
            return
        left_alone = self._settled.left_alone(now)
        limit = self._settled.portion + len(left_alone)
        found = await self._store.query(lambda queries: queries.load_settled(self._account_id, now, limit))
        items = [item for item in found if item.id not in left_alone][: self._settled.portion]
        try:
            failed = await self._reader.read_many(client, items, tally)
        except ReplyUnreadable:
            # Not the same ones again the next time, or the others would never have their turn.
            self._settled.note(now, len(items), frozenset(item.id for item in items))
            raise
        self._settled.note(now, len(items), failed)
