"""One account in the settings: how it is doing, where webhooks arrive, its calls, changing and removing it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.domain.account import Account
from console.domain.customer import Customer
from console.domain.errors import ActionRefused, ConsoleError
from console.domain.keys import VerificationKey
from console.domain.provider import Environment, SettingField
from console.domain.webhook import KeptDelivery
from console.services.operation_offers import OfferedOperation, Subject
from console.services.services import Services
from console.ui.dialogs.account_edit_dialog import AccountEditDialog
from console.ui.dialogs.create_dialog import CreateDialog, CreateStart
from console.ui.dialogs.kept_deliveries_dialog import KeptDeliveriesDialog
from console.ui.dialogs.operation_dialog import OperationDialog, OperationStart
from console.ui.dialogs.qr_dialog import QrDialog
from console.ui.toolkit.badges import Badge
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.fill import fill
from console.ui.toolkit.questions import ask, open_dialog
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_elided_label, make_label
from console.ui.views.secret_loading import load_secret
from console.ui.widgets.account_state_widget import AccountStateWidget
from console.ui.widgets.copy_row_widget import CopyRowWidget
from console.ui.widgets.offer_menu import MenuEntry, MenuSection, open_menu


class AccountCardView(QWidget):
    """Follows no bus: whoever shows it calls `show_state`."""

    def __init__(self, services: Services, account: Account, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._services = services
        self._account = account
        self._manifest = services.accounts.manifest(account.provider)
        self._scope = TaskScope(self, self._on_failed)
        self._state = AccountStateWidget(self._manifest, self)
        self._files = make_label("", "muted", self, wrap=True)
        self._files.hide()
        self._result = make_label("", "muted", self, wrap=True)
        self._result.hide()
        self.webhook_row = CopyRowWidget(self.tr("Webhooks go to"), self)
        self._webhook_note = make_label("", "muted", self, wrap=True)
        self.test_button = self._make_button(self.tr("Test"), "check", self.tr("Test %1"))
        self.edit_button = self._make_button(self.tr("Change"), "settings", self.tr("Change %1"))
        self.more_button = self._make_button(self.tr("More"), "chevron-down", self.tr("More about %1"))
        self.more_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.remove_button = self._make_button(self.tr("Remove"), "trash", self.tr("Remove %1"))
        self.test_button.clicked.connect(self._on_test_clicked)
        self.edit_button.clicked.connect(self._on_edit_clicked)
        self.more_button.clicked.connect(self._on_more_clicked)
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self._lay_out()
        self.show_state()
        self._look_for_files()

    @property
    def account(self) -> Account:
        """The account."""
        return self._account

    @property
    def files(self) -> str:
        """Which keys people load from a file are there, and which are not."""
        return self._files.text()

    @property
    def usage(self) -> str:
        """How many credits are used, where the provider charges so."""
        return self._state.usage

    @property
    def result(self) -> str:
        """What the last act said."""
        return self._result.text()

    def show_state(self) -> None:
        """Show how the account is doing."""
        self._state.show_state(self._services.accounts.state(self._account.id), datetime.now(UTC))
        self._show_webhooks()
        if self._manifest.uses_credits and not self._scope.is_running("usage"):
            self._scope.start("usage", self._show_usage())

    async def _show_usage(self) -> None:
        self._state.show_usage(await self._services.creation.load_usage(self._account.id))

    # --- making ---

    def _make_button(self, text: str, icon: str, spoken: str) -> QPushButton:
        button = make_button(text, "plain", icon, self)
        button.setAccessibleName(fill(spoken, self._account.name))
        return button

    def _lay_out(self) -> None:
        badge = Badge(self)
        badge.show_environment(self._account.environment)
        badge.setVisible(self._account.environment is not Environment.LIVE)
        head, where = QHBoxLayout(), QHBoxLayout()
        head.addWidget(make_elided_label(self._account.name, "strong", self), 1)
        for button in (self.test_button, self.edit_button, self.more_button, self.remove_button):
            head.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 12, 12)
        layout.setSpacing(4)
        layout.addLayout(head)
        where.addWidget(badge)
        at = f"{self._manifest.title}  ·  {self._account.base_url}"
        where.addWidget(make_elided_label(at, "muted", self), 1)
        layout.addLayout(where)
        layout.addWidget(self._state)
        layout.addWidget(self._files)
        settings = self._settings_text()
        if settings:
            layout.addWidget(make_label(settings, "muted", self, wrap=True, selectable=True))
        layout.addWidget(self.webhook_row)
        layout.addWidget(self._webhook_note)
        layout.addWidget(self._result)

    def _settings_text(self) -> str:
        """Return addresses and whatever else was set, one per line, in the provider's order."""
        told = [
            f"{field.label}: {self._account.settings[field.key]}"
            for field in self._manifest.fields
            if not field.secret and self._account.settings.get(field.key, field.default) != field.default
        ]
        return "\n".join(told)

    def _show_webhooks(self) -> None:
        webhooks = self._services.webhooks
        if not webhooks.can_receive(self._account):
            return
        self.webhook_row.show_value(webhooks.address(self._account) or webhooks.path(self._account))
        note = ""
        if not webhooks.base_url:
            note = self.tr(
                "Nothing listens now: start with --webhooks HOST:PORT and put your tunnel's address before it."
            )
        elif not webhooks.public_url and self._account.environment is not Environment.SIMULATOR:
            note = self.tr(
                "Only this computer reaches this address: start with --public-url to see it as the provider must know it."
            )
        self._webhook_note.setText(note)
        self._webhook_note.setVisible(bool(note))

    # --- test and change ---

    def _on_test_clicked(self) -> None:
        self.test_button.setEnabled(False)
        self._show_result(self.tr("Asking the provider …"), role="muted")
        self._scope.start("test", self._check())

    async def _check(self) -> None:
        await self._services.accounts.check_account(self._account.id)
        self.test_button.setEnabled(True)
        self._show_result(self.tr("The provider accepts these credentials."), role="muted")

    def _on_edit_clicked(self) -> None:
        dialog = AccountEditDialog(self._services.accounts, self._account, self)
        dialog.account_changed.connect(self._look_for_files)
        open_dialog(dialog)

    # --- the menu ---

    def _on_more_clicked(self) -> None:
        self._scope.start("more", self._open_more())

    async def _open_more(self) -> None:
        subject = Subject(self._account.id)
        found = await self._services.operations.offered(subject)
        files = tuple(
            MenuEntry(fill(self.tr("Load %1 …"), field.label), partial(self._load_secret, field))
            for field in self._manifest.fields
            if field.secret and field.is_file
        )
        calls = tuple(
            MenuEntry(
                fill(self.tr("%1 …"), each.operation.title),
                partial(self._open_operation, subject, each),
                each.offer.reason if each.offer is not None and not each.is_allowed else "",
            )
            for each in found
        )
        kept = await self._services.webhooks.load_kept(self._account.id)
        text = fill(self.tr("Webhooks kept as they came (%1) …"), len(kept))
        reason = "" if kept else self.tr("every delivery was understood")
        told = (MenuEntry(text, partial(self._show_kept, kept), reason),)
        nothing = MenuEntry(self.tr("Nothing"), _do_nothing, self.tr("the provider documents no other call"))
        sections = [MenuSection("", files), MenuSection("", calls or (() if files else (nothing,)))]
        if self._services.webhooks.can_receive(self._account):
            sections.append(MenuSection("", told))
        open_menu(self.more_button, sections)

    def _show_kept(self, kept: tuple[KeptDelivery, ...]) -> None:
        open_dialog(KeptDeliveriesDialog(kept, self))

    def _open_operation(self, subject: Subject, offered: OfferedOperation) -> None:
        start = OperationStart(self._account, subject, offered, self._account.name)
        dialog = OperationDialog(self._services, start, self)
        dialog.created.connect(self._on_created)
        dialog.customer_made.connect(self._on_customer_made)
        open_dialog(dialog)

    def _on_customer_made(self, customer: Customer) -> None:
        open_dialog(CreateDialog(self._services, CreateStart(self._account.id, customer), self))

    def _on_created(self, key: VerificationKey) -> None:
        open_dialog(QrDialog(self._services, key, self))

    def _look_for_files(self) -> None:
        if any(field.is_file for field in self._manifest.fields):
            self._scope.start("files", self._show_files())

    async def _show_files(self) -> None:
        kept = await self._services.accounts.load_secret_names(self._account.id)
        told = [
            fill(self.tr("%1: loaded") if field.key in kept else self.tr("%1: not loaded"), field.label)
            for field in self._manifest.fields
            if field.is_file
        ]
        self._files.setText("\n".join(told))
        self._files.show()

    def _load_secret(self, field: SettingField) -> None:
        self._scope.start("secret", self._choose_secret(field))

    async def _choose_secret(self, field: SettingField) -> None:
        if await load_secret(self._services.accounts, self._account, field, self):
            self._show_result(
                fill(self.tr("%1 was loaded and is kept with the account's keys."), field.label)
            )
            self._look_for_files()

    # --- removing ---

    def _on_remove_clicked(self) -> None:
        self._scope.start("remove", self._ask_and_remove())

    async def _ask_and_remove(self) -> None:
        accounts, account = self._services.accounts, self._account
        loss = self.tr(
            "Its keys and everything read through it leave this computer. Nothing changes at the provider."
        )
        question = fill(self.tr("Remove the account %1?"), account.name)
        if not await ask(self, question, loss, self.tr("Remove"), self.tr("Keep")):
            return
        try:
            await accounts.remove(account.id)
        except ActionRefused as error:
            self._on_failed(error)
            question = fill(self.tr("Remove %1 and give up what is not settled?"), account.name)
            yes = self.tr("Give up and remove")
            if await ask(self, question, error.user_message, yes, self.tr("Keep")):
                await accounts.remove(account.id, give_up=True)

    # --- state ---

    def _on_failed(self, error: Exception) -> None:
        self.test_button.setEnabled(True)
        words = describe_error(error)
        self._show_result(f"{words.title}. {words.text}", role="danger")
        if not isinstance(error, ConsoleError):
            raise error

    def _show_result(self, text: str, role: str = "muted") -> None:
        self._result.setProperty("role", role)
        self._result.style().unpolish(self._result)
        self._result.style().polish(self._result)
        self._result.setText(text)
        self._result.show()


def _do_nothing() -> None:
    """What is off cannot be chosen."""
