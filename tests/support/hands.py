"""A person at the window: real mouse and key events, nothing that a person could not do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMainWindow, QTabWidget, QWidget

from console.ui.toolkit.paint_row import Column
from console.ui.views.row_table_view import RowTableView
from console.ui.widgets.check_menu import FilterChip
from tests.support.waiting import until

_LEFT = Qt.MouseButton.LeftButton
_MOST_TABS = 80


class Mouse:
    """Only clicks, and typing where a field has been clicked."""

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Press and release on a widget a person can see and use."""
        assert widget.isVisible()
        assert widget.isEnabled()
        QTest.mouseClick(widget, _LEFT, pos=at if at is not None else widget.rect().center())

    def write(self, field: QWidget, text: str) -> None:
        """Click into a field and type."""
        self.click(field)
        _type(field, text)

    def choose_row(self, table: RowTableView, number: int) -> None:
        """Click a row."""
        height = table.verticalHeader().defaultSectionSize()
        self.click(table.viewport(), QPoint(60, table.rowViewportPosition(number) + height // 2))

    def sort_by(self, table: RowTableView, columns: Sequence[Column[Any]], key: str) -> None:
        """Click the heading of a column."""
        [number] = [n for n, column in enumerate(columns) if column.name == key]
        header = table.horizontalHeader()
        at = QPoint(header.sectionViewportPosition(number) + 12, header.height() // 2)
        self.click(header.viewport(), at)

    async def tick(self, chip: FilterChip, text: str) -> None:
        """Open a chip's menu, tick one choice and close the menu."""
        menu = chip.menu
        self.click(chip.button)
        await until(menu.isVisible)
        [action] = [each for each in menu.actions() if each.text() == text]
        self.click(menu, menu.actionGeometry(action).center())
        QTest.keyClick(menu, Qt.Key.Key_Escape)
        await until(lambda: not menu.isVisible())

    async def pick(self, box: QComboBox, text: str) -> None:
        """Open a box and click one of its choices."""
        number = box.findText(text)
        assert number >= 0, [box.itemText(n) for n in range(box.count())]
        self.click(box)
        view = box.view()
        await until(view.isVisible)

        def is_chosen() -> bool:
            # Qt takes the release of the opening click for no choice, for as long as a double click may take.
            if view.isVisible():
                self.click(view.viewport(), view.visualRect(box.model().index(number, 0)).center())
            return not view.isVisible()

        await until(is_chosen)
        assert box.currentIndex() == number

    def open_tab(self, tabs: QTabWidget, number: int) -> None:
        """Click a tab."""
        self.click(tabs.tabBar(), tabs.tabBar().tabRect(number).center())


class Keyboard:
    """Only keys, sent to whatever has the keyboard."""

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key."""
        QTest.keyClick(self._target(), key, modifier)

    def write(self, text: str) -> None:
        """Type."""
        _type(self._target(), text)

    async def tab_to(self, is_it: Callable[[QWidget], object]) -> QWidget:
        """Press Tab until the keyboard is there. Raises `AssertionError` when it never comes by."""
        passed: list[str] = []
        for _ in range(_MOST_TABS):
            await until(_is_somewhere)
            focused = QApplication.focusWidget()
            assert focused is not None
            if is_it(focused):
                return focused
            passed.append(f"{type(focused).__name__} {focused.accessibleName()}")
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never came there: {passed}")

    async def tick(self, chip: FilterChip, text: str) -> None:
        """Tab to a chip, open its menu, tick one choice and close the menu."""
        menu = chip.menu
        await self.tab_to(lambda focused: focused is chip.button)
        self.press(Qt.Key.Key_Space)
        await until(menu.isVisible)
        for _ in menu.actions():
            self.press(Qt.Key.Key_Down)
            if menu.activeAction().text() == text:
                break
        self.press(Qt.Key.Key_Space)
        self.press(Qt.Key.Key_Escape)
        await until(lambda: not menu.isVisible())

    def _target(self) -> QWidget:
        found = QApplication.activePopupWidget() or QApplication.focusWidget() or QApplication.activeWindow()
        assert found, "nothing has the keyboard"
        return found


def _type(field: QWidget, text: str) -> None:
    """Key by key, in any script: `QTest.keyClicks` ends the process at the first letter that is not ASCII."""
    for character in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(field, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character))


def _is_somewhere() -> bool:
    """True when something has the keyboard.

    Offscreen nobody gives it back to a window whose menu was told that it is active after it was closed.
    """
    if QApplication.focusWidget():
        return True
    for window in QApplication.topLevelWidgets():
        if window.isVisible() and isinstance(window, QMainWindow):
            window.activateWindow()
    return False
