"""Saved views under their list in the rail, each with its count; emits what was pressed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.text import make_label, set_tooltip

MOST_SHOWN: Final = 7
_NAME_WIDTH: Final = 90


class SavedItem(NamedTuple):
    """One saved view: `counted` in figures, empty while it is not counted; the one whose filter is on `is_active`."""

    number: int
    name: str
    counted: str = ""
    is_active: bool = False


class RailViewsWidget(QWidget):
    """`chosen` carries the number of a view, `menu_requested` also a place on the screen; `all_requested` a place."""

    chosen = Signal(int)
    menu_requested = Signal(int, QPoint)
    all_requested = Signal(QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: tuple[SavedItem, ...] = ()
        self._lines: list[_Line] = []
        self._all = make_button("", "railview", parent=self)
        self._all.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._all.clicked.connect(lambda: self.all_requested.emit(self._all.mapToGlobal(QPoint(0, 0))))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 4)
        self._column.setSpacing(0)
        self._column.addWidget(self._all)

    @property
    def is_filled(self) -> bool:
        """True while there is a view to show."""
        return bool(self._items)

    @property
    def items(self) -> tuple[SavedItem, ...]:
        """What is shown, in its order."""
        return self._items

    def button(self, number: int) -> QPushButton:
        """The button of a view. Raises `LookupError` when it is not shown."""
        for line, item in zip(self._lines, self._items, strict=False):
            if item.number == number:
                return line.button
        raise LookupError(number)

    def show_items(self, items: Sequence[SavedItem]) -> None:
        """Show these; those at the end of a long list are reached through a menu."""
        self._items = tuple(items)
        shown = self._items[:MOST_SHOWN]
        while len(self._lines) > len(shown):
            line = self._lines.pop()
            self._column.removeWidget(line)
            line.deleteLater()
        while len(self._lines) < len(shown):
            line = _Line(self)
            number = len(self._lines)
            line.button.clicked.connect(partial(self._on_line_clicked, number))
            line.button.customContextMenuRequested.connect(partial(self._on_menu_requested, number))
            self._lines.append(line)
            self._column.insertWidget(number, line)
        for line, item in zip(self._lines, shown, strict=True):
            line.show_item(item)
        more = len(self._items) - len(shown)
        self._all.setVisible(more > 0)
        self._all.setText(to_button_text(fill(self.tr("%1 more …"), more)))

    def _on_line_clicked(self, number: int) -> None:
        self._lines[number].button.setChecked(self._items[number].is_active)
        self.chosen.emit(self._items[number].number)

    def _on_menu_requested(self, number: int, at: QPoint) -> None:
        self.menu_requested.emit(self._items[number].number, self._lines[number].button.mapToGlobal(at))


class _Line(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.button = make_button("", "railview", parent=self)
        self.button.setCheckable(True)
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._count: QLabel = make_label("", "muted", self.button)
        self._count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inner = QHBoxLayout(self.button)
        inner.setContentsMargins(0, 0, 14, 0)
        inner.addStretch()
        inner.addWidget(self._count)
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)

    def show_item(self, item: SavedItem) -> None:
        cut = self.button.fontMetrics().elidedText(item.name, Qt.TextElideMode.ElideRight, _NAME_WIDTH)
        self.button.setText(to_button_text(cut))
        self.button.setAccessibleName(f"{item.name}, {item.counted}" if item.counted else item.name)
        set_tooltip(self.button, item.name)
        self.button.setChecked(item.is_active)
        self._count.setText(item.counted)
