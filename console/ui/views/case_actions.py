"""Carries out what a person chose to do about a case: opens dialogs, asks services; shows nothing of the case itself."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QWidget

from console.domain.attempt import Attempt
from console.domain.case import Case
from console.domain.errors import NotSupported
from console.domain.keys import VerificationKey
from console.domain.next_action import Action, ActionOffer, Permission, find_offer
from console.domain.operation import Effect
from console.services.operation_offers import OfferedOperation, Subject
from console.services.services import Services
from console.ui.dialogs.create_dialog import CreateDialog, CreateStart
from console.ui.dialogs.operation_dialog import OperationDialog, OperationStart
from console.ui.dialogs.qr_dialog import QrDialog
from console.ui.toolkit.case_words import action_word
from console.ui.toolkit.fill import fill
from console.ui.toolkit.plain import shorten_id
from console.ui.toolkit.questions import ask, open_dialog
from console.ui.toolkit.scope import Report, TaskScope
from console.ui.toolkit.words import phase_word
from console.ui.views.secret_loading import load_secret
from console.ui.widgets.offer_menu import MenuEntry, MenuSection, open_menu

# These have buttons of their own or are carried out here.
_NOT_IN_MENU: Final = frozenset(
    {Action.SHOW_LINK, Action.NEW_VERIFICATION, Action.REFRESH, Action.FETCH_REPORT, Action.REOPEN_PAGE}
)
_MOST_ATTEMPTS: Final = 5


class CaseActions(QObject):
    """`case_created` carries the key of something new; `case_changed` after a dialog that may have changed the case."""

    case_created = Signal(object)
    case_changed = Signal()

    def __init__(self, services: Services, over: QWidget, report: Report) -> None:
        super().__init__(over)
        self._services = services
        self._over = over
        self._scope = TaskScope(self, report)

    def show_link(self, key: VerificationKey) -> None:
        """The code for the customer."""
        dialog = QrDialog(self._services, key, self._over)
        dialog.finished.connect(self.case_changed)
        open_dialog(dialog)

    def create_verification(self, case: Case) -> None:
        """Another verification of this customer."""
        start = CreateStart(case.stored.key.account_id, case.stored.customer)
        dialog = CreateDialog(self._services, start, self._over)
        dialog.created.connect(self.case_created)
        open_dialog(dialog)

    def open_more(self, case: Case, button: QPushButton) -> None:
        """The menu of everything else, below `button`."""
        self._scope.start("more", self._open_more(case, button))

    def load_key(self, case: Case) -> None:
        """The key that opens this account's encrypted data, from a file; then the case is read again."""
        if not self._scope.is_running("key"):
            self._scope.start("key", self._load_key(case))

    def open_window(self, key: VerificationKey, tab: str) -> None:
        """The case in a window of its own, on that tab."""
        # Imported here: that window holds the view these actions belong to.
        from console.ui.views.detail_window import open_detail_window

        open_detail_window(self._services, key, tab, self._over)

    def show_dossier(self, key: VerificationKey) -> None:
        """Our own paper about the case, in a window; nothing is written to the disk."""
        if not self._scope.is_running("dossier"):
            self._scope.start("dossier", self._show_dossier(key))

    def make_capsule(self, case: Case) -> None:
        """The case with everything it stands on, in one protected file."""
        # Imported here, as with the dossier: the first paint needs neither.
        from console.ui.dialogs.capsule_dialog import CapsuleDialog

        open_dialog(CapsuleDialog(self._services, case, self._over))

    async def _show_dossier(self, key: VerificationKey) -> None:
        from console.ui.views.dossier_window import DossierOpener

        dossier = await self._services.dossiers.build(key)
        await DossierOpener(self._services, self._over, self._scope).show(dossier)

    async def _load_key(self, case: Case) -> None:
        fields = self._services.accounts.manifest(case.account.provider).fields
        field = next((each for each in fields if each.secret and each.is_file), None)
        if field is None:
            raise NotSupported("This provider's account has no place for a key.")
        if await load_secret(self._services.accounts, case.account, field, self._over):
            await self._services.cases.refresh(case.stored.key)

    # --- the menu ---

    async def _open_more(self, case: Case, button: QPushButton) -> None:
        key, verification = case.stored.key, case.stored.verification
        subject = Subject(key.account_id, verification.customer_id, key.id)
        own = await self._services.operations.offered(subject)
        sections = [
            MenuSection("", (self._build_window_entry(key), *self._build_own(case, subject, own))),
            MenuSection(self.tr("Papers"), self._build_papers(case)),
        ]
        if verification.customer_id:
            customer = Subject(key.account_id, verification.customer_id)
            found = await self._services.operations.offered(customer)
            entries = self._build_entries(case, customer, found)
            sections.append(MenuSection(self.tr("Customer"), entries))
        newest_first = list(enumerate(case.stored.attempts, start=1))[::-1]
        for number, attempt in newest_first[:_MOST_ATTEMPTS]:
            sections.append(await self._build_attempt(case, number, attempt))
        open_menu(button, sections)

    async def _build_attempt(self, case: Case, number: int, attempt: Attempt) -> MenuSection:
        key, customer_id = case.stored.key, case.stored.verification.customer_id
        subject = Subject(key.account_id, customer_id, key.id, attempt.id)
        found = await self._services.operations.offered(subject)
        title = fill(self.tr("Attempt %1 (%2)"), number, attempt.raw_status or shorten_id(attempt.id))
        return MenuSection(title, self._build_entries(case, subject, found))

    def _build_own(
        self, case: Case, subject: Subject, own: tuple[OfferedOperation, ...]
    ) -> tuple[MenuEntry, ...]:
        page = find_offer(case.offers, Action.REOPEN_PAGE)
        entries = [self._build_page_entry(case, page), *self._build_entries(case, subject, own)]
        told = {offered.operation.action for offered in own}
        for offer in case.offers:
            # What the provider has no call for is named all the same: its absence has a reason too.
            if offer.action not in told | _NOT_IN_MENU and not offer.is_allowed:
                entries.append(MenuEntry(action_word(offer.action), _do_nothing, offer.reason))
        return tuple(entries)

    def _build_window_entry(self, key: VerificationKey) -> MenuEntry:
        return MenuEntry(self.tr("Open in its own window"), partial(self.open_window, key, "overview"))

    def _build_papers(self, case: Case) -> tuple[MenuEntry, ...]:
        return (
            MenuEntry(self.tr("Dossier"), partial(self.show_dossier, case.stored.key)),
            MenuEntry(self.tr("Make a capsule …"), partial(self.make_capsule, case)),
        )

    def _build_page_entry(self, case: Case, offer: ActionOffer) -> MenuEntry:
        reason = "" if offer.is_allowed else offer.reason
        return MenuEntry(action_word(offer.action), partial(self._reopen_page, case, offer), reason)

    def _build_entries(
        self, case: Case, subject: Subject, found: tuple[OfferedOperation, ...]
    ) -> tuple[MenuEntry, ...]:
        return tuple(
            MenuEntry(
                fill(self.tr("%1 …"), offered.operation.title),
                partial(self._open_operation, case, subject, offered),
                offered.offer.reason if offered.offer is not None and not offered.is_allowed else "",
                is_final=offered.operation.effect is Effect.ERASE,
            )
            for offered in found
        )

    # --- acts ---

    def _open_operation(self, case: Case, subject: Subject, offered: OfferedOperation) -> None:
        customer = case.stored.customer
        start = OperationStart(case.account, subject, offered, _to_about(case, subject), customer)
        dialog = OperationDialog(self._services, start, self._over)
        dialog.created.connect(self._on_created)
        dialog.finished.connect(self.case_changed)
        open_dialog(dialog)

    def _on_created(self, key: VerificationKey) -> None:
        self.case_created.emit(key)
        self.show_link(key)

    def _reopen_page(self, case: Case, offer: ActionOffer) -> None:
        self._scope.start("page", self._ask_and_open(case, offer))

    async def _ask_and_open(self, case: Case, offer: ActionOffer) -> None:
        if offer.permission is Permission.ALLOWED_WITH_LOSS:
            question = self.tr("Open the customer's page on this computer?")
            if not await ask(self._over, question, offer.consequence, self.tr("Open"), self.tr("Leave it")):
                return
        link = await self._services.cases.show_link(case.stored.key)
        QDesktopServices.openUrl(QUrl(link.url))
        self.case_changed.emit()


def _to_about(case: Case, subject: Subject) -> str:
    """Who or what is acted on, so that one case is not taken for another of the same person."""
    customer, verification = case.stored.customer, case.stored.verification
    parts = [customer.name if customer is not None else "", case.provider_title]
    if subject.verification_id:
        created = verification.created_at
        began = f"{created.astimezone():%Y-%m-%d}" if created is not None else ""
        parts += [phase_word(verification.phase), began, subject.verification_id, subject.attempt_id]
    else:
        parts.append(subject.customer_id)
    return "  ·  ".join(part for part in parts if part)


def _do_nothing() -> None:
    """What is off cannot be chosen."""
