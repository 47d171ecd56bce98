"""What can be done with an open report besides reading it: saved, printed, checked, set beside another one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.domain.case import Case
from console.domain.errors import ConsoleError
from console.domain.keys import VerificationKey
from console.services.open_report import OpenReport
from console.services.services import Services
from console.ui.toolkit.fill import fill
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.words import exact_time
from console.ui.views.paper_view import PaperView
from console.ui.views.report_pair import ReportPair
from console.ui.views.report_printing import ReportPrinting
from console.ui.views.report_saving import ReportSaving

_VERIFY = "verify"


class ReportLeaving(QObject):
    """`done` carries the key of a report and what became of it in words, `failed` the key and the `ConsoleError`."""

    done = Signal(object, str)
    failed = Signal(object, object)

    def __init__(self, services: Services, paper: PaperView, over: QWidget) -> None:
        super().__init__(over)
        self._services = services
        self._paper = paper
        self._open: OpenReport | None = None
        self._case: Case | None = None
        self._scope = TaskScope(self)
        self._saving = ReportSaving(services, self._scope, over)
        self._printing = ReportPrinting(services, self._scope, over)
        self._pair = ReportPair(services, self._scope, over)
        self._saving.saved.connect(self._on_saved)
        self._saving.failed.connect(self.failed)
        self._printing.done.connect(self.done)
        self._printing.failed.connect(self.failed)
        self._pair.failed.connect(self.failed)
        paper.bar.save_requested.connect(self._on_save_requested)
        paper.bar.print_requested.connect(self._on_print_requested)
        paper.bar.beside_requested.connect(self._on_beside_requested)
        paper.header.verify_requested.connect(self._on_verify_requested)

    def show_report(self, opened: OpenReport | None, case: Case | None) -> None:
        """The report all this is about, none without one."""
        self._scope.cancel(_VERIFY)
        self._open, self._case = opened, case

    def _on_save_requested(self) -> None:
        if self._open is not None:
            self._saving.begin(self._open.report)

    def _on_print_requested(self) -> None:
        if self._open is not None:
            self._printing.begin(self._open, self._paper.pdf.column.rotation)

    def _on_beside_requested(self) -> None:
        if self._open is not None and self._case is not None:
            self._pair.begin(self._open.report, self._case)

    def _on_verify_requested(self) -> None:
        if self._open is not None:
            self._scope.start(_VERIFY, self._verify(self._open))

    async def _verify(self, opened: OpenReport) -> None:
        header = self._paper.header
        header.show_badge(self.tr("Checking …"), is_good=True)
        try:
            checked_at = await self._services.reports.verify(opened.report.key)
        except ConsoleError as error:
            header.show_badge(self.tr("Not as received"), is_good=False)
            self.failed.emit(opened.report.key, error)
            return
        header.show_badge(fill(self.tr("Unchanged, checked %1"), exact_time(checked_at)), is_good=True)

    def _on_saved(self, key: VerificationKey) -> None:
        self.done.emit(key, self.tr("Copy saved"))
