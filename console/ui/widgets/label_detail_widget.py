"""One label of the dictionary, whole: meaning, source, where it was seen here and the team's notes; asks no service."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from console.domain.labels import LabelLine, LabelName, LabelNote
from console.domain.risk import LabelMeaning
from console.ui.toolkit.badges import Badge
from console.ui.toolkit.controls import make_button, make_separator
from console.ui.toolkit.fill import fill
from console.ui.toolkit.label_words import (
    blocking_text,
    label_title,
    origin_text,
    seen_text,
    undescribed_text,
)
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import PlainLabel, make_label
from console.ui.widgets.copy_row_widget import CopyRowWidget
from console.ui.widgets.label_notes_widget import LabelNotesWidget


class LabelDetailWidget(QScrollArea):
    """`list_requested` carries the value of a label whose verifications a person wants to see."""

    list_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line: LabelLine | None = None
        self.setWidgetResizable(True)
        self.setAccessibleName(self.tr("The chosen label"))
        page = QWidget(self)
        page.setObjectName("page")
        self._badge = Badge(page)
        self._title = make_label("", "section", page, wrap=True, selectable=True)
        self._origin = make_label("", "muted", page, wrap=True)
        self._value = CopyRowWidget(self.tr("Provider's word"), page)
        self._blocks = make_label("", "strong", page, wrap=True)
        self._meaning = make_label("", "body", page, wrap=True, selectable=True)
        self._look_at = make_label("", "body", page, wrap=True, selectable=True)
        self._source_line = make_separator(page)
        self._source_head = make_label(self.tr("Where the meaning comes from"), "strong", page)
        self._source = CopyRowWidget(self.tr("Source"), page)
        self._version = make_label("", "muted", page, wrap=True)
        self._seen = make_label("", "body", page, wrap=True)
        self.list_button = make_button(self.tr("Show these verifications"), parent=page)
        self.list_button.clicked.connect(self._on_list_requested)
        self.notes = LabelNotesWidget(page)
        self._lay_out(page)
        self.setWidget(page)

    @property
    def name(self) -> LabelName | None:
        """The label that is shown."""
        return self._line.name if self._line is not None else None

    def show_line(self, line: LabelLine) -> None:
        """Show a label; what was written about another one is not carried over."""
        if self._line is None or line.name != self._line.name:
            self.notes.clear_field()
            self.notes.show_notes(())
            self.verticalScrollBar().setValue(0)
        self._line = line
        label, meaning = line.label, line.label.meaning
        self._badge.show_severity(label.severity)
        self._title.setText(label_title(label))
        self._origin.setText(origin_text(line.provider_title, line.name))
        self._value.show_value(line.name.value)
        self._show_meaning(meaning)
        self._seen.setText(seen_text(line.seen))
        self.list_button.setVisible(line.seen is not None and line.seen.verifications > 0)

    def show_notes(self, notes: tuple[LabelNote, ...]) -> None:
        """The notes about labels of this provider; only those about the shown one appear."""
        self.notes.show_notes(tuple(note for note in notes if note.label == self.name))

    def _show_meaning(self, meaning: LabelMeaning | None) -> None:
        described: tuple[QWidget, ...] = (
            self._source_line,
            self._blocks,
            self._look_at,
            self._source_head,
            self._source,
            self._version,
        )
        for part in described:
            part.setVisible(meaning is not None)
        if meaning is None:
            self._meaning.setText(undescribed_text())
            return
        blocks = blocking_text(meaning)
        self._blocks.setText(blocks[:1].upper() + blocks[1:])
        self._meaning.setText(meaning.meaning)
        self._look_at.setText(fill(self.tr("Look at: %1"), meaning.look_at))
        self._source.show_value(meaning.source)
        self._version.setText(fill(self.tr("As of %1"), meaning.version))

    def _lay_out(self, page: QWidget) -> None:
        space = current_look().theme.metrics
        column = QVBoxLayout(page)
        column.setContentsMargins(space.space_4, space.space_3, space.space_4, space.space_4)
        column.setSpacing(space.space_2)
        head = QHBoxLayout()
        head.setSpacing(space.space_2)
        head.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        column.addLayout(head)
        texts: tuple[PlainLabel, ...] = (self._blocks, self._meaning, self._look_at)
        column.addWidget(self._origin)
        column.addWidget(self._value)
        for text in texts:
            column.addWidget(text)
        column.addWidget(self._source_line)
        column.addWidget(self._source_head)
        column.addWidget(self._source)
        column.addWidget(self._version)
        column.addWidget(make_separator(page))
        column.addWidget(self._seen)
        column.addWidget(self.list_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(make_separator(page))
        column.addWidget(self.notes)
        column.addStretch()

    def _on_list_requested(self) -> None:
        if self._line is not None:
            self.list_requested.emit(self._line.name.value)
