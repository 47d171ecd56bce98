"""The headings of a list: order, width and choice of its columns, by mouse or by menu; sorts nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from console.ui.models.list_layout import (
    ListLayout,
    arrange,
    ask_for,
    choose,
    fit_widths,
    hide,
    move,
)
from console.ui.toolkit.paint_row import Column
from console.ui.toolkit.plain import to_button_text
from console.ui.widgets.check_menu import StayingMenu


class ListHeaderView(QHeaderView):
    """`rearranged` after the person changed order, widths or choice of the columns; `brought_in` carries the number
    of a column that was just ticked."""

    rearranged = Signal()
    brought_in = Signal(int)

    def __init__(self, columns: Sequence[Column[Any]], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = tuple(columns)
        self._layout = ListLayout()
        self._room = 0
        self._by_hand = True
        self._is_changed = False
        self._menu: StayingMenu | None = None
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setSortIndicatorShown(True)
        self.setStretchLastSection(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.sectionMoved.connect(self._on_section_moved)
        self.sectionResized.connect(self._on_section_resized)

    @property
    def column_layout(self) -> ListLayout:
        """How the columns are arranged."""
        return self._layout

    def set_column_layout(self, layout: ListLayout) -> None:
        """Arrange the columns as remembered, silently."""
        self._layout = layout
        self.fit(self._room)

    def fit(self, room: int) -> None:
        """Show as many columns as there is room for; the first takes what is left."""
        self._room = room
        if room <= 0:
            return
        order = arrange(self._columns, self._layout)
        shown = choose(self._columns, self._layout, room)
        self._by_hand = False
        for place, number in enumerate(order):
            if self.visualIndex(number) != place:
                self.moveSection(self.visualIndex(number), place)
        for number in order:
            if self.isSectionHidden(number) is not (number not in shown):
                self.setSectionHidden(number, number not in shown)
        for number, width in fit_widths(self._columns, self._layout, shown, room).items():
            self.resizeSection(number, width)
        self._by_hand = True

    def open_menu(self, at: QPoint) -> None:
        """The choice of columns; `at` on the screen."""
        self.build_menu().popup(at)

    @property
    def menu(self) -> QMenu | None:
        """The choice of columns, once it was opened."""
        return self._menu

    def build_menu(self) -> StayingMenu:
        """A new menu with the choice of columns, which replaces the one before."""
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = self._fill_menu(StayingMenu(self))
        return self._menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The choice of columns at the pointer."""
        self.open_menu(event.globalPos())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """What was dragged stays as it was left."""
        super().mouseReleaseEvent(event)
        if self._is_changed:
            self._is_changed = False
            self._put(self._layout)

    # --- making ---

    def is_shown(self, name: str) -> bool:
        """True for a column that is shown now; one that nobody ticked gives way when there is no room."""
        [number] = [number for number, column in enumerate(self._columns) if column.name == name]
        return not self.isSectionHidden(number)

    def _fill_menu(self, menu: StayingMenu) -> StayingMenu:
        order = [self._columns[number] for number in arrange(self._columns, self._layout)]
        for column in order:
            action = menu.addAction(to_button_text(column.title))
            action.setCheckable(True)
            action.setData(column.name)
            action.setChecked(self.is_shown(column.name))
            # The first one names the row: without it nobody knows what is selected.
            action.setEnabled(column is not self._columns[0])
            action.triggered.connect(lambda _checked=False, name=column.name: self._on_column_triggered(name))
        menu.addSeparator()
        for title, step in ((self.tr("Move left"), -1), (self.tr("Move right"), 1)):
            menu.addMenu(self._build_moves(menu, title, step, order))
        reset = menu.addAction(self.tr("Reset columns"))
        reset.triggered.connect(lambda: self._put(ListLayout()))
        return menu

    def _build_moves(self, menu: QMenu, title: str, step: int, order: Sequence[Column[Any]]) -> StayingMenu:
        moves = StayingMenu(menu)
        moves.setTitle(title)
        for column in order:
            action = moves.addAction(to_button_text(column.title))
            action.setData(StayingMenu.STAYS)
            action.triggered.connect(
                lambda _checked=False, name=column.name: self._put(
                    move(self._columns, self._layout, name, step)
                )
            )
        return moves

    # --- following the person ---

    def _put(self, layout: ListLayout) -> None:
        self.set_column_layout(layout)
        self.rearranged.emit()

    def _on_column_triggered(self, name: str) -> None:
        if self.is_shown(name):
            self._put(hide(self._columns, self._layout, name))
        else:
            seen = [column.name for column in self._columns if self.is_shown(column.name)]
            self._put(ask_for(self._columns, self._layout, name, seen))
            self.brought_in.emit(next(n for n, each in enumerate(self._columns) if each.name == name))
        # One that goes may make room for others, and one that comes takes it.
        for action in self._menu.actions() if self._menu is not None else ():
            if action.isCheckable():
                action.setChecked(self.is_shown(action.data()))

    def _on_section_moved(self) -> None:
        if self._by_hand:
            order = tuple(self._columns[self.logicalIndex(place)].name for place in range(self.count()))
            self._layout = self._layout._replace(order=order)
            self._is_changed = True

    def _on_section_resized(self, number: int, _before: int, width: int) -> None:
        if self._by_hand and width > 0:
            self._layout = self._layout._replace(
                widths={**self._layout.widths, self._columns[number].name: width}
            )
            self._is_changed = True
