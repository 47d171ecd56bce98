"""Asks the second person for their PIN before a decision stands; who has none chooses one there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from console.domain.desk import Decision
from console.domain.errors import ConsoleError
from console.services.services import Services
from console.ui.toolkit.controls import make_button, make_line_edit, set_wrong
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label


class ApprovalDialog(QDialog):
    """Accepted when the decision stands. `has_pin` is whether who works here has a PIN already."""

    def __init__(
        self, services: Services, decision: Decision, comment: str, parent: QWidget, *, has_pin: bool
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Approve"))
        self.setMinimumWidth(380)
        self._services = services
        self._decision = decision
        self._comment = comment
        self._has_pin = has_pin
        self._scope = TaskScope(self, self._on_failure)
        title = self.tr("Your PIN") if has_pin else self.tr("Your new PIN")
        self.pin = make_line_edit(title, self, secret=True)
        self.problem = make_label("", "danger", self, wrap=True)
        self.problem.hide()
        self.approve_button = make_button(self.tr("Approve"), "primary", parent=self)
        self.approve_button.setDefault(True)
        self.approve_button.clicked.connect(self._on_approve_clicked)
        self._lay_out(services.persons.working)
        self.pin.setFocus()

    def _lay_out(self, working: str) -> None:
        metrics = current_look().theme.metrics
        leave = make_button(self.tr("Cancel"), "plain", parent=self)
        leave.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_6, metrics.space_4, metrics.space_6, metrics.space_4)
        layout.setSpacing(metrics.space_3)
        said = (
            self.tr("%1 approves: give your PIN.")
            if self._has_pin
            else self.tr("%1 approves and has no PIN yet: choose one. It is asked for from now on.")
        )
        layout.addWidget(make_label(fill(said, working), parent=self, wrap=True))
        layout.addWidget(self.pin)
        layout.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(leave)
        buttons.addWidget(self.approve_button)
        layout.addLayout(buttons)

    def _on_approve_clicked(self) -> None:
        if not self._scope.is_running("approve"):
            self.approve_button.setEnabled(False)
            self._scope.start("approve", self._approve(self.pin.text()))

    async def _approve(self, pin: str) -> None:
        if not self._has_pin:
            await self._services.persons.set_pin("", pin)
            self._has_pin = bool(pin)
        decision = self._decision
        await self._services.desk.approve(decision.key, decision.number, pin, self._comment)
        self.accept()

    def _on_failure(self, failure: Exception) -> None:
        self.approve_button.setEnabled(True)
        self.problem.setText(describe_error(failure).text)
        self.problem.show()
        set_wrong(self.pin, wrong=True)
        self.pin.selectAll()
        self.pin.setFocus()
        if not isinstance(failure, ConsoleError):
            raise failure
