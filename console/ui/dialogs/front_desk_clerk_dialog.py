"""Asks who works at the desk now, by initials or name and a PIN where there is one, so that the log names a person."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from console.domain.errors import ConsoleError
from console.services.front_desk import FrontDeskService
from console.ui.toolkit.controls import make_button, make_line_edit, set_wrong
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label


class FrontDeskClerkDialog(QDialog):
    """Accepted when the other one has taken over. Opened with `open_dialog`."""

    def __init__(self, desk: FrontDeskService, working: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Hand over the desk"))
        self.setMinimumWidth(400)
        self._desk = desk
        self._scope = TaskScope(self, self._on_failure)
        self.who = make_line_edit(self.tr("Initials or name"), self)
        self.pin = make_line_edit(self.tr("PIN, where you have one"), self, secret=True)
        self.problem = make_label("", "danger", self, wrap=True)
        self.problem.hide()
        self.take_button = make_button(self.tr("Take over"), "primary", parent=self)
        self.take_button.setDefault(True)
        self.leave_button = make_button(self.tr("Cancel"), "plain", parent=self)
        self._lay_out(working)
        self.take_button.clicked.connect(self._on_take_clicked)
        self.leave_button.clicked.connect(self.reject)
        self.who.setFocus()

    def _lay_out(self, working: str) -> None:
        metrics = current_look().theme.metrics
        said = fill(
            self.tr("%1 works here now. The customer in front stays; what follows is signed by you."), working
        )
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.leave_button)
        buttons.addWidget(self.take_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_6, metrics.space_4, metrics.space_6, metrics.space_4)
        layout.setSpacing(metrics.space_3)
        layout.addWidget(make_label(said, parent=self, wrap=True))
        layout.addWidget(self.who)
        layout.addWidget(self.pin)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)

    def _on_take_clicked(self) -> None:
        if not self.who.text().strip():
            self._show_problem(self.tr("Say who you are."), self.who)
        else:
            # The button is off until the answer is there, so this never comes twice.
            self.take_button.setEnabled(False)
            self._scope.start("take", self._take(self.who.text().strip()))

    async def _take(self, who: str) -> None:
        answer = await self._desk.sign_on(who, self.pin.text())
        self.take_button.setEnabled(True)
        if answer.is_done:
            self.accept()
        else:
            self._show_problem(answer.reason, self.who if answer.field == "who" else self.pin)

    def _show_problem(self, text: str, field: QWidget) -> None:
        self.problem.setText(text)
        self.problem.show()
        for each in (self.who, self.pin):
            set_wrong(each, wrong=each is field)
        field.setFocus()

    def _on_failure(self, failure: Exception) -> None:
        self.take_button.setEnabled(True)
        self._show_problem(describe_error(failure).text, self.pin)
        if not isinstance(failure, ConsoleError):
            raise failure
