"""What a new verification at the desk is made with: account, preset, language and the few fields that matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from console.domain.account import AccountId
from console.domain.customer import CustomerId
from console.domain.environment import Environment
from console.domain.front_desk import DeskDraft
from console.services.creation import FormField
from console.services.front_desk_values import DeskChoice, DeskHit, DeskMemory
from console.ui.toolkit.badges import Badge
from console.ui.toolkit.choice import ElidedComboBox
from console.ui.toolkit.languages import DISPLAY_LANGUAGES
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.spoken import set_reading_order
from console.ui.toolkit.text import make_label
from console.ui.widgets.create_form_widget import CreateFormWidget

_NAME: Final = "name"
_EMAIL: Final = "email"
_WHO: Final = frozenset({_NAME, _EMAIL})


class DeskChoiceWidget(QWidget):
    """`account_changed` when another account was chosen, by a person or for one."""

    account_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: tuple[DeskChoice, ...] = ()
        self._hit: DeskHit | None = None
        self._kept: Mapping[str, str] = {}
        self._customer = CustomerId("")
        self._shown: tuple[tuple[FormField, ...], dict[str, str], dict[str, str]] | None = None
        self.account_box = ElidedComboBox(self)
        self.account_box.setAccessibleName(self.tr("Account"))
        self.preset_box = ElidedComboBox(self)
        self.preset_box.setAccessibleName(self.tr("Preset"))
        self.language_box = ElidedComboBox(self)
        self.language_box.setAccessibleName(self.tr("Language of the customer's screen"))
        for tag, name in DISPLAY_LANGUAGES:
            self.language_box.addItem(name, tag)
        self.environment = Badge(self)
        self.known = make_label("", "body", self, wrap=True)
        self.form = CreateFormWidget(self)
        self._preset_label = make_label(self.tr("Preset"), "strong", self)
        self._lay_out()
        self.account_box.currentIndexChanged.connect(self._on_account_changed)
        self.preset_box.activated.connect(self._on_preset_activated)

    # --- what is offered and chosen ---

    @property
    def choice(self) -> DeskChoice | None:
        """The chosen account, None while there is none."""
        number = self.account_box.currentIndex()
        return self._choices[number] if 0 <= number < len(self._choices) else None

    def show_choices(self, choices: tuple[DeskChoice, ...], memory: DeskMemory) -> None:
        """Offer these accounts; what this desk chose last is chosen again."""
        self._kept = dict(memory.values)
        self.set_language(memory.language)
        self._offer(choices, memory.account_id)
        self._choose_preset(memory.preset)

    def update_choices(self, choices: tuple[DeskChoice, ...]) -> None:
        """The same accounts stand otherwise than before; what was filled in stays unless the accounts differ."""
        before = [choice.account_id for choice in self._choices]
        if before == [choice.account_id for choice in choices]:
            self._choices = choices
            return
        chosen = self.choice
        self._offer(choices, chosen.account_id if chosen is not None else AccountId(""))

    def show_person(self, hit: DeskHit | None, words: str = "") -> None:
        """Whom it is for: somebody found, or somebody new whose name or e-mail was typed as `words`."""
        if hit is self._hit and hit is not None:
            return
        self._hit = hit
        self._customer = CustomerId("")
        if hit is not None:
            self.choose_account(hit.account_id)
            self._show_form({_NAME: hit.customer_name, _EMAIL: hit.email})
        else:
            self._show_form(_read_words(words))

    def show_draft(self, draft: DeskDraft, hit: DeskHit | None) -> None:
        """Fill in what was kept while there was no network, for somebody the provider knows meanwhile or nobody."""
        self._hit = hit
        self.choose_account(draft.account_id)
        self._choose_preset(draft.preset)
        self.set_language(draft.language)
        self._customer = draft.customer_id
        self._show_form({**draft.values, _NAME: draft.name, _EMAIL: draft.email})

    def choose_account(self, account_id: AccountId) -> None:
        """Choose an account if it is offered."""
        number = self.account_box.findData(account_id)
        if number >= 0:
            self.account_box.setCurrentIndex(number)

    def set_language(self, tag: str) -> None:
        """Choose a language if it is offered."""
        number = self.language_box.findData(tag)
        if number >= 0:
            self.language_box.setCurrentIndex(number)

    def build_draft(self) -> DeskDraft | None:
        """What was chosen and filled in; None without an account."""
        choice = self.choice
        if choice is None:
            return None
        values = self.form.values()
        name, email = values.pop(_NAME, ""), values.pop(_EMAIL, "")
        customer = self._customer
        if self._is_known_here():
            assert self._hit is not None
            customer, name, email = self._hit.customer_id, self._hit.customer_name, self._hit.email
        preset = self.preset_box.currentText() if self.preset_box.currentIndex() > 0 else ""
        language = str(self.language_box.currentData() or "")
        return DeskDraft(choice.account_id, customer, name, email, preset, values, language)

    def find_problems(self) -> dict[str, str]:
        """What can be told without the provider."""
        is_known = self._is_known_here() or bool(self._customer)
        return self.form.find_problems(is_known_customer=is_known)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the keyboard comes by."""
        return (self.account_box, self.preset_box, *self.form.stops(), self.language_box)

    # --- parts ---

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(metrics.space_3)
        form.setVerticalSpacing(metrics.space_2)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        title = make_label(self.tr("2  The verification"), "section", self)
        set_reading_order(title, self.environment)
        for label, box in (
            (make_label(self.tr("Account"), "strong", self), self.account_box),
            (self._preset_label, self.preset_box),
            (make_label(self.tr("Language"), "strong", self), self.language_box),
        ):
            form.addRow(label, box)
            # On some systems a box is read by its label alone.
            label.setBuddy(box)
            set_reading_order(label, box)
        set_reading_order(self.known, self.form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.space_2)
        column.addWidget(title)
        column.addWidget(self.environment)
        column.addLayout(form)
        column.addWidget(self.known)
        column.addWidget(self.form, 1)

    def _offer(self, choices: tuple[DeskChoice, ...], chosen: AccountId) -> None:
        self._choices = choices
        self.account_box.blockSignals(True)
        self.account_box.clear()
        for choice in choices:
            name = to_plain(choice.account_name)
            title = choice.provider_title
            self.account_box.addItem(name if title in name else f"{title}: {name}", choice.account_id)
        self.account_box.setCurrentIndex(max(0, self.account_box.findData(chosen)) if choices else -1)
        self.account_box.blockSignals(False)
        self._on_account_changed()

    def _choose_preset(self, name: str) -> None:
        number = self.preset_box.findText(name) if name else -1
        if number > 0:
            self.preset_box.setCurrentIndex(number)
            self.form.apply(self.preset_box.itemData(number))

    def _on_account_changed(self) -> None:
        choice = self.choice
        self.environment.setVisible(choice is not None and choice.environment is not Environment.LIVE)
        self.preset_box.clear()
        self.preset_box.addItem(self.tr("None"), {})
        if choice is not None:
            self.environment.show_environment(choice.environment)
            for preset in choice.presets:
                self.preset_box.addItem(to_plain(preset.name), dict(preset.values))
        for part in (self._preset_label, self.preset_box):
            part.setVisible(self.preset_box.count() > 1)
        self._show_form(self.form.values())
        self.account_changed.emit()

    def _on_preset_activated(self, number: int) -> None:
        self.form.apply(self.preset_box.itemData(number))

    def _show_form(self, told: Mapping[str, str]) -> None:
        choice, hit = self.choice, self._hit
        is_known = self._is_known_here()
        said = " · ".join(part for part in (hit.customer_name, hit.email) if part) if hit is not None else ""
        self.known.setText(said or (hit.reference if hit is not None else ""))
        self.known.setVisible(is_known)
        fields = _desk_fields(choice) if choice is not None else ()
        if is_known:
            # Who it is stands above and is not asked again: another name here would be another person.
            fields = tuple(each for each in fields if each.field.key not in _WHO)
        wanted = {each.field.key for each in fields}
        known = {key: value for key, value in {**self._kept, **told}.items() if key in wanted and value}
        filled = {each.field.key: known.get(each.field.key) or each.default for each in fields}
        if self._is_there(fields, filled):
            self.form.clear_problems()
            self.form.search.clear()
            return
        self.form.show_fields(fields, known, {key: value for key, value in told.items() if key in known})
        self._shown = fields, filled, self.form.values()

    def _is_there(self, fields: tuple[FormField, ...], filled: dict[str, str]) -> bool:
        """Whether a form that nobody has typed in asks just that: with every customer it is wanted three times over, and
        making it is most of what the next one waits for."""
        is_typed = any(each.isUndoAvailable() for each in self.form.findChildren(QLineEdit))
        return not is_typed and self._shown == (fields, filled, self.form.values())

    def _is_known_here(self) -> bool:
        choice = self.choice
        return self._hit is not None and choice is not None and self._hit.account_id == choice.account_id


def _desk_fields(choice: DeskChoice) -> tuple[FormField, ...]:
    """Who it is, what must be said, and what the desk chooses; everything else keeps the account's defaults."""
    offered = {each.field.key for each in choice.fields}
    return tuple(
        each
        for each in choice.all_fields
        if each.field.key in _WHO or each.field.key in offered or (each.field.required and not each.default)
    )


def _read_words(words: str) -> dict[str, str]:
    said = words.strip()
    if not any(letter.isalpha() for letter in said):
        return {}
    return {_EMAIL: said} if "@" in said else {_NAME: said}
