"""The head of the create form: account with its environment, the customer where one is known, and presets."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from console.domain.account import Account, AccountId
from console.domain.customer import Customer
from console.domain.provider import Ability, Environment
from console.services.accounts import AccountService
from console.ui.toolkit.badges import Badge
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.text import make_label

_LABEL_WIDTH = 160


@dataclass(frozen=True, slots=True)
class CreateStart:
    """What is known before the form opens; a customer belongs to the account and is not made anew.

    `told` is the same person's record at another account: its name and address stand in the form, to be changed.
    """

    account_id: AccountId | None = None
    customer: Customer | None = None
    told: Customer | None = None


class CreateHeadWidget(QWidget):
    """`account_changed` when another account was chosen; `preset_chosen` carries values by field key."""

    account_changed = Signal()
    preset_chosen = Signal(object)

    def __init__(self, accounts: AccountService, start: CreateStart, parent: QWidget) -> None:
        super().__init__(parent)
        self._service = accounts
        self._customer = start.customer
        self._accounts = tuple(
            account
            for account in accounts.load_accounts()
            if Ability.CREATES in accounts.manifest(account.provider).abilities
        )
        self._environment = Badge(self)
        self.account_box = self._build_account_box(start.account_id)
        self.preset_box = QComboBox(self)
        self.preset_box.setAccessibleName(self.tr("Preset"))
        self._preset_label = make_label(self.tr("Preset"), "strong", self)
        self._lay_out()
        self._show_account()
        self.account_box.currentIndexChanged.connect(self._on_account_changed)
        self.preset_box.activated.connect(self._on_preset_activated)

    @property
    def account(self) -> Account | None:
        """The chosen account, None when there is none that can create."""
        index = self.account_box.currentIndex()
        return self._accounts[index] if 0 <= index < len(self._accounts) else None

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the keyboard comes by."""
        return (self.account_box, self.preset_box)

    def set_free(self, *, is_free: bool) -> None:
        """Whether another account or preset may be chosen; a known customer keeps their account."""
        self.account_box.setEnabled(is_free and self._customer is None)
        self.preset_box.setEnabled(is_free)

    def _build_account_box(self, chosen: AccountId | None) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(self.tr("Account"))
        for account in self._accounts:
            title = self._service.manifest(account.provider).title
            name = to_plain(account.name)
            # Two accounts may be called test; the provider is named unless the person did so already.
            box.addItem(name if title in name else f"{title}: {name}", account.id)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        box.setEnabled(self._customer is None)
        return box

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(metrics.space_3)
        grid.setVerticalSpacing(metrics.space_2)
        grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        grid.addWidget(make_label(self.tr("Account"), "strong", self), 0, 0)
        grid.addWidget(self.account_box, 0, 1)
        grid.addWidget(self._environment, 0, 2)
        customer = self._customer
        if customer is not None:
            said = " · ".join(text for text in (customer.name, customer.email) if text)
            grid.addWidget(make_label(self.tr("Customer"), "strong", self), 1, 0)
            known = said or customer.reference or customer.id
            grid.addWidget(make_label(known, "body", self, wrap=True), 1, 1, 1, 2)
        grid.addWidget(self._preset_label, 2, 0)
        grid.addWidget(self.preset_box, 2, 1)

    def _show_account(self) -> None:
        account = self.account
        self._environment.setVisible(account is not None and account.environment is not Environment.LIVE)
        if account is not None:
            self._environment.show_environment(account.environment)
        presets = self._service.manifest(account.provider).presets if account is not None else ()
        self.preset_box.clear()
        self.preset_box.addItem(self.tr("None"), {})
        for preset in presets:
            self.preset_box.addItem(to_plain(preset.name), dict(preset.values))
        for part in (self._preset_label, self.preset_box):
            part.setVisible(bool(presets))

    def _on_account_changed(self) -> None:
        self._show_account()
        self.account_changed.emit()

    def _on_preset_activated(self, index: int) -> None:
        self.preset_chosen.emit(self.preset_box.itemData(index))
