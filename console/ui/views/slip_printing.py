"""Printing a slip at its own size, so that its code stays readable; no file of ours."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from console.domain.errors import DiskFull, InputInvalid
from console.pdf.client import PdfWorker
from console.ui.dialogs.printer_dialog import choose_printer

translate = QCoreApplication.translate

_POINTS_AN_INCH: Final = 72.0
_MOST_DPI: Final = 600.0
# The code of a slip is 46 mm or more: made smaller than this it would fall below 30 mm.
_SMALLEST_SHARE: Final = 0.66
_NAME: Final = "slip"


async def print_slip(parent: QWidget, pdf: bytes) -> bool:
    """Let the person choose a printer and print; False when they left it.

    Raises `InputInvalid` for paper that is too small, `DiskFull` when the printer takes nothing, `PdfRefused`.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(translate("SlipPrinting", "Slip"))
    if not await choose_printer(parent, printer):
        return False
    if printer.outputFileName():
        await asyncio.to_thread(_make_private, Path(printer.outputFileName()))
    await draw_slip(printer, pdf)
    return True


def _make_private(path: Path) -> None:
    """A printer that makes a file: what is in it is a key, so nobody else on this computer reads it."""
    with suppress(OSError):
        path.touch(mode=0o600)
        path.chmod(0o600)


async def draw_slip(printer: QPrinter, pdf: bytes) -> None:
    """Draw a slip of one page at the top of the paper, at its own size or a little smaller. Raises as `print_slip`."""
    worker = PdfWorker()
    try:
        info = await worker.open(_NAME, pdf)
        scale = min(printer.resolution(), _MOST_DPI) / _POINTS_AN_INCH
        bitmap = await worker.render(_NAME, 0, scale)
    finally:
        await worker.aclose()
    image = QImage(bitmap.pixels, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
    width_pt, height_pt = info.sizes_pt[0]
    dots = printer.resolution() / _POINTS_AN_INCH
    room = printer.pageRect(QPrinter.Unit.DevicePixel)
    share = min(1.0, room.width() / (width_pt * dots), room.height() / (height_pt * dots))
    if share < _SMALLEST_SHARE:
        raise InputInvalid(
            translate(
                "SlipPrinting",
                "On this paper phones could not read the code. Choose larger paper, A6 or more.",
            )
        )
    painter = QPainter()
    if not painter.begin(printer):
        raise DiskFull(
            translate("SlipPrinting", "The printer did not take the slip. Choose another printer.")
        )
    try:
        left = (room.width() - width_pt * dots * share) / 2
        painter.drawImage(QRectF(left, 0, width_pt * dots * share, height_pt * dots * share), image)
    finally:
        painter.end()
