"""Changes an account: name, address and settings; a secret that is left empty stays as it is and is never shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from console.domain.account import Account
from console.domain.errors import ConsoleError, InputInvalid, NameTaken
from console.services.accounts import AccountDraft, AccountService
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Banner
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label
from console.ui.widgets.account_fields_widget import NAME, AccountFieldsWidget


class AccountEditDialog(QDialog):
    """Opened with `open()`; `account_changed` carries the Account as it is kept now."""

    account_changed = Signal(object)

    def __init__(self, accounts: AccountService, account: Account, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(fill(self.tr("Change %1"), account.name))
        self.setMinimumSize(560, 460)
        self._accounts = accounts
        self._account = account
        self.fields = AccountFieldsWidget(self)
        self.fields.show_account(accounts.manifest(account.provider), account)
        self.banner = Banner(self)
        self.save_button = make_button(self.tr("Save"), "primary", parent=self)
        self.save_button.setDefault(True)
        self.close_button = make_button(self.tr("Leave it"), "plain", parent=self)
        self._scope = TaskScope(self, self._on_failure)
        self._lay_out()
        self.save_button.clicked.connect(self._on_save_clicked)
        self.close_button.clicked.connect(self.reject)
        self.fields.edit(NAME).setFocus()
        self._scope.start("kept", self._show_kept())

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_6, metrics.space_4, metrics.space_6, metrics.space_4)
        layout.setSpacing(metrics.space_3)
        text = self.tr(
            "What was read through this account stays. Keys are not shown; an empty one stays as it is."
        )
        layout.addWidget(make_label(text, "muted", self, wrap=True))
        layout.addWidget(self.banner)
        layout.addWidget(self.fields, 1)
        layout.addLayout(buttons)

    def _on_save_clicked(self) -> None:
        if self._scope.is_running("save"):
            return
        self.fields.clear_wrong()
        self.banner.hide()
        self._set_busy(busy=True)
        self._scope.start("save", self._save(self.fields.draft(), self.fields.forgotten()))

    async def _show_kept(self) -> None:
        self.fields.show_kept(await self._accounts.load_secret_names(self._account.id))

    async def _save(self, draft: AccountDraft, forget: frozenset[str]) -> None:
        self.account_changed.emit(await self._accounts.change(self._account.id, draft, forget))
        self.accept()

    def _set_busy(self, *, busy: bool) -> None:
        self.save_button.setEnabled(not busy)
        self.fields.setEnabled(not busy)

    def _on_failure(self, error: Exception) -> None:
        self._set_busy(busy=False)
        words = describe_error(error)
        key = error.field if isinstance(error, InputInvalid) else NAME if isinstance(error, NameTaken) else ""
        if not self.fields.show_wrong(key, words.text):
            self.banner.show_text(f"{words.title}. {words.text}")
        if not isinstance(error, ConsoleError):
            raise error
