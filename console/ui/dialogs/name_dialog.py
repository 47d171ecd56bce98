"""Asks for a short name and keeps what was typed until it was taken; keeps nothing itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from console.ui.toolkit.controls import make_button, make_line_edit, set_wrong
from console.ui.toolkit.text import make_label


class NameDialog(QDialog):
    """`confirmed` carries what was typed; whoever listens either closes the dialog or tells it the problem."""

    confirmed = Signal(str)

    def __init__(self, title: str, hint: str, verb: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(380)
        self._field = make_line_edit(self.tr("Name"), self)
        self._field.setText(name)
        self._field.selectAll()
        self._problem = make_label("", "danger", self, wrap=True)
        self._problem.hide()
        self._confirm = make_button(verb, "primary", parent=self)
        self._confirm.setDefault(True)
        cancel = make_button(self.tr("Cancel"), parent=self)
        self._confirm.clicked.connect(lambda: self.confirmed.emit(self._field.text()))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self._confirm)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(make_label(title, "section", self))
        layout.addWidget(make_label(hint, "muted", self, wrap=True))
        layout.addWidget(self._field)
        layout.addWidget(self._problem)
        layout.addSpacing(8)
        layout.addLayout(buttons)

    @property
    def name_field(self) -> QLineEdit:
        """The name."""
        return self._field

    @property
    def confirm_button(self) -> QPushButton:
        """Takes the name."""
        return self._confirm

    @property
    def problem(self) -> str:
        """What is wrong with the name, empty when nothing is."""
        return self._problem.text()

    def show_problem(self, text: str) -> None:
        """Say what is wrong with the name; it stays to be mended."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        set_wrong(self._field, wrong=bool(text))
        self._field.setFocus()
