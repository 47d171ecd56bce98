"""Name, address, credentials and settings of an account as a form, each field with room for its problem; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from console.domain.account import Account
from console.domain.provider import Environment, ProviderManifest, SettingField, SettingKind
from console.services.accounts import AccountDraft
from console.ui.toolkit.choice import CalmComboBox
from console.ui.toolkit.controls import make_line_edit, set_wrong
from console.ui.toolkit.fill import fill
from console.ui.toolkit.text import make_label
from console.ui.widgets.file_field_widget import FileFieldWidget
from console.ui.widgets.kept_secret_widget import KeptSecretWidget

NAME: Final = "name"
BASE_URL: Final = "base_url"


class AccountFieldsWidget(QWidget):
    """Name, address and the provider's own fields, each with room for its problem."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._manifest: ProviderManifest | None = None
        self._environment = Environment.TEST
        self._edits: dict[str, QLineEdit] = {}
        self._boxes: dict[str, QComboBox] = {}
        self._kept: dict[str, KeptSecretWidget] = {}
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

    def box(self, key: str) -> QComboBox:
        """The field of that key that is chosen from a list. Raises `KeyError`."""
        return self._boxes[key]

    def kept(self, key: str) -> KeptSecretWidget:
        """Whether the secret of that key is kept. Raises `KeyError`."""
        return self._kept[key]

    def file(self, key: str) -> FileFieldWidget:
        """The field of that key that is filled from a file. Raises `KeyError`."""
        return self._files[key]

    def problem(self, key: str) -> str:
        """What is wrong with that field, empty when nothing is."""
        return self._problems[key].text()

    def show_manifest(self, manifest: ProviderManifest, environment: Environment, name: str) -> None:
        """Offer this provider's fields; values of fields that were there already stay."""
        kept = self._read_typed() if manifest == self._manifest else {}
        if environment is not self._environment:
            kept.pop(BASE_URL, None)
            kept.pop(NAME, None)
        self._manifest, self._environment = manifest, environment
        self._edits, self._boxes, self._files, self._problems, self._kept = {}, {}, {}, {}, {}
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

    def show_kept(self, names: frozenset[str]) -> None:
        """Say of every secret whether it is kept, and offer to forget those the account can be without."""
        for field in self._manifest.fields if self._manifest is not None else ():
            if not field.secret:
                continue
            is_kept = field.key in names
            self._kept[field.key].show_kept(is_kept=is_kept, can_go=not field.is_required(self._environment))
            if field.key in self._edits:
                self._edits[field.key].setPlaceholderText(self.tr("Kept as it is") if is_kept else "")
            elif is_kept:
                self._files[field.key].show_kept()

    def forgotten(self) -> frozenset[str]:
        """The secrets that are to go."""
        return frozenset(key for key, kept in self._kept.items() if kept.is_forgotten)

    def draft(self) -> AccountDraft:
        """What was typed. Raises `LookupError` before a provider was shown."""
        if self._manifest is None:
            raise LookupError("no provider was chosen")
        values = {key: text for key, text in self._read_typed().items() if key not in {NAME, BASE_URL}}
        values.update({key: file.value for key, file in self._files.items()})
        name, address = self._edits[NAME].text(), self._edits[BASE_URL].text().strip()
        return AccountDraft(self._manifest.id, name, self._environment, address, values)

    def fill(self, values: Mapping[str, str]) -> None:
        """Put values into fields that exist."""
        for key, value in values.items():
            if key in self._edits:
                self._edits[key].setText(value)
            elif key in self._boxes:
                _choose(self._boxes[key], value)

    def focus_first(self) -> None:
        """The keyboard to the first empty field."""
        empty = next((edit for edit in self._edits.values() if not edit.text()), self._edits[NAME])
        empty.setFocus()

    def clear_wrong(self) -> None:
        """No field is wrong."""
        for editor in (*self._edits.values(), *self._boxes.values()):
            set_wrong(editor, wrong=False)
        for problem in self._problems.values():
            problem.setText("")
            problem.hide()

    def show_wrong(self, key: str, text: str) -> bool:
        """Say what is wrong at a field; False when there is no such field."""
        if key not in self._problems:
            return False
        self._problems[key].setText(text)
        self._problems[key].show()
        editor = self._edits.get(key) or self._boxes.get(key)
        if editor is not None:
            set_wrong(editor, wrong=True)
        shown = editor or self._files[key]
        shown.setFocus()
        # The sentence has its room only after this turn of the loop.
        QTimer.singleShot(0, shown, lambda: self._scroll.ensureWidgetVisible(self._problems[key]))
        return True

    def _read_typed(self) -> dict[str, str]:
        typed = {key: edit.text() for key, edit in self._edits.items()}
        return typed | {key: str(box.currentData()) for key, box in self._boxes.items()}

    def _add_field(self, form: QFormLayout, field: SettingField, value: str) -> None:
        label = (
            field.label
            if field.is_required(self._environment)
            else fill(self.tr("%1 (optional)"), field.label)
        )
        problem = make_label("", "danger", wrap=True)
        problem.hide()
        form.addRow(make_label(label, "strong"), self._build_editor(field, label, value))
        if field.secret:
            self._kept[field.key] = KeptSecretWidget(field.label)
            form.addRow(self._kept[field.key])
        if field.help:
            form.addRow(make_label(field.help, "muted", wrap=True))
        form.addRow(problem)
        self._problems[field.key] = problem

    def _build_editor(self, field: SettingField, label: str, value: str) -> QWidget:
        if field.is_file:
            file = self._files[field.key] = FileFieldWidget(field.label)
            return file
        if field.kind is SettingKind.CHOICE:
            box = self._boxes[field.key] = CalmComboBox()
            # Nothing chosen is the provider's own way, where we have no word for it.
            for choice in field.choices if field.default else ("", *field.choices):
                box.addItem(choice or self.tr("Not set"), choice)
            _choose(box, value or field.default)
            box.setAccessibleName(label)
            return box
        edit = self._edits[field.key] = make_line_edit(secret=field.secret)
        edit.setText(value)
        edit.setAccessibleName(label)
        return edit


def _choose(box: QComboBox, value: str) -> None:
    """Choose a value; one that is no choice any more is shown as it is, to be refused when it is saved."""
    place = box.findData(value)
    if place < 0:
        box.addItem(value, value)
        place = box.count() - 1
    box.setCurrentIndex(place)
