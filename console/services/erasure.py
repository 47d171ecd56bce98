"""Forgets here what a provider has erased there, with every copy; asks nobody: who calls has asked whom it must."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from console.base.clock import Clock
from console.domain.account import AccountId
from console.domain.customer import CustomerId
from console.domain.errors import StoreUnavailable
from console.domain.events import Event, VerificationsChanged
from console.domain.keys import VerificationKey
from console.store.store import Store
from console.vault.vault import Vault

_log = logging.getLogger(__name__)
_YOUNG: Final = timedelta(days=1)


class Eraser:
    """Ids, status, codes and times stay; facts, what was typed, documents as received, reports and names go."""

    def __init__(self, store: Store, vault: Vault, clock: Clock, publish: Callable[[Event], None]) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock
        self._publish = publish

    async def erase_verification(self, key: VerificationKey) -> None:
        """One verification. Raises `DiskFull` or `StoreUnavailable`."""
        await self.drop(await self._store.write(lambda work: work.erase_verification(key)))
        self._publish(VerificationsChanged((key,)))

    async def erase_customer(self, account_id: AccountId, customer_id: CustomerId) -> None:
        """A customer's name and address. Raises `DiskFull` or `StoreUnavailable`."""
        await self._store.write(lambda work: work.erase_customer(account_id, customer_id))
        await self.drop(())
        keys = await self._store.query(lambda queries: queries.find_of_customer(account_id, customer_id))
        self._publish(VerificationsChanged(keys))

    async def drop(self, object_ids: tuple[str, ...]) -> None:
        """Take away files that nothing in the store names any more, and the copies upgrades made of the store.

        After the commit: a file without a name is found by `sweep`, a name without its file would be a fault. Raises
        `StoreUnavailable`.
        """
        for object_id in object_ids:
            await asyncio.to_thread(self._vault.remove, object_id)
        await asyncio.to_thread(self._store.remove_backups)

    async def sweep(self) -> None:
        """Take away files that were left when a program ended between the store and the vault; for every start.

        Young ones stay: somebody may be about to name them.
        """
        named = await self._store.query(lambda queries: queries.load_object_ids())
        try:
            await asyncio.to_thread(self._vault.remove_unnamed, named, self._clock.now() - _YOUNG)
        except StoreUnavailable as fault:
            _log.warning("files without a name could not be removed: %s", fault.detail)
