"""What the window and every command are handed: the services of one open profile. Says what there is, builds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from console.services.accounts import AccountService
    from console.services.activity import ActivityService
    from console.services.bulk import BulkService
    from console.services.bus import Bus
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
    from console.services.lists import ListService
    from console.services.operations import OperationService
    from console.services.past import PastService
    from console.services.people import PeopleService
    from console.services.persons import PersonService
    from console.services.quick_open import QuickOpenService
    from console.services.report_library import ReportLibrary
    from console.services.reports import ReportService
    from console.services.saved_views import SavedViewService
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
    def inbox(self) -> InboxService:
        """What needs a person."""
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
    def bulk(self) -> BulkService:
        """One deed on many verifications."""
        ...

    @property
    def saved_views(self) -> SavedViewService:
        """Filters that have a name."""
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
    def exports(self) -> ExportService:
        """Lists as files."""
        ...

    @property
    def persons(self) -> PersonService:
        """Who works at this desk."""
        ...

    @property
    def desk(self) -> DeskService:
        """Our own work on a case."""
        ...

    @property
    def past(self) -> PastService:
        """Cases as they were known earlier."""
        ...

    @property
    def activity(self) -> ActivityService:
        """The audit trail."""
        ...

    @property
    def insights(self) -> InsightService:
        """Figures about all of it."""
        ...

    @property
    def quick_open(self) -> QuickOpenService:
        """Anything by its name."""
        ...

    @property
    def imports(self) -> ImportService:
        """Known ids from a file."""
        ...

    @property
    def people(self) -> PeopleService:
        """Who is the same person at several accounts."""
        ...

    @property
    def reports(self) -> ReportService:
        """Stored reports and the viewer."""
        ...

    @property
    def library(self) -> ReportLibrary:
        """The text of all stored reports."""
        ...

    @property
    def dossiers(self) -> DossierService:
        """Our own papers about a case or a person."""
        ...

    @property
    def capsules(self) -> CapsuleService:
        """A decision with everything it stands on, in one protected file."""
        ...

    @property
    def evidence(self) -> EvidenceService:
        """Pictures, captures, and the vault as a whole."""
        ...

    @property
    def sync(self) -> SyncService:
        """What runs by itself."""
        ...

    @property
    def webhooks(self) -> WebhookService:
        """The listener for this desk."""
        ...

    @property
    def front_desk(self) -> FrontDeskService:
        """Customers at the counter."""
        ...
