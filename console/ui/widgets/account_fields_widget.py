"""Name, address, credentials and settings of an account as a form, each field with room for its problem; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from console.domain.account import Account
from console.domain.provider import Environment, ProviderManifest, SettingField
from console.services.accounts import AccountDraft
from console.ui.toolkit.controls import make_line_edit, set_wrong
from console.ui.toolkit.fill import fill
from console.ui.toolkit.text import make_label
from console.ui.widgets.file_field_widget import FileFieldWidget

NAME: Final = "name"
BASE_URL: Final = "base_url"


class AccountFieldsWidget(QWidget):
    """Name, address and the provider's own fields, each with room for its problem."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._manifest: ProviderManifest | None = None
        self._environment = Environment.TEST
        self._edits: dict[str, QLineEdit] = {}
        self._files: dict[str, FileFieldWidget] = {}
        self._problems: dict[str, QLabel] = {}
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)

    def edit(self, key: str) -> QLineEdit:
        """The field of that key. Raises `KeyError`."""
        return self._edits[key]

    def file(self, key: str) -> FileFieldWidget:
        """The field of that key that is filled from a file. Raises `KeyError`."""
        return self._files[key]

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
        self._edits, self._files, self._problems = {}, {}, {}
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

    def show_account(self, manifest: ProviderManifest, account: Account) -> None:
        """Offer an account's values as they are; secrets stay empty and may be left so."""
        self.show_manifest(manifest, account.environment, account.name)
        plain = {
            field.key: account.settings.get(field.key, "") for field in manifest.fields if not field.secret
        }
        self.fill({BASE_URL: account.base_url, **plain})
        for field in manifest.fields:
            if field.secret and field.key in self._edits:
                self._edits[field.key].setPlaceholderText(self.tr("Kept as it is"))
        for file in self._files.values():
            file.show_kept()

    def draft(self) -> AccountDraft:
        """What was typed. Raises `LookupError` before a provider was shown."""
        if self._manifest is None:
            raise LookupError("no provider was chosen")
        values = {key: edit.text() for key, edit in self._edits.items() if key not in {NAME, BASE_URL}}
        values.update({key: file.value for key, file in self._files.items()})
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
        for edit in self._edits.values():
            set_wrong(edit, wrong=False)
        for problem in self._problems.values():
            problem.setText("")
            problem.hide()

    def show_wrong(self, key: str, text: str) -> bool:
        """Say what is wrong at a field; False when there is no such field."""
        if key not in self._problems:
            return False
        self._problems[key].setText(text)
        self._problems[key].show()
        if key in self._edits:
            set_wrong(self._edits[key], wrong=True)
            self._edits[key].setFocus()
        else:
            self._files[key].setFocus()
        return True

    def _add_field(self, form: QFormLayout, field: SettingField, value: str) -> None:
        label = field.label if field.required else fill(self.tr("%1 (optional)"), field.label)
        problem = make_label("", "danger", wrap=True)
        problem.hide()
        form.addRow(make_label(label, "strong"), self._build_editor(field, label, value))
        if field.help:
            form.addRow(make_label(field.help, "muted", wrap=True))
        form.addRow(problem)
        self._problems[field.key] = problem

    def _build_editor(self, field: SettingField, label: str, value: str) -> QWidget:
        if field.is_file:
            file = self._files[field.key] = FileFieldWidget(field.label)
            return file
        edit = self._edits[field.key] = make_line_edit(secret=field.secret)
        edit.setText(value)
        edit.setAccessibleName(label)
        return edit
