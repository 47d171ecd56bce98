"""Asks for the id of what a person found at the provider; sends nothing itself."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from console.ui.toolkit.controls import make_button, make_line_edit
from console.ui.toolkit.look import current_look
from console.ui.toolkit.questions import wait_closed
from console.ui.toolkit.text import make_label


class FoundDialog(QDialog):
    """Opened through `ask_found_id`."""

    def __init__(self, what: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("It is there"))
        self.setMinimumWidth(440)
        metrics = current_look().theme.metrics
        self.field = make_line_edit(self.tr("Its id as the provider's dashboard shows it"), self)
        self.take_button = make_button(self.tr("Take this id"), "primary", parent=self)
        self.take_button.setEnabled(False)
        leave = make_button(self.tr("Leave it"), "plain", parent=self)
        self.field.textChanged.connect(self._on_text_changed)
        self.take_button.clicked.connect(self.accept)
        leave.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(leave)
        buttons.addWidget(self.take_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_6, metrics.space_4, metrics.space_6, metrics.space_4)
        layout.setSpacing(metrics.space_3)
        layout.addWidget(make_label(what, parent=self, wrap=True))
        layout.addWidget(self.field)
        layout.addLayout(buttons)

    def _on_text_changed(self, text: str) -> None:
        self.take_button.setEnabled(bool(text.strip()))


async def ask_found_id(parent: QWidget, what: str) -> str:
    """The id a person typed, empty when they left it."""
    dialog = FoundDialog(what, parent)
    typed: list[str] = []
    dialog.accepted.connect(lambda: typed.append(dialog.field.text().strip()))
    await wait_closed(dialog)
    return typed[0] if typed else ""
