"""A dossier in a window of its own: read it here, and save a plain copy only after a warning; keeps it in memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from console.domain.dossier import Dossier
from console.domain.errors import ConsoleError
from console.pdf.open_document import OpenDocument
from console.services.services import Services
from console.ui.toolkit.controls import IdField, make_button
from console.ui.toolkit.covers import Covers
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Banner
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.numbers import number_text
from console.ui.toolkit.places import choose_target
from console.ui.toolkit.questions import ask
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_elided_label, make_label
from console.ui.toolkit.window_size import begin_size
from console.ui.views.paper_printing import print_document
from console.ui.views.paper_view import PaperView

_SIZE: Final = (920, 860)
_SAVE: Final = "save"
_PRINT: Final = "print"


class DossierWindow(QDialog):
    """`saved` carries the path of a copy; the document is closed with the window.

    A lock takes its content away, once what is being printed is out: it is kept nowhere but here, and made anew by one
    click. The window stays and says so.
    """

    saved = Signal(object)

    def __init__(self, services: Services, dossier: Dossier, opened: OpenDocument, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(dossier.title)
        begin_size(self, QSize(*_SIZE))
        self._services = services
        self._dossier = dossier
        self._opened = opened
        self._is_printing = False
        self._scope = TaskScope(self, self._on_failure)
        self.banner = Banner(self)
        self._state = make_label(self.tr("Nothing was written to the disk yet."), "muted", self)
        self.paper = PaperView(self._on_failure, self, is_leaving_allowed=False)
        self.paper.header.hide()
        self.print_button = make_button(self.tr("Print …"), "plain", parent=self)
        self.save_button = make_button(self.tr("Save a copy …"), "primary", parent=self)
        self.close_button = make_button(self.tr("Close"), "plain", parent=self)
        self._lay_out()
        self.save_button.clicked.connect(self._on_save_clicked)
        self.print_button.clicked.connect(self._on_print_clicked)
        self.close_button.clicked.connect(self.accept)
        Covers.of_app().locked.connect(self._on_locked)
        self.paper.show_document(opened)
        self.paper.pdf.setFocus()

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        digest = IdField(self._dossier.sha256, self)
        head = QHBoxLayout()
        head.setContentsMargins(metrics.space_4, metrics.space_3, metrics.space_4, metrics.space_2)
        head.setSpacing(metrics.space_3)
        head.addWidget(make_elided_label(self._dossier.title, "section", self), 1)
        head.addWidget(make_label(self.tr("SHA-256"), "muted", self))
        head.addWidget(digest)
        foot = QHBoxLayout()
        foot.setContentsMargins(metrics.space_4, metrics.space_2, metrics.space_4, metrics.space_3)
        foot.setSpacing(metrics.space_2)
        foot.addWidget(self._state, 1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.print_button)
        foot.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.banner)
        column.addWidget(self.paper, 1)
        column.addLayout(foot)

    def _on_save_clicked(self) -> None:
        if not self._scope.is_running(_SAVE):
            self._scope.start(_SAVE, self._ask_and_save())

    async def _ask_and_save(self) -> None:
        agreed = await ask(
            self,
            self.tr("Save an unprotected copy?"),
            self.tr(
                "The copy is a plain PDF with personal data: whoever finds the file can read it. Saving it is written to "
                "the log. A capsule is protected by a passphrase instead."
            ),
            self.tr("Choose a place"),
            self.tr("Keep it here only"),
        )
        if not agreed:
            return
        path = await choose_target(self, self.tr("Save the dossier"), self._dossier.file_name)
        # Locked while the question stood, there is nothing left to save; the banner says so.
        if path is not None and self._dossier.body:
            await self.save(path)

    async def save(self, path: Path) -> None:
        """Write the copy to `path`; the person has agreed to that."""
        await self._services.dossiers.save(self._dossier, path)
        self._state.setText("")
        self.banner.show_text(fill(self.tr("A plain copy was saved as %1."), path.name))
        self.saved.emit(path)

    def _on_print_clicked(self) -> None:
        if not self._scope.is_running(_PRINT):
            self._scope.start(_PRINT, self._print())

    def _on_locked(self) -> None:
        self.paper.show_document(None)
        if not self._is_printing:
            self._empty()

    def _empty(self) -> None:
        self._dossier = replace(self._dossier, body=b"")
        self._state.setText("")
        self.save_button.setEnabled(False)
        self.print_button.setEnabled(False)
        self.banner.show_text(
            self.tr("The lock took this dossier out of memory. Close this window and make the dossier again.")
        )

    async def _print(self) -> None:
        async def note() -> None:
            await self._services.dossiers.note_printed(self._dossier)
            self._is_printing = True

        try:
            printed = await print_document(self, self._opened, self.paper.pdf.column.rotation, note)
        finally:
            self._is_printing = False
            if self.paper.opened is None:
                # It was locked meanwhile.
                self._empty()
        if printed and self._dossier.body:
            self.banner.show_text(fill(self.tr("Pages printed: %1."), number_text(printed)))

    def _on_failure(self, failure: Exception) -> None:
        words = describe_error(failure)
        self.banner.show_text(f"{words.title}. {words.text}")
        if not isinstance(failure, ConsoleError):
            raise failure


class DossierOpener:
    """Makes a dossier and shows it; `over` owns the window, failures go to the scope's report."""

    def __init__(self, services: Services, over: QWidget, scope: TaskScope) -> None:
        self._services = services
        self._over = over
        self._scope = scope
        self.window: DossierWindow | None = None

    async def show(self, dossier: Dossier) -> None:
        """Open the window over the others; the document ends with it."""
        opened = await self._services.dossiers.open(dossier)
        window = DossierWindow(self._services, dossier, opened, self._over)
        # Not the dossier: its bytes leave memory with the window's.
        key = f"close {dossier.sha256}"
        window.finished.connect(lambda: self._scope.start(key, opened.close()))
        self.window = window
        window.show()
