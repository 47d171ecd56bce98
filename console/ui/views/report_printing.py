"""Printing a stored report: logged under its key; the printing itself is that of any document."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.domain.errors import ConsoleError
from console.services.open_report import OpenReport
from console.services.services import Services
from console.ui.toolkit.fill import fill
from console.ui.toolkit.scope import TaskScope
from console.ui.views.paper_printing import print_document


class ReportPrinting(QObject):
    """`done` carries the key of a report and words for people, `failed` the key and the `ConsoleError`."""

    done = Signal(object, str)
    failed = Signal(object, object)

    def __init__(self, services: Services, scope: TaskScope, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._scope = scope
        self._over = parent

    def begin(self, opened: OpenReport, rotation: int) -> None:
        """Ask, let the person choose a printer, and print; nothing happens while a question is open."""
        if not self._scope.is_running("print"):
            self._scope.start("print", self._print(opened, rotation))

    async def _print(self, opened: OpenReport, rotation: int) -> None:
        key = opened.report.key
        try:
            printed = await print_document(
                self._over, opened, rotation, lambda: self._services.reports.note_printed(key)
            )
        except ConsoleError as error:
            self.failed.emit(key, error)
            return
        if printed:
            text = self.tr("Printed %1 page") if printed == 1 else self.tr("Printed %1 pages")
            self.done.emit(key, fill(text, printed))
