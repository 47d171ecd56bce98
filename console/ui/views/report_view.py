"""The report tab: no report, not fetched, fetching, failing or shown; opens a report only while somebody looks."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.domain.case import Case
from console.domain.errors import ConsoleError, ReportUnreadable, VaultDamaged
from console.domain.keys import VerificationKey
from console.domain.next_action import Action, ActionOffer, find_offer
from console.domain.report import Report
from console.services.reports import OpenReport
from console.services.services import Services
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.fill import fill
from console.ui.toolkit.scope import TaskScope
from console.ui.views.report_saving import ReportSaving
from console.ui.views.report_search import ReportSearch
from console.ui.widgets.pdf_pane_widget import ZOOM_KEYS, PdfPaneWidget

_OURS: Final = ZOOM_KEYS | {Qt.Key.Key_F}


class ReportView(QWidget):
    """`fetch_requested` by the button of a report that is not here yet; `ready` when what there is to see is seen."""

    fetch_requested = Signal()
    ready = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._case: Case | None = None
        self._opening: Report | None = None
        self._open: OpenReport | None = None
        self._drawing: OpenReport | None = None
        self._fetching: set[VerificationKey] = set()
        self._pane = PdfPaneWidget(self)
        self.header, self.bar, self.pdf = self._pane.header, self._pane.bar, self._pane.pdf
        self.faces = FaceStack(self._pane, self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.faces)
        self._scope = TaskScope(self, self._on_failure)
        self._search = ReportSearch(self.bar, self.pdf, self._scope, self)
        self._saving = ReportSaving(services, self._scope, self)
        self._connect()

    # --- orders ---

    def show_case(self, case: Case) -> None:
        """Show the report of another case, or what has become of this one's."""
        before = self._case
        self._case = case
        if before is not None and before.stored.key != case.stored.key:
            self._release()
        if case.stored.report is None:
            if case.stored.key in self._fetching:
                self._show_fetching(case)
            else:
                self._show_absent(case)
            return
        if self.isVisible():
            self._open_stored(case.stored.report)

    def clear(self) -> None:
        """Show nothing and keep nothing open."""
        self._release()
        self._case = None

    def open_or_fetch(self) -> None:
        """Show the stored report, or fetch it first."""
        case = self._case
        if case is None or case.stored.key in self._fetching:
            return
        if case.stored.report is not None:
            self._open_stored(case.stored.report)
        else:
            self._fetch(case)

    @property
    def opened(self) -> OpenReport | None:
        """The report that is open in the viewer."""
        return self._open

    # --- faces ---

    def _connect(self) -> None:
        self.faces.triggered.connect(self._on_face_triggered)
        self.pdf.pages_wanted.connect(self._on_pages_wanted)
        self._saving.saved.connect(self._on_copy_saved)
        self._saving.failed.connect(self._on_copy_failed)
        self.bar.save_requested.connect(self._on_save_requested)

    def _show_absent(self, case: Case) -> None:
        offer = self._offer(case)
        if offer.is_allowed:
            face = Face(self.tr("Not fetched yet"), offer.reason, self.tr("Fetch report"), icon="reports")
        else:
            face = Face(self.tr("No report"), offer.reason, icon="reports")
        self.faces.show_face(face)
        self.ready.emit()

    def _offer(self, case: Case) -> ActionOffer:
        return find_offer(case.offers, Action.FETCH_REPORT)

    def _fetch(self, case: Case) -> None:
        key = case.stored.key
        self._show_fetching(case)
        # Never cancelled: what was asked for is kept, also when the person looks at another case meanwhile.
        self._fetching.add(key)
        self._scope.start(f"fetch {key.account_id} {key.id}", self._fetch_report(key))

    def _show_fetching(self, case: Case) -> None:
        text = fill(self.tr("%1 is making the report; this can take some seconds."), case.provider_title)
        self.faces.show_face(Face(self.tr("Fetching the report …"), text, icon="reports"))

    async def _fetch_report(self, key: VerificationKey) -> None:
        try:
            report = await self._services.reports.fetch(key)
        except ConsoleError as error:
            if self._is_shown(key):
                self._on_failure(error)
            return
        finally:
            self._fetching.discard(key)
        if self._is_shown(key) and self.isVisible():
            self._open_stored(report)

    def _is_shown(self, key: VerificationKey) -> bool:
        return self._case is not None and self._case.stored.key == key

    def _open_stored(self, report: Report) -> None:
        if self._opening is not None and self._opening.object_id == report.object_id:
            return
        self._release()
        self._opening = report
        self.faces.show_loading()
        # Never cancelled: a document that is open in the worker must be closed by whoever finds it unwanted.
        self._scope.start(f"open {report.object_id}", self._open_report(report))

    async def _open_report(self, report: Report) -> None:
        try:
            opened = await self._services.reports.open(report.key)
        except ConsoleError as error:
            if self._opening == report:
                self._on_failure(error)
            return
        case = self._case
        if self._opening != report or case is None:
            await opened.close()
            return
        self._open = opened
        self._search.show_report(opened)
        self.header.show_report(opened.report, case.provider_title)
        self.faces.show_content()
        self._pane.show_document(opened.info)
        if not opened.info.pages:
            self.ready.emit()

    def _release(self) -> None:
        self._scope.cancel("render")
        self._drawing = None
        self._search.show_report(None)
        self.pdf.clear()
        self._opening = None
        opened, self._open = self._open, None
        if opened is not None:
            self._scope.start(f"close {opened.report.object_id}", opened.close())

    # --- pages ---

    def _on_pages_wanted(self) -> None:
        if self._open is not None and self._drawing is not self._open:
            self._drawing = self._open
            self._scope.start("render", self._render(self._open))

    async def _render(self, opened: OpenReport) -> None:
        """One page after the other, always the one that is wanted now."""
        while (wanted := self.pdf.next_wanted()) is not None:
            try:
                bitmap = await opened.render(wanted.number, wanted.scale)
            except ReportUnreadable as error:
                self.pdf.fail_page(wanted.number, error.user_message)
            else:
                self.pdf.put_page(wanted, bitmap)
        # Not when the task is seen to have ended: what is wanted in between would never be drawn.
        self._drawing = None
        self.ready.emit()

    def _on_save_requested(self) -> None:
        if self._open is not None:
            self._saving.begin(self._open.report)

    def _on_copy_saved(self, key: VerificationKey) -> None:
        if self._is_shown(key):
            self.faces.show_content()
            self.bar.show_hits(self.tr("Copy saved"))

    def _on_copy_failed(self, key: VerificationKey, error: ConsoleError) -> None:
        if self._is_shown(key):
            self._on_failure(error)

    # --- Qt ---

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks: open what is stored."""
        super().showEvent(event)
        if self._case is not None and self._case.stored.report is not None:
            self._open_stored(self._case.stored.report)

    def event(self, event: QEvent) -> bool:
        """Inside the report its own keys win over the window's."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._is_ours(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+F searches, Ctrl with plus, minus and 0 zooms, F3 goes to the next hit, Escape leaves the search."""
        key = event.key()
        if not self._is_ours(event):
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_F:
            self.bar.focus_search()
        elif key in ZOOM_KEYS:
            self._pane.zoom_by_key(key)
        elif key == Qt.Key.Key_F3:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._search.find(self.bar.search_field.text(), -1 if back else 1)
        else:
            self.pdf.setFocus()

    def _is_ours(self, event: QKeyEvent) -> bool:
        if self._open is None:
            return False
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return event.key() in _OURS
        in_search = self.bar.search_field.hasFocus()
        return event.matches(QKeySequence.StandardKey.FindNext) or (
            event.key() in {Qt.Key.Key_F3} or (event.key() == Qt.Key.Key_Escape and in_search)
        )

    def _on_face_triggered(self) -> None:
        case = self._case
        if case is None:
            return
        if case.stored.report is not None and self._offer(case).is_allowed:
            self._fetch(case)
        elif case.stored.report is not None:
            self.open_or_fetch()
        else:
            self.fetch_requested.emit()

    def _on_failure(self, failure: Exception) -> None:
        words = describe_error(failure)
        if self._open is not None:
            self.faces.show_trouble(f"{words.title}. {words.text}")
        else:
            self._opening = None
            self.faces.show_face(Face(words.title, words.text, self._way_out(failure), icon="warning"))
            self.ready.emit()
        if not isinstance(failure, ConsoleError):
            raise failure

    def _way_out(self, failure: Exception) -> str:
        case = self._case
        if case is None:
            return ""
        may_fetch = self._offer(case).is_allowed
        if case.stored.report is not None and isinstance(failure, ReportUnreadable | VaultDamaged):
            return self.tr("Fetch it again") if may_fetch else ""
        return self.tr("Try again") if may_fetch else ""
