"""The table of a list: what is chosen in it is bound to a row's key, whatever moves; knows no service."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from typing import Final

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from console.ui.models.row_model import RowModel, Viewport
from console.ui.toolkit.scope import TaskScope
from console.ui.views.painted_table_view import PaintedTableView

REFRESH_AFTER_S: Final = 0.2
_REFRESH: Final = "refresh"


class RowTableView(PaintedTableView):
    """`chosen` is a row that became current by the person's hand; `opened` one that Enter or a double click opened.

    Shift and Ctrl select several together where `is_multiple` is set.
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, model: RowModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._is_stale = False
        self._selected: Hashable | None = None
        self._wished: Hashable | None = None
        self._awaited = -1
        self._restoring = False
        self.selectionModel().currentRowChanged.connect(self._on_current_row_changed)
        model.counted.connect(self._on_model_counted)
        model.moved.connect(self._on_rows_moved)
        model.modelReset.connect(self._on_model_reset)
        model.dataChanged.connect(self._on_data_changed)
        self._headings.sectionClicked.connect(self._on_header_clicked)
        self._scope = TaskScope(self)

    # --- what the view around it uses ---

    @property
    def selected_key(self) -> Hashable | None:
        """The key of the selected row, also while that row is not loaded."""
        return self._selected

    @property
    def is_awaiting(self) -> bool:
        """True while the row of what is shown is not here: it is not loaded yet, or the filter hides it."""
        return self._wished is not None

    def select_number(self, number: int) -> None:
        """Make a row current as if the person had chosen it."""
        if 0 <= number < self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(number, 0))

    def select_key(self, key: Hashable) -> bool:
        """Make the row of that key current, as soon as it is here; True when it is here now."""
        number = self._rows.number_of(key)
        if number is not None:
            self._wished = None
            self.select_number(number)
            return True
        # The row is not here yet, or the filter hides it: no other row may look chosen meanwhile.
        self._selection.clear()
        self._wished = self._selected = key
        self.setCurrentIndex(QModelIndex())
        self.refresh_soon()
        return False

    def follow_key(self, key: Hashable | None) -> None:
        """Let the row of what is shown elsewhere be the current one; None when it has no row here. Chooses nothing."""
        if key == self._selected and (key is None or self.currentIndex().isValid()):
            return
        number = self._rows.number_of(key) if key is not None else None
        self._selected = key
        self._wished = key if number is None else None
        self._make_current(number)
        if self._wished is not None:
            self.refresh_soon()

    def _make_current(self, number: int | None) -> None:
        self._restoring = True
        if number is None:
            self.setCurrentIndex(QModelIndex())
        else:
            flags = QItemSelectionModel.SelectionFlag
            index = self._rows.index(number, 0)
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self._restoring = False

    def refresh_soon(self) -> None:
        """Read what is shown again, at most a few times a second; a hidden list does it when it comes up."""
        self._is_stale = not self.isVisible()
        if not self._is_stale and not self._scope.is_running(_REFRESH):
            self._scope.start(_REFRESH, self._refresh_later())

    def show_order(self) -> None:
        """Let the heading's arrow tell the model's order."""
        query = self._rows.query
        order = Qt.SortOrder.DescendingOrder if query.descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(self._rows.column_of(query.sort), order)

    # --- being seen ---

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while nobody saw it."""
        super().showEvent(event)
        if self._is_stale:
            self.refresh_soon()

    def hideEvent(self, event: QHideEvent) -> None:
        """Read nothing for nobody."""
        super().hideEvent(event)
        self._is_stale = self._is_stale or self._scope.is_running(_REFRESH)
        self._scope.cancel(_REFRESH)

    # --- input ---

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt makes the first row current as soon as the keyboard comes; only a person who tabbed here meant that."""
        by_tab = event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
        if by_tab or self.currentIndex().isValid():
            super().focusInEvent(event)
            return
        self._restoring = True
        super().focusInEvent(event)
        self.selectionModel().setCurrentIndex(QModelIndex(), QItemSelectionModel.SelectionFlag.NoUpdate)
        self._restoring = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the current row; everything else is for moving and selecting."""
        row = self.current_row()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and row is not None:
            self.opened.emit(row)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the row under the pointer."""
        row = self._rows.row_at(self.rowAt(event.position().toPoint().y()))
        if row is not None:
            self.opened.emit(row)

    # --- following the model ---

    def _on_current_row_changed(
        self, current: QModelIndex | QPersistentModelIndex, _previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        if not current.isValid():
            return
        self._place = current.row()
        if self._restoring:
            return
        if not self._extending:
            self._selection.clear()
        self._choose(current.row())

    def _choose(self, number: int) -> None:
        row = self._rows.row_at(number)
        self._awaited = number if row is None else -1
        if row is not None and not self._extending and self._selection.is_empty:
            self._selection.put_anchor(row)
        if row is not None and row.key != self._selected:
            self._selected = row.key
            self.chosen.emit(row)

    def _on_header_clicked(self, section: int) -> None:
        column = self._rows.columns[section]
        query = self._rows.query
        if column.sort is None:
            return
        descending = not query.descending if column.sort is query.sort else column.first_descending
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self._rows.sort(section, order)
        self.show_order()

    def _on_model_counted(self) -> None:
        number = self._rows.number_of(self._wished) if self._wished is not None else None
        if number is not None:
            self._wished = None
            self.select_number(number)

    async def _refresh_later(self) -> None:
        await asyncio.sleep(REFRESH_AFTER_S)
        first, last = self.visible_rows()
        self._rows.refresh(Viewport(first, last, self._anchor(first, last), self._selected))

    def _anchor(self, first: int, last: int) -> Hashable | None:
        current = self.currentIndex().row()
        if first <= current <= last:
            return self._selected
        top = self._rows.row_at(first)
        return top.key if top is not None and self.verticalScrollBar().value() > 0 else None

    def _on_rows_moved(self, shift: int) -> None:
        bar = self.verticalScrollBar()
        self.updateGeometries()
        bar.setValue(bar.value() + shift * self.verticalHeader().defaultSectionSize())

    def _on_model_reset(self) -> None:
        self.verticalScrollBar().setValue(0)
        number = self._rows.number_of(self._selected) if self._selected is not None else None
        self._place = -1
        if number is not None:
            self._make_current(number)
        self.show_order()

    def _on_data_changed(self) -> None:
        if self._awaited >= 0 and self._awaited == self.currentIndex().row():
            self._choose(self._awaited)
