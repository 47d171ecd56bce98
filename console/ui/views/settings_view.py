"""Settings: the accounts with test and removal, and how the window looks."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from console.services.services import Services
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label
from console.ui.toolkit.theme import ThemeName
from console.ui.views.account_card_view import AccountCardView


class SettingsView(QWidget):
    """`account_requested` asks for the wizard, `theme_chosen` carries a ThemeName, `compact_chosen` the row height."""

    account_requested = Signal()
    theme_chosen = Signal(object)
    compact_chosen = Signal(bool)

    def __init__(self, services: Services, bridge: BusBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._cards: list[AccountCardView] = []
        self._themes: dict[ThemeName, QPushButton] = {}
        self._page = QWidget(self)
        self._page.setObjectName("page")
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        self._none = make_label(self.tr("No account is connected yet."), "muted", self._page)
        self._add = make_button(self.tr("Connect an account"), "primary", "plus", self._page)
        self._add.clicked.connect(self.account_requested)
        layout = QVBoxLayout(self._page)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(make_label(self.tr("Accounts"), "title", self._page))
        layout.addWidget(self._none)
        layout.addLayout(self._column)
        layout.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addSpacing(16)
        layout.addWidget(make_label(self.tr("Appearance"), "title", self._page))
        layout.addLayout(self._make_theme_row())
        self._compact = QCheckBox(self.tr("Rows closer together"), self._page)
        self._compact.toggled.connect(self.compact_chosen)
        layout.addWidget(self._compact, 0, Qt.AlignmentFlag.AlignLeft)
        self._sections = QVBoxLayout()
        self._sections.setSpacing(12)
        layout.addLayout(self._sections)
        layout.addStretch()
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        bridge.happened.connect(self._on_event)
        self.show_accounts()

    @property
    def cards(self) -> tuple[AccountCardView, ...]:
        """One card per account."""
        return tuple(self._cards)

    def add_section(self, title: str, part: QWidget) -> None:
        """More settings below the others."""
        self._sections.addSpacing(16)
        self._sections.addWidget(make_label(title, "title", self._page))
        self._sections.addWidget(part)

    @property
    def compact_box(self) -> QCheckBox:
        """Rows closer together."""
        return self._compact

    def show_compact(self, *, compact: bool) -> None:
        """Show what is remembered, silently."""
        self._compact.blockSignals(True)
        self._compact.setChecked(compact)
        self._compact.blockSignals(False)

    def show_accounts(self) -> None:
        """Show the accounts as they are now."""
        accounts = self._services.accounts.load_accounts()
        if [card.account for card in self._cards] != list(accounts):
            for card in self._cards:
                self._column.removeWidget(card)
                card.deleteLater()
            self._cards = [AccountCardView(self._services, account, self._page) for account in accounts]
            for card in self._cards:
                self._column.addWidget(card)
        for card in self._cards:
            card.show_state()
        self._none.setVisible(not self._cards)

    def _make_theme_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        words = {ThemeName.LIGHT: self.tr("Light"), ThemeName.DARK: self.tr("Dark")}
        for name, word in words.items():
            button = make_button(word, "chip", parent=self._page)
            button.setCheckable(True)
            self._themes[name] = button
            button.clicked.connect(lambda _checked=False, chosen=name: self.theme_chosen.emit(chosen))
            row.addWidget(button)
        row.addStretch()
        current_look().follow(self, self._mark_theme)
        return row

    def _mark_theme(self) -> None:
        for name, button in self._themes.items():
            button.setChecked(name is current_look().theme.name)

    def _on_event(self, event: object) -> None:
        if self.isVisible():
            self.show_accounts()

    def showEvent(self, event: object) -> None:
        """Be current whenever it comes up."""
        super().showEvent(event)  # pyright: ignore[reportArgumentType]
        self.show_accounts()
