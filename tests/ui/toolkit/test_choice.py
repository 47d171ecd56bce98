"""A drop-down in a narrow place: its text is cut with an ellipsis and whole in the tooltip."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.ui.toolkit.choice import ElidedComboBox

_LONG = "identification, read by us, 2026-03-04 12:51:11 UTC"


def test_a_text_without_room_ends_in_an_ellipsis_and_stays_whole_in_the_tooltip(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    box = ElidedComboBox(host)
    box.addItems([_LONG, "short"])
    box.resize(160, 30)
    host.show()
    assert box._build_option().currentText.endswith("…")
    assert _LONG.startswith(box._build_option().currentText.rstrip("…"))
    assert _LONG in box.toolTip()
    narrow = box.grab().toImage()
    box.resize(800, 30)
    assert box._build_option().currentText == _LONG
    assert box.grab().toImage() != narrow
    box.setCurrentIndex(1)
    assert box._build_option().currentText == "short"
    assert "short" in box.toolTip()
