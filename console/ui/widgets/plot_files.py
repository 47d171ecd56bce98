"""A plot as the bytes of a PNG or SVG file, as it looks on the screen; writes no file."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize, QSizeF
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator

from console.ui.toolkit.look import current_look
from console.ui.widgets.plot_widget import PlotWidget

_LEAST_WIDTH: Final = 640
_DPI: Final = 96


def to_png(plot: PlotWidget) -> bytes:
    """At the width it has on the screen, but wide enough to be read."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    plot.render_image(max(_LEAST_WIDTH, plot.width())).save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType] - its stub asks for bytes
    return bytes(buffer.data().data())


def to_svg(plot: PlotWidget) -> bytes:
    """The same, as lines and letters."""
    size = QSize(max(_LEAST_WIDTH, plot.width()), plot.height())
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setResolution(_DPI)
    generator.setTitle(plot.plot.title)
    generator.setDescription(plot.plot.note)
    painter = QPainter(generator)
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), current_look().theme.color("ground"))
    plot.paint_on(painter, QSizeF(size))
    painter.end()
    return bytes(buffer.data().data())
