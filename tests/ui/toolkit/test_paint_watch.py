"""What a measured painting paints: everything that is seen, opaque parts too, each of them once."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.ui.toolkit.paint_watch import PaintWatch, repaint_all_ms, repaint_ms


class Counting(QWidget):
    """Counts how often it is painted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.painted = 0

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt calls it by this name
        self.painted += 1


class Page(Counting):
    """Holds something opaque, as a table's rows are."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = Counting(self)
        self.rows.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        layout = QVBoxLayout(self)
        layout.addWidget(self.rows)
        self.resize(200, 200)


def _shown(qtbot: QtBot) -> Page:
    page = Page()
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.rows.painted > 0)
    return page


def test_one_painting_of_all_that_is_seen(qtbot: QtBot) -> None:
    page = _shown(qtbot)
    page.painted = page.rows.painted = 0
    assert repaint_ms(page) > 0
    assert (page.painted, page.rows.painted) == (1, 0), "what is opaque is left out"
    assert repaint_all_ms(page) > 0
    assert (page.painted, page.rows.painted) == (2, 1)


async def test_what_was_painted_for_a_floor_is_not_taken_for_an_answer(qtbot: QtBot) -> None:
    page = _shown(qtbot)
    watch = PaintWatch(page)
    acted: list[int] = []
    repaint_all_ms(page)

    def act() -> None:
        acted.append(page.rows.painted)
        page.rows.update()

    async with asyncio.timeout(20):
        took_ms = await watch.time_ms(act, lambda: bool(acted))
    assert took_ms > 0
    assert page.rows.painted == acted[0] + 1


class Restless(Counting):
    """Wants the page around it painted again while it is painted."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt calls it by this name
        super().paintEvent(event)
        self._page.update()


async def test_who_asks_for_more_while_a_floor_is_painted_is_still_painted_later(qtbot: QtBot) -> None:
    page = _shown(qtbot)
    restless = Restless(page)
    restless.setGeometry(50, 50, 20, 20)
    restless.show()
    watch = PaintWatch(page)
    repaint_all_ms(page)
    restless.hide()
    async with asyncio.timeout(5):
        assert await watch.time_ms(page.rows.update, lambda: True) > 0
