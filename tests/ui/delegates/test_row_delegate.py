"""Rows as they are painted: letters of fonts that come later are letters, not the boxes of the first paint."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QFontDatabase, QImage, QPainter
from pytestqt.qtbot import QtBot

from console.ui.delegates.row_delegate import TEXTS_KEPT, CellBox, RowDelegate, RowState
from console.ui.toolkit.fonts import add_shipped_fonts
from console.ui.toolkit.look import Look
from console.ui.toolkit.paint_row import Cell, CellKind, PaintRow

_NAME = "ऋतुजा त्रिपाठी"


@pytest.fixture
def without_fonts() -> Iterator[None]:
    """Only the machine's own fonts, as at the first paint."""
    QFontDatabase.removeAllApplicationFonts()
    yield
    add_shipped_fonts()


def _paint(delegate: RowDelegate, name: str = _NAME) -> QImage:
    image = QImage(300, 32, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    row = PaintRow(1, None, (Cell(name),), name)
    boxes = [CellBox(0, CellKind.NAME, 0, 300)]
    delegate.paint_row(painter, QRectF(0, 0, 300, 32), row, boxes, RowState(), datetime.now(UTC))
    painter.end()
    return image


@pytest.mark.usefixtures("without_fonts")
def test_a_name_painted_before_the_fonts_came_is_painted_anew(look: Look, qtbot: QtBot) -> None:
    host = QObject()
    delegate = RowDelegate(look, host)
    _paint(delegate)
    with qtbot.waitSignal(delegate.outdated):
        add_shipped_fonts()
    assert _paint(delegate) == _paint(RowDelegate(look, host))


def test_of_too_many_texts_only_the_oldest_go(look: Look, qtbot: QtBot) -> None:
    parent = QObject()
    delegate = RowDelegate(look, parent)
    for number in range(TEXTS_KEPT + 2):
        _paint(delegate, f"name {number}")
    kept = [text for text, _, _ in delegate._shaped]  # pyright: ignore[reportPrivateUsage] - what it costs is not seen
    assert kept == [f"name {number}" for number in range(2, TEXTS_KEPT + 2)]
