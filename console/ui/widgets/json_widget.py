"""A provider's answer as text: searchable, copyable, never editable; what it shows was masked before."""

from __future__ import annotations

import re

from PySide6.QtGui import QShowEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.domain.case import RawRecord
from console.ui.models.raw_text import to_pretty_text
from console.ui.toolkit.case_words import source_word
from console.ui.toolkit.choice import ElidedComboBox
from console.ui.toolkit.clipboard import copy_text
from console.ui.toolkit.controls import make_button, make_line_edit
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.shortcuts import make_shortcut
from console.ui.toolkit.text import make_label
from console.ui.toolkit.words import exact_time
from console.ui.widgets.whole_lines import WholeLinesEdit


class JsonWidget(QWidget):
    """One observation at a time, chosen from a list of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        metrics = current_look().theme.metrics
        self._records: tuple[RawRecord, ...] = ()
        self._is_behind = False
        self._choice = ElidedComboBox(self)
        self._choice.setAccessibleName(self.tr("Which answer"))
        self._choice.currentIndexChanged.connect(self._on_choice_changed)
        self._hits: tuple[int, ...] = ()
        self._hit = -1
        self.find_field = make_line_edit(self.tr("Find in this answer"), self)
        self.find_field.textChanged.connect(self._on_find_changed)
        self.find_field.returnPressed.connect(self.find_next)
        self.count_label = make_label("", "muted", self)
        self.before_button = make_button("", "quiet", "chevron-left", self, tooltip=self.tr("Previous hit"))
        self.after_button = make_button("", "quiet", "chevron-right", self, tooltip=self.tr("Next hit"))
        self.before_button.clicked.connect(self.find_previous)
        self.after_button.clicked.connect(self.find_next)
        self.copy_button = make_button(self.tr("Copy all"), "quiet", "copy", self)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self._text = WholeLinesEdit(self)
        self._text.setFont(current_look().mono_font())
        self._text.setAccessibleName(self.tr("Provider's answer, secrets masked"))
        make_shortcut("find_next", self, self.find_next)
        make_shortcut("find_previous", self, self.find_previous)
        which, where = QHBoxLayout(), QHBoxLayout()
        which.addWidget(self._choice, 1)
        which.addWidget(self.copy_button)
        where.addWidget(self.find_field, 1)
        where.addWidget(self.count_label)
        where.addWidget(self.before_button)
        where.addWidget(self.after_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_4, metrics.space_3, metrics.space_4, metrics.space_4)
        layout.setSpacing(metrics.space_2)
        for row in (which, where):
            row.setSpacing(metrics.space_2)
            layout.addLayout(row)
        layout.addWidget(self._text, 1)
        self._say_hits()

    def show_records(self, records: tuple[RawRecord, ...]) -> None:
        """Show these answers as soon as somebody looks; the one chosen before stays chosen if it is still there."""
        self._records = records
        self._is_behind = True
        if self.isVisible():
            self._catch_up()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what came while nobody looked."""
        super().showEvent(event)
        self._catch_up()

    def _catch_up(self) -> None:
        if not self._is_behind:
            return
        self._is_behind = False
        records = self._records
        chosen = self._choice.currentText()
        self._choice.blockSignals(True)
        self._choice.clear()
        self._choice.addItems([self._title(record) for record in records])
        self._choice.setCurrentIndex(max(0, self._choice.findText(chosen)))
        self._choice.blockSignals(False)
        self._on_choice_changed(self._choice.currentIndex())

    @property
    def text(self) -> str:
        """What is shown, or would be."""
        self._catch_up()
        return self._text.toPlainText()

    def _title(self, record: RawRecord) -> str:
        kind, source = to_plain(record.kind), source_word(record.source)
        return fill(self.tr("%1, %2, %3"), kind, source, exact_time(record.seen_at))

    def _on_choice_changed(self, index: int) -> None:
        body = self._records[index].body if 0 <= index < len(self._records) else b""
        shown = to_pretty_text(body) if body else ""
        if shown != self._text.toPlainText():
            self._text.setPlainText(shown)
        self._look()

    def find_next(self) -> None:
        """Go to the next hit, after the last one to the first."""
        self._go(self._hit + 1)

    def find_previous(self) -> None:
        """Go to the hit before, from the first one to the last."""
        self._go(self._hit - 1 if self._hit >= 0 else -1)

    @property
    def hit(self) -> str:
        """The text of the hit that is shown."""
        return self._text.textCursor().selectedText()

    def _on_find_changed(self) -> None:
        self._look()
        if self._hits:
            self._go(0)

    def _look(self) -> None:
        """Where the words stand in the text that is shown, whatever their case."""
        wanted = self.find_field.text()
        found = re.finditer(re.escape(wanted), self.text, re.IGNORECASE) if wanted else ()
        self._hits = tuple(match.start() for match in found)
        self._hit = -1
        self._say_hits()

    def _go(self, number: int) -> None:
        if not self._hits:
            return
        self._hit = number % len(self._hits)
        text, start = self.text, self._hits[self._hit]
        cursor = self._text.textCursor()
        # Qt counts in UTF-16, where an emoji is two.
        cursor.setPosition(_utf16_length(text[:start]))
        wanted = text[start : start + len(self.find_field.text())]
        keep = QTextCursor.MoveMode.KeepAnchor
        cursor.setPosition(cursor.position() + _utf16_length(wanted), keep)
        self._text.setTextCursor(cursor)
        self._say_hits()

    def _say_hits(self) -> None:
        count = len(self._hits)
        for button in (self.before_button, self.after_button):
            button.setEnabled(bool(count))
        if not self.find_field.text():
            self.count_label.setText("")
        elif not count:
            self.count_label.setText(self.tr("Not found"))
        else:
            self.count_label.setText(fill(self.tr("%1 of %2"), max(1, self._hit + 1), count))

    def _on_copy_clicked(self) -> None:
        copy_text(self._text.toPlainText())


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
