"""Printing a document: the warning, the platform's dialog, page after page; it is logged before it leaves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QProgressDialog, QWidget
from shiboken6 import isValid

from console.domain.errors import DiskFull
from console.pdf.open_document import OpenDocument
from console.ui.toolkit.questions import ask, wait_closed
from console.ui.widgets.pdf_layout import turn_size

translate = QCoreApplication.translate

_POINTS_AN_INCH: Final = 72.0
# More is not seen on paper and would take the worker's memory for nothing.
_MOST_DPI: Final = 300.0
_MOST_PIXELS: Final = 20_000_000.0


async def print_document(
    over: QWidget, opened: OpenDocument, rotation: int, note: Callable[[], Awaitable[None]]
) -> int:
    """Ask, let the person choose a printer, `note` it, and print; how many pages went out, 0 when it was not wanted.

    `rotation` is in degrees clockwise. Once it has begun, a lock does not stop it: half a paper must not be taken for the
    whole. Raises `ConsoleError`; where `note` fails, nothing is printed.
    """
    agreed = await ask(
        over,
        translate("Printing", "Print an unprotected copy?"),
        translate(
            "Printing",
            "The paper, or the file of a printer that makes files, is the plain document: whoever finds it can read it. "
            "Printing it is written to the log.",
        ),
        translate("Printing", "Choose a printer"),
        translate("Printing", "Keep it here only"),
    )
    if not agreed:
        return 0
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(translate("Printing", "Document"))
    printer.setFromTo(1, opened.info.pages)
    dialog = QPrintDialog(printer, over)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
    try:
        if not await wait_closed(dialog):
            return 0
    finally:
        # With its window it may be gone.
        if isValid(dialog):
            dialog.deleteLater()
    printed = await opened.open_for_printing()
    try:
        await note()
        return await _draw(over, printed, printer, rotation, tuple(_iter_pages(printer, printed)))
    finally:
        printed.drop()


async def _draw(
    over: QWidget, opened: OpenDocument, printer: QPrinter, rotation: int, pages: tuple[int, ...]
) -> int:
    """How many pages were printed: fewer than wanted when the person stopped it."""
    progress = QProgressDialog(
        translate("Printing", "Printing …"), translate("Printing", "Stop"), 0, len(pages), over
    )
    progress.setWindowModality(Qt.WindowModality.WindowModal)
    painter = QPainter()
    try:
        for done, page in enumerate(pages):
            progress.setValue(done)
            if progress.wasCanceled():
                return done
            _orient(printer, turn_size(opened.info.sizes_pt[page], rotation))
            if not (printer.newPage() if painter.isActive() else painter.begin(printer)):
                raise DiskFull("The printer did not take it. Choose another printer.")
            await _draw_page(opened, printer, painter, page, rotation)
        return len(pages)
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()
        if isValid(progress):
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
