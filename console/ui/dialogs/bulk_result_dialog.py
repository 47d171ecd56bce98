"""What became of the rows of a bulk: reasons with their counts, and each row that was not done; does nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from console.domain.keys import VerificationKey
from console.services.bulk import BulkOutcome, BulkResult
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.plain import shorten_id, to_plain, to_tooltip
from console.ui.toolkit.text import make_label

MOST_SHOWN: Final = 1000


class BulkResultDialog(QDialog):
    """`case_requested` carries the key of a row the person opened."""

    case_requested = Signal(object)

    def __init__(self, result: BulkResult, names: Mapping[VerificationKey, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("What was not done"))
        self.resize(640, 460)
        self.rows = QListWidget(self)
        self.rows.setAccessibleName(self.windowTitle())
        self.rows.setUniformItemSizes(True)
        self.rows.setSpacing(2)
        self.rows.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.itemActivated.connect(self._on_item_activated)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(8)
        for outcome, reason, count in result.reasons():
            text = fill(self.tr("%1 of the rows (%2): %3"), f"{count:,}", self._word(outcome), reason)
            layout.addWidget(make_label(text, wrap=True, parent=self))
        layout.addWidget(self.rows, 1)
        self._fill(result, names)
        if self.rows.count() == MOST_SHOWN:
            layout.addWidget(
                make_label(fill(self.tr("The first %1 are shown."), f"{MOST_SHOWN:,}"), "muted", self)
            )
        buttons = QHBoxLayout()
        close = make_button(self.tr("Close"), parent=self)
        close.clicked.connect(self.accept)
        buttons.addWidget(make_label(self.tr("Enter opens the case."), "muted", self))
        buttons.addStretch()
        buttons.addWidget(close)
        layout.addLayout(buttons)

    def _fill(self, result: BulkResult, names: Mapping[VerificationKey, str]) -> None:
        for item in result.items:
            if not item.reason:
                continue
            if self.rows.count() == MOST_SHOWN:
                break
            name = names.get(item.key, "") or shorten_id(item.key.id)
            line = QListWidgetItem(fill(self.tr("%1: %2"), to_plain(name), to_plain(item.reason)), self.rows)
            line.setData(Qt.ItemDataRole.ToolTipRole, to_tooltip(item.reason))
            line.setData(Qt.ItemDataRole.UserRole, item.key)

    def _word(self, outcome: BulkOutcome) -> str:
        words = {
            BulkOutcome.DONE: self.tr("done"),
            BulkOutcome.REFUSED: self.tr("not allowed now"),
            BulkOutcome.FAILED: self.tr("failed"),
            BulkOutcome.LEFT: self.tr("not begun"),
        }
        return words[outcome]

    def _on_item_activated(self, line: QListWidgetItem) -> None:
        self.case_requested.emit(line.data(Qt.ItemDataRole.UserRole))
        self.accept()
