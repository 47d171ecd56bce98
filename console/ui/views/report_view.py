"""The report tab: no report, not fetched, fetching, failing or shown; opens a report only while somebody looks."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.domain.case import Case
from console.domain.errors import ConsoleError, ReportUnreadable, VaultDamaged
from console.domain.keys import VerificationKey
from console.domain.next_action import Action, ActionOffer, find_offer
from console.domain.report import Report
from console.services.open_report import OpenReport
from console.services.services import Services
from console.ui.toolkit.covers import Covers
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.fill import fill
from console.ui.toolkit.reach import Reach
from console.ui.toolkit.scope import TaskScope
from console.ui.views.paper_view import PaperView
from console.ui.views.report_leaving import ReportLeaving
from console.ui.views.report_places import ReportPlaces, find_places

# Flying over rows with the arrow keys starts nothing.
_WARM_AFTER_MS: Final = 400


class ReportView(QWidget):
    """`fetch_requested` by the button of a report that is not here yet; `ready` when what there is to see is seen.

    `dossier_requested` by the button where the provider has no report: our own paper stands in for it.
    """

    fetch_requested = Signal()
    dossier_requested = Signal()
    ready = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._case: Case | None = None
        self._opening: Report | None = None
        self._open: OpenReport | None = None
        self._places: ReportPlaces | None = None
        self._sought: tuple[VerificationKey, str, int] | None = None
        self._unread: tuple[VerificationKey, str] | None = None
        self._fetching: set[VerificationKey] = set()
        self.paper = PaperView(self._on_failure, self)
        self.header, self.bar, self.pdf = self.paper.header, self.paper.bar, self.paper.pdf
        self.faces = FaceStack(self.paper, self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.faces)
        self._scope = TaskScope(self, self._on_failure)
        self._leaving = ReportLeaving(services, self.paper, self)
        self._reach = Reach(services, self)
        self._warming = QTimer(self)
        self._warming.setSingleShot(True)
        self._warming.setInterval(_WARM_AFTER_MS)
        self._warming.timeout.connect(self._on_warming_timeout)
        self._covers = Covers.of_app()
        self._connect()

    # --- orders ---

    def show_case(self, case: Case) -> None:
        """Show the report of another case, or what has become of this one's."""
        before = self._case
        self._case = case
        if self._sought is not None and self._sought[0] != case.stored.key:
            self._sought = None
        if before is not None and before.stored.key != case.stored.key:
            self._release()
        if case.stored.report is None:
            # Also of one that was erased while somebody looked at it.
            self._release()
            if case.stored.key in self._fetching:
                self._show_fetching(case)
            else:
                self._show_absent(case)
            return
        if self.isVisible():
            self._open_stored(case.stored.report)
        else:
            self._warming.start()

    def clear(self) -> None:
        """Show nothing and keep nothing open."""
        self._warming.stop()
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

    def seek(self, key: VerificationKey, words: str, page: int) -> None:
        """Go to a page (from 0) of the report of `key`, with `words` searched and marked, once it is open.

        The case may still be on its way; when another one comes instead it is forgotten.
        """
        self._sought = (key, words, page)
        if self._open is not None and self._open.report.key == key:
            self._go_to_sought()

    @property
    def opened(self) -> OpenReport | None:
        """The report that is open in the viewer."""
        return self._open

    # --- faces ---

    def _connect(self) -> None:
        self._reach.changed.connect(self._on_reach_changed)
        self.faces.triggered.connect(self._on_face_triggered)
        self.paper.drawn.connect(self.ready)
        self._leaving.done.connect(self._on_left)
        self._leaving.failed.connect(self._on_leaving_failed)
        self._covers.locked.connect(self._on_locked)
        self._covers.unlocked.connect(self._on_unlocked)

    def _show_absent(self, case: Case) -> None:
        self._sought = None
        offer = self._offer(case)
        if offer.is_allowed:
            lost = self._reach.words(case.stored.key.account_id)
            text = f"{offer.reason} {lost}".strip()
            face = Face(self.tr("Not fetched yet"), text, self.tr("Fetch report"), icon="reports")
        else:
            face = Face(self.tr("No report"), offer.reason, self.tr("Show our dossier"), icon="reports")
        self.faces.show_face(face)
        self.ready.emit()

    def _on_reach_changed(self, account_id: str) -> None:
        case = self._case
        if case is None or case.stored.key.account_id != account_id or case.stored.report is not None:
            return
        if case.stored.key not in self._fetching:
            self._show_absent(case)

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
        if self._covers.is_locked:
            return
        if self._opening is not None and self._opening.object_id == report.object_id:
            return
        self._release()
        self._opening = report
        self.faces.show_loading()
        # Never cancelled: a document that is open in the worker must be closed by whoever finds it unwanted.
        self._scope.start_first(f"open {report.object_id}", self._open_report(report))

    async def _open_report(self, report: Report) -> None:
        try:
            opened = await self._services.reports.open_known(report)
        except ConsoleError as error:
            if self._opening == report:
                self._on_failure(error)
            return
        case = self._case
        if self._opening != report or case is None:
            await opened.close()
            return
        self._show_opened(opened, case)
        try:
            await opened.wait_noted()
        except ConsoleError as error:
            # Nobody looks at what cannot be written down.
            if self._open is opened:
                self._release()
                self._on_failure(error)

    def _show_opened(self, opened: OpenReport, case: Case) -> None:
        self._open = opened
        self.header.show_report(opened.report, case.provider_title)
        self.faces.show_content()
        self.paper.show_document(opened)
        self._leaving.show_report(opened, case)
        self._tell_unread(opened.report.key)
        if self._sought is not None:
            self._go_to_sought()
        elif (places := self._places) is not None:
            places.restore(opened.report.object_id, self.pdf)

    def _tell_unread(self, key: VerificationKey) -> None:
        """What came of printing or saving while it was locked: nobody could read it, so it is told with its own report."""
        if self._unread is not None and self._unread[0] == key:
            self.faces.show_trouble(self._unread[1])
            self._unread = None

    def _go_to_sought(self) -> None:
        if self._sought is not None:
            _, words, page = self._sought
            self._sought = None
            self.paper.search.find_on(words, page)

    def _on_warming_timeout(self) -> None:
        """A case with a report stays on screen: its viewer is ready before anybody asks for it."""
        if self._case is not None and self._scope.can_start:
            self._scope.start("warm", self._warm())

    async def _warm(self) -> None:
        # Where no viewer can be started, whoever opens the report is told.
        with suppress(ReportUnreadable):
            await self._services.reports.start_viewer()

    def _release(self) -> None:
        self._keep_place()
        self._leaving.show_report(None, None)
        self.paper.show_document(None)
        self._opening = None
        opened, self._open = self._open, None
        if opened is not None:
            self._scope.start(f"close {opened.report.object_id}", opened.close())

    def _keep_place(self) -> None:
        places = self._places
        if self._open is not None and places is not None:
            places.keep(self._open.report.object_id, self.pdf)

    def _on_left(self, key: VerificationKey, words: str) -> None:
        if self._covers.is_locked:
            self._unread = (key, words)
        elif self._is_shown(key):
            self.faces.show_content()
            self.bar.show_hits(words)

    def _on_leaving_failed(self, key: VerificationKey, error: ConsoleError) -> None:
        if self._covers.is_locked:
            words = describe_error(error)
            self._unread = (key, f"{words.title}. {words.text}")
        elif self._is_shown(key):
            self._on_failure(error)

    # --- Qt ---

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks: open what is stored."""
        super().showEvent(event)
        # Looked up here: it may be hidden because the windows above it are being destroyed, and then there is no way up.
        self._places = find_places(self)
        if self._case is not None and self._case.stored.report is not None:
            self._open_stored(self._case.stored.report)

    def hideEvent(self, event: QHideEvent) -> None:
        """Where somebody was in the report is known the next time."""
        self._keep_place()
        super().hideEvent(event)

    def _on_locked(self) -> None:
        """Nobody looks: nothing of a report stays in memory."""
        if self._opening is not None:
            self._release()
            self.faces.show_loading()

    def _on_unlocked(self) -> None:
        if self._case is not None and self._case.stored.report is not None and self.isVisible():
            self._open_stored(self._case.stored.report)

    def _on_face_triggered(self) -> None:
        case = self._case
        if case is None:
            return
        if case.stored.report is not None and self._offer(case).is_allowed:
            self._fetch(case)
        elif case.stored.report is not None:
            self.open_or_fetch()
        elif self._offer(case).is_allowed:
            self.fetch_requested.emit()
        else:
            self.dossier_requested.emit()

    def _on_failure(self, failure: Exception) -> None:
        words = describe_error(failure)
        if self._open is not None:
            self.faces.show_trouble(f"{words.title}. {words.text}")
        else:
            self._opening = self._sought = None
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
