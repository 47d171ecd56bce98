"""One field of a form: its editor by kind, its words and room for its problem; knows no provider and sends nothing."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from console.domain.provider import CreateField, FieldKind
from console.services.creation import FormField
from console.ui.toolkit.choice import CalmComboBox
from console.ui.toolkit.controls import make_line_edit, set_wrong
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label
from console.ui.widgets.file_field_widget import FileFieldWidget

translate = QCoreApplication.translate

YES: Final = "true"
NO: Final = "false"
_YES_WORDS: Final = frozenset({YES, "1", "yes"})
_NO_WORDS: Final = frozenset({NO, "0", "no"})
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_COUNTRY: Final = re.compile(r"[A-Za-z]{2,3}")
_LINES: Final = 4

Editor = QLineEdit | QComboBox | FileFieldWidget


class FieldRow:
    """The parts of one field in the four grid lines from `number` on; `editor` is what takes the keyboard."""

    def __init__(self, each: FormField, value: str, grid: QGridLayout, number: int, page: QWidget) -> None:
        self.field: CreateField = each.field
        self._page = page
        shown = (
            self.field.label
            if self.field.required
            else fill(translate("Form", "%1 (optional)"), self.field.label)
        )
        label = make_label(shown, "strong" if self.field.required else "body", page, wrap=True)
        self.editor = self._build_editor(value)
        self.editor.setAccessibleName(shown)
        self.editor.setAccessibleDescription(self.field.help)
        label.setBuddy(self.editor)
        help_label = make_label(self.field.help, "muted", page, wrap=True)
        help_label.setVisible(bool(self.field.help))
        self._problem = make_label("", "danger", page, wrap=True)
        self._problem.hide()
        self._shown: tuple[QWidget, ...] = (label, self.editor, *((help_label,) if self.field.help else ()))
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.editor, number, 1)
        grid.addWidget(help_label, number + 1, 1, top)
        grid.addWidget(self._problem, number + 2, 1, top)
        self._grid, self._gap_line = grid, number + 3
        self._set_gap(is_shown=True)

    @staticmethod
    def lines() -> int:
        """How many lines of the grid one field takes."""
        return _LINES

    @property
    def problem(self) -> str:
        """What is wrong as shown, empty when nothing is."""
        return self._problem.text()

    def value(self) -> str:
        """What was filled in, empty when it is left to the provider."""
        editor = self.editor
        if isinstance(editor, QLineEdit):
            return editor.text().strip()
        if isinstance(editor, FileFieldWidget):
            return editor.value
        is_item = editor.currentText() == editor.itemText(editor.currentIndex())
        return str(editor.currentData()) if is_item else editor.currentText().strip()

    def set_value(self, value: str) -> None:
        """Fill in; a choice that is not offered is typed where that is possible, else nothing is chosen. A file is only
        ever chosen by a person: it is forgotten."""
        editor = self.editor
        if isinstance(editor, QLineEdit):
            editor.setText(value)
            return
        if isinstance(editor, FileFieldWidget):
            editor.clear()
            return
        place = editor.findData(_to_switch(value) if self.field.kind is FieldKind.SWITCH else value)
        if place < 0 and editor.isEditable():
            editor.setEditText(value)
        else:
            editor.setCurrentIndex(max(0, place))

    def find_problem(self, *, is_known_customer: bool) -> str:
        """What can be told without the provider, in one sentence."""
        field, value = self.field, self.value()
        if field.required and not value and not is_known_customer:
            return fill(translate("Form", "%1 is needed."), field.label)
        if field.kind is not FieldKind.FILE and field.max_characters and len(value) > field.max_characters:
            return fill(
                translate("Form", "At most %1 characters; these are %2."), field.max_characters, len(value)
            )
        if field.kind is FieldKind.DATE and value and not _DATE.fullmatch(value):
            return translate("Form", "Write the date as year-month-day, as in 1988-11-23.")
        if field.kind is FieldKind.COUNTRY and value and not _COUNTRY.fullmatch(value):
            return translate("Form", "Write the country as its two or three letters, as in DE.")
        return ""

    def show_problem(self, text: str) -> None:
        """Say what is wrong, or with an empty text that nothing is."""
        set_wrong(self.editor, wrong=bool(text))
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def is_about(self, words: str) -> bool:
        """Whether label, key or help hold these words, whatever their case."""
        said = f"{self.field.label} {self.field.key} {self.field.help}".casefold()
        return all(word in said for word in words.casefold().split())

    def set_shown(self, *, shown: bool) -> None:
        """Show or hide the whole field."""
        for part in self._shown:
            part.setVisible(shown)
        self._problem.setVisible(shown and bool(self._problem.text()))
        self._set_gap(is_shown=shown)

    def _set_gap(self, *, is_shown: bool) -> None:
        gap = current_look().theme.metrics.space_2 if is_shown else 0
        self._grid.setRowMinimumHeight(self._gap_line, gap)

    def _build_editor(self, value: str) -> Editor:
        field, page = self.field, self._page
        if field.kind is FieldKind.FILE:
            return FileFieldWidget(field.label, page, kinds="* (*)", is_text=False)
        if field.kind is FieldKind.SWITCH:
            choices = ((translate("Form", "Yes"), YES), (translate("Form", "No"), NO))
            return self._build_box(choices, _to_switch(value))
        if field.kind is FieldKind.CHOICE:
            return self._build_box(tuple((choice, choice) for choice in field.choices), value)
        several = [part.strip() for part in value.split(",") if part.strip()]
        # A setting in the plural holds several values; a person may still type another one.
        if field.setting == f"{field.key}s" and len(several) > 1:
            box = self._build_box(tuple((each, each) for each in several), several[0])
            box.setEditable(True)
            return box
        hints = {
            FieldKind.DATE: translate("Form", "Year-month-day, as in 1988-11-23"),
            FieldKind.COUNTRY: translate("Form", "Two letters, as in DE"),
        }
        edit = make_line_edit(hints.get(field.kind, ""), page)
        edit.setText(value)
        return edit

    def _build_box(self, choices: tuple[tuple[str, str], ...], value: str) -> QComboBox:
        box = CalmComboBox(self._page)
        box.addItem(
            translate("Form", "Choose …")
            if self.field.required
            else translate("Form", "Leave it to the provider"),
            "",
        )
        for text, data in choices:
            box.addItem(text, data)
        box.setCurrentIndex(max(0, box.findData(value)))
        box.setMinimumContentsLength(12)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return box


def add_gap(grid: QGridLayout) -> None:
    """The distances inside a grid of fields."""
    metrics = current_look().theme.metrics
    grid.setHorizontalSpacing(metrics.space_3)
    # Hidden lines keep their spacing, so the distances are inside the lines.
    grid.setVerticalSpacing(1)


def _to_switch(value: str) -> str:
    word = value.strip().casefold()
    return YES if word in _YES_WORDS else NO if word in _NO_WORDS else ""
