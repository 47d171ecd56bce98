"""Notes of the desk, newest first, each as it was written; withdrawn ones struck through. Sends nothing itself."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from console.domain.desk import Note
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.desk_words import moment_text
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label, set_tooltip
from console.ui.toolkit.words import exact_time

_LONGEST_SHOWN = 20_000
_FIELD_LINES = 4


class NoteField(QPlainTextEdit):
    """Where a note is written; `submitted` by Ctrl+Return. Tab leaves it."""

    submitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(self.tr("Write a note. Ctrl+Return keeps it."))
        self.setAccessibleName(self.tr("New note"))
        self.setFixedHeight(self.fontMetrics().lineSpacing() * (_FIELD_LINES + 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep the note with Ctrl+Return or Ctrl+Enter."""
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submitted.emit()
        else:
            super().keyPressEvent(event)


class NoteCard(QFrame):
    """One note; `withdraw_requested` when its button was pressed."""

    withdraw_requested = Signal()

    def __init__(self, note: Note, *, can_withdraw: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        metrics = current_look().theme.metrics
        self.note = note
        head = make_label(f"{note.who}, {moment_text(note.at)}", "caption", self)
        set_tooltip(head, exact_time(note.at))
        self.body = make_label("", "body", self, wrap=True, selectable=True)
        self.body.setText(note.body or self.tr("The text was erased with the record."))
        self.withdraw_button = make_button(self.tr("Withdraw"), "quiet", parent=self)
        self.withdraw_button.clicked.connect(self.withdraw_requested)
        self.withdraw_button.setVisible(can_withdraw and note.withdrawn_at is None)
        row = QHBoxLayout()
        row.addWidget(head, 1)
        row.addWidget(self.withdraw_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.space_3, metrics.space_2, metrics.space_3, metrics.space_2)
        column.setSpacing(metrics.space_1)
        column.addLayout(row)
        column.addWidget(self.body)
        self.withdrawn = make_label("", "muted", self, wrap=True)
        self.withdrawn.hide()
        column.addWidget(self.withdrawn)
        if note.withdrawn_at is not None:
            self._strike(note)
        self.setAccessibleName(f"{head.text()}: {note.body}")

    def _strike(self, note: Note) -> None:
        font = self.body.font()
        font.setStrikeOut(True)
        self.body.setFont(font)
        at = note.withdrawn_at
        when = moment_text(at) if at is not None else ""
        self.withdrawn.setText(fill(self.tr("Withdrawn by %1, %2"), note.withdrawn_by, when))
        self.withdrawn.show()


class NotesWidget(QWidget):
    """The field and the notes under it. `add_requested` carries a text, `withdraw_requested` a Note."""

    add_requested = Signal(str)
    withdraw_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        metrics = current_look().theme.metrics
        self._shown: tuple[object, ...] = ()
        self._shown_cards: list[NoteCard] = []
        self.field = NoteField(self)
        self.field.submitted.connect(self._on_add_wanted)
        self.problem = make_label("", "danger", self, wrap=True)
        self.problem.hide()
        self.add_button: QPushButton = make_button(self.tr("Add note"), parent=self)
        set_tooltip(self.add_button, self.tr("Ctrl+Return"))
        self.add_button.clicked.connect(self._on_add_wanted)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(metrics.space_2)
        self._none = make_label(
            self.tr("Nobody has written a note about this case."), "muted", self, wrap=True
        )
        foot = QHBoxLayout()
        foot.addWidget(self.problem, 1)
        foot.addStretch()
        foot.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.space_2)
        column.addWidget(self.field)
        column.addLayout(foot)
        column.addWidget(self._none)
        column.addLayout(self._cards)

    def show_notes(self, notes: tuple[Note, ...], *, is_past: bool) -> None:
        """Show these, newest first; what stands in the field stays."""
        self.field.setVisible(not is_past)
        self.add_button.setVisible(not is_past)
        self._none.setVisible(not notes)
        if (notes, is_past) == self._shown:
            return
        self._shown = (notes, is_past)
        for old in self._shown_cards:
            old.setParent(None)
            old.deleteLater()
        self._shown_cards = [
            NoteCard(note, can_withdraw=not is_past, parent=self) for note in reversed(notes)
        ]
        for card in self._shown_cards:
            card.withdraw_requested.connect(partial(self.withdraw_requested.emit, card.note))
            self._cards.addWidget(card)

    def cards(self) -> tuple[NoteCard, ...]:
        """The notes as shown."""
        return tuple(self._shown_cards)

    def say_problem(self, text: str) -> None:
        """What went wrong with the note in the field, empty for nothing."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _on_add_wanted(self) -> None:
        self.add_requested.emit(self.field.toPlainText())
