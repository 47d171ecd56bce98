"""Asks for the PIN of whoever takes over; tries it and says when it is wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from console.domain.errors import ConsoleError
from console.services.persons import PersonService
from console.ui.toolkit.controls import make_button, make_line_edit, set_wrong
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label


class PinDialog(QDialog):
    """Accepted when the person has taken over."""

    def __init__(self, persons: PersonService, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Take over"))
        self.setMinimumWidth(380)
        self._persons = persons
        self._name = name
        self._scope = TaskScope(self, self._on_failure)
        metrics = current_look().theme.metrics
        self.pin = make_line_edit(self.tr("PIN"), self, secret=True)
        self.problem = make_label("", "danger", self, wrap=True)
        self.problem.hide()
        self.take_button = make_button(self.tr("Take over"), "primary", parent=self)
        self.take_button.setDefault(True)
        leave = make_button(self.tr("Cancel"), "plain", parent=self)
        self.take_button.clicked.connect(self._on_take_clicked)
        leave.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_6, metrics.space_4, metrics.space_6, metrics.space_4)
        layout.setSpacing(metrics.space_3)
        said = fill(self.tr("From now on everything is signed by %1."), name)
        layout.addWidget(make_label(said, parent=self, wrap=True))
        layout.addWidget(self.pin)
        layout.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(leave)
        buttons.addWidget(self.take_button)
        layout.addLayout(buttons)
        self.pin.setFocus()

    def _on_take_clicked(self) -> None:
        if not self._scope.is_running("take"):
            self.take_button.setEnabled(False)
            self._scope.start("take", self._take())

    async def _take(self) -> None:
        await self._persons.take_over(self._name, self.pin.text())
        self.accept()

    def _on_failure(self, failure: Exception) -> None:
        self.take_button.setEnabled(True)
        self.problem.setText(describe_error(failure).text)
        self.problem.show()
        set_wrong(self.pin, wrong=True)
        self.pin.selectAll()
        self.pin.setFocus()
        if not isinstance(failure, ConsoleError):
            raise failure
