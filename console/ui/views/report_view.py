"""The report tab: no report, not fetched, fetching, failing or shown; opens a report only while somebody looks."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from console.domain.case import Case
from console.domain.errors import ConsoleError, ReportUnreadable, VaultDamaged
from console.domain.keys import VerificationKey
from console.domain.next_action import Action, ActionOffer, find_offer
from console.domain.report import Report
from console.services.reports import OpenReport
from console.services.services import Services
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.questions import ask
from console.ui.toolkit.scope import TaskScope
from console.ui.widgets.pdf_bar_widget import PdfBarWidget
from console.ui.widgets.pdf_header_widget import PdfHeaderWidget
from console.ui.widgets.pdf_widget import ZOOM_STEP, PdfWidget, ZoomMode

_ZOOM_IN: Final = frozenset({Qt.Key.Key_Plus, Qt.Key.Key_Equal})
_OURS: Final = _ZOOM_IN | {Qt.Key.Key_Minus, Qt.Key.Key_0, Qt.Key.Key_F}


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
        self._hits: tuple[int, ...] = ()
        self._hit_words = ""
        self.header = PdfHeaderWidget(self)
        self.bar = PdfBarWidget(self)
        self.pdf = PdfWidget(self)
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.bar)
        column.addWidget(self.pdf, 1)
        self.faces = FaceStack(content, self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.faces)
        self._scope = TaskScope(self, self._on_failure)
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
        self.pdf.page_changed.connect(self._on_page_changed)
        self.pdf.zoom_changed.connect(self._on_zoom_changed)
        self.bar.page_chosen.connect(self._on_page_chosen)
        self.bar.mode_chosen.connect(self._on_mode_chosen)
        self.bar.percent_chosen.connect(self._on_percent_chosen)
        self.bar.zoom_stepped.connect(self._on_zoom_stepped)
        self.bar.search_requested.connect(self._on_search_requested)
        self.bar.search_cleared.connect(self._forget_hits)
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
        text = self.tr("%1 is making the report; this can take some seconds.")
        self.faces.show_face(
            Face(self.tr("Fetching the report …"), text.replace("%1", case.provider_title), icon="reports")
        )

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
        self.header.show_report(opened.report, case.provider_title)
        self.faces.show_content()
        self.pdf.show_document(opened.info)
        self.bar.show_page(1, opened.info.pages)
        self._on_zoom_changed()
        if not opened.info.pages:
            self.ready.emit()

    def _release(self) -> None:
        self._scope.cancel("render")
        self._drawing = None
        self._scope.cancel("find")
        self._forget_hits()
        self.bar.search_field.clear()
        self.bar.show_hits("")
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

    def _on_page_chosen(self, page: int) -> None:
        self.pdf.go_to_page(page - 1)

    def _on_page_changed(self, page: int) -> None:
        self.bar.show_page(page + 1, self.pdf.page_count)

    def _on_zoom_changed(self) -> None:
        self.bar.show_zoom(self.pdf.mode, self.pdf.percent)

    def _on_mode_chosen(self, mode: ZoomMode) -> None:
        self.pdf.set_mode(mode)
        self.pdf.setFocus()

    def _on_percent_chosen(self, percent: int) -> None:
        self.pdf.set_percent(percent)
        self.pdf.setFocus()

    def _on_zoom_stepped(self, step: int) -> None:
        self.pdf.zoom_by(ZOOM_STEP if step > 0 else 1 / ZOOM_STEP)

    # --- search ---

    def _on_search_requested(self, words: str, step: int) -> None:
        if self._open is None or not words.strip():
            return
        if words == self._hit_words:
            self._show_hit(step)
        else:
            self._scope.start("find", self._find(self._open, words))

    async def _find(self, opened: OpenReport, words: str) -> None:
        self.bar.show_hits(self.tr("Searching …"))
        self._hits = await opened.find(words)
        self._hit_words = words
        if not self._hits:
            self.bar.show_hits(self.tr("Not found"))
            return
        first = next((page for page in self._hits if page >= self.pdf.page), self._hits[0])
        self._go_to_hit(first)

    def _show_hit(self, step: int) -> None:
        if not self._hits:
            return
        here = self.pdf.page
        if step > 0:
            target = next((page for page in self._hits if page > here), self._hits[0])
        else:
            target = next((page for page in reversed(self._hits) if page < here), self._hits[-1])
        self._go_to_hit(target)

    def _go_to_hit(self, page: int) -> None:
        self.pdf.go_to_page(page)
        text = self.tr("page %1, %2 of %3").replace("%1", str(page + 1))
        place = str(self._hits.index(page) + 1)
        self.bar.show_hits(text.replace("%2", place).replace("%3", str(len(self._hits))))

    def _forget_hits(self) -> None:
        self._hits, self._hit_words = (), ""

    # --- saving ---

    def _on_save_requested(self) -> None:
        if self._open is not None and not self._scope.is_running("save"):
            self._scope.start("save", self._ask_and_choose(self._open.report))

    async def _ask_and_choose(self, report: Report) -> None:
        agreed = await ask(
            self,
            self.tr("Save an unprotected copy?"),
            self.tr(
                "The copy is the plain PDF: whoever finds the file can read it. Saving it is written to the log."
            ),
            self.tr("Choose a place"),
            self.tr("Keep it here only"),
        )
        if agreed:
            self._choose_place(report)

    def _choose_place(self, report: Report) -> None:
        dialog = QFileDialog(self, self.tr("Save an unprotected copy"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("PDF files (*.pdf)"))
        dialog.setDefaultSuffix("pdf")
        # Qt would ask in a loop of its own; we ask ourselves.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.selectFile(f"{_to_file_name(report.key.id)}.pdf")

        def save(path: str) -> None:
            self._scope.start("copy", self._save_copy(report.key, Path(path)))

        dialog.fileSelected.connect(save)
        dialog.open()

    async def _save_copy(self, key: VerificationKey, path: Path) -> None:
        if await asyncio.to_thread(path.exists) and not await self._may_replace(path):
            return
        try:
            await self._services.reports.save_copy(key, path)
        except ConsoleError as error:
            if self._is_shown(key):
                self._on_failure(error)
            return
        if self._is_shown(key):
            self.faces.show_content()
            self.bar.show_hits(self.tr("Copy saved"))

    async def _may_replace(self, path: Path) -> bool:
        question = self.tr("Replace the file %1?").replace("%1", path.name)
        loss = self.tr("What is in it now is lost.")
        return await ask(self, question, loss, self.tr("Replace"), self.tr("Keep it"))

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
        elif key in _ZOOM_IN:
            self.pdf.zoom_by(ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.pdf.zoom_by(1 / ZOOM_STEP)
        elif key == Qt.Key.Key_0:
            self.pdf.set_mode(ZoomMode.WIDTH)
        elif key == Qt.Key.Key_F3:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._on_search_requested(self.bar.search_field.text(), -1 if back else 1)
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


def _to_file_name(value: str) -> str:
    """An id as a file name every system takes."""
    return "".join(character if character.isalnum() or character in "-_" else "-" for character in value)
