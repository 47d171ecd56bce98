"""Composition root: builds everything below the window from its parts; never imports Qt and keeps no global.

Parts are imported and built when first asked for: half of the time before the first paint would go into those that
only matter after it.
"""

from __future__ import annotations

import asyncio
import getpass
import os
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from console.base.clock import Clock, SystemClock
from console.base.folding import fold
from console.base.process import keep_loaded
from console.domain.people_of_desk import PROGRAM
from console.parts import ConsoleParts, load_rules
from console.services.accounts import AccountService
from console.services.bus import Bus
from console.services.lists import ListService
from console.store.store import open_store
from console.vault.profile import ProfileMode, open_profile

if TYPE_CHECKING:
    from console.domain.report import Report
    from console.services.activity import ActivityService
    from console.services.bulk import BulkService
    from console.services.capsules import CapsuleService
    from console.services.cases import CaseService
    from console.services.creation import CreationService
    from console.services.desk import DeskService
    from console.services.dossiers import DossierService
    from console.services.evidence import EvidenceService
    from console.services.exports import ExportService
    from console.services.front_desk import FrontDeskService
    from console.services.imports import ImportService
    from console.services.inbox import InboxService
    from console.services.insights import InsightService
    from console.services.labels import LabelService
    from console.services.operations import OperationService
    from console.services.past import PastService
    from console.services.people import PeopleService
    from console.services.persons import PersonService
    from console.services.quick_open import QuickOpenService
    from console.services.report_library import ReportLibrary
    from console.services.reports import ReportService
    from console.services.saved_views import SavedViewService
    from console.services.services import Services
    from console.services.sync import SyncService
    from console.services.webhooks import WebhookService
    from console.sync.capture import EvidenceKeeping

# How long a quit waits for writes that a person asked for; the next start looks how the others ended.
_GRACE_S: Final = 3.0
_LATER: Final = ("console.services.creation", "console.services.reports", "console.services.sync")


class OpenConsole(ConsoleParts):
    """An open profile; it is its own `services`. `aclose` ends everything in order, within a few seconds."""

    @property
    def services(self) -> Services:
        """What the window and the commands are handed."""
        # The type checker does not take a cached_property for the property it behaves as.
        return cast("Services", self)

    @property
    def bus(self) -> Bus:
        """See `Services`."""
        return self._bus

    @property
    def is_simulator(self) -> bool:
        """See `Services`."""
        return self.profile.mode is ProfileMode.SIMULATOR

    def load_parts(self) -> None:
        """See `Services`."""
        for name in _LATER:
            import_module(name)
        for provider in self._providers.values():
            provider.prepare()
        _ = self._catalogue
        # Read here, not on the loop when the first case opens.
        _ = self.desk.rules
        keep_loaded()

    @cached_property
    def lists(self) -> ListService:
        """See `Services`."""
        return ListService(self.store, lambda: self._catalogue)

    @cached_property
    def inbox(self) -> InboxService:
        """See `Services`."""
        from console.services.inbox import InboxService

        return InboxService(self.store)

    @cached_property
    def labels(self) -> LabelService:
        """See `Services`."""
        from console.services.labels import LabelService

        titles = {known: provider.manifest.title for known, provider in self._providers.items()}
        return LabelService(self.store, lambda: self._catalogue, titles, self._bus.publish)

    @cached_property
    def accounts(self) -> AccountService:
        """See `Services`."""
        return AccountService(
            self.store,
            self.profile.secrets,
            self._directory,
            lambda: self.sync,
            self._connect_with,
            self._removal,
            self._bus.publish,
        )

    @cached_property
    def cases(self) -> CaseService:
        """See `Services`."""
        from console.services.cases import CaseService

        return CaseService(self.store, self._directory, self.lists, self._journal, self._clock)

    @cached_property
    def bulk(self) -> BulkService:
        """See `Services`."""
        from console.services.bulk import BulkService

        return BulkService(self.cases, lambda: self.reports, self._journal)

    @cached_property
    def saved_views(self) -> SavedViewService:
        """See `Services`."""
        from console.services.saved_views import SavedViewService

        return SavedViewService(self.store, self.lists, self._clock, self._bus.publish)

    @cached_property
    def creation(self) -> CreationService:
        """See `Services`."""
        from console.services.creation import CreationService

        return CreationService(self.store, self._directory, self.cases, self._sender, self._bus.publish)

    @cached_property
    def operations(self) -> OperationService:
        """See `Services`."""
        from console.services.operations import OperationService

        return OperationService(self._directory, self.cases, self.creation, self._journal, self._eraser)

    @cached_property
    def exports(self) -> ExportService:
        """See `Services`."""
        from console.services.exports import ExportService

        return ExportService(self.store, self._titles)

    @cached_property
    def persons(self) -> PersonService:
        """See `Services`."""
        from console.services.persons import PersonService

        return PersonService(self.store, self._clock, self._bus.publish)

    @cached_property
    def desk(self) -> DeskService:
        """See `Services`."""
        from console.services.desk import DeskService

        return DeskService(self.store, self._bus.publish, self.persons.verify_own)

    @cached_property
    def past(self) -> PastService:
        """See `Services`."""
        from console.services.past import PastService

        return PastService(self.store, self.cases)

    @cached_property
    def activity(self) -> ActivityService:
        """See `Services`."""
        from console.services.activity import ActivityService

        return ActivityService(self.store)

    @cached_property
    def insights(self) -> InsightService:
        """See `Services`."""
        from console.services.insights import InsightProvider, InsightService

        providers = {
            name: InsightProvider(found.manifest.title, found.manifest.told_phases)
            for name, found in self._providers.items()
        }
        return InsightService(
            self.store, self._clock, self._directory.accounts, providers, lambda: self._catalogue
        )

    @cached_property
    def quick_open(self) -> QuickOpenService:
        """See `Services`."""
        from console.services.quick_open import QuickOpenService

        return QuickOpenService(self.store, self._titles, lambda: self._catalogue)

    @cached_property
    def imports(self) -> ImportService:
        """See `Services`."""
        from console.services.imports import ImportService

        return ImportService(self.store, self._directory, self._bus.publish)

    @cached_property
    def front_desk(self) -> FrontDeskService:
        """See `Services`."""
        from console.services.front_desk import FrontDeskService

        return FrontDeskService(self.store, self._directory, self.services, self._clock)

    @cached_property
    def people(self) -> PeopleService:
        """See `Services`."""
        from console.services.people import PeopleService

        return PeopleService(self.store, self.accounts, self.cases, self._bus.publish)

    @cached_property
    def reports(self) -> ReportService:
        """See `Services`."""
        from console.domain.evidence_file import EvidenceKind
        from console.services.report_shelf import ReportShelf
        from console.services.reports import ReportService

        shelf = ReportShelf(self.store, self.profile.vault, self._clock)
        service = ReportService(
            shelf,
            self._directory,
            self.cases,
            self._worker,
            self._journal,
            lambda key: self.evidence.fetch_again(key, EvidenceKind.REPORT),
        )

        async def search_later(report: Report, body: bytes) -> None:
            # The library is made when there is something to read: it is no part of fetching.
            await self.library.index(report, body)

        service.on_kept(search_later)
        return service

    @cached_property
    def library(self) -> ReportLibrary:
        """See `Services`."""
        from console.services.report_library import ReportLibrary
        from console.services.report_shelf import ReportShelf

        shelf = ReportShelf(self.store, self.profile.vault, self._clock)
        return ReportLibrary(self.store, shelf, self._worker, self._bus.publish)

    @cached_property
    def dossiers(self) -> DossierService:
        """See `Services`."""
        from console.services.dossiers import DossierService

        return DossierService(
            self.store,
            self.cases,
            lambda: self.labels,
            lambda: self.desk.rules,
            lambda: self._worker,
            self._clock,
            self._bus.publish,
        )

    @cached_property
    def capsules(self) -> CapsuleService:
        """See `Services`."""
        from console.services.capsules import CapsuleService

        return CapsuleService(self.store, self.profile.vault, self.dossiers, self._clock, self._bus.publish)

    @cached_property
    def evidence(self) -> EvidenceService:
        """See `Services`."""
        from console.services.evidence import EvidenceService

        return EvidenceService(
            self.store,
            self.profile.vault,
            self._clock,
            self._directory,
            lambda: self.cases,
            lambda: self.reports,
            self._sweep,
            self._bus.publish,
        )

    @cached_property
    def sync(self) -> SyncService:
        """See `Services`."""
        from console.services.list_keeping import keep_lists
        from console.services.sync import SyncService

        async def keep_up() -> None:
            # First: a decision made while older lines are brought up to date has today's words too.
            await self.labels.keep_meanings()
            await keep_lists(self.store, self._bus.publish)
            await self.library.index_missing()

        return SyncService(
            self._directory,
            self._sender,
            self._bus,
            self._eraser.sweep,
            keep_up,
        )

    @cached_property
    def webhooks(self) -> WebhookService:
        """See `Services`."""
        from console.services.webhooks import WebhookService

        return WebhookService(self.store, self._directory, self.profile.secrets, self.profile.address_key)

    def _load_keeping(self) -> EvidenceKeeping:
        return self.evidence.keeping

    async def _sweep(self) -> None:
        await self._eraser.sweep()

    async def aclose(self) -> None:
        """Stop syncing, let writes on the wire end, close connections, worker and store; only what was built."""
        built = vars(self)
        if "webhooks" in built:
            await self.webhooks.stop()
        if "front_desk" in built:
            await self.front_desk.stop()
        if "sync" in built:
            await self.sync.stop()
        if "exports" in built:
            await self.exports.stop()
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + _GRACE_S
        if "creation" in built:
            await self.creation.drain(_GRACE_S)
        if "operations" in built:
            await self.operations.drain(max(0.0, ends_at - loop.time()))
        for coordinator in self._directory.made_coordinators():
            await coordinator.aclose()
        if "_connector" in built:
            await self._connector.aclose(max(0.0, ends_at - loop.time()))
        if "evidence" in built:
            await self.evidence.aclose()
        if "reports" in built:
            await self.reports.aclose()
        if "_worker" in built:
            await self._worker.aclose()
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
    store = open_store(profile.store_path, profile.db_key, clock, _read_actor(), load_rules)
    return OpenConsole(profile, store, clock, requests_per_s)


def _read_actor() -> str:
    """Who the audit log names: the user of the operating system."""
    try:
        name = getpass.getuser()
        # The name by which the program signs is nobody's.
        return f"user {name}" if fold(name) == fold(PROGRAM) else name
    except (KeyError, OSError):
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"
