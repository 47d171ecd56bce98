"""The form of a new verification or of another call, built from a provider's fields in their groups; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from console.services.creation import FormField
from console.ui.toolkit.controls import make_line_edit
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label
from console.ui.widgets.field_row_widget import Editor, FieldRow
from console.ui.widgets.field_section_widget import FieldSectionWidget

_SEARCHED_FROM: Final = 16
_ROOM_AROUND: Final = 96
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class CreateFormWidget(QWidget):
    """`show_fields` makes the form; `values` are those that were filled in, by field key.

    The fields scroll; the search stays above them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections: list[FieldSectionWidget] = []
        self._open_before: dict[str, bool] = {}
        self._first_values: dict[str, str] = {}
        self._preset_values: dict[str, tuple[str, str]] = {}
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.search = make_line_edit(self.tr("Find a field"), self)
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._on_searched)
        self._none = make_label(self.tr("No field has these words."), "muted", self)
        self._none.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self._none)
        column.addWidget(self._scroll, 1)

    def show_fields(
        self, fields: tuple[FormField, ...], known: Mapping[str, str], told: Mapping[str, str] = _NOTHING
    ) -> None:
        """Make the form of another account. `known` are values that go before the defaults.

        Of these, what a person typed counts as a change; what is in `told` stood there before they began.
        """
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, current_look().theme.metrics.space_3, 0)
        column.setSpacing(current_look().theme.metrics.space_2)
        self._sections = []
        for title in dict.fromkeys(each.field.group for each in _in_groups(fields)):
            section = FieldSectionWidget(title, page)
            for each in fields:
                if each.field.group == title:
                    section.add_field(each, known.get(each.field.key) or each.default)
            # What must be filled in is never behind a closed heading.
            section.set_open(is_open=any(each.field.required for each in fields if each.field.group == title))
            column.addWidget(section)
            self._sections.append(section)
        column.addStretch()
        # The page before goes with its fields.
        self._scroll.setWidget(page)
        self.search.setVisible(len(fields) >= _SEARCHED_FROM)
        self.search.clear()
        self._preset_values = {}
        self._first_values = {
            key: value for key, value in self.values().items() if key not in known or told.get(key) == value
        }

    def editor(self, key: str) -> Editor:
        """The control of a field. Raises `KeyError`."""
        return self._rows()[key].editor

    def editors(self) -> tuple[Editor, ...]:
        """The controls from top to bottom, also those behind a closed heading."""
        return tuple(row.editor for row in self._rows().values())

    def stops(self) -> tuple[QWidget, ...]:
        """Where the keyboard comes by, from top to bottom; what is hidden is passed over."""
        return (self.search, *(stop for section in self._sections for stop in section.stops()))

    def section(self, title: str) -> FieldSectionWidget:
        """The group of that heading. Raises `LookupError`."""
        for each in self._sections:
            if each.title == title:
                return each
        raise LookupError(title)

    def problem(self, key: str) -> str:
        """What is wrong with a field as shown, empty when nothing is. Raises `KeyError`."""
        return self._rows()[key].problem

    def values(self) -> dict[str, str]:
        """What was filled in; what is left to the provider is not among it."""
        found = {key: row.value() for key, row in self._rows().items()}
        return {key: value for key, value in found.items() if value}

    def is_changed(self) -> bool:
        """Whether a person has filled in, changed or cleared anything. What was known counts: they typed it."""
        return self.values() != self._first_values

    def apply(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """Fill in the values of a preset and show them; returns the keys for which there is no field.

        What the preset before has filled in and nobody has changed goes back first; without values that is all.
        """
        rows = self._rows()
        for key, (put, before) in self._preset_values.items():
            if rows[key].value() == put:
                rows[key].set_value(before)
        self._preset_values = {}
        for key, value in values.items():
            if key in rows:
                before = rows[key].value()
                rows[key].set_value(value)
                self._preset_values[key] = (rows[key].value(), before)
        for section in self._sections:
            if any(key in section.rows for key in values):
                section.set_open(is_open=True)
        return tuple(key for key in values if key not in rows)

    def find_problems(self, *, is_known_customer: bool) -> dict[str, str]:
        """What can be told without the provider; a known customer may lack what a new one needs."""
        found = {
            key: row.find_problem(is_known_customer=is_known_customer) for key, row in self._rows().items()
        }
        return {key: text for key, text in found.items() if text}

    def show_problems(self, problems: Mapping[str, str]) -> bool:
        """Say what is wrong at each field and go to the first; False when one has no field here."""
        self.clear_problems()
        self.search.clear()
        rows = self._rows()
        wrong = [key for key in rows if key in problems]
        for section in self._sections:
            if any(key in section.rows for key in wrong):
                section.set_open(is_open=True)
        for key in wrong:
            rows[key].show_problem(problems[key])
        if wrong:
            self._go_to(rows[wrong[0]])
        return len(wrong) == len(problems)

    def clear_problems(self) -> None:
        """Nothing is wrong any more."""
        for row in self._rows().values():
            row.show_problem("")

    def focus_first(self) -> None:
        """The keyboard to the first field that is needed and empty, else to the first."""
        rows = list(self._rows().values())
        empty = [row for row in rows if row.field.required and not row.value()]
        for row in (empty or rows)[:1]:
            self._go_to(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """In the search Enter goes to the first field found and Escape ends it: neither is for the dialog then."""
        is_searching = self.search.hasFocus()
        if is_searching and event.key() in _ENTER:
            found = [row for row in self._rows().values() if row.editor.isVisible()]
            for row in found[:1]:
                self._go_to(row)
        elif is_searching and event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        else:
            super().keyPressEvent(event)

    def _go_to(self, row: FieldRow) -> None:
        editor = row.editor
        editor.setFocus()
        # Headings that have just opened and sentences that have just appeared take their places first.
        QTimer.singleShot(0, editor, lambda: self._scroll.ensureWidgetVisible(editor, 0, _ROOM_AROUND))

    def _rows(self) -> dict[str, FieldRow]:
        return {key: row for section in self._sections for key, row in section.rows.items()}

    def _on_searched(self, words: str) -> None:
        wanted = words.strip()
        if wanted and not self._open_before:
            self._open_before = {each.title: each.is_open for each in self._sections}
        found = [section.filter(wanted) for section in self._sections]
        for section, has_any in zip(self._sections, found, strict=True):
            if wanted and has_any:
                section.set_open(is_open=True)
            elif not wanted and section.title in self._open_before:
                # As it was before the search, but for what has been filled in meanwhile.
                is_filled = any(row.value() for row in section.rows.values())
                section.set_open(is_open=self._open_before[section.title] or is_filled)
        if not wanted:
            self._open_before = {}
        self._none.setVisible(bool(self._sections) and not any(found))


def _in_groups(fields: tuple[FormField, ...]) -> list[FormField]:
    """Fields without a group first, the others in the order their groups come."""
    return sorted(fields, key=lambda each: bool(each.field.group))
