"""The person behind a customer's record: names as told, all verifications, what suggests itself, links; asks services."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.domain.account import AccountId
from console.domain.comparing import MOST_SIDES
from console.domain.customer import CustomerId
from console.domain.errors import ConsoleError, NotKnown
from console.domain.events import AccountChanged, Event, PeopleChanged, VerificationsChanged
from console.domain.keys import VerificationKey
from console.domain.people import (
    CustomerKey,
    LinkedRecord,
    PeopleChange,
    PersonFile,
    PersonRecord,
    Refusal,
    Suggestion,
)
from console.services.people import NewCheckOffer
from console.services.services import Services
from console.ui.dialogs.compare_dialog import CompareDialog
from console.ui.dialogs.create_dialog import CreateDialog, CreateStart
from console.ui.dialogs.link_record_dialog import LinkRecordDialog
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.fill import fill
from console.ui.toolkit.people_questions import ask_same_person
from console.ui.toolkit.people_words import deed_sentence
from console.ui.toolkit.questions import open_dialog
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.undo import offer_undo
from console.ui.widgets.offer_menu import MenuEntry, MenuSection, open_menu
from console.ui.widgets.person_header_widget import PersonHeaderWidget
from console.ui.widgets.person_page_widget import PersonPageWidget

_LOAD: Final = "load"
_OPENED_AFTER_S: Final = 0.5
_CHANGE: Final = "change"
_MOVING: Final = (PeopleChanged, VerificationsChanged, AccountChanged)


class PersonView(QWidget):
    """`ready` when the person is on screen; `case_requested` carries the key of a verification to open.

    `case_created` carries the key of a verification that was made from here.
    """

    ready = Signal()
    case_requested = Signal(object)
    case_created = Signal(object)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._key: CustomerKey | None = None
        self._person: PersonFile | None = None
        self.header = PersonHeaderWidget(self)
        self.page = PersonPageWidget(self)
        content = QWidget(self)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.page, 1)
        self.faces = FaceStack(content, self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.faces)
        self._scope = TaskScope(self, self._on_failure)
        self._bridge = BusBridge(services.bus, self)
        self._connect()

    def _connect(self) -> None:
        self._bridge.happened.connect(self._on_event)
        self.faces.triggered.connect(self._on_retry_requested)
        self.header.new_requested.connect(self._on_new_requested)
        self.header.compare_requested.connect(self._on_compare_requested)
        self.header.dossier_requested.connect(self._on_dossier_requested)
        self.header.link_requested.connect(self._on_link_requested)
        self.page.case_requested.connect(self.case_requested)
        self.page.confirmed.connect(self._on_confirmed)
        self.page.refused.connect(self._on_refused)
        self.page.unlink_requested.connect(self._on_unlink_requested)
        self.page.take_back_requested.connect(self._on_take_back_requested)
        self.page.compare_requested.connect(self._on_suggestion_compared)

    # --- orders ---

    @property
    def person(self) -> PersonFile | None:
        """Who is shown."""
        return self._person

    def show_customer(self, account_id: AccountId, customer_id: CustomerId) -> None:
        """Load and show the person behind a record."""
        key = CustomerKey(account_id, customer_id)
        if key != self._key:
            self._person = None
            self.faces.show_loading()
            self._scope.start("opened", self._note_opened(key))
        self._key = key
        self._scope.start(_LOAD, self._load(key))

    def clear(self) -> None:
        """Show nobody."""
        self._key = None
        self._person = None
        self._scope.cancel(_LOAD)
        self._scope.cancel("opened")

    def focus_first(self) -> None:
        """Give the keyboard to the first button."""
        self.header.new_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- loading ---

    async def _load(self, key: CustomerKey) -> None:
        person = await self._services.people.load_person(key)
        if key != self._key:
            return
        self._person = person
        self.faces.show_content()
        self.header.show_person(person)
        self.page.show_person(person)
        self.ready.emit()

    async def _note_opened(self, key: CustomerKey) -> None:
        """Once for every opening, and not for a page that was only passed by on the way through a list."""
        await asyncio.sleep(_OPENED_AFTER_S)
        # One that is not here could not be opened; the screen says so.
        with suppress(NotKnown):
            await self._services.people.note_opened(key)

    def _on_event(self, event: Event) -> None:
        if self._key is None or not isinstance(event, _MOVING):
            return
        # Anybody's new record may suggest itself for this person; the page stays as it is where nothing changed.
        self._scope.start(_LOAD, self._load(self._key))

    def _on_retry_requested(self) -> None:
        if self._key is not None:
            self._scope.start(_LOAD, self._load(self._key))

    # --- links ---

    def _on_confirmed(self, suggestion: Suggestion) -> None:
        self._scope.start(_CHANGE, self._confirm(suggestion))

    async def _confirm(self, suggestion: Suggestion) -> None:
        if not await ask_same_person(self, suggestion.conflicts):
            return
        change = await self._services.people.link(suggestion.of, suggestion.record.key)
        self._offer_undo(change, suggestion.record)

    def _on_refused(self, suggestion: Suggestion) -> None:
        self._scope.start(_CHANGE, self._refuse(suggestion))

    async def _refuse(self, suggestion: Suggestion) -> None:
        change = await self._services.people.refuse(suggestion.of, suggestion.record.key)
        self._offer_undo(change, suggestion.record)

    def _on_link_requested(self) -> None:
        if self._person is not None:
            dialog = LinkRecordDialog(self._services, self._person.record, self)
            dialog.decided.connect(self._offer_undo)
            open_dialog(dialog)

    def _on_unlink_requested(self, linked: LinkedRecord) -> None:
        self._scope.start(_CHANGE, self._unlink(linked))

    async def _unlink(self, linked: LinkedRecord) -> None:
        self._offer_undo(await self._services.people.unlink(linked.record.key), linked.record)

    def _on_take_back_requested(self, refusal: Refusal) -> None:
        self._scope.start(_CHANGE, self._take_back(refusal))

    async def _take_back(self, refusal: Refusal) -> None:
        change = await self._services.people.take_back_refusal(refusal.of, refusal.record.key)
        self._offer_undo(change, refusal.record)

    def _offer_undo(self, change: PeopleChange, record: PersonRecord) -> None:
        offer_undo(self, deed_sentence(change, record), lambda: self._services.people.undo(change))

    # --- what else can be done ---

    def _on_compare_requested(self) -> None:
        if self._person is not None:
            self._compare(tuple(check.key for check in self._person.checks[:MOST_SIDES]))

    def _on_suggestion_compared(self, suggestion: Suggestion) -> None:
        person = self._person
        if person is None:
            return
        ours = next((record for record in person.records if record.key == suggestion.of), person.record)
        mine = ours.checks or person.checks
        self._compare(tuple(check.key for check in (*mine[:1], *suggestion.record.checks[:1])))

    def _compare(self, keys: tuple[VerificationKey, ...]) -> None:
        dialog = CompareDialog(self._services, keys, self)
        dialog.case_requested.connect(self.case_requested)
        open_dialog(dialog)

    def _on_dossier_requested(self) -> None:
        if self._key is not None and not self._scope.is_running("dossier"):
            self._scope.start("dossier", self._show_dossier(self._key))

    async def _show_dossier(self, key: CustomerKey) -> None:
        from console.ui.views.dossier_window import DossierOpener

        dossier = await self._services.dossiers.build_for_person(key)
        await DossierOpener(self._services, self, self._scope).show(dossier)

    def _on_new_requested(self) -> None:
        if self._person is not None:
            self._scope.start("new", self._offer_new(self._person))

    async def _offer_new(self, person: PersonFile) -> None:
        offers = await self._services.people.load_new_checks(person)
        entries = tuple(self._to_entry(person, offer) for offer in offers)
        if not entries:
            entries = (
                MenuEntry(self.tr("No account can create"), _do_nothing, self.tr("Connect one first.")),
            )
        open_menu(self.header.new_button, [MenuSection(self.tr("New verification at"), entries)])

    def _to_entry(self, person: PersonFile, offer: NewCheckOffer) -> MenuEntry:
        told = offer.account.name
        if offer.customer is None:
            told = fill(self.tr("%1 (no record there yet)"), offer.account.name)
        reason = "" if offer.offer.is_allowed else offer.offer.reason
        return MenuEntry(told, lambda: self._create(person, offer), reason)

    def _create(self, person: PersonFile, offer: NewCheckOffer) -> None:
        start = CreateStart(
            offer.account.id, offer.customer, None if offer.customer else person.record.customer
        )
        dialog = CreateDialog(self._services, start, self)
        dialog.created.connect(self.case_created)
        open_dialog(dialog)

    def _on_failure(self, failure: Exception) -> None:
        words = describe_error(failure)
        if self._person is not None:
            self.faces.show_trouble(f"{words.title}. {words.text}", words.action)
        else:
            self.faces.show_face(Face(words.title, words.text, words.action, icon="warning"))
        if not isinstance(failure, ConsoleError):
            raise failure


def _do_nothing() -> None:
    """What is off cannot be chosen."""
