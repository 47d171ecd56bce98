"""Saving a plain copy of a report: the warning, the place, a file that is there already; writes nothing itself."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from console.domain.errors import ConsoleError
from console.domain.keys import VerificationKey
from console.domain.report import Report
from console.services.services import Services
from console.ui.toolkit.fill import fill
from console.ui.toolkit.questions import ask
from console.ui.toolkit.scope import TaskScope


class ReportSaving(QObject):
    """`saved` carries the key of a report, `failed` the key and the `ConsoleError`; its tasks belong to `scope`."""

    saved = Signal(object)
    failed = Signal(object, object)

    def __init__(self, services: Services, scope: TaskScope, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._scope = scope
        self._over = parent

    def begin(self, report: Report) -> None:
        """Ask, let the person choose a place, and save; nothing happens while a question is open."""
        if not self._scope.is_running("save"):
            self._scope.start("save", self._ask_and_choose(report))

    async def _ask_and_choose(self, report: Report) -> None:
        agreed = await ask(
            self._over,
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
        dialog = QFileDialog(self._over, self.tr("Save an unprotected copy"))
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
            self.failed.emit(key, error)
            return
        self.saved.emit(key)

    async def _may_replace(self, path: Path) -> bool:
        question = fill(self.tr("Replace the file %1?"), path.name)
        loss = self.tr("What is in it now is lost.")
        return await ask(self._over, question, loss, self.tr("Replace"), self.tr("Keep it"))


def _to_file_name(value: str) -> str:
    """An id as a file name every system takes."""
    return "".join(character if character.isalnum() or character in "-_" else "-" for character in value)
