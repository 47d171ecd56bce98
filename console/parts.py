"""What the services are built on: connections, journal, eraser, worker, catalogue; knows no service of the window.

Each is imported and built when first asked for: half of the time before the first paint would go into those that only
matter after it.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from console.base.clock import Clock
from console.base.paths import resource_path
from console.domain.environment import ProviderId
from console.domain.risk import LabelCatalogue, read_catalogue
from console.providers.registry import load_providers
from console.services.account_removal import AccountRemoval
from console.services.bus import Bus
from console.services.directory import Directory
from console.store.store import Store
from console.vault.profile import Profile

if TYPE_CHECKING:
    from console.domain.account import Account, Credentials
    from console.domain.attention import ListRules
    from console.pdf.client import PdfWorker
    from console.services.erasure import Eraser
    from console.services.journal import Journal
    from console.sync.capture import EvidenceKeeping
    from console.sync.connection import Connection
    from console.sync.connector import Connector
    from console.sync.coordinator import Coordinator
    from console.sync.outbox import OutboxSender


class ConsoleParts(ABC):
    """The parts of an open profile, for the class that makes its services of them.

    `requests_per_s` replaces every account's budget (bench only).
    """

    def __init__(self, profile: Profile, store: Store, clock: Clock, requests_per_s: float | None) -> None:
        self.profile = profile
        self.store = store
        self._bus = Bus()
        self._clock = clock
        self._requests_per_s = requests_per_s
        self._providers = load_providers()
        self._directory = Directory(self._providers, self._make_coordinator)
        for account in store.lists.load_accounts():
            if account.provider in self._providers:
                self._directory.put(account)

    @cached_property
    def _catalogue(self) -> LabelCatalogue:
        return load_catalogue(tuple(self._providers))

    @cached_property
    def _connector(self) -> Connector:
        from console.sync.connector import Connector

        return Connector(self._providers, self._requests_per_s)

    @cached_property
    def _journal(self) -> Journal:
        from console.services.journal import Journal

        return Journal(self.store, self._clock)

    @cached_property
    def _removal(self) -> AccountRemoval:
        return AccountRemoval(
            self.store, self.profile.secrets, self._directory, lambda: self._eraser, self._bus.publish
        )

    @cached_property
    def _eraser(self) -> Eraser:
        from console.services.erasure import Eraser

        return Eraser(self.store, self.profile.vault, self._clock, self._bus.publish)

    @cached_property
    def _sender(self) -> OutboxSender:
        from console.sync.outbox import OutboxSender

        return OutboxSender(self.store, self._directory.coordinator, self._clock, self._bus.publish)

    @cached_property
    def _worker(self) -> PdfWorker:
        from console.pdf.client import PdfWorker

        return PdfWorker()

    def _titles(self) -> dict[ProviderId, str]:
        return {name: found.manifest.title for name, found in self._providers.items()}

    def _make_coordinator(self, account: Account) -> Coordinator:
        from console.sync.coordinator import Coordinator

        manifest = self._directory.provider(account).manifest
        if self._requests_per_s is not None:
            polling = replace(manifest.polling, simulator_requests_per_s=self._requests_per_s)
            manifest = replace(manifest, polling=polling)
        return Coordinator(
            account,
            manifest,
            self._connect,
            self.store,
            self._clock,
            self._bus.publish,
            self._drop_files,
            self._load_keeping(),
        )

    @abstractmethod
    def _load_keeping(self) -> EvidenceKeeping:
        """Where captured evidence goes: known to whoever makes the services."""

    async def _drop_files(self, object_ids: tuple[str, ...]) -> None:
        await self._eraser.drop(object_ids)

    async def _connect(self, account: Account) -> Connection:
        credentials = await asyncio.to_thread(self.profile.secrets.load, account.id)
        return await self._connect_with(account, credentials)

    async def _connect_with(self, account: Account, credentials: Credentials) -> Connection:
        return await self._connector.connect(account, credentials)


def load_rules() -> ListRules:
    """How lists judge what they show; reads the catalogue and every manifest, so not before the first paint."""
    from console.services.list_rules import build_rules

    providers = load_providers()
    manifests = {known: provider.manifest for known, provider in providers.items()}
    return build_rules(load_catalogue(tuple(providers)), manifests)


def load_catalogue(providers: tuple[ProviderId, ...]) -> LabelCatalogue:
    """The meanings of every documented label of these providers."""
    return read_catalogue(
        {provider: resource_path("labels", f"{provider}.toml").read_bytes() for provider in providers}
    )
