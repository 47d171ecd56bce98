"""A dossier in its window: read from memory, a plain copy only after a warning."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.domain.dossier import Dossier
from console.domain.phase import Phase
from console.ui.views.dossier_window import DossierWindow
from tests.support.desk import Desk
from tests.support.screen import texts_of
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
async def dossier(desk: Desk) -> Dossier:
    await desk.services.sync.sync_once()
    rows = await desk.rows()
    key = next(row.key for row in rows if row.provider == "iron" and row.phase is Phase.APPROVED)
    return await desk.services.dossiers.build(key)


@pytest.fixture
async def window(desk: Desk, dossier: Dossier, host: QWidget) -> AsyncIterator[DossierWindow]:
    opened = await desk.services.dossiers.open(dossier)
    made = DossierWindow(desk.services, dossier, opened, host)
    made.show()
    await until(lambda: made.isVisible() and made.paper.opened is opened)
    yield made
    await opened.close()


def _box(window: QWidget) -> QMessageBox | None:
    return window.findChild(QMessageBox)


async def _answer(window: QWidget, text: str, qtbot: QtBot) -> None:
    await until(lambda: _box(window) is not None)
    box = _box(window)
    assert box is not None
    [button] = [each for each in box.findChildren(QPushButton) if each.text() == text]
    qtbot.mouseClick(button, _LEFT)
    await until(lambda: _box(window) is None)


async def test_nothing_is_written_until_somebody_agrees(
    window: DossierWindow, dossier: Dossier, tmp_path: Path, qtbot: QtBot
) -> None:
    assert dossier.title in texts_of(window)
    qtbot.mouseClick(window.save_button, _LEFT)
    await _answer(window, "Keep it here only", qtbot)
    assert not any(
        isinstance(each, QFileDialog) for each in QApplication.topLevelWidgets() if each.isVisible()
    )
    qtbot.mouseClick(window.save_button, _LEFT)
    await _answer(window, "Choose a place", qtbot)

    def choosers() -> list[QFileDialog]:
        return [
            one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog) and one.isVisible()
        ]

    await until(choosers)
    field = choosers()[0].findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, str(tmp_path / "copy.pdf"))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    await until(lambda: "copy.pdf" in " ".join(texts_of(window)))
    assert (tmp_path / "copy.pdf").read_bytes() == dossier.body


async def test_printing_asks_first(window: DossierWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(window.print_button, _LEFT)
    await _answer(window, "Keep it here only", qtbot)
    assert window.isVisible()


async def test_its_words_can_be_searched(window: DossierWindow, qtbot: QtBot) -> None:
    window.paper.pdf.setFocus()
    qtbot.keyClick(window.paper.pdf, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    await until(window.paper.bar.search_field.hasFocus)
