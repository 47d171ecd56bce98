"""Accounts for a person: what can be connected, a live test, adding and removing; secrets go straight to the vault."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from console.base.ids import new_uuid
from console.domain.account import Account, AccountId, AccountState, Credentials
from console.domain.environment import Environment, ProviderId
from console.domain.errors import ActionRefused, InputInvalid, NameTaken
from console.services.account_removal import build_unsettled

if TYPE_CHECKING:
    from console.domain.events import Event
    from console.domain.provider import ProviderManifest
    from console.providers.registry import Provider
    from console.services.account_removal import AccountRemoval
    from console.services.directory import Directory
    from console.services.sync import SyncService
    from console.store.store import Store
    from console.store.unit_of_work import UnitOfWork
    from console.sync.connection import Connection
    from console.sync.coordinator import Coordinator
    from console.vault.secrets import Secrets

_LONGEST_NAME = 60
ConnectWith = Callable[[Account, Credentials], Awaitable["Connection"]]


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """What the account form holds. `values` are keyed by the manifest's fields, secrets included, so repr hides them.

    `is_announced` when a simulator's own start line says where it is: it may stand on another machine of the desk.
    """

    provider: ProviderId
    name: str
    environment: Environment
    base_url: str
    values: Mapping[str, str] = field(repr=False)
    is_announced: bool = False


class AccountService:
    """The accounts of this profile; their state comes from their coordinators."""

    def __init__(
        self,
        store: Store,
        secrets: Secrets,
        directory: Directory,
        load_sync: Callable[[], SyncService],
        connect_with: ConnectWith,
        removal: AccountRemoval,
        publish: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._secrets = secrets
        self._directory = directory
        self._load_sync = load_sync
        self._connect_with = connect_with
        self._removal = removal
        self._publish = publish
        self._working: set[asyncio.Task[None]] = set()

    def manifests(self) -> tuple[ProviderManifest, ...]:
        """Every provider this program has, by title."""
        return tuple(provider.manifest for provider in self._directory.providers.values())

    def manifest(self, provider: ProviderId) -> ProviderManifest:
        """Raises `InputInvalid` for a provider this program does not have."""
        return self._provider(provider).manifest

    def titles(self) -> Mapping[ProviderId, str]:
        """What people call each provider this program has, by title."""
        return {provider.id: provider.title for provider in self._directory.providers.values()}

    def title(self, provider: ProviderId) -> str:
        """What people call a provider. Raises `InputInvalid` for one this program does not have."""
        return self._provider(provider).title

    def load_accounts(self) -> tuple[Account, ...]:
        """The accounts in the order they were added."""
        return self._directory.accounts()

    def state(self, account_id: AccountId) -> AccountState:
        """How an account is doing. Raises `NotKnown`."""
        coordinator = self._directory.find_coordinator(account_id)
        if coordinator is not None:
            return coordinator.state
        account = self._directory.account(account_id)
        return AccountState(
            account.id, last_ok_at=self._store.lists.load_account_marks(account.id).last_ok_at
        )

    def find_by_name(self, name: str) -> Account:
        """Raises `NotKnown`."""
        return self._directory.find_by_name(name)

    async def check(self, draft: AccountDraft) -> None:
        """Make one harmless call with these credentials. Raises `InputInvalid` or the provider's fault."""
        account, credentials = self._split(draft, AccountId(new_uuid()))
        await self._verify_secrets(draft.provider, draft.values)
        await self._check(account, credentials)

    async def check_account(self, account_id: AccountId) -> None:
        """The same with an account that exists. Raises the provider's fault or `KeyringUnavailable`."""
        account = self._directory.account(account_id)
        credentials = await asyncio.to_thread(self._secrets.load, account_id)
        await self._check(account, credentials)

    async def add(self, draft: AccountDraft) -> Account:
        """Keep the account and start its sync. Raises `InputInvalid`, `NameTaken`, `ActionRefused` (a real account in
        a simulator profile) or `KeyringUnavailable`; then nothing was kept."""
        account, credentials = self._split(draft, AccountId(new_uuid()))
        await self._verify_secrets(draft.provider, draft.values)
        self._verify_name(account)
        await self._whole(self._add(account, credentials))
        return account

    async def replace(self, account_id: AccountId, draft: AccountDraft) -> Account:
        """Give an account another address, other credentials or settings; what is known through it stays.

        Raises as `add`, `NotKnown`, and `ActionRefused` for another address while a create is not settled: it would
        be looked for where it is not.
        """
        await self._verify_secrets(draft.provider, draft.values)
        return await self._replace_by(account_id, draft)

    async def _replace_by(self, account_id: AccountId, draft: AccountDraft) -> Account:
        account, credentials = self._split(draft, account_id)
        coordinator = self._directory.coordinator(account_id)
        self._verify_name(account)
        if coordinator.account.base_url != account.base_url:
            await self._verify_settled(account_id)
        await self._whole(self._replace(account, credentials, coordinator))
        return account

    async def load_secret_names(self, account_id: AccountId) -> frozenset[str]:
        """Which secrets of an account are kept; never what they are. Raises `NotKnown` or `KeyringUnavailable`."""
        kept = await asyncio.to_thread(self._secrets.load, account_id)
        return frozenset(key for key, value in kept.values.items() if value)

    async def change(
        self, account_id: AccountId, draft: AccountDraft, forget: frozenset[str] = frozenset()
    ) -> Account:
        """As `replace`, but a secret that is left empty stays as it is unless `forget` names it: no form ever shows a
        secret again."""
        known = await asyncio.to_thread(self._secrets.load, account_id)
        kept = {key: value for key, value in known.values.items() if key not in forget}
        typed = {key: value for key, value in draft.values.items() if value.strip() or key not in kept}
        await self._verify_secrets(draft.provider, typed)
        return await self._replace_by(account_id, replace(draft, values={**kept, **typed}))

    async def save_secret(self, account_id: AccountId, key: str, value: str) -> None:
        """Keep one more secret of an account and connect anew; an empty value forgets it.

        Raises `InputInvalid` for what is no secret of the provider, one it needs or one it cannot use, `NotKnown`,
        `KeyringUnavailable`.
        """
        account = self._directory.account(account_id)
        fields = {each.key: each for each in self._provider(account.provider).manifest.fields if each.secret}
        if key not in fields:
            raise InputInvalid("This provider has no such secret.", field=key)
        if not value and fields[key].is_required(account.environment):
            raise InputInvalid("This is needed to connect.", field=key)
        await self._verify_secrets(account.provider, {key: value})
        known = await asyncio.to_thread(self._secrets.load, account_id)
        values = {name: kept for name, kept in {**known.values, key: value}.items() if kept}
        coordinator = self._directory.coordinator(account_id)
        await self._whole(self._replace(account, Credentials(values), coordinator))
        self._directory.coordinator(account_id).discover_soon()

    async def remove(self, account_id: AccountId, *, give_up: bool = False) -> None:
        """Stop its sync and drop the account with everything known through it; the provider is not asked to do
        anything.

        Raises `ActionRefused` while a create of it is not settled, unless `give_up` says that a person will look at the
        provider instead: then it needs attention, and the log says so. Raises `NotKnown`, or `StoreUnavailable` and
        `KeyringUnavailable` when only its files or its keys could not be removed.
        """
        coordinator = self._directory.coordinator(account_id)
        removal = self._removal.remove(account_id, coordinator, self._load_sync(), give_up=give_up)
        await self._whole(removal)

    async def _whole(self, work: Coroutine[Any, Any, None]) -> None:
        """Do all of `work`: who stops waiting (a closed dialog) does not leave half an account behind."""
        task = asyncio.create_task(work, name="account")
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        await asyncio.shield(task)

    async def _add(self, account: Account, credentials: Credentials) -> None:
        await asyncio.to_thread(self._secrets.save, account, credentials)
        try:
            await self._save(account, "account_added")
        except BaseException:
            await asyncio.to_thread(self._secrets.remove, account.id)
            raise
        self._start(account)

    async def _replace(self, account: Account, credentials: Credentials, coordinator: Coordinator) -> None:
        # Kept first: a keyring or a disk that fails leaves the sync running.
        await asyncio.to_thread(self._secrets.save, account, credentials)
        await self._save(account, "account_changed")
        await self._load_sync().stop_account(account.id)
        await coordinator.aclose()
        self._start(account)

    async def _verify_settled(self, account_id: AccountId) -> None:
        found = await self._store.query(lambda queries: queries.load_open_outbox())
        if count := len([held for held in found if held.item.account_id == account_id]):
            raise ActionRefused(build_unsettled(count))

    def _verify_name(self, account: Account) -> None:
        others = (other for other in self._directory.accounts() if other.id != account.id)
        if any(other.name == account.name for other in others):
            raise NameTaken("An account of that name exists. Choose another name.")

    async def _save(self, account: Account, what: str) -> None:
        def work(unit: UnitOfWork) -> None:
            unit.save_account(account)
            unit.append_audit(what, account.id)

        await self._store.write(work)

    def _start(self, account: Account) -> None:
        self._directory.put(account)
        coordinator = self._directory.coordinator(account.id)
        self._load_sync().start_account(coordinator)
        self._tell(account.id, coordinator.state)

    def _tell(self, account_id: AccountId, state: AccountState | None) -> None:
        # Imported here: nothing happens before the first paint.
        from console.domain.events import AccountChanged

        self._publish(AccountChanged(account_id, state))

    async def _check(self, account: Account, credentials: Credentials) -> None:
        connection = await self._connect_with(account, credentials)
        try:
            await connection.client.check_credentials()
        finally:
            await connection.aclose()

    async def _verify_secrets(self, provider: ProviderId, values: Mapping[str, str]) -> None:
        from console.services.account_checks import verify_secrets

        await asyncio.to_thread(verify_secrets, self._provider(provider), values)

    def _provider(self, provider: ProviderId) -> Provider:
        found = self._directory.providers.get(provider)
        if found is None:
            raise InputInvalid("This program has no provider of that name.", field="provider")
        return found

    def _split(self, draft: AccountDraft, account_id: AccountId) -> tuple[Account, Credentials]:
        from console.services.account_checks import verify_values

        manifest = self._provider(draft.provider).manifest
        name = draft.name.strip()
        if not name or len(name) > _LONGEST_NAME:
            raise InputInvalid("Give the account a name of at most 60 characters.", field="name")
        # One that was announced keeps its address through every later change.
        is_kept = any(known.base_url == draft.base_url.rstrip("/") for known in self.load_accounts())
        _verify_base_url(draft, may_be_plain=draft.is_announced or is_kept)
        values = {key: value.strip() for key, value in draft.values.items()}
        verify_values(manifest.fields, values, draft.environment)
        for each in manifest.fields:
            if each.secret and not each.is_file and not _is_sendable(values.get(each.key, "")):
                raise InputInvalid("No key has such characters in it. Copy it again.", field=each.key)
        plain = {each.key: values.get(each.key, each.default) for each in manifest.fields if not each.secret}
        secret = {each.key: values.get(each.key, each.default) for each in manifest.fields if each.secret}
        account = Account(
            account_id,
            name,
            draft.provider,
            draft.environment,
            draft.base_url.rstrip("/"),
            {key: value for key, value in plain.items() if value},
        )
        return account, Credentials({key: value for key, value in secret.items() if value})


def _is_sendable(key: str) -> bool:
    """Keys travel in headers of HTTP, which take plain characters of one line only."""
    return key.isascii() and key.isprintable()


def _verify_base_url(draft: AccountDraft, *, may_be_plain: bool) -> None:
    try:
        parts = urlsplit(draft.base_url)
        has_host = bool(parts.hostname) and parts.username is None
    except ValueError:
        raise InputInvalid("This is not a readable address.", field="base_url") from None
    if not has_host:
        raise InputInvalid("The address must look like https://host/path.", field="base_url")
    if parts.scheme not in {"http", "https"}:
        raise InputInvalid("The address must begin with https.", field="base_url")
    if parts.scheme == "http" and draft.environment is not Environment.SIMULATOR:
        raise InputInvalid("The address must begin with https.", field="base_url")
    if parts.scheme == "http" and not (may_be_plain or _is_this_machine(parts.hostname or "")):
        raise InputInvalid(
            "Without encryption only a simulator on this machine is reached. Give an address with https.",
            field="base_url",
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
