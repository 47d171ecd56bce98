"""Blank and Lock over real windows: covered before anything else happens, every window, no key gets through."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.ui.toolkit.clipboard import copy_secret
from console.ui.toolkit.covers import Covers, mark_for_customers
from console.ui.toolkit.look import Look
from console.ui.toolkit.places import choose_source
from tests.support.environment import MACHINE_ENVIRONMENT
from tests.support.pictures import to_picture
from tests.support.project import ROOT
from tests.support.scale_check import find_clipped, find_cut
from tests.support.waiting import until

_SECRET = "https://ui.idenfy.com/?authToken=abc"


class _Desk(QWidget):
    """A window with something to see, to type into and to press."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Hannah Bret")
        self.field = QLineEdit("Hannah Bret", self)
        self.button = QPushButton("Approve", self)
        self.pressed: list[str] = []
        self.button.clicked.connect(lambda: self.pressed.append("button"))
        shortcut = QShortcut(QKeySequence("Ctrl+D"), self)
        shortcut.activated.connect(lambda: self.pressed.append("shortcut"))
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.button)
        self.resize(600, 400)


@pytest.fixture
def covers(look: Look) -> Iterator[Covers]:
    """The one of the application, lifted after the test."""
    del look
    found = Covers.of_app()
    yield found
    found.uncover()
    found.unlock()


@pytest.fixture
async def window(covers: Covers) -> AsyncIterator[_Desk]:
    """Shown and with the keyboard."""
    del covers
    made = _Desk()
    made.show()
    made.activateWindow()
    await until(made.isActiveWindow)
    made.field.setFocus()
    yield made
    made.hide()
    made.deleteLater()
    await asyncio.sleep(0)


def _colors(widget: QWidget) -> int:
    return len(to_picture(widget.grab()).getcolors(1 << 24) or ())


async def test_everything_is_covered_before_anybody_hears_of_it(covers: Covers, window: _Desk) -> None:
    other, customers = QWidget(), QWidget()
    mark_for_customers(customers)
    for shown in (other, customers):
        shown.resize(300, 300)
        shown.show()
    seen: list[bool] = []

    def look_around() -> None:
        pages = [covers.page_of(one) for one in (window, other, customers)]
        seen.extend(
            page is not None and page.isVisible() and page.size() == page.window().size() for page in pages
        )

    covers.locked.connect(look_around)
    covers.lock()
    covers.locked.disconnect(look_around)
    assert seen == [True, True, True]
    # What customers see has neither words nor a way back: one colour.
    assert _colors(customers) == 1
    assert _colors(window) > 1
    assert window.windowTitle() == "Compliance Console"
    covers.unlock()
    assert window.windowTitle() == "Hannah Bret"
    for shown in (other, customers):
        shown.hide()
        shown.deleteLater()


async def test_no_key_and_no_click_reaches_what_is_covered(covers: Covers, window: _Desk) -> None:
    covers.lock()
    covers.want_pin(is_wanted=True)
    page = covers.page_of(window)
    assert page is not None
    QTest.keyClick(window.field, Qt.Key.Key_X)
    QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseClick(window.button, Qt.MouseButton.LeftButton)
    assert window.pressed == []
    assert window.field.text() == "Hannah Bret"
    assert page.pin.hasFocus()
    asked: list[str] = []
    covers.unlock_asked.connect(asked.append)
    QTest.keyClicks(page.pin, "4711")
    QTest.keyClick(page.pin, Qt.Key.Key_Return)
    covers.unlock_asked.disconnect(asked.append)
    assert asked == ["4711"]
    assert page.pin.text() == ""
    covers.refuse("This is not the PIN.")
    assert page.problem.text() == "This is not the PIN."
    assert covers.is_locked
    covers.unlock()
    await until(window.field.hasFocus)
    QTest.keyClick(window.field, Qt.Key.Key_X)
    QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert "x" in window.field.text()
    assert window.pressed == ["shortcut"]


async def test_a_window_that_comes_while_covered_is_covered(covers: Covers, window: _Desk) -> None:
    covers.lock()
    covers.want_pin(is_wanted=False)
    dialog = QDialog(window)
    dialog.setWindowTitle("About Hannah Bret")
    dialog.resize(300, 200)
    dialog.open()
    page = covers.page_of(dialog)
    assert page is not None
    assert page.geometry() == dialog.rect()
    assert dialog.windowTitle() == "Compliance Console"
    assert page.back_button.isEnabled()
    covers.refuse("Too many wrong PINs. Wait a minute, then try again.")
    QApplication.processEvents()
    assert [*find_cut(page), *find_clipped(page)] == []
    dialog.resize(500, 400)
    assert page.geometry() == dialog.rect()
    covers.unlock()
    assert covers.page_of(dialog) is None
    dialog.close()


async def test_an_open_menu_is_gone(covers: Covers, window: _Desk) -> None:
    menu = QMenu(window)
    menu.addAction("Hannah Bret")
    menu.popup(window.mapToGlobal(QPoint(10, 10)))
    assert menu.isVisible()
    covers.lock()
    assert not menu.isVisible()


async def test_blank_is_lifted_by_its_key_or_button_and_turns_into_a_lock(
    covers: Covers, window: _Desk
) -> None:
    told: list[bool] = []
    covers.blanked.connect(told.append)
    covers.toggle_blank()
    page = covers.page_of(window)
    assert page is not None
    QTest.keyClick(page, Qt.Key.Key_F9)
    assert not covers.is_covered
    covers.toggle_blank()
    page = covers.page_of(window)
    assert page is not None
    QTest.mouseClick(page.back_button, Qt.MouseButton.LeftButton)
    assert not covers.is_covered
    covers.toggle_blank()
    page = covers.page_of(window)
    assert page is not None
    QTest.keyClick(page, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert covers.is_locked
    assert not covers.is_blank
    covers.uncover()
    assert covers.is_locked
    covers.blanked.disconnect(told.append)
    assert told == [True, False, True, False, True, False]


async def test_a_copied_link_leaves_the_clipboard_with_the_lock(covers: Covers, window: _Desk) -> None:
    del window
    copy_secret(_SECRET)
    assert QApplication.clipboard().text() == _SECRET
    covers.lock()
    assert QApplication.clipboard().text() == ""


async def test_a_window_that_goes_while_covered_is_forgotten(covers: Covers, window: _Desk) -> None:
    going = QWidget()
    going.show()
    covers.lock()
    assert covers.page_of(going) is not None
    going.close()
    going.deleteLater()
    await asyncio.sleep(0)
    QApplication.processEvents()
    covers.refuse("no")
    covers.unlock()
    assert window.windowTitle() == "Hannah Bret"


async def test_a_chooser_of_files_is_a_window_of_ours_and_covered(
    covers: Covers, window: _Desk, tmp_path: Path
) -> None:
    (tmp_path / "Hannah Bret.pdf").write_bytes(b"%PDF-")
    waiting = asyncio.ensure_future(choose_source(window, "Choose", "*"))
    await until(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
    chooser = QApplication.activeModalWidget()
    assert isinstance(chooser, QFileDialog)
    chooser.setDirectory(str(tmp_path))
    covers.lock()
    page = covers.page_of(chooser)
    assert page is not None
    assert page.geometry() == chooser.rect()
    QTest.keyClick(chooser, Qt.Key.Key_Escape)
    assert chooser.isVisible()
    covers.unlock()
    assert covers.page_of(chooser) is None
    QTest.keyClick(chooser, Qt.Key.Key_Escape)
    assert await waiting is None


def test_no_dialog_is_the_systems_own() -> None:
    code = (
        "import sys\n"
        "from PySide6.QtCore import Qt\n"
        "from console.ui.application import make_application\n"
        "app = make_application(sys.argv[:1])\n"
        "print(app.testAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**MACHINE_ENVIRONMENT, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "True", done.stderr
