"""Settings: the accounts with test and removal, and how the window looks."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from console.domain.account import Account
from console.domain.provider import Environment
from console.services.services import Services
from console.ui.toolkit.badges import Badge
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.questions import ask
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_elided_label, make_label
from console.ui.toolkit.theme import ThemeName
from console.ui.toolkit.words import link_word, relative_time


class SettingsView(QWidget):
    """`account_requested` asks for the wizard, `theme_chosen` carries a ThemeName, `compact_chosen` the row height."""

    account_requested = Signal()
    theme_chosen = Signal(object)
    compact_chosen = Signal(bool)

    def __init__(self, services: Services, bridge: BusBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._cards: list[AccountCard] = []
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
    def cards(self) -> tuple[AccountCard, ...]:
        """One card per account."""
        return tuple(self._cards)

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
            self._cards = [AccountCard(self._services, account, self._page) for account in accounts]
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


class AccountCard(QWidget):
    """One account: name, environment, address, state, test and removal."""

    def __init__(self, services: Services, account: Account, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._services = services
        self._account = account
        self._scope = TaskScope(self, self._on_failed)
        self._badge = Badge(self)
        if account.environment is Environment.LIVE:
            self._badge.hide()
        else:
            self._badge.show_environment(account.environment)
        self._state = make_label("", "muted", self)
        self._result = make_label("", "muted", self, wrap=True)
        self._result.hide()
        self._test = make_button(self.tr("Test"), "plain", "check", self)
        self._remove = make_button(self.tr("Remove"), "plain", "trash", self)
        self._test.setAccessibleName(fill(self.tr("Test %1"), account.name))
        self._remove.setAccessibleName(fill(self.tr("Remove %1"), account.name))
        self._test.clicked.connect(self._on_test_clicked)
        self._remove.clicked.connect(self._on_remove_clicked)
        self._lay_out()
        self.show_state()

    @property
    def account(self) -> Account:
        """The account."""
        return self._account

    @property
    def test_button(self) -> QPushButton:
        """Make a live test call."""
        return self._test

    @property
    def remove_button(self) -> QPushButton:
        """Disconnect."""
        return self._remove

    @property
    def result(self) -> str:
        """What the last test or removal said."""
        return self._result.text()

    def show_state(self) -> None:
        """Show how the account is doing."""
        state = self._services.accounts.state(self._account.id)
        ago = relative_time(state.last_ok_at, datetime.now(UTC))
        parts = (link_word(state.link), fill(self.tr("last answer %1"), ago) if ago else "")
        self._state.setText(" · ".join(part for part in (*parts, state.problem) if part))

    def _lay_out(self) -> None:
        title = self._services.accounts.manifest(self._account.provider).title
        head = QHBoxLayout()
        head.addWidget(make_label(self._account.name, "strong", self))
        head.addWidget(self._badge)
        head.addStretch()
        head.addWidget(self._test)
        head.addWidget(self._remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 12, 12)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(make_elided_label(f"{title}  ·  {self._account.base_url}", "muted", self))
        layout.addWidget(self._state)
        layout.addWidget(self._result)

    def _on_test_clicked(self) -> None:
        self._test.setEnabled(False)
        self._show_result(self.tr("Asking the provider …"), role="muted")
        self._scope.start("test", self._check())

    async def _check(self) -> None:
        await self._services.accounts.check_account(self._account.id)
        self._test.setEnabled(True)
        self._show_result(self.tr("The provider accepts these credentials."), role="muted")

    def _on_remove_clicked(self) -> None:
        self._scope.start("remove", self._ask_and_remove())

    async def _ask_and_remove(self) -> None:
        sure = await ask(
            self,
            fill(self.tr("Remove the account %1?"), self._account.name),
            self.tr(
                "Its keys and everything read through it leave this computer. Nothing changes at the provider."
            ),
            self.tr("Remove"),
            self.tr("Keep"),
        )
        if sure:
            await self._services.accounts.remove(self._account.id)

    def _on_failed(self, error: Exception) -> None:
        self._test.setEnabled(True)
        words = describe_error(error)
        self._show_result(f"{words.title}. {words.text}", role="danger")

    def _show_result(self, text: str, role: str) -> None:
        self._result.setProperty("role", role)
        self._result.style().unpolish(self._result)
        self._result.style().polish(self._result)
        self._result.setText(text)
        self._result.show()
