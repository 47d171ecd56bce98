"""Everything stored is read, decrypted and hashed again, with progress and a way out; shows what was found, no more."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from console.domain.evidence_file import VaultCheck, VaultFinding, VaultProblem, VaultProgress
from console.services.services import Services
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.fill import fill
from console.ui.toolkit.numbers import number_text
from console.ui.toolkit.plain import shorten_id
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label
from console.ui.toolkit.words import size_text

MOST_SHOWN: Final = 1000
# Higher only where there is something to list.
_HEIGHT: Final = 190
_HEIGHT_WITH_ROWS: Final = 380


class VaultCheckDialog(QDialog):
    """Begins when it is shown. `case_requested` carries the key of a verification, `checked` comes at the end."""

    case_requested = Signal(object)
    checked = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Verify stored files"))
        self.resize(640, _HEIGHT)
        self._services = services
        self._is_stopped = False
        self._has_begun = False
        self.result_shown: VaultCheck | None = None
        self.state = make_label(self.tr("Beginning …"), "strong", self, wrap=True)
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName(self.windowTitle())
        self.progress.setTextVisible(False)
        self.rows = self._make_rows()
        self.button = make_button(self.tr("Cancel"), parent=self)
        self.button.clicked.connect(self._on_button_clicked)
        self._lay_out()
        self._scope = TaskScope(self, self._on_failure)

    def _make_rows(self) -> QListWidget:
        rows = QListWidget(self)
        rows.setAccessibleName(self.tr("What is wrong"))
        rows.setUniformItemSizes(True)
        rows.setSpacing(2)
        rows.setTextElideMode(Qt.TextElideMode.ElideRight)
        rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows.itemActivated.connect(self._on_item_activated)
        rows.hide()
        return rows

    def _lay_out(self) -> None:
        said = self.tr(
            "Every stored report and picture is decrypted, hashed and compared with its record. Works offline."
        )
        self._hint = make_label(
            self.tr("Enter opens the case. What is damaged is fetched again by itself."), "muted", self
        )
        self._hint.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(make_label(said, "muted", self, wrap=True))
        layout.addWidget(self.state)
        layout.addWidget(self.progress)
        layout.addWidget(self.rows, 1)
        layout.addStretch()
        buttons = QHBoxLayout()
        buttons.addWidget(self._hint)
        buttons.addStretch()
        buttons.addWidget(self.button)
        layout.addLayout(buttons)

    def showEvent(self, event: object) -> None:
        """Begin, once."""
        super().showEvent(event)  # pyright: ignore[reportArgumentType]
        if not self._has_begun and self._scope.can_start:
            self._has_begun = True
            self._scope.start("verify", self._verify())

    def closeEvent(self, event: QCloseEvent) -> None:
        """What runs ends after the file it is at."""
        self._is_stopped = True
        super().closeEvent(event)

    def reject(self) -> None:
        """Escape stops it as the button does."""
        self._is_stopped = True
        super().reject()

    async def _verify(self) -> None:
        check = await self._services.evidence.verify(self._on_progress, lambda: self._is_stopped)
        self.result_shown = check
        self._show_result(check)
        self.checked.emit()

    def _on_progress(self, progress: VaultProgress) -> None:
        self.progress.setRange(0, progress.total)
        self.progress.setValue(progress.done)
        words = self.tr("%1 of %2 files verified")
        self.state.setText(fill(words, number_text(progress.done), number_text(progress.total)))

    def _show_result(self, check: VaultCheck) -> None:
        self.progress.hide()
        self.button.setText(self.tr("Close"))
        self.state.setText(self._summary(check))
        for problem in check.problems[:MOST_SHOWN]:
            line = QListWidgetItem(self._line(problem), self.rows)
            line.setData(Qt.ItemDataRole.UserRole, problem.key)
        self.rows.setVisible(bool(check.problems))
        self._hint.setVisible(bool(check.faults))
        if check.problems:
            self.resize(self.width(), max(self.height(), _HEIGHT_WITH_ROWS))
            self.rows.setCurrentRow(0)
            self.rows.setFocus()

    def _summary(self, check: VaultCheck) -> str:
        count, size = number_text(check.checked), size_text(check.size_bytes)
        if not check.is_whole:
            return fill(self.tr("Stopped after %1 files; the others were not looked at."), count)
        if not check.checked and not check.problems:
            return self.tr("Nothing is stored yet, so there is nothing to verify.")
        if not check.faults:
            return fill(self.tr("All %1 files (%2) are exactly as they were received."), count, size)
        return fill(
            self.tr("%1 files verified. Damaged or missing: %2."), count, number_text(len(check.faults))
        )

    def _line(self, problem: VaultProblem) -> str:
        words = {
            VaultFinding.MISSING: self.tr("missing"),
            VaultFinding.DAMAGED: self.tr("damaged"),
            VaultFinding.UNNAMED: self.tr("without a record"),
        }
        named = shorten_id(problem.key.id if problem.key is not None else problem.object_id)
        return fill(self.tr("%1 (%2): %3"), named, words[problem.finding], problem.sentence)

    def _on_button_clicked(self) -> None:
        if self.result_shown is None and self._scope.is_running("verify"):
            self._is_stopped = True
            return
        self.accept()

    def _on_item_activated(self, line: QListWidgetItem) -> None:
        key = line.data(Qt.ItemDataRole.UserRole)
        if key is not None:
            self.case_requested.emit(key)
            self.accept()

    def _on_failure(self, failure: Exception) -> None:
        self.progress.hide()
        self.button.setText(self.tr("Close"))
        words = describe_error(failure)
        self.state.setText(f"{words.title}. {words.text}")
