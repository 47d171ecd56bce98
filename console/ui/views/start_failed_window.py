"""The small window shown when the profile cannot be opened: one sentence and what can be done now."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.domain.errors import ConsoleError
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.text import make_label


class StartFailedWindow(QWidget):
    """`closed` ends the program; `simulator_requested` starts the demo, which needs no profile."""

    closed = Signal()
    simulator_requested = Signal()

    def __init__(self, error: ConsoleError) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Compliance Console")
        self.setMinimumWidth(480)
        words = describe_error(error)
        self._simulator = make_button(self.tr("Try the simulator"), "plain", "play", self)
        self._close = make_button(self.tr("Close"), "primary", parent=self)
        self._simulator.clicked.connect(self.simulator_requested)
        self._close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addWidget(self._simulator)
        buttons.addStretch()
        buttons.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(make_label(words.title, "title", self))
        layout.addWidget(make_label(words.text, parent=self, wrap=True, selectable=True))
        layout.addSpacing(8)
        layout.addLayout(buttons)
        self._close.setFocus()

    @property
    def close_button(self) -> QPushButton:
        """End the program."""
        return self._close

    @property
    def simulator_button(self) -> QPushButton:
        """Start the demo instead."""
        return self._simulator

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the person has read it."""
        super().closeEvent(event)
        self.closed.emit()
