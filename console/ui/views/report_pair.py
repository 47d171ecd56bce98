"""Two stored reports beside each other: lets a person choose the second one and shows both; keeps nothing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from console.domain.case import Case
from console.domain.errors import ConsoleError
from console.domain.report import Report
from console.services.open_report import OpenReport
from console.services.services import Services
from console.ui.dialogs.report_choice_dialog import ReportChoiceDialog
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.look import current_look
from console.ui.toolkit.questions import wait_closed
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.window_size import begin_size
from console.ui.views.paper_recall import PaperRecall
from console.ui.views.paper_view import PaperView
from console.ui.widgets.pdf_widget import PdfWidget

_SIZE: Final = (1280, 820)


class ReportPair(QObject):
    """`failed` carries the key of the first report and the `ConsoleError`; its tasks belong to `scope`."""

    failed = Signal(object, object)

    def __init__(self, services: Services, scope: TaskScope, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._scope = scope
        self._over = parent

    def begin(self, first: Report, case: Case) -> None:
        """Let the person choose the second report, then show both; nothing happens while a question is open."""
        if not self._scope.is_running("pair"):
            self._scope.start("pair", self._choose(first, case))

    async def _choose(self, first: Report, case: Case) -> None:
        customer = case.stored.customer
        name = "" if customer is None else customer.name
        dialog = ReportChoiceDialog(self._services, first, name, self._over)
        try:
            if not await wait_closed(dialog) or dialog.chosen is None:
                return
            second = dialog.chosen
        finally:
            dialog.deleteLater()
        try:
            await self._show(first, case.provider_title, second)
        except ConsoleError as error:
            self.failed.emit(first.key, error)

    async def _show(self, first: Report, title: str, second: Report) -> None:
        other = await self._services.cases.load_case(second.key)
        left = await self._services.reports.open(first.key)
        try:
            right = await self._services.reports.open(second.key)
        except ConsoleError:
            await left.close()
            raise
        shown = ReportPairDialog((left, title), (right, other.provider_title), self._over)
        shown.recall(self._services)
        shown.finished.connect(lambda: self._scope.start("close pair", _close(left, right)))
        shown.show()


class ReportPairDialog(QDialog):
    """A window of its own that stays open beside the others: `left` and `right` are two whole viewers."""

    def __init__(
        self, first: tuple[OpenReport, str], second: tuple[OpenReport, str], parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Two reports beside each other"))
        begin_size(self, QSize(*_SIZE))
        self._is_following = False
        self.left = PaperView(self._on_left_failed, self, is_leaving_allowed=False)
        self.right = PaperView(self._on_right_failed, self, is_leaving_allowed=False)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        for paper in (self.left, self.right):
            splitter.addWidget(paper)
        splitter.setChildrenCollapsible(False)
        self.together_box = QCheckBox(self.tr("Scroll both together"), self)
        self.close_button = make_button(self.tr("Close"), "plain", parent=self)
        self.close_button.clicked.connect(self.accept)
        metrics = current_look().theme.metrics
        foot = QHBoxLayout()
        foot.setContentsMargins(metrics.space_4, metrics.space_2, metrics.space_4, metrics.space_2)
        foot.addWidget(self.together_box)
        foot.addStretch()
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(splitter, 1)
        column.addLayout(foot)
        for paper, other, (opened, title) in (
            (self.left, self.right, first),
            (self.right, self.left, second),
        ):
            paper.header.show_report(opened.report, title)
            paper.header.verify_button.hide()
            paper.show_document(opened)
            self._follow(paper.pdf, other.pdf)

    def recall(self, services: Services) -> None:
        """From now on both leave memory while the program is locked, and come back."""
        for paper, on_failure in ((self.left, self._on_left_failed), (self.right, self._on_right_failed)):
            opened = paper.opened
            if isinstance(opened, OpenReport):
                PaperRecall(paper, lambda of=opened: _open_again(services, of), on_failure)

    def _on_left_failed(self, failure: Exception) -> None:
        _tell(self.left, failure)

    def _on_right_failed(self, failure: Exception) -> None:
        _tell(self.right, failure)

    def _follow(self, here: PdfWidget, there: PdfWidget) -> None:
        here.verticalScrollBar().valueChanged.connect(lambda: self._on_scrolled(here, there))

    def _on_scrolled(self, here: PdfWidget, there: PdfWidget) -> None:
        if self._is_following or not self.together_box.isChecked():
            return
        self._is_following = True
        there.go_to_page(here.page, here.share)
        self._is_following = False


async def _open_again(services: Services, before: OpenReport) -> OpenReport:
    """The very one that stood there, whatever came since: the head tells of it."""
    opened = await services.reports.open_known(before.report)
    try:
        await opened.wait_noted()
    except BaseException:
        opened.drop()
        raise
    return opened


async def _close(*opened: OpenReport) -> None:
    for each in opened:
        await each.close()


def _tell(paper: PaperView, failure: Exception) -> None:
    """Why something was not done, where the hits of a search stand."""
    paper.bar.show_hits(describe_error(failure).title)
    if not isinstance(failure, ConsoleError):
        raise failure
