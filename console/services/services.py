"""What the window and every command are handed: the services of one open profile. Says what there is, builds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from console.services.accounts import AccountService
    from console.services.bus import Bus
    from console.services.cases import CaseService
    from console.services.creation import CreationService
    from console.services.imports import ImportService
    from console.services.labels import LabelService
    from console.services.lists import ListService
    from console.services.operations import OperationService
    from console.services.reports import ReportService
    from console.services.sync import SyncService
    from console.services.webhooks import WebhookService


class Services(Protocol):
    """Each part is built when it is first asked for: the first paint needs only bus, accounts and lists."""

    @property
    def is_simulator(self) -> bool:
        """True for a profile in which everything is invented."""
        ...

    def load_parts(self) -> None:
        """Import what the first paint needs not, in tens of milliseconds: call it off the loop's thread."""
        ...

    @property
    def bus(self) -> Bus:
        """Who tells of changes."""
        ...

    @property
    def accounts(self) -> AccountService:
        """Accounts and their state."""
        ...

    @property
    def lists(self) -> ListService:
        """Windows of rows."""
        ...

    @property
    def labels(self) -> LabelService:
        """What labels mean, and what this team notes about them."""
        ...

    @property
    def cases(self) -> CaseService:
        """One verification with all that belongs to it."""
        ...

    @property
    def creation(self) -> CreationService:
        """New verifications and the outbox."""
        ...

    @property
    def operations(self) -> OperationService:
        """What providers document beyond the main flow."""
        ...

    @property
    def imports(self) -> ImportService:
        """Known ids from a file."""
        ...

    @property
    def reports(self) -> ReportService:
        """Stored reports and the viewer."""
        ...

    @property
    def sync(self) -> SyncService:
        """What runs by itself."""
        ...

    @property
    def webhooks(self) -> WebhookService:
        """The listener for this desk."""
        ...
