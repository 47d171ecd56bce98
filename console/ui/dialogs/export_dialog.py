"""Takes a list out as a file: form, columns, a confirmation for personal ones, the place, progress; writes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from console.domain.export import Exported, ExportFormat, ExportOrder, ExportProgress, ExportStage, ExportWish
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.export_words import column_word, form_word, title_of
from console.ui.toolkit.faces import Banner
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.numbers import number_text
from console.ui.toolkit.places import choose_target
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label
from console.ui.widgets.export_columns_widget import ExportColumnsWidget
from console.ui.widgets.export_progress_widget import ExportProgressWidget

if TYPE_CHECKING:
    from console.services.services import Services

_EXPORT: Final = "export"


class ExportDialog(QDialog):
    """Opened with `open_dialog`. While a file is being written Escape and Cancel stop that first and wait for its end."""

    def __init__(self, services: Services, wish: ExportWish, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title_of(wish.what))
        self.setMinimumWidth(520)
        self.resize(560, 620)
        self._services = services
        self._wish = wish
        self._done: Exported | None = None
        self._is_stopping = False
        self._scope = TaskScope(self, self._on_failed)
        self._forms = QButtonGroup(self)
        self.count_label = make_label("", "muted", self, wrap=True)
        self.columns = ExportColumnsWidget(services.exports.columns(wish), self)
        self.banner = Banner(self)
        self.progress = ExportProgressWidget(self)
        self.export_button = make_button(self.tr("Choose a place and export"), "primary", parent=self)
        self.folder_button = make_button(self.tr("Show folder"), parent=self)
        self.close_button = make_button(self.tr("Close"), parent=self)
        self._lay_out()
        self._connect()
        self._on_form_chosen()
        self._scope.start("count", self._count())

    @property
    def form(self) -> ExportFormat:
        """The form of file that is chosen."""
        return tuple(ExportFormat)[self._forms.checkedId()]

    def form_button(self, form: ExportFormat) -> QRadioButton:
        """The button of a form."""
        button = self._forms.button(tuple(ExportFormat).index(form))
        assert isinstance(button, QRadioButton)
        return button

    @property
    def is_running(self) -> bool:
        """True while a file is being written."""
        return self._scope.is_running(_EXPORT)

    @property
    def exported(self) -> Exported | None:
        """What was written last."""
        return self._done

    def reject(self) -> None:
        """Escape, Cancel and the window's own button come here."""
        if self.is_running:
            self._stop()
        else:
            super().reject()

    # --- making ---

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_6, metrics.space_4, metrics.space_6, metrics.space_4)
        layout.setSpacing(metrics.space_2)
        layout.addWidget(make_label(self.windowTitle(), "section", self))
        layout.addWidget(self.count_label)
        layout.addWidget(self.banner)
        for number, form in enumerate(ExportFormat):
            button = QRadioButton(to_button_text(form_word(form)), self)
            self._forms.addButton(button, number)
            layout.addWidget(button)
        self.form_button(ExportFormat.CSV).setChecked(True)
        layout.addWidget(self.columns, 1)
        layout.addWidget(
            make_label(
                self.tr(
                    "The file is not encrypted. Its columns, row count and SHA-256 go into the activity log."
                ),
                "muted",
                self,
                wrap=True,
            )
        )
        layout.addWidget(self.progress)
        foot = QHBoxLayout()
        foot.addWidget(self.folder_button)
        foot.addStretch()
        foot.addWidget(self.close_button)
        foot.addWidget(self.export_button)
        layout.addLayout(foot)
        self.folder_button.hide()
        self.progress.hide()

    def _connect(self) -> None:
        self._forms.idToggled.connect(self._on_form_chosen)
        self.columns.changed.connect(self._show_possible)
        self.export_button.clicked.connect(self._on_export_clicked)
        self.close_button.clicked.connect(self.reject)
        self.folder_button.clicked.connect(self._on_folder_clicked)

    # --- what is chosen ---

    def _on_form_chosen(self) -> None:
        self.columns.set_raw_possible(possible=self.form is ExportFormat.JSONL)
        self._show_possible()

    def _show_possible(self) -> None:
        self.export_button.setEnabled(bool(self.columns.chosen) and not self.is_running)

    async def _count(self) -> None:
        rows = await self._services.exports.count(self._wish)
        chosen = self._wish.keys is not None or self._wish.customers is not None
        # Whole sentences: a language may put the number anywhere.
        listed = self.tr("%1 rows, as filtered and ordered in the list")
        text = self.tr("%1 chosen rows") if chosen else listed
        self.count_label.setText(fill(text, number_text(rows)))

    # --- the work ---

    def _on_export_clicked(self) -> None:
        if not self._scope.is_running("place"):
            self._scope.start("place", self._choose_and_begin())

    async def _choose_and_begin(self) -> None:
        name = f"{self._wish.what.value}-{datetime.now(UTC):%Y-%m-%d}.{self.form.value}"
        path = await choose_target(self, self.windowTitle(), name)
        if path is not None:
            self.begin(path)

    def begin(self, path: Path) -> None:
        """Write to `path`, over what is there; the person has agreed to that."""
        columns = tuple((column.name, column_word(column)) for column in self.columns.chosen)
        order = ExportOrder(self._wish, self.form, columns, path)
        self._show_running()
        self._scope.start(_EXPORT, self._export(order))

    async def _export(self, order: ExportOrder) -> None:
        done = await self._services.exports.export(order, self._show_progress)
        # Too late to be cancelled when the window went: the log says that it was written.
        if isValid(self):
            self._done = done
            self._show_done(done)

    def _show_progress(self, progress: ExportProgress) -> None:
        if not self._is_stopping:
            self.progress.show_progress(progress)

    def _stop(self) -> None:
        if self._is_stopping:
            return
        self._is_stopping = True
        self.progress.show_stopping()
        self.close_button.setEnabled(False)
        self._scope.stop(_EXPORT, self._on_stopped)

    def _on_stopped(self) -> None:
        # Unless it was written all the same, or failed: then that is shown already.
        if self._is_stopping:
            self._show_idle(self.tr("The export was cancelled. No file was written."))

    def _show_running(self) -> None:
        self.banner.hide()
        self.folder_button.hide()
        self.progress.show_progress(ExportProgress(ExportStage.COUNTING, 0, 0))
        self.progress.show()
        self._set_choosing(choosing=False)

    def _show_idle(self, text: str) -> None:
        self._is_stopping = False
        self.progress.hide()
        self._set_choosing(choosing=True)
        if text:
            self.banner.show_text(text)

    def _set_choosing(self, *, choosing: bool) -> None:
        self.columns.setEnabled(choosing)
        for button in self._forms.buttons():
            button.setEnabled(choosing)
        self.close_button.setEnabled(True)
        self.close_button.setText(self.tr("Close") if choosing else self.tr("Cancel"))
        self.close_button.setAccessibleName(self.close_button.text())
        self.export_button.setEnabled(choosing and bool(self.columns.chosen))
        if not choosing:
            self.close_button.setFocus()

    def _show_done(self, done: Exported) -> None:
        self._set_choosing(choosing=True)
        self.progress.show_done(done)
        self.folder_button.show()
        self.folder_button.setFocus()
        if self._is_stopping:
            self._is_stopping = False
            self.banner.show_text(self.tr("The file was written before it could be cancelled."))

    def _on_failed(self, failure: Exception) -> None:
        words = describe_error(failure)
        self._show_idle(f"{words.title}. {words.text}")

    def _on_folder_clicked(self) -> None:
        if self._done is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._done.path.parent)))
