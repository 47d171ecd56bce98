"""The services of one open profile, as one value handed to the window and to every command."""

from __future__ import annotations

from dataclasses import dataclass

from console.services.accounts import AccountService
from console.services.bus import Bus
from console.services.cases import CaseService
from console.services.creation import CreationService
from console.services.imports import ImportService
from console.services.lists import ListService
from console.services.reports import ReportService
from console.services.sync import SyncService
from console.services.webhooks import WebhookService


@dataclass(frozen=True, slots=True)
class Services:
    """`is_simulator` marks a profile in which everything is invented."""

    bus: Bus
    accounts: AccountService
    lists: ListService
    cases: CaseService
    creation: CreationService
    imports: ImportService
    reports: ReportService
    sync: SyncService
    webhooks: WebhookService
    is_simulator: bool
