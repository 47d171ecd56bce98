"""Printing a report: the warning, the platform's dialog, page after page; the paper is logged before it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QProgressDialog, QWidget

from console.domain.errors import ConsoleError, DiskFull
from console.domain.keys import VerificationKey
from console.pdf.open_document import OpenDocument
from console.services.open_report import OpenReport
from console.services.services import Services
from console.ui.toolkit.fill import fill
from console.ui.toolkit.questions import ask, wait_closed
from console.ui.toolkit.scope import TaskScope
from console.ui.widgets.pdf_layout import turn_size

_POINTS_AN_INCH: Final = 72.0
# More is not seen on paper and would take the worker's memory for nothing.
_MOST_DPI: Final = 300.0
_MOST_PIXELS: Final = 20_000_000.0


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
        agreed = await ask(
            self._over,
            self.tr("Print an unprotected copy?"),
            self.tr(
                "The paper, or the file of a printer that makes files, is the plain report: whoever finds it can read "
                "it. Printing it is written to the log."
            ),
            self.tr("Choose a printer"),
            self.tr("Keep it here only"),
        )
        if not agreed:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.tr("Report"))
        printer.setFromTo(1, opened.info.pages)
        dialog = QPrintDialog(printer, self._over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        if await wait_closed(dialog):
            await self._send(opened, printer, rotation)

    async def _send(self, opened: OpenReport, printer: QPrinter, rotation: int) -> None:
        key = opened.report.key
        try:
            await self._services.reports.note_printed(key)
            printed = await self._draw(opened, printer, rotation, tuple(_iter_pages(printer, opened)))
        except ConsoleError as error:
            self.failed.emit(key, error)
            return
        self._tell(key, printed)

    def _tell(self, key: VerificationKey, printed: int) -> None:
        text = self.tr("Printed %1 page") if printed == 1 else self.tr("Printed %1 pages")
        self.done.emit(key, fill(text, printed))

    async def _draw(
        self, opened: OpenDocument, printer: QPrinter, rotation: int, pages: tuple[int, ...]
    ) -> int:
        """How many pages were printed: fewer than wanted when the person stopped it. Raises `ConsoleError`."""
        progress = QProgressDialog(self.tr("Printing …"), self.tr("Stop"), 0, len(pages), self._over)
        progress.setWindowModality(Qt.WindowModality.WindowModal)
        painter = QPainter()
        try:
            for done, page in enumerate(pages):
                progress.setValue(done)
                if progress.wasCanceled():
                    return done
                _orient(printer, turn_size(opened.info.sizes_pt[page], rotation))
                if not (printer.newPage() if painter.isActive() else painter.begin(printer)):
                    raise DiskFull("The printer did not take the report. Choose another printer.")
                await _draw_page(opened, printer, painter, page, rotation)
            return len(pages)
        finally:
            painter.end()
            progress.close()
            progress.deleteLater()


def _iter_pages(printer: QPrinter, opened: OpenDocument) -> Iterator[int]:
    """The pages that were chosen in the dialog, from 0."""
    first = max(1, printer.fromPage())
    last = printer.toPage() or opened.info.pages
    return iter(range(first - 1, min(last, opened.info.pages)))


def _orient(printer: QPrinter, size_pt: tuple[float, float]) -> None:
    is_wide = size_pt[0] > size_pt[1]
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait
    )


async def _draw_page(
    opened: OpenDocument, printer: QPrinter, painter: QPainter, page: int, rotation: int
) -> None:
    """One page as large as the paper lets it be, in its middle."""
    width_pt, height_pt = turn_size(opened.info.sizes_pt[page], rotation)
    scale = min(printer.resolution(), _MOST_DPI) / _POINTS_AN_INCH
    scale = min(scale, (_MOST_PIXELS / (width_pt * height_pt)) ** 0.5)
    bitmap = await opened.render(page, scale, rotation)
    image = QImage(bitmap.pixels, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
    room = QRectF(painter.viewport())
    share = min(room.width() / width_pt, room.height() / height_pt)
    width, height = width_pt * share, height_pt * share
    place = QRectF((room.width() - width) / 2, (room.height() - height) / 2, width, height)
    painter.drawImage(place, image)
