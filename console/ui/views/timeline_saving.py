"""Saving a timeline as a picture: drawn whole, in the theme that is on, where a person chooses; writes nothing itself."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QObject, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from console.domain.case import Case
from console.services.services import Services
from console.ui.toolkit.look import current_look
from console.ui.toolkit.places import choose_target
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.scope import TaskScope
from console.ui.widgets.timeline_painter import TimelinePainter
from console.ui.widgets.timeline_stage import AXIS_HEIGHT, LANE_HEIGHT, Stage, TimelineContent

_WIDTH: Final = 1600.0
_MARGIN: Final = 16.0
_HEAD: Final = 28.0
_LEGEND: Final = 32.0
_SHARPNESS: Final = 2


class PictureForm(StrEnum):
    """The forms a picture is saved in; the word is the file's ending."""

    PNG = "png"
    SVG = "svg"


class TimelineSaving(QObject):
    """`saved` when a picture was written; its tasks belong to `scope`, which is told what went wrong."""

    saved = Signal(str)

    def __init__(self, services: Services, scope: TaskScope, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._scope = scope
        self._over = parent

    def begin(self, case: Case, content: TimelineContent, form: PictureForm) -> None:
        """Let the person choose a place, then save; nothing happens while a question is open."""
        if not self._scope.is_running("save"):
            self._scope.start("save", self._save(case, content, form))

    async def _save(self, case: Case, content: TimelineContent, form: PictureForm) -> None:
        key = case.stored.key
        name = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in key.id)
        title = self.tr("Save the timeline as an unprotected picture")
        path = await choose_target(self._over, title, f"timeline-{name}.{form.value}")
        if path is None:
            return
        heading = to_plain(f"{case.provider_title}  {key.id}")
        body = draw_picture(content, heading, form, self)
        await self._services.cases.save_timeline(key, path, body)
        self.saved.emit(path.name)


def draw_picture(content: TimelineContent, heading: str, form: PictureForm, parent: QObject) -> bytes:
    """The whole timeline with a heading and its legend, on the ground of the theme that is on."""
    size = QSizeF(_WIDTH, _HEAD + (content.our_row + 1) * LANE_HEIGHT + AXIS_HEIGHT + _LEGEND + 2 * _MARGIN)
    buffer = QBuffer(parent)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if form is PictureForm.SVG:
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(size.toSize())
        generator.setViewBox(QRectF(QPointF(), size))
        generator.setTitle(heading)
        _draw(QPainter(generator), content, heading, size, parent)
    else:
        image = QImage(size.toSize() * _SHARPNESS, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_SHARPNESS)
        _draw(QPainter(image), content, heading, size, parent)
        QImageWriter(buffer, b"png").write(image)
    body = bytes(buffer.data().data())
    buffer.deleteLater()
    return body


def _draw(painter: QPainter, content: TimelineContent, heading: str, size: QSizeF, parent: QObject) -> None:
    look = current_look()
    artist = TimelinePainter(parent)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(QPointF(), size), look.theme.color("ground"))
    painter.setPen(look.theme.pair("text").text_color)
    painter.setFont(look.font(look.theme.metrics.section, bold=True))
    painter.drawText(QRectF(_MARGIN, _MARGIN, size.width(), _HEAD), Qt.AlignmentFlag.AlignLeft, heading)
    painter.translate(_MARGIN, _MARGIN + _HEAD)
    measure = QFontMetricsF(look.font(look.theme.metrics.secondary)).horizontalAdvance
    stage = Stage(content, size.width() - 2 * _MARGIN, 1.0, 0.0, measure)
    artist.paint(painter, stage, None, -1)
    artist.paint_legend(painter, QPointF(8.0, stage.bottom + AXIS_HEIGHT + 6), stage.width)
    painter.end()
    artist.deleteLater()
