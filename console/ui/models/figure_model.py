"""The numbers under a plot as an item model; holds texts and numbers, asks nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from console.ui.toolkit.numbers import number_text
from console.ui.toolkit.plain import to_plain

Index = QModelIndex | QPersistentModelIndex
Number = int | float | str
_ROOT: Final = QModelIndex()


class FigureModel(QAbstractTableModel):
    """Numbers stand on the right and are shown with the separators of this place."""

    def __init__(
        self, headings: Sequence[str], rows: Sequence[Sequence[Number]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._headings = tuple(headings)
        self._rows = tuple(tuple(row) for row in rows)

    def show(self, headings: Sequence[str], rows: Sequence[Sequence[Number]]) -> None:
        """Other numbers."""
        self.beginResetModel()
        self._headings = tuple(headings)
        self._rows = tuple(tuple(row) for row in rows)
        self.endResetModel()

    def to_text(self, first: Index, last: Index) -> str:
        """The cells of a rectangle with tabs between them, as spreadsheets paste them."""
        rows = self._rows[first.row() : last.row() + 1]
        return "\n".join(
            "\t".join(to_plain(str(cell)) for cell in row[first.column() : last.column() + 1]) for row in rows
        )

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Rows of the table."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Columns of the table."""
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text and alignment of a cell."""
        if not index.isValid():
            return None
        cell = self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return to_plain(cell) if isinstance(cell, str) else number_text(cell)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Headings; numbers and their headings stand on the same side."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._headings):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(section)
        return None

    def _side(self, column: int) -> Qt.AlignmentFlag:
        """A column that holds a number anywhere stands on the right whole."""
        is_text = all(isinstance(row[column], str) for row in self._rows)
        side = Qt.AlignmentFlag.AlignLeft if is_text else Qt.AlignmentFlag.AlignRight
        return side | Qt.AlignmentFlag.AlignVCenter
