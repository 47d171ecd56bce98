"""The customer display from the clerk's side: where it opens, what it remembers, what it warns of, its controls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from console.domain.environment import Environment
from console.domain.front_desk import CustomerFace, CustomerView, DeskSessionId, ShownCode
from console.ui.toolkit.code_size import USUAL_MM
from console.ui.toolkit.covers import is_for_customers
from console.ui.toolkit.memory import WindowMemory
from console.ui.toolkit.screen_match import ScreenFacts
from console.ui.views.customer_display_chooser import make_customer_chooser
from console.ui.views.customer_display_view import CustomerDisplay
from tests.support.waiting import until

_LEFT: Final = Qt.MouseButton.LeftButton
_GONE: Final = ScreenFacts("HDMI-9", "SER9", 1920, 0, 1920, 1080)


def _view(url: str = "https://ui.idenfy.com/?authToken=abc") -> CustomerView:
    code = ShownCode(url, "ui.idenfy.com", "K7M-4821")
    return CustomerView(DeskSessionId("1"), CustomerFace.CODE, "en", Environment.TEST, code)


@pytest.fixture
def kept(tmp_path: Path) -> WindowMemory:
    """What the window remembers."""
    return WindowMemory(tmp_path / "window.json")


@pytest.fixture
async def display(kept: WindowMemory, host: QWidget) -> AsyncIterator[CustomerDisplay]:
    """Not open yet."""
    made = CustomerDisplay(kept, host)
    yield made
    made.close()
    await asyncio.sleep(0)


async def test_it_opens_as_a_window_with_what_the_customer_may_see(
    display: CustomerDisplay, host: QWidget
) -> None:
    display.show_view(_view())
    told: list[bool] = []
    display.opened.connect(told.append)
    display.open()
    surface = display.surface
    assert surface is not None
    assert display.is_open
    assert not surface.isFullScreen()
    assert host.screen().availableGeometry().contains(surface.geometry())
    assert surface.code_face.code.has_code
    assert is_for_customers(surface)
    QTest.mouseClick(surface.switch.button("de"), _LEFT)
    surface.close()
    assert told == [True, False]
    assert not surface.code_face.code.has_code
    assert not display.is_open
    display.open()
    assert display.surface is not None
    assert display.surface.code_face.code.has_code


async def test_escape_closes_a_display_that_fills_the_screen(display: CustomerDisplay) -> None:
    display.choose_screen(QGuiApplication.primaryScreen())
    display.open()
    surface = display.surface
    assert surface is not None
    assert surface.isFullScreen()
    assert "covers your own screen" in display.warning
    QTest.keyClick(surface, Qt.Key.Key_Escape)
    assert not display.is_open
    assert display.warning == ""


async def test_a_language_the_customer_chose_is_passed_on(display: CustomerDisplay) -> None:
    display.show_view(_view())
    display.open()
    chosen: list[str] = []
    display.language_chosen.connect(chosen.append)
    assert display.surface is not None
    QTest.mouseClick(display.surface.switch.button("ar"), _LEFT)
    assert chosen == ["ar"]


async def test_a_chosen_screen_that_is_not_there_is_said_and_stays_chosen(
    kept: WindowMemory, host: QWidget
) -> None:
    kept.put("customer_display.screen", _GONE.to_text())
    display = CustomerDisplay(kept, host)
    assert display.warning == ""
    display.open()
    assert "The customer's screen is gone" in display.warning
    assert display.surface is not None
    assert not display.surface.isFullScreen()
    assert display.wanted == _GONE
    display.close()


async def test_the_size_is_remembered_for_its_screen(
    display: CustomerDisplay, tmp_path: Path, host: QWidget
) -> None:
    assert display.wanted_mm == USUAL_MM
    display.show_view(_view())
    display.open()
    display.set_wanted_mm(150)
    assert display.surface is not None
    assert display.surface.code_face.code.wanted_mm == 150
    again = CustomerDisplay(WindowMemory(tmp_path / "window.json"), host)
    assert again.wanted_mm == 150


async def test_a_spoilt_memory_is_the_usual_size_in_a_window(tmp_path: Path, host: QWidget) -> None:
    path = tmp_path / "spoilt.json"
    path.write_text('{"customer_display.screen": "[[[", "customer_display.mm.offscreen": [9999]}', "utf-8")
    display = CustomerDisplay(WindowMemory(path), host)
    assert (display.wanted, display.wanted_mm) == (None, USUAL_MM)


async def test_the_clerk_is_told_of_a_code_that_cannot_be_painted(display: CustomerDisplay) -> None:
    told: list[str] = []
    display.warning_changed.connect(told.append)
    display.open()
    display.show_view(_view("https://ui.idenfy.com/?authToken=" + "x" * 1_900))
    assert "too long" in display.warning
    display.show_view(_view())
    assert display.warning == ""
    assert len(told) == 2


async def test_forgotten_means_nothing_is_left(display: CustomerDisplay) -> None:
    display.show_view(_view())
    display.open()
    display.forget()
    surface = display.surface
    assert surface is not None
    assert not surface.code_face.code.has_code
    display.close()
    display.open()
    assert display.surface is not None
    assert display.surface.view is None


async def test_the_controls_do_what_they_say(display: CustomerDisplay, host: QWidget) -> None:
    chooser = make_customer_chooser(display, host)
    chooser.resize(240, 300)
    chooser.show()
    assert chooser.minimumSizeHint().width() <= 240
    assert chooser.screen_box.count() == 1 + len(QGuiApplication.screens())
    QTest.mouseClick(chooser.open_button, _LEFT)
    assert display.is_open
    assert chooser.open_button.text() == "Close customer display"
    QTest.keyClick(chooser.size_slider, Qt.Key.Key_Right)
    assert display.wanted_mm == USUAL_MM + 10
    QTest.keyClick(chooser.screen_box, Qt.Key.Key_Down)
    assert display.chosen is QGuiApplication.primaryScreen()
    assert display.surface is not None
    assert display.surface.isFullScreen()
    assert "covers your own screen" in chooser.warning
    QTest.keyClick(chooser.screen_box, Qt.Key.Key_Up)
    assert display.wanted is None
    assert not display.surface.isFullScreen()
    QTest.mouseClick(chooser.open_button, _LEFT)
    assert not display.is_open
    chooser.hide()
    chooser.deleteLater()
    await asyncio.sleep(0)
    display.open()


async def test_identifying_shows_a_number_on_every_screen_until_it_is_seen(
    display: CustomerDisplay, host: QWidget
) -> None:
    del host
    display.identify()
    numbers = [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.objectName() == "screenNumber" and widget.isVisible()
    ]
    assert [widget.accessibleName() for widget in numbers] == [
        f"Screen {number}" for number in range(1, 1 + len(QGuiApplication.screens()))
    ]
    for widget in numbers:
        QTest.mouseClick(widget, _LEFT)
    assert not any(widget.isVisible() for widget in numbers)


async def test_it_goes_with_the_clerks_window(kept: WindowMemory) -> None:
    clerk = QWidget()
    clerk.show()
    display = CustomerDisplay(kept, clerk)
    display.open()
    surface = display.surface
    assert surface is not None
    gone = asyncio.Event()
    surface.destroyed.connect(gone.set)
    clerk.deleteLater()
    await until(gone.is_set)


async def test_nothing_stays_in_front_of_customers_when_the_program_ends(kept: WindowMemory) -> None:
    clerk = QWidget()
    clerk.show()
    display = CustomerDisplay(kept, clerk)
    display.show_view(_view())
    display.open()
    clerk.hide()
    assert not display.is_open
    clerk.deleteLater()
    await asyncio.sleep(0)
