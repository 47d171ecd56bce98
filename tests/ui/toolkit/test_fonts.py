"""Names in scripts a plain machine has no font for are letters, not boxes."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from console.ui.toolkit.fonts import add_shipped_fonts


def draw(app: QApplication, letter: str) -> QImage:
    image = QImage(48, 48, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    font = app.font()
    font.setPixelSize(28)
    painter.setFont(font)
    painter.drawText(6, 36, letter)
    painter.end()
    return image


@pytest.mark.parametrize(
    "letters",
    [
        "김철수",
        "สมช",
        "रमत",
        "রমত",
        "ரமத",
        "ሰላም",
        "ខមរ",
        "રમત",
        "ਰਮਤ",
        "ರಮತ",
        "ລມຕ",
        "രമത",
        "ရမတ",
        "රමත",
        "రమత",
    ],
    ids=lambda letters: f"U+{ord(letters[0]):04X}",
)
def test_letters_of_a_script_are_told_apart(qapp: QApplication, letters: str) -> None:
    """Without a font each letter is the same empty box."""
    add_shipped_fonts()
    images = [draw(qapp, letter) for letter in letters]
    assert all(images[0] != other for other in images[1:])
