"""Which columns go into a file; personal ones only after they were asked for by themselves. Holds no service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from console.domain.export import ExportColumn
from console.ui.toolkit.export_words import column_word
from console.ui.toolkit.fill import fill
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.text import make_label

_CHECKED: Final = Qt.CheckState.Checked
_UNCHECKED: Final = Qt.CheckState.Unchecked
_FIXED: Final = Qt.ItemFlag.ItemIsSelectable
_LIVE: Final = _FIXED | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable


class ExportColumnsWidget(QWidget):
    """`changed` after any choice. At first everything is ticked but what is personal, which cannot be ticked yet."""

    changed = Signal()

    def __init__(self, columns: Sequence[ExportColumn], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._raw_possible = False
        self.rows = QListWidget(self)
        self.rows.setAccessibleName(self.tr("Columns"))
        self.rows.setSpacing(2)
        self.personal_box = QCheckBox(
            to_button_text(self.tr("Personal data too: I need it and keep the file safe")), self
        )
        self.personal_box.setVisible(any(column.is_sensitive for column in columns))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(make_label(self.tr("Columns"), "caption", self))
        layout.addWidget(self.rows, 1)
        layout.addWidget(self.personal_box)
        for column in self._columns:
            self.rows.addItem(self._make_item(column))
        self._arrange(tick=False)
        self.rows.itemChanged.connect(self.changed)
        self.personal_box.toggled.connect(self._on_personal_toggled)

    @property
    def chosen(self) -> tuple[ExportColumn, ...]:
        """The ticked columns that go with the chosen form, in their order."""
        return tuple(
            column
            for number, column in enumerate(self._columns)
            if self._is_possible(column) and self.rows.item(number).checkState() == _CHECKED
        )

    def item(self, name: str) -> QListWidgetItem:
        """The line of a column. Raises `StopIteration` for a name that is none."""
        number = next(n for n, column in enumerate(self._columns) if column.name == name)
        return self.rows.item(number)

    def set_raw_possible(self, *, possible: bool) -> None:
        """Raw records fit into some forms of file only."""
        self._raw_possible = possible
        self._arrange(tick=False)
        self.changed.emit()

    def _make_item(self, column: ExportColumn) -> QListWidgetItem:
        word = column_word(column)
        item = QListWidgetItem(fill(self.tr("%1 · personal"), word) if column.is_sensitive else word)
        item.setCheckState(_UNCHECKED if column.is_sensitive else _CHECKED)
        return item

    def _is_possible(self, column: ExportColumn) -> bool:
        if column.is_raw and not self._raw_possible:
            return False
        return not column.is_sensitive or self.personal_box.isChecked()

    def _on_personal_toggled(self) -> None:
        self._arrange(tick=True)
        self.changed.emit()

    def _arrange(self, *, tick: bool) -> None:
        """`tick`: the wish for personal data just changed, so its columns go with it. Raw records are ticked by hand."""
        for number, column in enumerate(self._columns):
            item = self.rows.item(number)
            item.setHidden(column.is_raw and not self._raw_possible)
            item.setFlags(_LIVE if self._is_possible(column) else _FIXED)
            if tick and column.is_sensitive and not (column.is_raw and self.personal_box.isChecked()):
                item.setCheckState(_CHECKED if self.personal_box.isChecked() else _UNCHECKED)
