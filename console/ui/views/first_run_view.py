"""The first page of an empty profile: two ways to begin; emits which."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from console.ui.toolkit.controls import make_button
from console.ui.toolkit.enter_key import press_with_enter
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label, set_tooltip

_CARD_WIDTH: int = 300


class FirstRunView(QWidget):
    """`simulator_requested` and `account_requested` are the two choices."""

    simulator_requested = Signal()
    account_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        title = make_label(self.tr("Welcome to Compliance Console"), "title", self)
        text = make_label(
            self.tr(
                "Identity verification at Iron, Checkout.com, iDenfy and Proofme in one place. How do you begin?"
            ),
            parent=self,
            wrap=True,
        )
        self._simulator = make_button(self.tr("Try the simulator"), "primary", "play", self)
        self._account = make_button(self.tr("Connect an account"), "plain", "plug", self)
        self._simulator.clicked.connect(self.simulator_requested)
        self._account.clicked.connect(self.account_requested)
        self._note = make_label("", "danger", self, wrap=True, selectable=True)
        column = QVBoxLayout()
        column.setSpacing(12)
        for widget in (title, text):
            column.addWidget(widget)
        column.addSpacing(8)
        column.addLayout(self._build_cards())
        column.addWidget(self._note)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(48, 24, 48, 24)
        outer.addStretch(2)
        outer.addLayout(column)
        outer.addStretch(3)

    def _build_cards(self) -> QHBoxLayout:
        cards = QHBoxLayout()
        cards.setSpacing(16)
        cards.addWidget(
            _Card(
                "play",
                self.tr("Try it without keys"),
                self.tr("500 invented customers at four simulated providers. Nothing leaves this computer."),
                self._simulator,
                self,
            )
        )
        cards.addWidget(
            _Card(
                "plug",
                self.tr("Connect your account"),
                self.tr(
                    "Use the keys of your own test or live account. They are tried before they are kept."
                ),
                self._account,
                self,
            )
        )
        cards.addStretch()
        return cards

    @property
    def account_button(self) -> QPushButton:
        """Connect an account."""
        return self._account

    @property
    def simulator_button(self) -> QPushButton:
        """Try the simulator."""
        return self._simulator

    def show_trouble(self, text: str) -> None:
        """Say why a choice could not be taken."""
        self._note.setText(text)

    def block_accounts(self, reason: str) -> None:
        """No account can be connected on this computer as it is: say why, and leave the simulator."""
        self._account.setEnabled(False)
        set_tooltip(self._account, reason)
        self._note.setText(reason)
        self._simulator.setFocus()

    @property
    def note(self) -> str:
        """What stands below the choices."""
        return self._note.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the choice that has the keyboard."""
        if not press_with_enter(event):
            super().keyPressEvent(event)


class _Card(QWidget):
    def __init__(self, icon: str, title: str, text: str, button: QPushButton, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(_CARD_WIDTH)
        self._look = current_look()
        self._icon_name = icon
        self._icon: QLabel = make_label("", parent=self)
        self._look.changed.connect(self._draw_icon)
        self._draw_icon()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 20)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(make_label(title, "section", self))
        layout.addWidget(make_label(text, parent=self, wrap=True), 1)
        layout.addSpacing(8)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _draw_icon(self) -> None:
        color = self._look.theme.colors["accent"]
        self._icon.setPixmap(self._look.pixmap(self._icon_name, color, 28, self.devicePixelRatioF()))
