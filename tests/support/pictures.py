"""What was painted, handed to readers that know nothing of Qt."""

from __future__ import annotations

import io

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage, QPixmap


def to_picture(painted: QPixmap | QImage) -> Image.Image:
    """The pixels as a Pillow image."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert painted.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]
    with Image.open(io.BytesIO(bytes(buffer.data().data()))) as picture:
        return picture.convert("RGB")
