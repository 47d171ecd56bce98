"""A provider's answer as text: searchable, copyable, never editable; what it shows was masked before."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from console.domain.case import RawRecord
from console.ui.models.raw_text import to_pretty_text
from console.ui.toolkit.case_words import source_word
from console.ui.toolkit.choice import ElidedComboBox
from console.ui.toolkit.clipboard import copy_text
from console.ui.toolkit.controls import make_button, make_line_edit
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.text import make_label
from console.ui.toolkit.words import exact_time


class JsonWidget(QWidget):
    """One observation at a time, chosen from a list of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        metrics = current_look().theme.metrics
        self._records: tuple[RawRecord, ...] = ()
        self._choice = ElidedComboBox(self)
        self._choice.setAccessibleName(self.tr("Which answer"))
        self._choice.currentIndexChanged.connect(self._on_choice_changed)
        self._find = make_line_edit(self.tr("Find in this answer"), self)
        self._find.returnPressed.connect(self._on_find_requested)
        self._missing = make_label("", "muted", self)
        self._missing.hide()
        self.copy_button = make_button(self.tr("Copy all"), "quiet", "copy", self)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self._text = QPlainTextEdit(self)
        self._text.setReadOnly(True)
        self._text.setFont(current_look().mono_font())
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setAccessibleName(self.tr("Provider's answer, secrets masked"))
        QShortcut(QKeySequence.StandardKey.FindNext, self, self._on_find_requested)
        which, where = QHBoxLayout(), QHBoxLayout()
        which.addWidget(self._choice, 1)
        which.addWidget(self.copy_button)
        where.addWidget(self._find, 1)
        where.addWidget(self._missing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_4, metrics.space_3, metrics.space_4, metrics.space_4)
        layout.setSpacing(metrics.space_2)
        for row in (which, where):
            row.setSpacing(metrics.space_2)
            layout.addLayout(row)
        layout.addWidget(self._text, 1)

    def show_records(self, records: tuple[RawRecord, ...]) -> None:
        """Show these answers; the one chosen before stays chosen if it is still there."""
        chosen = self._choice.currentText()
        self._records = records
        self._choice.blockSignals(True)
        self._choice.clear()
        self._choice.addItems([self._title(record) for record in records])
        self._choice.setCurrentIndex(max(0, self._choice.findText(chosen)))
        self._choice.blockSignals(False)
        self._on_choice_changed(self._choice.currentIndex())

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text.toPlainText()

    def _title(self, record: RawRecord) -> str:
        kind, source = to_plain(record.kind), source_word(record.source)
        return fill(self.tr("%1, %2, %3"), kind, source, exact_time(record.seen_at))

    def _on_choice_changed(self, index: int) -> None:
        body = self._records[index].body if 0 <= index < len(self._records) else b""
        shown = to_pretty_text(body) if body else ""
        if shown != self._text.toPlainText():
            self._text.setPlainText(shown)
        self._say_missing("")

    def _on_find_requested(self) -> None:
        wanted = self._find.text()
        if not wanted:
            return
        found = self._text.find(wanted)
        if not found:
            self._text.moveCursor(QTextCursor.MoveOperation.Start)
            found = self._text.find(wanted, QTextDocument.FindFlag(0))
        self._say_missing("" if found else self.tr("Not found"))

    def _say_missing(self, text: str) -> None:
        self._missing.setText(text)
        self._missing.setVisible(bool(text))

    def _on_copy_clicked(self) -> None:
        copy_text(self._text.toPlainText())
