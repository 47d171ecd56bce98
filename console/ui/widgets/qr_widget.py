"""A hosted link as a QR code, painted module by module: black on white in every theme, whole device pixels only."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Final

import segno
from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.toolkit.code_size import (
    MOST_MM,
    QUIET_MODULES,
    USUAL_MM,
    CodeSize,
    Undrawable,
    find_code_size,
    to_pixels_a_mm,
)
from console.ui.toolkit.look import current_look

# Trying all eight would take six times as long as encoding, and a link's random letters look alike under each.
_MASK: Final = 3
_SMALLEST: Final = 160
_PREFERRED: Final = 340
_OTHER_SCREEN: Final = frozenset(
    {QEvent.Type.DevicePixelRatioChange, QEvent.Type.ScreenChangeInternal, QEvent.Type.WindowChangeInternal}
)


class QrWidget(QWidget):
    """Shows one text as a code as near `wanted_mm` as its screen allows, a white square when there is none, and a
    sentence where a code could not be read. `drawable_changed` when the one becomes the other."""

    drawable_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None, wanted_mm: int = USUAL_MM) -> None:
        super().__init__(parent)
        self._text = ""
        self._runs: tuple[tuple[int, int, int], ...] = ()
        self._modules = 0
        self._wanted_mm = wanted_mm
        self._refusal = ""
        self._size = CodeSize(0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._name()

    def show_text(self, text: str) -> None:
        """Encode `text` exactly as it is; an empty one clears the code.

        Error correction M and no more: a scratched screen still scans, and the code stays coarse. The same text once
        more changes nothing, for a phone may be looking at it.
        """
        if text == self._text:
            return
        self._text = text
        if text:
            made = segno.make(text, error="m", micro=False, boost_error=False, mask=_MASK)
            rows = tuple(bytes(row) for row in made.matrix)
            self._runs = tuple(_iter_runs(rows))
            self._modules = len(rows) + 2 * QUIET_MODULES
        else:
            self._runs, self._modules = (), 0
        self._measure()
        self.update()

    def set_refusal(self, text: str) -> None:
        """Say this in the place of a code that cannot be painted; `sentence` still tells why."""
        self._refusal = text
        self._name()
        self.update()

    def set_wanted_mm(self, millimetres: int) -> None:
        """Paint as near this size as the screen allows."""
        if millimetres != self._wanted_mm:
            self._wanted_mm = millimetres
            self._measure()
            self.update()

    @property
    def wanted_mm(self) -> int:
        """The size asked for; what is painted may differ, see `painted_mm`."""
        return self._wanted_mm

    @property
    def has_code(self) -> bool:
        """True while there is a code, painted or refused."""
        return bool(self._modules)

    @property
    def is_drawable(self) -> bool:
        """False while there is a code that would not be readable here."""
        return self._size.refusal is None

    @property
    def sentence(self) -> str:
        """What stands in the place of a code that cannot be painted; empty when all is well."""
        match self._size.refusal:
            case None:
                return ""
            case Undrawable.ROOM:
                return self.tr("There is no room for a code that phones can read. Make this window larger.")
            case Undrawable.TEXT:
                return self.tr("This link is too long for a code that phones can read. Copy it instead.")

    @property
    def ideal_px(self) -> int:
        """The side, in logical pixels, that a code of the wanted size takes; more where its modules need it."""
        dots = self._pixels_a_mm()
        most = ceil(MOST_MM * dots)
        painted = find_code_size(self._modules, self._wanted_mm, dots, most).side_px if self._modules else 0
        return ceil((painted or self._wanted_mm * dots) / self.devicePixelRatioF())

    @property
    def least_px(self) -> int:
        """The side, in logical pixels, below which phones could not read this code; 0 without one."""
        dots = self._pixels_a_mm()
        painted = (
            find_code_size(self._modules, 0, dots, ceil(MOST_MM * dots)) if self._modules else CodeSize(0, 0)
        )
        return ceil(painted.side_px / self.devicePixelRatioF())

    @property
    def painted_mm(self) -> float:
        """How large the white square is on this screen; 0 without a code."""
        return self._size.side_px / self._pixels_a_mm()

    @property
    def module_px(self) -> int:
        """Device pixels of one module; 0 without a code."""
        return self._size.module_px

    def sizeHint(self) -> QSize:
        """A square large enough for any provider's link at arm's length."""
        return QSize(_PREFERRED, _PREFERRED)

    def minimumSizeHint(self) -> QSize:
        """Room for a short link; a longer one says that it needs more."""
        return QSize(_SMALLEST, _SMALLEST)

    # --- measuring ---

    def _pixels_a_mm(self) -> float:
        ratio = self.devicePixelRatioF()
        screen = self.screen()
        return to_pixels_a_mm(screen.geometry().width() * ratio, screen.physicalSize().width(), ratio)

    def _measure(self) -> None:
        before = self.is_drawable
        if self._modules:
            ratio = self.devicePixelRatioF()
            room = min(round(self.width() * ratio), round(self.height() * ratio))
            self._size = find_code_size(self._modules, self._wanted_mm, self._pixels_a_mm(), room)
        else:
            self._size = CodeSize(0, 0)
        self._name()
        if before != self.is_drawable:
            self.drawable_changed.emit(self.is_drawable)

    def _name(self) -> None:
        self.setAccessibleName(self._shown_sentence or self.tr("QR code of the hosted link"))

    @property
    def _shown_sentence(self) -> str:
        return "" if self.is_drawable else self._refusal or self.sentence

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another room, another size."""
        super().resizeEvent(event)
        self._measure()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now its screen is known."""
        super().showEvent(event)
        self._measure()

    def event(self, event: QEvent) -> bool:
        """Measure again on another screen, or when the scale of this one changed."""
        if event.type() in _OTHER_SCREEN:
            self._measure()
            self.update()
        return super().event(event)

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint in device pixels, so that every module has the same whole number of them at any scale."""
        painter = QPainter(self)
        if self.has_code and not self.is_drawable:
            painter.setPen(current_look().theme.pair("text").text_color)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), flags, self._shown_sentence)
        else:
            self._paint_code(painter)
        painter.end()

    def _paint_code(self, painter: QPainter) -> None:
        ratio = self.devicePixelRatioF()
        painter.scale(1.0 / ratio, 1.0 / ratio)
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        module = self._size.module_px
        side = self._size.side_px or min(width, height)
        left, top = (width - side) // 2, (height - side) // 2
        painter.fillRect(QRect(left, top, side, side), Qt.GlobalColor.white)
        painter.translate(left + QUIET_MODULES * module, top + QUIET_MODULES * module)
        fill, black = painter.fillRect, Qt.GlobalColor.black
        # Not `drawRects`: at 150 and 300 % it draws some modules a pixel wider than others.
        for row, begin, length in self._runs:
            fill(begin * module, row * module, length * module, module, black)


def _iter_runs(rows: tuple[bytes, ...]) -> Iterator[tuple[int, int, int]]:
    """Row, column and length of every run of dark modules."""
    for number, row in enumerate(rows):
        begin = row.find(1)
        while begin >= 0:
            end = row.find(0, begin)
            end = len(row) if end < 0 else end
            yield number, begin, end - begin
            begin = row.find(1, end)
