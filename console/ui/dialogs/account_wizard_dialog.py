"""Connects an account: provider, environment, credentials, live test, done; every problem stands at its field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from console.domain.errors import InputInvalid, NameTaken
from console.domain.provider import Environment, ProviderManifest, SettingField
from console.services.accounts import AccountDraft, AccountService
from console.ui.toolkit.controls import make_button, make_line_edit, set_wrong
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label

_PROVIDER, _FIELDS, _DONE = range(3)
NAME: Final = "name"
BASE_URL: Final = "base_url"


class AccountWizardDialog(QDialog):
    """Opened with `open()`; `account_added` carries the Account that was kept."""

    account_added = Signal(object)

    def __init__(self, accounts: AccountService, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Connect an account"))
        self.setMinimumSize(560, 460)
        self._accounts = accounts
        self._scope = TaskScope(self, self._on_failed)
        self._manifests = accounts.manifests()
        self._choices = ChoicesPage(self._manifests, self)
        self._fields = FieldsPage(self)
        self._done = DonePage(self)
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
    def fields_page(self) -> FieldsPage:
        """Credentials."""
        return self._fields

    @property
    def next_button(self) -> QPushButton:
        """Onwards."""
        return self._next

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
            self._show_page(_FIELDS)
            self._fields.focus_first()
        elif page == _FIELDS:
            self._fields.clear_wrong()
            self._trouble.setText("")
            self._set_busy(busy=True)
            self._scope.start("connect", self._connect_account(self._fields.draft()))
        else:
            self.accept()

    async def _connect_account(self, draft: AccountDraft) -> None:
        await self._accounts.check(draft)
        account = await self._accounts.add(draft)
        self._set_busy(busy=False)
        self._done.show_name(account.name, self._choices.manifest.title)
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


class ChoicesPage(QWidget):
    """One provider and one environment."""

    def __init__(self, manifests: tuple[ProviderManifest, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._manifests = manifests
        self._providers = QButtonGroup(self)
        self._environments = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for number, manifest in enumerate(manifests):
            layout.addWidget(self._make_radio(self._providers, number, manifest.title))
        layout.addSpacing(12)
        layout.addWidget(make_label(self.tr("Which environment?"), "section", self))
        layout.addSpacing(4)
        words = {
            Environment.TEST: self.tr("Test: no real customers, nothing is billed"),
            Environment.LIVE: self.tr("Live: real customers"),
            Environment.SIMULATOR: self.tr("Simulator: a simulated provider at an address you give"),
        }
        self._order = tuple(Environment)
        for number, environment in enumerate(self._order):
            layout.addWidget(self._make_radio(self._environments, number, words[environment]))
        layout.addStretch()
        self._providers.button(0).setChecked(True)
        self._environments.button(0).setChecked(True)

    @property
    def manifest(self) -> ProviderManifest:
        """The chosen provider."""
        return self._manifests[self._providers.checkedId()]

    @property
    def environment(self) -> Environment:
        """The chosen environment."""
        return self._order[self._environments.checkedId()]

    def choose(self, title: str, environment: Environment) -> None:
        """Choose as a person would. Raises `StopIteration` for a provider that is not there."""
        number = next(n for n, manifest in enumerate(self._manifests) if manifest.title == title)
        self._providers.button(number).setChecked(True)
        self._environments.button(self._order.index(environment)).setChecked(True)

    def _make_radio(self, group: QButtonGroup, number: int, text: str) -> QRadioButton:
        radio = QRadioButton(to_button_text(text), self)
        group.addButton(radio, number)
        return radio


class FieldsPage(QWidget):
    """Name, address and the provider's own fields, each with room for its problem."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._manifest: ProviderManifest | None = None
        self._environment = Environment.TEST
        self._edits: dict[str, QLineEdit] = {}
        self._problems: dict[str, QLabel] = {}
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)

    def edit(self, key: str) -> QLineEdit:
        """The field of that key. Raises `KeyError`."""
        return self._edits[key]

    def problem(self, key: str) -> str:
        """What is wrong with that field, empty when nothing is."""
        return self._problems[key].text()

    def show_manifest(self, manifest: ProviderManifest, environment: Environment, name: str) -> None:
        """Offer this provider's fields; values of fields that were there already stay."""
        kept = {key: edit.text() for key, edit in self._edits.items()} if manifest == self._manifest else {}
        if environment is not self._environment:
            kept.pop(BASE_URL, None)
            kept.pop(NAME, None)
        self._manifest, self._environment = manifest, environment
        self._edits, self._problems = {}, {}
        page = QWidget(self)
        form = QFormLayout(page)
        form.setContentsMargins(2, 2, 12, 2)
        form.setVerticalSpacing(4)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        address = manifest.base_urls.get(environment, "")
        for field, value in (
            (SettingField(NAME, self.tr("Name of the account"), secret=False), name),
            (SettingField(BASE_URL, self.tr("Address"), secret=False), address),
            *((each, each.default) for each in manifest.fields),
        ):
            self._add_field(form, field, kept.get(field.key, value))
        self._scroll.setWidget(page)

    def draft(self) -> AccountDraft:
        """What was typed. Raises `LookupError` before a provider was shown."""
        if self._manifest is None:
            raise LookupError("no provider was chosen")
        values = {key: edit.text() for key, edit in self._edits.items() if key not in {NAME, BASE_URL}}
        name, address = self._edits[NAME].text(), self._edits[BASE_URL].text().strip()
        return AccountDraft(self._manifest.id, name, self._environment, address, values)

    def fill(self, values: Mapping[str, str]) -> None:
        """Put values into fields that exist."""
        for key, value in values.items():
            if key in self._edits:
                self._edits[key].setText(value)

    def focus_first(self) -> None:
        """The keyboard to the first empty field."""
        empty = next((edit for edit in self._edits.values() if not edit.text()), self._edits[NAME])
        empty.setFocus()

    def clear_wrong(self) -> None:
        """No field is wrong."""
        for key, edit in self._edits.items():
            set_wrong(edit, wrong=False)
            self._problems[key].setText("")
            self._problems[key].hide()

    def show_wrong(self, key: str, text: str) -> bool:
        """Say what is wrong at a field; False when there is no such field."""
        if key not in self._edits:
            return False
        set_wrong(self._edits[key], wrong=True)
        self._problems[key].setText(text)
        self._problems[key].show()
        self._edits[key].setFocus()
        return True

    def _add_field(self, form: QFormLayout, field: SettingField, value: str) -> None:
        edit = make_line_edit(secret=field.secret)
        edit.setText(value)
        label = field.label if field.required else self.tr("%1 (optional)").replace("%1", field.label)
        edit.setAccessibleName(label)
        problem = make_label("", "danger", wrap=True)
        problem.hide()
        form.addRow(make_label(label, "strong"), edit)
        if field.help:
            form.addRow(make_label(field.help, "muted", wrap=True))
        form.addRow(problem)
        self._edits[field.key] = edit
        self._problems[field.key] = problem


class DonePage(QWidget):
    """It worked; what happens now."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = make_label("", wrap=True, parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text)
        layout.addStretch()

    def show_name(self, name: str, title: str) -> None:
        """Say which account was connected."""
        text = self.tr(
            "%1 accepted the credentials. The account %2 is being read now; rows appear by themselves."
        )
        self._text.setText(text.replace("%1", title).replace("%2", name))
