"""The windows shown when the profile cannot be opened: what is wrong, in one sentence, and what can be done now."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.domain.errors import ConsoleError
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.text import make_label
from console.ui.views.first_run_view import FirstRunView


class StartFailedWindow(QWidget):
    """`closed` ends the program; `simulator_requested` starts the demo, which needs no profile.

    For a newcomer (`is_new`: there is no profile yet) it is the first-run page with the sentence on it.
    """

    closed = Signal()
    simulator_requested = Signal()

    def __init__(self, error: ConsoleError, *, is_new: bool = False) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Compliance Console")
        self._layout = QVBoxLayout(self)
        self._close = make_button(self.tr("Close"), "plain" if is_new else "primary", parent=self)
        self._close.clicked.connect(self.close)
        self._simulator = self._fill_for_newcomer(error) if is_new else self._fill(error)

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

    def _fill(self, error: ConsoleError) -> QPushButton:
        self.setMinimumWidth(480)
        words = describe_error(error)
        simulator = make_button(self.tr("Try the simulator"), "plain", "play", self)
        simulator.clicked.connect(self.simulator_requested)
        buttons = QHBoxLayout()
        buttons.addWidget(simulator)
        buttons.addStretch()
        buttons.addWidget(self._close)
        self._layout.setContentsMargins(24, 20, 24, 16)
        self._layout.setSpacing(12)
        self._layout.addWidget(make_label(words.title, "title", self))
        self._layout.addWidget(make_label(words.text, parent=self, wrap=True, selectable=True))
        self._layout.addSpacing(8)
        self._layout.addLayout(buttons)
        self._close.setFocus()
        return simulator

    def _fill_for_newcomer(self, error: ConsoleError) -> QPushButton:
        self.resize(900, 560)
        words = describe_error(error)
        page = FirstRunView(self)
        page.simulator_requested.connect(self.simulator_requested)
        page.block_accounts(f"{words.title}. {words.text}")
        self._layout.setContentsMargins(0, 0, 24, 16)
        self._layout.addWidget(page, 1)
        self._layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignRight)
        return page.simulator_button
