"""The form of a new verification, built from a provider's fields: labels beside, problems below; sends nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from console.domain.provider import CreateField, FieldKind
from console.services.creation import FormField
from console.ui.toolkit.controls import make_line_edit, set_wrong
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label

YES: Final = "true"
_YES_WORDS: Final = frozenset({"true", "1", "yes"})
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_LABEL_WIDTH: Final = 160

Editor = QLineEdit | QComboBox | QCheckBox


class _CalmComboBox(QComboBox):
    """Scrolling the form over it does not change its value."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


@dataclass(frozen=True, slots=True)
class _Row:
    field: CreateField
    default: str
    editor: Editor
    problem: QLabel


class CreateFormWidget(QWidget):
    """`show_fields` makes the form; `values` are those that were filled in, by field key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, _Row] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, current_look().theme.metrics.space_3, 0)
        self._page: QWidget | None = None

    def show_fields(self, fields: tuple[FormField, ...], known: Mapping[str, str]) -> None:
        """Make the form of another account. `known` are values that go before the defaults."""
        metrics = current_look().theme.metrics
        if self._page is not None:
            self._page.hide()
            self._page.deleteLater()
        page = QWidget(self)
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(metrics.space_3)
        grid.setVerticalSpacing(metrics.space_1)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self._rows = {}
        for each in fields:
            self._add_row(grid, page, each, known.get(each.field.key) or each.default)
        grid.setRowStretch(grid.rowCount(), 1)
        self._column.addWidget(page)
        self._page = page
        page.show()

    def editor(self, key: str) -> Editor:
        """The control of a field. Raises `KeyError`."""
        return self._rows[key].editor

    def editors(self) -> tuple[Editor, ...]:
        """The controls from top to bottom."""
        return tuple(row.editor for row in self._rows.values())

    def problem(self, key: str) -> str:
        """What is wrong with a field as shown, empty when nothing is. Raises `KeyError`."""
        return self._rows[key].problem.text()

    def values(self) -> dict[str, str]:
        """What was filled in; a switch that is off counts only where it was on by default."""
        found = {key: self._read(row) for key, row in self._rows.items()}
        return {key: value for key, value in found.items() if value}

    def find_problems(self, *, is_known_customer: bool) -> dict[str, str]:
        """What can be told without the provider; a known customer may lack what a new one needs."""
        problems: dict[str, str] = {}
        for key, row in self._rows.items():
            text = self._find_problem(row, self._read(row), is_known_customer=is_known_customer)
            if text:
                problems[key] = text
        return problems

    def show_problems(self, problems: Mapping[str, str]) -> bool:
        """Say what is wrong at each field and go to the first; False when one has no field here."""
        self.clear_problems()
        wrong = [key for key in self._rows if key in problems]
        for key in wrong:
            row = self._rows[key]
            set_wrong(row.editor, wrong=True)
            row.problem.setText(problems[key])
            row.problem.show()
        if wrong:
            self._rows[wrong[0]].editor.setFocus()
        return len(wrong) == len(problems)

    def clear_problems(self) -> None:
        """Nothing is wrong any more."""
        for row in self._rows.values():
            set_wrong(row.editor, wrong=False)
            row.problem.setText("")
            row.problem.hide()

    def focus_first(self) -> None:
        """The keyboard to the first field that is needed and empty, else to the first."""
        rows = list(self._rows.values())
        empty = [row for row in rows if row.field.required and not self._read(row)]
        for row in (empty or rows)[:1]:
            row.editor.setFocus()

    def _add_row(self, grid: QGridLayout, page: QWidget, each: FormField, value: str) -> None:
        field = each.field
        number = grid.rowCount()
        shown = field.label if field.required else fill(self.tr("%1 (optional)"), field.label)
        label = make_label(shown, "strong" if field.required else "body", page, wrap=True)
        editor = self._build_editor(field, value, page)
        editor.setAccessibleName(shown)
        editor.setAccessibleDescription(field.help)
        label.setBuddy(editor)
        problem = make_label("", "danger", page, wrap=True)
        problem.hide()
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(editor, number, 1)
        if field.help:
            grid.addWidget(make_label(field.help, "muted", page, wrap=True), number + 1, 1, top)
        grid.addWidget(problem, number + 2, 1, top)
        grid.setRowMinimumHeight(number + 3, current_look().theme.metrics.space_2)
        self._rows[field.key] = _Row(field, each.default, editor, problem)

    def _build_editor(self, field: CreateField, value: str, page: QWidget) -> Editor:
        if field.kind is FieldKind.SWITCH:
            switch = QCheckBox(self.tr("Yes"), page)
            switch.setChecked(value.strip().casefold() in _YES_WORDS)
            return switch
        if field.kind is FieldKind.CHOICE:
            return self._build_choice(field.choices, value, page)
        several = [part.strip() for part in value.split(",") if part.strip()]
        # A setting in the plural holds several values; a person may still type another one.
        if field.setting == f"{field.key}s" and len(several) > 1:
            choice = self._build_choice(tuple(several), several[0], page)
            choice.setEditable(True)
            return choice
        hints = {
            FieldKind.DATE: self.tr("Year-month-day, as in 1988-11-23"),
            FieldKind.COUNTRY: self.tr("Two letters, as in DE"),
        }
        edit = make_line_edit(hints.get(field.kind, ""), page)
        edit.setText(value)
        return edit

    def _build_choice(self, choices: tuple[str, ...], value: str, page: QWidget) -> QComboBox:
        box = _CalmComboBox(page)
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.addItem(self.tr("Leave it to the provider"), "")
        for choice in choices:
            box.addItem(choice, choice)
        box.setCurrentIndex(max(0, box.findData(value)))
        return box

    def _read(self, row: _Row) -> str:
        editor = row.editor
        if isinstance(editor, QLineEdit):
            return editor.text().strip()
        if isinstance(editor, QCheckBox):
            was_on = row.default.strip().casefold() in _YES_WORDS
            return YES if editor.isChecked() else "false" if was_on else ""
        chosen = editor.currentData()
        is_item = editor.currentText() == editor.itemText(editor.currentIndex())
        return str(chosen) if is_item else editor.currentText().strip()

    def _find_problem(self, row: _Row, value: str, *, is_known_customer: bool) -> str:
        field = row.field
        if field.required and not value and not is_known_customer:
            return fill(self.tr("%1 is needed."), field.label)
        if field.max_characters and len(value) > field.max_characters:
            text = self.tr("At most %1 characters; these are %2.")
            return fill(text, field.max_characters, len(value))
        if field.kind is FieldKind.DATE and value and not _DATE.fullmatch(value):
            return self.tr("Write the date as year-month-day, as in 1988-11-23.")
        return ""
