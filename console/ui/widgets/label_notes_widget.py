"""Notes of the team about one label: read, written, taken back; keeps none and asks no service."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from console.domain.labels import LabelNote
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.label_words import note_head
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label

_FIELD_HEIGHT = 64


class _NoteField(QPlainTextEdit):
    """`finished` by Ctrl+Return; Tab leaves it."""

    finished = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_return = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_return and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.finished.emit()
        else:
            super().keyPressEvent(event)


class LabelNotesWidget(QWidget):
    """`add_requested` carries the words of a new note, `withdraw_requested` the note to take back."""

    add_requested = Signal(str)
    withdraw_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = current_look().theme.metrics
        self._shown: tuple[LabelNote, ...] = ()
        self._list = QVBoxLayout()
        self._list.setSpacing(space.space_2)
        self.field = _NoteField(self)
        self.field.setPlaceholderText(
            self.tr("What colleagues should know about this label. Name no customer: notes here are kept.")
        )
        self.field.setAccessibleName(self.tr("New note about this label"))
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(_FIELD_HEIGHT)
        # As high as what is in it: room that is left belongs below.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.add_button = make_button(self.tr("Add note"), parent=self, tooltip=self.tr("Ctrl+Return"))
        self.problem = make_label("", "danger", self, wrap=True)
        self.problem.hide()
        self.field.textChanged.connect(self._on_text_changed)
        self.field.finished.connect(self._on_add_requested)
        self.add_button.clicked.connect(self._on_add_requested)
        self.add_button.setEnabled(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.space_2)
        column.addWidget(make_label(self.tr("Notes of your team"), "strong", self))
        column.addLayout(self._list)
        column.addWidget(self.field)
        column.addWidget(self.problem)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_notes(self, notes: tuple[LabelNote, ...]) -> None:
        """Show these notes, oldest first; what is being written stays."""
        if notes == self._shown:
            return
        self._shown = notes
        while (item := self._list.takeAt(0)) is not None:
            row = item.widget()
            if row is not None:
                row.hide()
                row.deleteLater()
        for note in notes:
            self._list.addWidget(self._build_row(note))

    def clear_field(self) -> None:
        """The note was kept, or another label is shown."""
        self.field.clear()
        self.show_problem("")

    def show_problem(self, text: str) -> None:
        """Say at the field why a note was not kept; an empty text takes it away."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _build_row(self, note: LabelNote) -> QWidget:
        row = QWidget(self)
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(make_label(note_head(note), "muted", row, wrap=True), 1)
        if note.withdrawn_at is None:
            words = fill(self.tr("Take back the note by %1"), note.who)
            withdraw = make_button(self.tr("Withdraw"), "quiet", parent=row, tooltip=words)
            withdraw.clicked.connect(lambda: self.withdraw_requested.emit(note))
            head.addWidget(withdraw)
        column.addLayout(head)
        role = "body" if note.withdrawn_at is None else "muted"
        body = make_label(note.body, role, row, wrap=True, selectable=True)
        if note.withdrawn_at is not None:
            font = body.font()
            font.setStrikeOut(True)
            body.setFont(font)
        column.addWidget(body)
        return row

    def _on_text_changed(self) -> None:
        self.add_button.setEnabled(bool(self.field.toPlainText().strip()))
        self.show_problem("")

    def _on_add_requested(self) -> None:
        if self.add_button.isEnabled():
            self.add_requested.emit(self.field.toPlainText())
