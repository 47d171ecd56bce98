"""Takes an account out of the profile with everything known through it; asks no provider to do anything."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from console.domain.errors import ActionRefused, ConsoleError

if TYPE_CHECKING:
    from console.domain.account import AccountId
    from console.domain.events import Event
    from console.domain.outbox import OutboxItem
    from console.services.directory import Directory
    from console.services.erasure import Eraser
    from console.services.sync import SyncService
    from console.store.store import Store
    from console.store.unit_of_work import UnitOfWork
    from console.sync.coordinator import Coordinator
    from console.vault.secrets import Secrets

_GIVEN_UP = "The account was removed before this was settled. Look at the provider whether it exists."


class AccountRemoval:
    """Its sync, its records, its files, its keys, in this order."""

    def __init__(
        self,
        store: Store,
        secrets: Secrets,
        directory: Directory,
        load_eraser: Callable[[], Eraser],
        publish: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._secrets = secrets
        self._directory = directory
        self._load_eraser = load_eraser
        self._publish = publish

    async def remove(
        self, account_id: AccountId, coordinator: Coordinator, sync: SyncService, *, give_up: bool
    ) -> None:
        """Raises `ActionRefused` while a create is not settled, unless `give_up`: then the account goes on as before.

        Raises `StoreUnavailable` or `KeyringUnavailable` when only its files or its keys could not be removed.
        """
        await sync.stop_account(account_id)
        try:
            await coordinator.aclose()
            settled, files = await self._store.write(lambda unit: _remove(unit, account_id, give_up=give_up))
        except ConsoleError:
            sync.start_account(coordinator)
            raise
        self._directory.drop(account_id)
        self._tell(account_id, settled)
        try:
            await self._load_eraser().drop(files)
        finally:
            await asyncio.to_thread(self._secrets.remove, account_id)

    def _tell(self, account_id: AccountId, settled: tuple[OutboxItem, ...]) -> None:
        # Imported here: nothing happens before the first paint.
        from console.domain.events import AccountChanged, OutboxChanged

        self._publish(AccountChanged(account_id, None))
        for item in settled:
            self._publish(OutboxChanged(item.id))


def build_unsettled(count: int) -> str:
    """Why an account with creates that are not settled stays as it is."""
    many = (
        f"{count} new verifications of this account are"
        if count > 1
        else "A new verification of this account is"
    )
    return f"{many} not settled and may exist at the provider. Look at the outbox first, or give up on it."


def _remove(
    unit: UnitOfWork, account_id: AccountId, *, give_up: bool
) -> tuple[tuple[OutboxItem, ...], tuple[str, ...]]:
    if not give_up and (count := unit.count_open_outbox(account_id)):
        raise ActionRefused(build_unsettled(count))
    settled = unit.give_up_outbox(account_id, _GIVEN_UP)
    for item in settled:
        unit.append_audit("outbox_attention", item.id, "account_removed")
    files = unit.remove_account(account_id)
    unit.append_audit("account_removed", account_id)
    return settled, files
