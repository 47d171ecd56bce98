"""A comparison as a table model: a row for each field, a column for each verification; says every difference in words."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from console.domain.comparing import ComparedCell, ComparedRow, Comparison, Side
from console.domain.identity import Agreement
from console.ui.toolkit.case_words import field_word
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import shorten_id, to_plain, to_tooltip
from console.ui.toolkit.words import exact_time, phase_word

_NONE: Final = QModelIndex()
_LONGEST: Final = 600
# A sign beside the word, so that it is found at a glance and without colour.
DIFFERS: Final = "\N{NOT EQUAL TO}"
_EMPTY: Final = "\N{EN DASH}"

Index = QModelIndex | QPersistentModelIndex


class ComparisonModel(QAbstractTableModel):
    """Column 0 names the field; `show_comparison` replaces everything."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._comparison = Comparison((), ())
        self._rows: tuple[ComparedRow, ...] = ()
        self._only_differing = False

    @property
    def comparison(self) -> Comparison:
        """What is shown."""
        return self._comparison

    def show_comparison(self, comparison: Comparison) -> None:
        """Show another comparison."""
        self.beginResetModel()
        self._comparison = comparison
        self._choose_rows()
        self.endResetModel()

    def set_only_differing(self, *, only: bool) -> None:
        """Leave out what agrees, and what only one of them tells."""
        self.beginResetModel()
        self._only_differing = only
        self._choose_rows()
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:
        """Fields."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        """The field's name and a column for each side."""
        return 0 if parent.isValid() or not self._comparison.sides else 1 + len(self._comparison.sides)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        """Which verification a column is."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        if section == 0:
            return self.tr("Field") if role == Qt.ItemDataRole.DisplayRole else None
        side = self._comparison.sides[section - 1]
        if role == Qt.ItemDataRole.DisplayRole:
            # Accounts alone would not say which person is whose when two were chosen from a list.
            name = side.customer_name or self.tr("Name not told")
            head = f"{name}\n{side.account_name}, {phase_word(side.phase)}\n{shorten_id(side.key.id)}"
            return to_plain(head, lines=True)
        if role == Qt.ItemDataRole.ToolTipRole:
            return to_tooltip(self._describe(side))
        return None

    def data(self, index: Index, role: int = 0) -> object:
        """Text, colour and the sentence for screen readers."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if index.column() == 0:
            return self._name(row, role)
        cell = row.cells[index.column() - 1]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(cell)
        if role == Qt.ItemDataRole.ToolTipRole:
            return to_tooltip(cell.value)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            side = self._comparison.sides[index.column() - 1]
            return f"{side.account_name}, {field_word(row.field)}: {self._text(cell)}"
        if role == Qt.ItemDataRole.ForegroundRole and cell.agreement is Agreement.DIFFERENT and cell.value:
            return current_look().theme.pair("danger").text_color
        return None

    def to_copied(self) -> str:
        """The shown rows as text with tabs, a line for each, for the clipboard."""
        count = self.columnCount()
        heads = (str(self.headerData(n, Qt.Orientation.Horizontal)) for n in range(count))
        lines = ["\t".join(head.replace("\n", ", ") for head in heads)]
        for number, row in enumerate(self._rows):
            values = (str(self.index(number, column).data() or "") for column in range(1, count))
            lines.append("\t".join((field_word(row.field), *(value.replace("\n", " ") for value in values))))
        return "\n".join(lines)

    def _choose_rows(self) -> None:
        rows = self._comparison.rows
        if self._only_differing:
            kept = {Agreement.DIFFERENT, Agreement.OTHER_SCRIPT}
            rows = tuple(row for row in rows if row.agreement in kept)
        self._rows = rows

    def _name(self, row: ComparedRow, role: int) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return to_plain(field_word(row.field))
        return None

    def _text(self, cell: ComparedCell) -> str:
        if not cell.value:
            return _EMPTY
        text = to_plain(cell.value, _LONGEST)
        if cell.is_declared:
            text = fill(self.tr("%1 (declared)"), text)
        if cell.agreement is Agreement.DIFFERENT:
            return fill(self.tr("%1 %2\ndiffers"), DIFFERS, text)
        if cell.agreement is Agreement.OTHER_SCRIPT:
            return fill(self.tr("%1\nwritten in another script; compare by eye"), text)
        return text

    def _describe(self, side: Side) -> str:
        parts = (
            side.provider_title,
            side.customer_name,
            side.raw_status,
            exact_time(side.created_at),
            side.key.id,
        )
        return "\n".join(part for part in parts if part)
