"""Pictures from outside: read within limits, away from the window's thread; shows nothing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

MOST_POINTS: Final = 60_000_000
_MOST_BYTES: Final = 60_000_000
# Only formats with nothing to be carried out in them, told by their first bytes and never by a name.
_STARTS: Final = ((b"\x89PNG\r\n", b"png"), (b"\xff\xd8\xff", b"jpeg"))


def read_picture(body: bytes, most_px: int) -> QImage | None:
    """A picture no larger than `most_px` on either side; None for what is none, or is too large to be opened.

    Blocks: call it in a thread of its own. Its size is read before any of its points is.
    """
    kind = next((name for start, name in _STARTS if body.startswith(start)), b"")
    if not kind or len(body) > _MOST_BYTES:
        return None
    data = QByteArray(body)
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind))
    reader.setAutoTransform(True)
    size = reader.size()
    if not _is_sane(size):
        return None
    if max(size.width(), size.height()) > most_px:
        reader.setScaledSize(size.scaled(most_px, most_px, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image


def _is_sane(size: QSize) -> bool:
    return not size.isEmpty() and size.width() * size.height() <= MOST_POINTS
