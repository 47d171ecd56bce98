"""Composition root: builds everything below the window from its parts; never imports Qt and keeps no global."""

from __future__ import annotations

import asyncio
import getpass
import os
from dataclasses import dataclass
from pathlib import Path

from console.base.clock import Clock, SystemClock
from console.base.paths import resource_path
from console.domain.account import Account, Credentials
from console.domain.provider import ProviderId
from console.domain.risk import LabelCatalogue, read_catalogue
from console.pdf.client import PdfWorker
from console.providers.registry import load_providers
from console.services.accounts import AccountService
from console.services.bus import Bus
from console.services.cases import CaseService
from console.services.creation import CreationService
from console.services.directory import Directory
from console.services.imports import ImportService
from console.services.journal import Journal
from console.services.lists import ListService
from console.services.reports import ReportService
from console.services.services import Services
from console.services.sync import SyncService
from console.services.webhooks import WebhookService
from console.store.store import Store, open_store
from console.sync.connection import Connection
from console.sync.connector import Connector
from console.sync.coordinator import Coordinator
from console.sync.outbox import OutboxSender
from console.vault.profile import Profile, ProfileMode, open_profile


@dataclass(frozen=True, slots=True)
class OpenConsole:
    """An open profile with its services; `aclose` ends everything in order, within a few seconds."""

    profile: Profile
    services: Services
    store: Store
    connector: Connector
    directory: Directory
    worker: PdfWorker

    async def aclose(self) -> None:
        """Stop syncing, let writes on the wire end, close connections, worker and store."""
        await self.services.webhooks.stop()
        await self.services.sync.stop()
        await self.services.creation.drain()
        for coordinator in self.directory.coordinators():
            await coordinator.aclose()
        await self.connector.aclose()
        await self.worker.aclose()
        await asyncio.to_thread(self.store.close)


def open_console(
    folder: Path,
    *,
    passphrase_file: Path | None = None,
    simulator: bool = False,
    clock: Clock | None = None,
    requests_per_s: float | None = None,
) -> OpenConsole:
    """Open the profile in `folder`, or make one; nothing talks to a network yet.

    `simulator` makes a new profile one for simulator accounts; `requests_per_s` replaces every account's budget
    (bench only). Raises an `EnvironmentFault` when keys or database cannot be had.
    """
    clock = clock or SystemClock()
    profile = open_profile(folder, passphrase_file=passphrase_file, simulator=simulator)
    store = open_store(profile.store_path, profile.db_key, clock, _read_actor())
    providers = load_providers()
    directory = Directory(providers)
    connector = Connector(providers, requests_per_s)
    bus = Bus()
    journal = Journal(store, clock)
    sender = OutboxSender(store, directory.coordinator, clock, bus.publish)
    sync = SyncService(directory, sender, bus)
    worker = PdfWorker()

    async def connect(account: Account) -> Connection:
        credentials: Credentials = await asyncio.to_thread(profile.secrets.load, account.id)
        return await connector.connect(account, credentials)

    def make_coordinator(account: Account) -> Coordinator:
        return Coordinator(account, directory.provider(account).manifest, connect, store, clock, bus.publish)

    for account in store.read.load_accounts():
        if account.provider in providers:
            directory.put(account, make_coordinator(account))
    lists = ListService(store, load_catalogue(tuple(providers)))
    cases = CaseService(store, directory, lists, journal, clock)
    services = Services(
        bus=bus,
        accounts=AccountService(
            store, profile.secrets, directory, sync, connector.connect, make_coordinator, bus.publish
        ),
        lists=lists,
        cases=cases,
        creation=CreationService(store, directory, cases, sender, clock, bus.publish),
        imports=ImportService(store, directory, bus.publish),
        reports=ReportService(store, directory, cases, profile.vault, worker, journal, clock, bus.publish),
        sync=sync,
        webhooks=WebhookService(store, directory, profile.secrets, clock),
        is_simulator=profile.mode is ProfileMode.SIMULATOR,
    )
    return OpenConsole(profile, services, store, connector, directory, worker)


def load_catalogue(providers: tuple[ProviderId, ...]) -> LabelCatalogue:
    """The meanings of every documented label of these providers."""
    return read_catalogue(
        {provider: resource_path("labels", f"{provider}.toml").read_bytes() for provider in providers}
    )


def _read_actor() -> str:
    """Who the audit log names: the user of the operating system."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"
