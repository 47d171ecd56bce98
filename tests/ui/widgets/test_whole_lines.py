"""Text at the foot of its room: a line is whole or not there, however far it was scrolled and however tall it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.ui.toolkit.look import Look
from console.ui.widgets.whole_lines import WholeLinesEdit

# The second script is written with another font, whose lines are taller.
_LINES = "\n".join(
    f"{{ line {number}, ศรีสุข ỚŜ }}" if number % 3 else f"{{ {number} }}" for number in range(90)
)


@pytest.fixture
def text(qtbot: QtBot, look: Look) -> WholeLinesEdit:
    made = WholeLinesEdit()
    qtbot.addWidget(made)
    made.setFont(look.mono_font())
    made.setPlainText(_LINES)
    return made


@pytest.fixture
def plain_app(qapp: QApplication) -> Iterator[None]:
    """Without a style sheet, with which Qt would paint all of it at every step."""
    kept = qapp.styleSheet()
    qapp.setStyleSheet("")
    yield
    qapp.setStyleSheet(kept)


def _show(text: WholeLinesEdit, qtbot: QtBot, height: int) -> None:
    text.resize(300, height)
    with qtbot.waitExposed(text):
        text.show()


def _foot(text: WholeLinesEdit) -> QImage:
    picture = text.viewport().grab().toImage()
    return picture.copy(0, picture.height() - 1, picture.width(), 1)


def _on_screen(text: WholeLinesEdit) -> QImage:
    picture = text.screen().grabWindow(text.winId()).toImage()
    return picture.convertToFormat(QImage.Format.Format_RGB32)


def _wanted(text: WholeLinesEdit) -> QImage:
    return text.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def _colours(picture: QImage) -> set[str]:
    return {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}


@pytest.mark.parametrize("height", range(200, 220, 3))
def test_no_line_is_cut_at_the_foot(text: WholeLinesEdit, qtbot: QtBot, height: int) -> None:
    _show(text, qtbot, height)
    bar = text.verticalScrollBar()
    for place in (0, 1, 2, 10, 11, bar.maximum()):
        bar.setValue(place)
        picture = text.viewport().grab().toImage()
        assert len(_colours(picture)) > 1
        [ground] = _colours(_foot(text))
        assert ground == picture.pixelColor(0, 0).name()


@pytest.mark.usefixtures("plain_app")
def test_what_was_covered_comes_up_whole(text: WholeLinesEdit, qtbot: QtBot) -> None:
    """On the screen itself: a picture of the widget alone would be painted anew."""
    _show(text, qtbot, 207)
    text.verticalScrollBar().setValue(10)
    qtbot.waitUntil(lambda: _on_screen(text) == _wanted(text))
    text.verticalScrollBar().setValue(11)
    qtbot.waitUntil(lambda: _on_screen(text) == _wanted(text))


def test_a_line_taller_than_its_room_is_shown_in_part(text: WholeLinesEdit, qtbot: QtBot) -> None:
    text.setPlainText("ศรีสุข")
    text.setMinimumHeight(0)
    _show(text, qtbot, 200)
    text.viewport().resize(200, 9)
    assert len(_colours(text.viewport().grab().toImage())) > 1
