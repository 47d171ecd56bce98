"""Connects an account: provider, environment, credentials, live test, done; every problem stands at its field."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from console.domain.errors import InputInvalid, NameTaken
from console.domain.provider import Environment
from console.services.accounts import AccountDraft, AccountService
from console.ui.dialogs.account_choices_page import ChoicesPage
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.fill import fill
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label
from console.ui.widgets.account_fields_widget import NAME, AccountFieldsWidget

_PROVIDER, _FIELDS, _DONE = range(3)


class AccountWizardDialog(QDialog):
    """Opened with `open()`; `account_added` carries the Account that was kept.

    `offered` are values for settings that would be empty otherwise, by the setting's name.
    """

    account_added = Signal(object)

    def __init__(
        self, accounts: AccountService, parent: QWidget, offered: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Connect an account"))
        self.setMinimumSize(560, 460)
        self._accounts = accounts
        self._offered = dict(offered or {})
        self._scope = TaskScope(self, self._on_failed)
        self._manifests = accounts.manifests()
        self._choices = ChoicesPage(self._manifests, self)
        self._fields = AccountFieldsWidget(self)
        self._done = make_label("", wrap=True, parent=self)
        self._done.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._title = make_label("", "section", self)
        self._trouble = make_label("", "danger", self, wrap=True)
        self._back = make_button(self.tr("Back"), "plain", parent=self)
        self._next = make_button("", "primary", parent=self)
        self._next.setDefault(True)
        self._pages = QStackedWidget(self)
        for page in (self._choices, self._fields, self._done):
            self._pages.addWidget(page)
        self._back.clicked.connect(self._on_back_clicked)
        self._next.clicked.connect(self._on_next_clicked)
        self._lay_out()
        self._show_page(_PROVIDER)

    @property
    def choices_page(self) -> ChoicesPage:
        """Provider and environment."""
        return self._choices

    @property
    def fields_page(self) -> AccountFieldsWidget:
        """Credentials."""
        return self._fields

    @property
    def next_button(self) -> QPushButton:
        """Onwards."""
        return self._next

    @property
    def back_button(self) -> QPushButton:
        """Back to the choice."""
        return self._back

    @property
    def trouble(self) -> str:
        """The sentence above the buttons."""
        return self._trouble.text()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self._back)
        buttons.addStretch()
        buttons.addWidget(self._next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._trouble)
        layout.addLayout(buttons)

    def _show_page(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        self._trouble.setText("")
        self._back.setVisible(page == _FIELDS)
        titles = (self.tr("Which provider?"), self.tr("Credentials"), self.tr("Connected"))
        verbs = (self.tr("Continue"), self.tr("Test and connect"), self.tr("Close"))
        self._title.setText(titles[page])
        self._next.setText(verbs[page])

    def _on_back_clicked(self) -> None:
        self._scope.cancel("connect")
        self._set_busy(busy=False)
        self._show_page(_PROVIDER)

    def _on_next_clicked(self) -> None:
        page = self._pages.currentIndex()
        if page == _PROVIDER:
            self._fields.show_manifest(
                self._choices.manifest, self._choices.environment, self._suggest_name()
            )
            self._offer()
            self._show_page(_FIELDS)
            self._fields.focus_first()
        elif page == _FIELDS:
            self._fields.clear_wrong()
            self._trouble.setText("")
            self._set_busy(busy=True)
            self._scope.start("connect", self._connect_account(self._fields.draft()))
        else:
            self.accept()

    def _offer(self) -> None:
        typed = self._fields.draft().values
        self._fields.fill({key: value for key, value in self._offered.items() if not typed.get(key)})

    async def _connect_account(self, draft: AccountDraft) -> None:
        await self._accounts.check(draft)
        account = await self._accounts.add(draft)
        self._set_busy(busy=False)
        sentence = self.tr(
            "%1 accepted the credentials. The account %2 is being read now; rows appear by themselves."
        )
        self._done.setText(fill(sentence, self._choices.manifest.title, account.name))
        self._show_page(_DONE)
        self._next.setFocus()
        self.account_added.emit(account)

    def _on_failed(self, error: Exception) -> None:
        self._set_busy(busy=False)
        words = describe_error(error)
        field = (
            error.field if isinstance(error, InputInvalid) else NAME if isinstance(error, NameTaken) else ""
        )
        if not self._fields.show_wrong(field, words.text):
            self._trouble.setText(f"{words.title}. {words.text}")

    def _set_busy(self, *, busy: bool) -> None:
        self._next.setEnabled(not busy)
        self._fields.setEnabled(not busy)
        self._next.setText(self.tr("Asking the provider …") if busy else self.tr("Test and connect"))

    def _suggest_name(self) -> str:
        taken = {account.name for account in self._accounts.load_accounts()}
        words = {Environment.TEST: "test", Environment.LIVE: "live", Environment.SIMULATOR: "simulator"}
        base = f"{self._choices.manifest.title} {words[self._choices.environment]}"
        names = [base, *(f"{base} {number}" for number in range(2, len(taken) + 3))]
        return next(name for name in names if name not in taken)
