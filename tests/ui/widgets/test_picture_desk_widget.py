"""Pictures of one verification beside each other: which one the buttons act on, and how the list shows them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from console.domain.account import AccountId
from console.domain.evidence_file import EvidenceFile
from console.domain.keys import VerificationId, VerificationKey
from console.ui.widgets.picture_desk_widget import PictureDeskWidget

_LEFT = Qt.MouseButton.LeftButton
_FETCHED = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)


def _file(role: str) -> EvidenceFile:
    key = VerificationKey(AccountId("a1"), VerificationId("v1"))
    return EvidenceFile(key, role, "image/png", 543, "ab" * 32, _FETCHED, "https://example.com/p", "", role)


def _image(color: str, width: int = 600) -> QImage:
    image = QImage(width, 400, QImage.Format.Format_ARGB32)
    image.fill(QColor(color))
    return image


@pytest.fixture
def pictures(qtbot: QtBot) -> Iterator[PictureDeskWidget]:
    made = PictureDeskWidget()
    made.resize(900, 600)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.show_files((_file("document_front"), _file("face_image")))
    made.put_picture("document_front", _image("white"))
    made.put_picture("face_image", _image("red", 1200))
    yield made


def _press(pictures: PictureDeskWidget, name: str, qtbot: QtBot) -> None:
    [button] = [each for each in pictures.findChildren(QPushButton) if name in each.accessibleName()]
    qtbot.mouseClick(button, _LEFT)


def _has_ring(pictures: PictureDeskWidget, place: str) -> bool:
    picture = pictures.first if place == "left" else pictures.second
    edge = picture.viewport().grab().toImage()
    return edge.pixelColor(1, 200) != edge.pixelColor(5, 200)


def test_buttons_act_on_the_one_of_two_that_was_reached_and_say_which(
    pictures: PictureDeskWidget, qtbot: QtBot
) -> None:
    assert pictures.zoom_words == f"{pictures.first.percent} %"
    assert not _has_ring(pictures, "left")
    qtbot.mouseClick(pictures.compare_button, _LEFT)
    assert pictures.zoom_words == f"Left: {pictures.first.percent} %"
    assert (_has_ring(pictures, "left"), _has_ring(pictures, "right")) == (True, False)
    qtbot.mouseClick(pictures.second.viewport(), _LEFT)
    left, right = pictures.first.percent, pictures.second.percent
    pictures.list.setFocus()
    _press(pictures, "Larger", qtbot)
    assert pictures.first.percent == left
    assert pictures.second.percent > right
    assert pictures.zoom_words == f"Right: {pictures.second.percent} %"
    _press(pictures, "Turn", qtbot)
    assert (pictures.first.rotation, pictures.second.rotation) == (0, 90)
    assert (_has_ring(pictures, "left"), _has_ring(pictures, "right")) == (False, True)
    qtbot.mouseClick(pictures.compare_button, _LEFT)
    assert pictures.zoom_words == f"{pictures.first.percent} %"
    assert not _has_ring(pictures, "left")


def test_the_chosen_picture_keeps_its_colours_in_the_list_and_is_called_as_people_do(
    pictures: PictureDeskWidget,
) -> None:
    for row, color in ((0, "#ffffff"), (1, "#ff0000")):
        pictures.list.setCurrentRow(row)
        small = pictures.list.item(row).icon().pixmap(96, 96, QIcon.Mode.Selected).toImage()
        assert small.pixelColor(small.width() // 2, small.height() // 2).name() == color
    assert pictures.facts.startswith("Face image, 543 bytes")
