"""One case on screen: head and tabs, loaded and kept as it is now; what a person orders goes to `DetailOrders`."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from console.domain.case import Case
from console.domain.errors import ConsoleError, NotKnown
from console.domain.events import Event, PersonChanged, ReportStored, VerificationsChanged
from console.domain.keys import VerificationKey
from console.services.services import Services
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.scope import TaskScope
from console.ui.views.detail_orders import DetailOrders
from console.ui.views.detail_overview_view import DetailOverviewView
from console.ui.views.documents_view import DocumentsView
from console.ui.views.labels_view import LabelsView
from console.ui.views.notes_view import DeskDrafts, NotesView
from console.ui.views.past_view import PastView
from console.ui.views.report_view import ReportView
from console.ui.views.timeline_view import TimelineView
from console.ui.widgets.case_header_widget import CaseHeaderWidget
from console.ui.widgets.json_widget import JsonWidget

TABS: Final = ("overview", "timeline", "risk", "documents", "report", "notes", "raw")
# Flying over rows with the arrow keys opens nothing: what is logged is what stayed on the screen.
_OPENED_AFTER_S: Final = 0.5
_LOWEST_TABS: Final = 200
# Lower, a document has more use of the height than the head of its case.
_LOW_BELOW: Final = 720
_READ: Final = frozenset({"documents", "report"})


class _RoomyTabs(QTabWidget):
    """Takes the room that is left: wrapped words on one of its pages must not take the head's."""

    def hasHeightForWidth(self) -> bool:
        """Its pages scroll."""
        return False


class DetailView(QWidget):
    """`ready` when everything of the case, the chosen tab included, is on screen.

    `case_created` carries the key of a verification that was made from the shown one, `label_requested` the `LabelName`
    a person wants to read about.
    """

    ready = Signal()
    case_created = Signal(object)
    label_requested = Signal(object)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._key: VerificationKey | None = None
        self._case: Case | None = None
        self._failed_at_load = False
        self._working = services.persons.working
        self.header = CaseHeaderWidget(self)
        self.overview = DetailOverviewView(services, self)
        self.timeline = TimelineView(services, self)
        self.labels = LabelsView(services, self)
        self.documents = DocumentsView(services, self)
        self.report = ReportView(services, self)
        self.drafts = DeskDrafts(lambda: services.persons.working, self)
        self.notes = NotesView(services, self.drafts, self)
        self.past = PastView(services, self)
        self.raw = JsonWidget(self)
        self.tabs = self._build_tabs()
        self.tabs.currentChanged.connect(self._fit_head)
        self._content = QWidget(self)
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.past)
        layout.addWidget(self.header)
        layout.addWidget(self.tabs, 1)
        self.faces = FaceStack(self._content, self, begins_blank=True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.faces)
        self._scope = TaskScope(self, self._on_failure)
        self._bridge = BusBridge(services.bus, self)
        self._bridge.happened.connect(self._on_event)
        self.timeline.saved.connect(self.show_again)
        self.labels.titled.connect(self._on_labels_titled)
        self.labels.dictionary_requested.connect(self.label_requested)
        self.report.ready.connect(self._on_report_ready)
        self.faces.triggered.connect(self._on_retry_requested)
        self.past.shown.connect(self._show)
        self.past.left.connect(self._on_past_left)
        self._orders = DetailOrders(services, self, self._on_failure)

    def show_case(self, key: VerificationKey) -> None:
        """Load and show another case; the one before is no longer watched."""
        if key != self._key:
            if self._key is not None:
                self._services.cases.unwatch(self._key)
            # Looks are counted: one for as long as the case is shown, however often it is loaded again.
            self._services.cases.watch(key)
            self._case = None
            self.past.forget()
            self._scope.start("opened", self._note_opened(key))
        self._key = key
        case = self._services.cases.read_case_quickly(key)
        if case is not None:
            self._scope.cancel("load")
            self._show_loaded(case)
            return
        if self._case is None:
            self.faces.show_loading()
        self._scope.start("load", self._load(key))

    def show_again(self) -> None:
        """The same case as it is now: what was done is part of its timeline."""
        if self._key is not None:
            self.show_case(self._key)

    def clear(self) -> None:
        """Show nothing and watch nothing."""
        if self._key is not None:
            self._services.cases.unwatch(self._key)
        self._key = None
        self._case = None
        self._scope.cancel("load")
        self._scope.cancel("opened")
        self.past.forget()
        self.documents.clear()
        self.report.clear()

    def refresh(self) -> None:
        """Ask the provider again, if that is allowed now."""
        if self._key is not None:
            self._scope.start("refresh", self._read_again(self._key))

    def select_tab(self, name: str) -> None:
        """Show a tab by its name in `TABS`. Raises `ValueError` for another one."""
        self.tabs.setCurrentIndex(TABS.index(name))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There may be room for the whole head now, or no longer."""
        super().resizeEvent(event)
        self._fit_head()

    def _fit_head(self) -> None:
        self.header.set_low(low=self.tab in _READ and self.height() < _LOW_BELOW)

    @property
    def case(self) -> Case | None:
        """What is shown; None while it is on its way."""
        return self._case

    @property
    def key(self) -> VerificationKey | None:
        """Whose case is shown or on its way."""
        return self._key

    @property
    def tab(self) -> str:
        """The shown tab's name in `TABS`."""
        return TABS[self.tabs.currentIndex()]

    def _build_tabs(self) -> QTabWidget:
        tabs = _RoomyTabs(self)
        tabs.setDocumentMode(True)
        # In a low window the head keeps its reasons whole; a tab scrolls.
        tabs.setMinimumHeight(_LOWEST_TABS)
        tabs.tabBar().setDrawBase(False)
        for widget, title in (
            (self.overview, self.tr("Overview")),
            (self.timeline, self.tr("Timeline")),
            (self.labels, self.tr("Risk")),
            (self.documents, self.tr("Documents")),
            (self.report, self.tr("Report")),
            (self.notes, self.tr("Notes")),
            (self.raw, self.tr("Raw")),
        ):
            tabs.addTab(widget, title)
        return tabs

    async def _load(self, key: VerificationKey) -> None:
        self._failed_at_load = True
        case = await self._services.cases.load_case(key)
        if key == self._key:
            self._show_loaded(case)

    def _show_loaded(self, case: Case) -> None:
        self._failed_at_load = False
        self._show(case)
        if self.tabs.currentWidget() is not self.report:
            self.ready.emit()

    def _show(self, case: Case) -> None:
        """Everything of it, as it is now or as it was known earlier."""
        self._case = case
        self.faces.show_content()
        self.header.show_case(case)
        self.overview.show_case(case)
        self.timeline.show_case(case)
        self.labels.show_case(case)
        self.raw.show_records(case.stored.raw)
        self.documents.show_case(case)
        self.report.show_case(case)
        self.notes.show_case(case)

    async def _note_opened(self, key: VerificationKey) -> None:
        await asyncio.sleep(_OPENED_AFTER_S)
        # One that is not here could not be opened; the screen says so.
        with suppress(NotKnown):
            await self._services.desk.note_opened(key)

    async def _read_again(self, key: VerificationKey) -> None:
        try:
            await self._services.cases.refresh(key)
        except ConsoleError as error:
            # Trouble with a case that was left meanwhile is not the trouble of the one that is shown.
            if key == self._key:
                self._on_failure(error)

    def _on_labels_titled(self, title: str) -> None:
        if title != self.tabs.tabText(TABS.index("risk")):
            self.tabs.setTabText(TABS.index("risk"), title)

    def _on_event(self, event: Event) -> None:
        key = self._key
        if isinstance(event, PersonChanged):
            self._on_person_changed(event.working)
        if key is None or self.past.is_on:
            return
        concerns = (isinstance(event, VerificationsChanged) and key in event.keys) or (
            isinstance(event, ReportStored) and event.key == key
        )
        if concerns:
            self._scope.start("load", self._load(key))

    def _on_person_changed(self, working: str) -> None:
        # Also told when a colleague is added: then whoever types types on.
        is_other = working != self._working
        self._working = working
        self.header.desk.show_person(working)
        if is_other:
            self.notes.show_person()
        else:
            self.notes.show_working()

    def _on_past_left(self) -> None:
        if self._key is not None:
            self._scope.start("load", self._load(self._key))

    def _on_report_ready(self) -> None:
        if self.tabs.currentWidget() is self.report:
            self.ready.emit()

    def _on_retry_requested(self) -> None:
        """Do again what failed: reading from the store is no question to the provider."""
        if self._key is not None and self._failed_at_load:
            self._scope.start("load", self._load(self._key))
        else:
            self.refresh()

    def _on_failure(self, failure: Exception) -> None:
        words = describe_error(failure)
        if self._case is not None:
            self.faces.show_trouble(f"{words.title}. {words.text}", words.action)
        else:
            self.faces.show_face(Face(words.title, words.text, words.action, icon="warning"))
        if not isinstance(failure, ConsoleError):
            raise failure
