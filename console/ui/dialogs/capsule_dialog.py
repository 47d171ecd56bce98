"""Makes a capsule of one case: what goes in, a passphrase typed twice or made here, the place, progress, Cancel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from console.domain.capsule import SHORTEST_PASSPHRASE, CapsuleMade, CapsuleProgress, CapsuleStage
from console.domain.errors import ConsoleError, InputInvalid
from console.services.capsule_files import make_passphrase, verify_passphrase
from console.ui.toolkit.clipboard import copy_text
from console.ui.toolkit.controls import IdField, make_button, make_line_edit, set_wrong
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Banner
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.numbers import number_text
from console.ui.toolkit.places import choose_target
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.questions import ask
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label
from console.ui.toolkit.words import size_text

if TYPE_CHECKING:
    from console.domain.case import Case
    from console.services.services import Services

_MAKE: Final = "make"
_STEPS: Final = 1000
# Collecting takes the larger part of the time: the dossier is drawn there.
_COLLECTING: Final = 700


class CapsuleDialog(QDialog):
    """Opened with `open_dialog`. While a capsule is being made Escape and Cancel stop that first and wait for its end."""

    def __init__(self, services: Services, case: Case, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Make a capsule"))
        self.setMinimumWidth(540)
        # Room for what is said while it is made and after it.
        self.resize(560, 520)
        self._services = services
        self._case = case
        self._made: CapsuleMade | None = None
        self._is_stopping = False
        self._scope = TaskScope(self, self._on_failed)
        self.banner = Banner(self)
        self.passphrase_field = make_line_edit(
            fill(self.tr("At least %1 characters"), SHORTEST_PASSPHRASE), self
        )
        self.again_field = make_line_edit(self.tr("The same again"), self)
        self.new_button = make_button(self.tr("Make one for me"), "plain", parent=self)
        self.copy_button = make_button("", "quiet", "copy", self, tooltip=self.tr("Copy the passphrase"))
        self.show_box = QCheckBox(to_button_text(self.tr("Show the passphrase")), self)
        self.protect_box = QCheckBox(to_button_text(self.tr("Protect it with a passphrase (AES-256)")), self)
        self.bar = QProgressBar(self)
        self.progress_label = make_label("", parent=self, wrap=True)
        self.digest = IdField("", self)
        self.make_button = make_button(self.tr("Choose a place and make it"), "primary", parent=self)
        self.folder_button = make_button(self.tr("Show folder"), "plain", parent=self)
        self.close_button = make_button(self.tr("Close"), "plain", parent=self)
        self._lay_out()
        self._connect()
        self.protect_box.setChecked(True)
        self._show_possible()
        # What people think of is guessed; one made here is not, so it is what they need not ask for.
        self._on_new_clicked()
        self.passphrase_field.setFocus()
        self.passphrase_field.selectAll()

    @property
    def is_running(self) -> bool:
        """True while a capsule is being made."""
        return self._scope.is_running(_MAKE)

    @property
    def made(self) -> CapsuleMade | None:
        """What was made last."""
        return self._made

    def reject(self) -> None:
        """Escape, Cancel and the window's own button come here."""
        if self.is_running:
            self._stop()
        else:
            super().reject()

    # --- making the dialog ---

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.space_6, metrics.space_4, metrics.space_6, metrics.space_4)
        column.setSpacing(metrics.space_3)
        column.addWidget(make_label(self.windowTitle(), "section", self))
        column.addWidget(make_label(self._about(), "muted", self, wrap=True))
        column.addWidget(self.banner)
        column.addWidget(self.protect_box)
        column.addLayout(self._lay_out_passphrase())
        column.addWidget(make_label(self._warning(), "muted", self, wrap=True))
        column.addStretch()
        for widget in (self.progress_label, self.bar, self.digest):
            column.addWidget(widget)
            widget.hide()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        foot = QHBoxLayout()
        foot.addWidget(self.folder_button)
        foot.addStretch()
        foot.addWidget(self.close_button)
        foot.addWidget(self.make_button)
        column.addLayout(foot)
        self.folder_button.hide()

    def _lay_out_passphrase(self) -> QFormLayout:
        for field in (self.passphrase_field, self.again_field):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase_field.setAccessibleName(self.tr("Passphrase"))
        self.again_field.setAccessibleName(self.tr("Passphrase again"))
        first = QHBoxLayout()
        first.addWidget(self.passphrase_field, 1)
        first.addWidget(self.copy_button)
        below = QHBoxLayout()
        below.addWidget(self.show_box)
        below.addStretch()
        below.addWidget(self.new_button)
        form = QFormLayout()
        form.addRow(make_label(self.tr("Passphrase"), parent=self), first)
        form.addRow(make_label(self.tr("Again"), parent=self), self.again_field)
        form.addRow(make_label("", parent=self), below)
        return form

    def _about(self) -> str:
        return fill(
            self.tr(
                "One file with everything the decision about %1 stands on: the provider's report as received, our "
                "dossier, the provider's answers, kept pictures, the log about the case and the SHA-256 of each."
            ),
            self._case.stored.key.id,
        )

    def _warning(self) -> str:
        return self.tr(
            "The passphrase is kept nowhere: whoever loses it cannot open the capsule. Hand it on by another way than the "
            "file. Making a capsule is written to the log."
        )

    def _connect(self) -> None:
        self.protect_box.toggled.connect(self._show_possible)
        self.show_box.toggled.connect(self._on_show_toggled)
        self.new_button.clicked.connect(self._on_new_clicked)
        self.copy_button.clicked.connect(lambda: copy_text(self.passphrase_field.text()))
        for field in (self.passphrase_field, self.again_field):
            field.textEdited.connect(self._on_edited)
        self.make_button.clicked.connect(self._on_make_clicked)
        self.close_button.clicked.connect(self.reject)
        self.folder_button.clicked.connect(self._on_folder_clicked)

    # --- what is chosen ---

    def _show_possible(self) -> None:
        is_protected = self.protect_box.isChecked()
        for widget in (
            self.passphrase_field,
            self.again_field,
            self.new_button,
            self.copy_button,
            self.show_box,
        ):
            widget.setEnabled(is_protected and not self.is_running)

    def _on_edited(self) -> None:
        for field in (self.passphrase_field, self.again_field):
            set_wrong(field, False)

    def _on_show_toggled(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.passphrase_field.setEchoMode(mode)
        self.again_field.setEchoMode(mode)

    def _on_new_clicked(self) -> None:
        passphrase = make_passphrase()
        self.passphrase_field.setText(passphrase)
        self.again_field.setText(passphrase)
        self.show_box.setChecked(True)
        self._on_edited()
        self.banner.show_text(self.tr("Copy the passphrase now: it is shown nowhere else."))

    # --- the work ---

    def _on_make_clicked(self) -> None:
        if self.is_running or self._scope.is_running("place"):
            return
        if self.protect_box.isChecked():
            try:
                verify_passphrase(self.passphrase_field.text(), self.again_field.text())
            except InputInvalid as error:
                self._show_wrong(error)
                return
        self._scope.start("place", self._choose_and_begin())

    def _show_wrong(self, error: InputInvalid) -> None:
        is_short = self.passphrase_field.text() == self.again_field.text()
        field = self.passphrase_field if is_short else self.again_field
        set_wrong(field, True)
        field.setFocus()
        self.banner.show_text(error.user_message)

    async def _choose_and_begin(self) -> None:
        if not self.protect_box.isChecked() and not await self._may_be_plain():
            return
        name = "".join(
            letter if letter.isascii() and letter.isalnum() else "-" for letter in self._case.stored.key.id
        )
        path = await choose_target(self, self.windowTitle(), f"capsule-{name}.zip")
        if path is not None:
            self.begin(path)

    async def _may_be_plain(self) -> bool:
        question = self.tr("Make it without protection?")
        loss = self.tr("Whoever finds the file can read everything in it: report, pictures, notes.")
        return await ask(self, question, loss, self.tr("Without protection"), self.tr("Leave it"))

    def begin(self, path: Path) -> None:
        """Write to `path`, over what is there; the person has agreed to that."""
        passphrase = self.passphrase_field.text() if self.protect_box.isChecked() else ""
        self._show_running()
        self._scope.start(_MAKE, self._make(path, passphrase))

    async def _make(self, path: Path, passphrase: str) -> None:
        made = await self._services.capsules.make(
            self._case.stored.key, path, passphrase, self._show_progress
        )
        # Too late to be cancelled when the window went: the log says that it was made.
        if isValid(self):
            self._made = made
            self._show_done(made)

    def _show_progress(self, progress: CapsuleProgress) -> None:
        if not self.is_running or self._is_stopping:
            return
        share = progress.done / max(progress.total, 1)
        if progress.stage is CapsuleStage.COLLECTING:
            self.bar.setValue(int(share * _COLLECTING))
            self.progress_label.setText(self.tr("Collecting what goes in"))
        else:
            self.bar.setValue(_COLLECTING + int(share * (_STEPS - _COLLECTING)))
            self.progress_label.setText(self.tr("Packing and encrypting"))
        self.bar.setAccessibleName(self.progress_label.text())

    def _show_running(self) -> None:
        self.banner.hide()
        self.folder_button.hide()
        self.digest.hide()
        self.bar.setValue(0)
        self.bar.show()
        self.progress_label.setText(self.tr("Collecting what goes in"))
        self.progress_label.show()
        self._set_choosing(choosing=False)

    def _stop(self) -> None:
        if self._is_stopping:
            return
        self._is_stopping = True
        self.progress_label.setText(self.tr("Stopping"))
        self.close_button.setEnabled(False)
        self._scope.stop(_MAKE, self._on_stopped)

    def _on_stopped(self) -> None:
        # Unless it was made all the same, or failed: then that is shown already.
        if self._is_stopping:
            self._show_idle(self.tr("The capsule was cancelled. No file was written."))

    def _show_idle(self, text: str) -> None:
        self._is_stopping = False
        self.bar.hide()
        self.progress_label.hide()
        self._set_choosing(choosing=True)
        if text:
            self.banner.show_text(text)

    def _set_choosing(self, *, choosing: bool) -> None:
        is_protected = self.protect_box.isChecked()
        self.protect_box.setEnabled(choosing)
        for widget in (
            self.passphrase_field,
            self.again_field,
            self.new_button,
            self.copy_button,
            self.show_box,
        ):
            widget.setEnabled(choosing and is_protected)
        self.make_button.setEnabled(choosing)
        self.close_button.setEnabled(True)
        self.close_button.setText(self.tr("Close") if choosing else self.tr("Cancel"))
        self.close_button.setAccessibleName(self.close_button.text())
        if not choosing:
            self.close_button.setFocus()

    def _show_done(self, made: CapsuleMade) -> None:
        self._set_choosing(choosing=True)
        self.bar.hide()
        words = fill(
            self.tr("%1 files, %2, written to %3."),
            number_text(len(made.entries)),
            size_text(made.size_bytes),
            made.path.name,
        )
        left_out = [fill(self.tr("Not in it: %1. %2"), each.title, each.reason) for each in made.left_out]
        self.progress_label.setText("\n".join((words, *left_out, self.tr("SHA-256 of the file:"))))
        self.digest.set_value(made.sha256)
        self.digest.show()
        self.folder_button.show()
        self.folder_button.setFocus()
        if self._is_stopping:
            self._is_stopping = False
            self.banner.show_text(self.tr("The capsule was written before it could be cancelled."))

    def _on_failed(self, failure: Exception) -> None:
        words = describe_error(failure)
        self._show_idle(f"{words.title}. {words.text}")
        if not isinstance(failure, ConsoleError):
            raise failure

    def _on_folder_clicked(self) -> None:
        if self._made is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._made.path.parent)))
