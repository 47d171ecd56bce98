"""Asks for somebody's PIN before one thing is done in their name; does it, and says when the PIN is wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from console.domain.errors import ConsoleError
from console.ui.toolkit.controls import make_button, make_line_edit, set_wrong
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.look import current_look
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label


class PinQuestion(NamedTuple):
    """What the dialog says: its verb, the sentence above the field, the field's own name."""

    verb: str
    sentence: str
    field: str


class PinDialog(QDialog):
    """Accepted when `act`, which is given the PIN, has done its work; what it raises is said and asked again."""

    def __init__(
        self, question: PinQuestion, act: Callable[[str], Awaitable[object]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(question.verb)
        self.setMinimumWidth(380)
        self._act = act
        self._scope = TaskScope(self, self._on_failure)
        metrics = current_look().theme.metrics
        self.pin = make_line_edit(question.field, self, secret=True)
        self.problem = make_label("", "danger", self, wrap=True)
        self.problem.hide()
        self.act_button = make_button(question.verb, "primary", parent=self)
        self.act_button.setDefault(True)
        leave = make_button(self.tr("Cancel"), "plain", parent=self)
        self.act_button.clicked.connect(self._on_act_clicked)
        leave.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_6, metrics.space_4, metrics.space_6, metrics.space_4)
        layout.setSpacing(metrics.space_3)
        layout.addWidget(make_label(question.sentence, parent=self, wrap=True))
        layout.addWidget(self.pin)
        layout.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(leave)
        buttons.addWidget(self.act_button)
        layout.addLayout(buttons)
        self.pin.setFocus()

    def _on_act_clicked(self) -> None:
        if not self._scope.is_running("act"):
            self.act_button.setEnabled(False)
            self._scope.start("act", self._try(self.pin.text()))

    async def _try(self, pin: str) -> None:
        await self._act(pin)
        self.accept()

    def _on_failure(self, failure: Exception) -> None:
        self.act_button.setEnabled(True)
        self.problem.setText(describe_error(failure).text)
        self.problem.show()
        set_wrong(self.pin, wrong=True)
        self.pin.selectAll()
        self.pin.setFocus()
        if not isinstance(failure, ConsoleError):
            raise failure
