"""One picture alone: whole at first, then as large, turned and moved as somebody wants it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from console.ui.widgets.picture_widget import PictureWidget


@pytest.fixture
def picture(qtbot: QtBot) -> Iterator[PictureWidget]:
    made = PictureWidget()
    made.resize(400, 300)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.show_picture("Face", _halves(800, 400))
    yield made


def _halves(width: int, height: int) -> QImage:
    """Red on the left, blue on the right."""
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(QColor("blue"))
    for x in range(width // 2):
        for y in range(height):
            image.setPixel(x, y, 0xFFFF0000)
    return image


def _color(picture: PictureWidget, x: int, y: int) -> str:
    return picture.viewport().grab().toImage().pixelColor(x, y).name()


def test_begins_whole_and_upright(picture: PictureWidget) -> None:
    assert picture.percent == 48
    assert picture.horizontalScrollBar().maximum() == picture.verticalScrollBar().maximum() == 0
    assert _color(picture, 100, 150) == "#ff0000"
    assert _color(picture, 300, 150) == "#0000ff"
    assert picture.accessibleName() == "Face"


def test_a_small_picture_is_not_blown_up(picture: PictureWidget) -> None:
    picture.show_picture("Small", _halves(40, 20))
    assert picture.percent == 100


def test_keys_zoom_turn_and_show_the_whole(picture: PictureWidget, qtbot: QtBot) -> None:
    qtbot.keyClick(picture, Qt.Key.Key_Plus)
    assert picture.percent == 60
    qtbot.keyClick(picture, Qt.Key.Key_R)
    assert picture.rotation == 90
    qtbot.keyClick(picture, Qt.Key.Key_0)
    assert _color(picture, 200, 60) == "#ff0000"
    assert _color(picture, 200, 240) == "#0000ff"
    qtbot.keyClick(picture, Qt.Key.Key_Minus)
    assert picture.percent < 36
    assert "turned by 90" in picture.accessibleDescription()


def test_a_large_one_is_moved_by_hand(picture: PictureWidget, qtbot: QtBot) -> None:
    for _step in range(6):
        picture.zoom_by(1.25)
    across = picture.horizontalScrollBar()
    before = across.value()
    assert 0 < before < across.maximum()
    view = picture.viewport()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    qtbot.mouseMove(view, QPoint(140, 150))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(140, 150))
    assert across.value() == before + 60


def test_zoom_keeps_the_middle(picture: PictureWidget) -> None:
    for _step in range(8):
        picture.zoom_by(1.25)
    across = picture.horizontalScrollBar()
    across.setValue(across.maximum())
    assert _color(picture, 200, 150) == "#0000ff"
    picture.zoom_by(1.25)
    assert _color(picture, 200, 150) == "#0000ff"


def test_what_was_whole_stays_whole_in_another_room(picture: PictureWidget) -> None:
    picture.resize(816, 600)
    assert picture.percent == 100


def test_without_a_picture_there_are_words(picture: PictureWidget) -> None:
    picture.show_picture("Face", QImage(), "It is damaged.")
    assert picture.words == "It is damaged."
    assert picture.accessibleDescription() == "It is damaged."
