"""A table in which several rows can be selected together, by key and not by number; paints nothing itself."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from console.ui.models.row_model import RowModel
from console.ui.models.row_selection import RowSelection
from console.ui.toolkit.paint_row import PaintRow

_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_CTRL: Final = Qt.KeyboardModifier.ControlModifier


class SelectingTableView(QTableView):
    """Shift and Ctrl select several rows together where `is_multiple` is set; Qt itself knows of one current row."""

    def __init__(self, model: RowModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._selection = RowSelection(model)
        self._extending = False
        # Where the last current row stood: when it has gone, the way goes on from there and not from the top.
        self._place = -1
        self.is_multiple = False

    @property
    def selection(self) -> RowSelection:
        """The rows that are selected together."""
        return self._selection

    def current_row(self) -> PaintRow | None:
        """The row that has the keyboard, if it is here."""
        return self._rows.row_at(self.currentIndex().row()) if self.currentIndex().isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Shift and Ctrl select several, Escape lets go of them; everything else is Qt's."""
        if event.key() == Qt.Key.Key_Escape and not self._selection.is_empty:
            self._selection.clear()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            if self.is_multiple:
                self._selection.mark_everything()
        elif event.key() == Qt.Key.Key_Space and event.modifiers() & _CTRL:
            self._toggle(self.current_row())
        else:
            self._move_with(event)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier, /
    ) -> QModelIndex:
        """Home and End go to the first and last row, for a row is chosen as a whole."""
        ends = {
            QAbstractItemView.CursorAction.MoveHome: 0,
            QAbstractItemView.CursorAction.MoveEnd: self._rows.rowCount() - 1,
        }
        number = ends.get(action, self._beside_place(action))
        return self._rows.index(number, 0) if number >= 0 else super().moveCursor(action, modifiers)

    def _beside_place(self, action: QAbstractItemView.CursorAction) -> int:
        """The row to go to when the current one has left the list, -1 when it has not."""
        if self.currentIndex().isValid() or not self._place >= 0:
            return -1
        ways = {
            QAbstractItemView.CursorAction.MoveDown: self._place,
            QAbstractItemView.CursorAction.MoveUp: self._place - 1,
        }
        return max(0, min(ways[action], self._rows.rowCount() - 1)) if action in ways else -1

    def event(self, event: QEvent) -> bool:
        """Escape first lets go of what is selected together, and only then belongs to the window."""
        if isinstance(event, QKeyEvent) and self._takes_over(event):
            event.accept()
            return True
        return super().event(event)

    def _takes_over(self, event: QKeyEvent) -> bool:
        is_escape = event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape
        return is_escape and not self._selection.is_empty

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Shift selects from the row chosen before to this one, Ctrl takes one in or out."""
        modifiers = event.modifiers() & (_SHIFT | _CTRL) if self.is_multiple else None
        before = self.current_row()
        number = self.rowAt(event.position().toPoint().y())
        row = self._rows.row_at(number)
        self._extending = bool(modifiers) and row is not None
        super().mousePressEvent(event)
        self._extending = False
        if not modifiers or row is None:
            if row is not None:
                self._selection.put_anchor(row)
        elif modifiers & _SHIFT:
            self._selection.extend(number)
        else:
            self._selection.toggle(row, before if before != row else None)

    def _toggle(self, row: PaintRow | None) -> None:
        if self.is_multiple and row is not None:
            self._selection.toggle(row, None)

    def _move_with(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & (_SHIFT | _CTRL)
        # With Home and End the Ctrl key says how far, not that something stays selected.
        is_jump = modifiers == _CTRL and event.key() in {Qt.Key.Key_Home, Qt.Key.Key_End}
        self._extending = self.is_multiple and bool(modifiers) and not is_jump
        before = self.currentIndex().row()
        super().keyPressEvent(event)
        after = self.currentIndex().row()
        if self._extending and modifiers & _SHIFT and after != before:
            self._selection.extend(after)
        self._extending = False
