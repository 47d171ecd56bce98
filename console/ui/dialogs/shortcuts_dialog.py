"""The sheet of keyboard shortcuts: every line of the one table, by group, found by typing; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from console.base.folding import fold
from console.ui.toolkit.controls import make_line_edit
from console.ui.toolkit.look import current_look
from console.ui.toolkit.shortcuts import (
    BUILT_IN,
    SHORTCUTS,
    Shortcut,
    group_word,
    meaning_of,
    to_shown_keys,
)
from console.ui.toolkit.text import PlainLabel, make_label

_SIZE = (620, 640)


class _Line:
    """One shortcut on the sheet; `said` is what a search looks through."""

    def __init__(self, shortcut: Shortcut, keys: PlainLabel, meaning: PlainLabel) -> None:
        self.group = shortcut.group
        self.keys = keys
        self.meaning = meaning
        self.said = fold(f"{keys.text()} {meaning.text()} {group_word(shortcut.group)}")

    def set_visible(self, *, visible: bool) -> None:
        """Show or hide both parts."""
        self.keys.setVisible(visible)
        self.meaning.setVisible(visible)


class ShortcutsDialog(QDialog):
    """Opened with `open_dialog`; any close key ends it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.resize(*_SIZE)
        self.field = make_line_edit(self.tr("Find a key or what it does"), self)
        self._lines: list[_Line] = []
        self._headings: dict[str, PlainLabel] = {}
        self._nothing = make_label(self.tr("No shortcut has all of these words."), "muted", self)
        metrics = current_look().theme.metrics
        sheet = QWidget(self)
        sheet.setObjectName("page")
        self._grid = QGridLayout(sheet)
        self._grid.setContentsMargins(0, 0, metrics.space_3, 0)
        self._grid.setHorizontalSpacing(metrics.space_6)
        self._grid.setVerticalSpacing(metrics.space_2)
        self._grid.setColumnStretch(1, 1)
        self._fill_sheet((*SHORTCUTS.values(), *BUILT_IN))
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(sheet)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_6, metrics.space_4, metrics.space_4, metrics.space_4)
        layout.setSpacing(metrics.space_3)
        layout.addWidget(make_label(self.windowTitle(), "section", self))
        layout.addWidget(self.field)
        layout.addWidget(self._nothing)
        layout.addWidget(scroll, 1)
        self._nothing.hide()
        self.field.textChanged.connect(self._on_text_changed)

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """Keys and meaning of every line that is shown, from top to bottom."""
        return tuple(
            (line.keys.text(), line.meaning.text()) for line in self._lines if not line.keys.isHidden()
        )

    def _fill_sheet(self, shortcuts: Sequence[Shortcut]) -> None:
        row = 0
        for group in dict.fromkeys(shortcut.group for shortcut in shortcuts):
            self._headings[group] = make_label(group_word(group), "caption", self)
            self._grid.addWidget(self._headings[group], row, 0, 1, 2)
            row += 1
            for shortcut in shortcuts:
                if shortcut.group == group:
                    self._lines.append(self._make_line(shortcut, row))
                    row += 1
        self._grid.setRowStretch(row, 1)

    def _make_line(self, shortcut: Shortcut, row: int) -> _Line:
        keys = make_label("   ".join(to_shown_keys(key) for key in shortcut.keys), "mono", self)
        meaning = make_label(meaning_of(shortcut), parent=self, wrap=True)
        self._grid.addWidget(keys, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(meaning, row, 1, Qt.AlignmentFlag.AlignTop)
        return _Line(shortcut, keys, meaning)

    def _on_text_changed(self, text: str) -> None:
        words = fold(text).split()
        for line in self._lines:
            line.set_visible(visible=all(word in line.said for word in words))
        there = {line.group for line in self._lines if not line.keys.isHidden()}
        for group, heading in self._headings.items():
            heading.setVisible(group in there)
        self._nothing.setVisible(not there)
