"""Verifications beside each other, fact by fact: a table with what differs marked, a filter, a copy. Asks nobody."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from console.domain.comparing import Comparison
from console.domain.keys import VerificationKey
from console.ui.models.comparison_model import DIFFERS, ComparisonModel
from console.ui.toolkit.clipboard import copy_text
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label

_FIELD_WIDTH = 150
_LEAST_WIDTH = 140


class CompareWidget(QWidget):
    """`case_requested` carries the key of the verification whose column was activated."""

    case_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        metrics = current_look().theme.metrics
        self.model = ComparisonModel(self)
        self.summary = make_label("", "body", self, wrap=True)
        self.only_box = QCheckBox(self.tr("Only what differs"), self)
        self.copy_button = make_button(self.tr("Copy table"), "plain", "copy", self)
        self.table = self._build_table()
        bar = QHBoxLayout()
        bar.setSpacing(metrics.space_3)
        bar.addWidget(self.summary, 1)
        bar.addWidget(self.only_box)
        bar.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.space_2)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        self.only_box.toggled.connect(self._on_only_toggled)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.table.activated.connect(self._on_cell_activated)
        self.table.installEventFilter(self)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show another comparison."""
        self.model.show_comparison(comparison)
        self._fit()
        count = comparison.differing
        if comparison.comparable == 0:
            self.summary.setText(self._nothing_to_compare(comparison))
        elif count == 0:
            self.summary.setText(self.tr("Nothing that can be compared differs."))
        elif count == 1:
            self.summary.setText(fill(self.tr("%1 1 field differs."), DIFFERS))
        else:
            self.summary.setText(fill(self.tr("%1 %2 fields differ."), DIFFERS, count))
        self.only_box.setEnabled(count > 0)

    def _nothing_to_compare(self, comparison: Comparison) -> str:
        silent = [side.account_name for side in comparison.sides if not side.facts]
        if silent:
            return fill(
                self.tr("There is nothing to compare yet: no facts were told by %1."), ", ".join(silent)
            )
        return self.tr("There is nothing to compare yet: no field is told by more than one.")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+C copies the chosen cell as it was told."""
        if (
            watched is self.table
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.matches(QKeySequence.StandardKey.Copy)
        ):
            copy_text(str(self.table.currentIndex().data() or ""))
            return True
        return super().eventFilter(watched, event)

    def _build_table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Comparison"))
        table.setWordWrap(True)
        table.setShowGrid(True)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTextElideMode(Qt.TextElideMode.ElideNone)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = table.horizontalHeader()
        header.setMinimumSectionSize(_LEAST_WIDTH)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return table

    def _fit(self) -> None:
        header = self.table.horizontalHeader()
        for number in range(self.model.columnCount()):
            header.setSectionResizeMode(
                number, QHeaderView.ResizeMode.Interactive if number == 0 else QHeaderView.ResizeMode.Stretch
            )
        self.table.setColumnWidth(0, _FIELD_WIDTH)

    def _key_at(self, column: int) -> VerificationKey | None:
        sides = self.model.comparison.sides
        return sides[column - 1].key if 1 <= column <= len(sides) else None

    def _on_cell_activated(self) -> None:
        key = self._key_at(self.table.currentIndex().column())
        if key is not None:
            self.case_requested.emit(key)

    def _on_only_toggled(self, checked: bool) -> None:
        self.model.set_only_differing(only=checked)

    def _on_copy_clicked(self) -> None:
        copy_text(self.model.to_copied())
