"""Forgets here what a provider has erased there; asks nobody: who calls has asked the person and the provider."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from console.domain.account import AccountId
from console.domain.customer import CustomerId
from console.domain.events import Event, VerificationsChanged
from console.domain.keys import VerificationKey
from console.store.store import Store
from console.vault.vault import Vault


class Eraser:
    """Ids, status, codes and times stay; facts, what was typed, documents as received, reports and names go."""

    def __init__(self, store: Store, vault: Vault, publish: Callable[[Event], None]) -> None:
        self._store = store
        self._vault = vault
        self._publish = publish

    async def erase_verification(self, key: VerificationKey) -> None:
        """One verification. Raises `DiskFull` or `StoreUnavailable`."""
        await self._drop(await self._store.write(lambda work: work.erase_verification(key)))
        self._publish(VerificationsChanged((key,)))

    async def erase_customer(self, account_id: AccountId, customer_id: CustomerId) -> None:
        """A customer's name and address. Raises `DiskFull` or `StoreUnavailable`."""
        await self._store.write(lambda work: work.erase_customer(account_id, customer_id))
        keys = await self._store.query(lambda queries: queries.find_of_customer(account_id, customer_id))
        self._publish(VerificationsChanged(keys))

    async def _drop(self, object_ids: tuple[str, ...]) -> None:
        """After the commit: a file that nothing names any more is harmless, a name without its file is a fault."""
        for object_id in object_ids:
            await asyncio.to_thread(self._vault.remove, object_id)
