"""Asks for the passphrase of a capsule; keeps it no longer than until it is asked for again. Values in, signals out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from console.ui.toolkit.controls import make_button, make_line_edit, set_wrong
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label

_WIDTH = 420


class CapsuleUnlockWidget(QWidget):
    """`opened` carries the passphrase that was typed."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        metrics = current_look().theme.metrics
        self.field = make_line_edit(self.tr("Passphrase"), self)
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName(self.tr("Passphrase of the capsule"))
        self.button = make_button(self.tr("Open"), "primary", parent=self)
        self._told = make_label("", "danger", self, wrap=True)
        self.field.returnPressed.connect(self._on_given)
        self.field.textEdited.connect(lambda: set_wrong(self.field, False))
        self.button.clicked.connect(self._on_given)
        box = QWidget(self)
        box.setFixedWidth(_WIDTH)
        column = QVBoxLayout(box)
        column.setSpacing(metrics.space_3)
        column.addWidget(make_label(self.tr("This capsule is protected"), "title", box))
        column.addWidget(
            make_label(
                self.tr("Whoever made it has handed the passphrase on by another way than the file."),
                "muted",
                box,
                wrap=True,
            )
        )
        row = QHBoxLayout()
        row.addWidget(self.field, 1)
        row.addWidget(self.button)
        column.addLayout(row)
        column.addWidget(self._told)
        outer = QVBoxLayout(self)
        outer.addWidget(box, 0, Qt.AlignmentFlag.AlignCenter)

    def show_wrong(self, sentence: str) -> None:
        """Say that it was not the passphrase."""
        self._told.setText(sentence)
        set_wrong(self.field, True)
        self.field.selectAll()
        self.field.setFocus()

    def focus_first(self) -> None:
        """Give the keyboard to the field."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_given(self) -> None:
        if self.field.text():
            self._told.setText("")
            self.opened.emit(self.field.text())
