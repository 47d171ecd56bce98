"""A hosted link as a QR code, painted module by module: dark on white in every theme, whole device pixels only."""

from __future__ import annotations

from typing import Final

import segno
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

# Light modules around the code; ISO/IEC 18004 asks for four, and phones fail without them.
QUIET_MODULES: Final = 4
_SMALLEST: Final = 220
_PREFERRED: Final = 340


class QrWidget(QWidget):
    """Shows one text as a code, or a white square when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[bytes, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("QR code of the hosted link"))

    def show_text(self, text: str) -> None:
        """Encode `text` exactly as it is; an empty one clears the code.

        Error correction M: a scratched screen still scans, and the code stays coarse.
        """
        self._rows = (
            tuple(bytes(row) for row in segno.make(text, error="m", micro=False).matrix) if text else ()
        )
        self.update()

    @property
    def has_code(self) -> bool:
        """True while a code is shown."""
        return bool(self._rows)

    def sizeHint(self) -> QSize:
        """A square large enough for any provider's link at arm's length."""
        return QSize(_PREFERRED, _PREFERRED)

    def minimumSizeHint(self) -> QSize:
        """Below this, phones begin to struggle."""
        return QSize(_SMALLEST, _SMALLEST)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint in device pixels, so that every module has the same whole number of them at any scale."""
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        painter.scale(1.0 / ratio, 1.0 / ratio)
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        side = min(width, height)
        modules = len(self._rows) + 2 * QUIET_MODULES if self._rows else 1
        module = max(1, side // modules)
        painted = module * modules if self._rows else side
        left, top = (width - painted) // 2, (height - painted) // 2
        painter.fillRect(QRect(left, top, painted, painted), Qt.GlobalColor.white)
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    place = QRect(
                        left + (x + QUIET_MODULES) * module,
                        top + (y + QUIET_MODULES) * module,
                        module,
                        module,
                    )
                    painter.fillRect(place, Qt.GlobalColor.black)
        painter.end()
