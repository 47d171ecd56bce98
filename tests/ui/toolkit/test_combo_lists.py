"""Lists that open from a box with few choices show every one of them whole."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from console.ui.toolkit.look import Look
from console.ui.toolkit.theme import ThemeName


@pytest.mark.parametrize("theme", [ThemeName.LIGHT, ThemeName.DARK])
@pytest.mark.parametrize("opened_before", [False, True])
async def test_a_short_list_is_seen_whole_whoever_has_the_keyboard(
    host: QWidget, look: Look, qtbot: QtBot, theme: ThemeName, opened_before: bool
) -> None:
    look.set_theme(theme)
    box = QComboBox(host)
    box.addItems(["Pages", "Outline", "Hits", "Text of the page"])
    box.setGeometry(20, 200, 190, 34)
    box.show()
    if opened_before:
        box.showPopup()
        box.hidePopup()
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    shown = box.view()
    qtbot.waitUntil(shown.isVisible)
    assert shown.verticalScrollBar().maximum() == 0
    assert shown.visualRect(box.model().index(3, 0)).bottom() < shown.viewport().height()
    box.hidePopup()
