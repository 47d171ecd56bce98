"""Finds the customer at the desk: one field for words or a scanned number, open sessions first; asks nobody itself."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QVBoxLayout, QWidget

from console.domain.environment import Environment
from console.services.front_desk_values import DeskHit
from console.ui.models.quick_rows import QuickKind, QuickModel, QuickRow
from console.ui.toolkit.controls import make_button, make_line_edit
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.spoken import set_reading_order
from console.ui.toolkit.text import make_label
from console.ui.toolkit.words import environment_word, phase_word

_MOVING: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_LONGEST: Final = 120


class DeskFindWidget(QWidget):
    """`typed` carries the words, `chosen` a DeskHit or None for somebody new; `confirmed` is Enter on what was chosen.

    Whoever uses it gives `rows` the delegate that paints lines of Quick Open.
    """

    typed = Signal(str)
    chosen = Signal(object)
    confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        metrics = current_look().theme.metrics
        self.field = make_line_edit(self.tr("Name, e-mail or number; type or scan"), self)
        self.field.setClearButtonEnabled(True)
        self.model = QuickModel(self)
        self.rows = QListView(self)
        self.rows.setModel(self.model)
        self.rows.setUniformItemSizes(True)
        self.rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.rows.setAccessibleName(self.tr("Found, open sessions first"))
        self.note = make_label("", "muted", self, wrap=True)
        self.new_button = make_button(self.tr("Somebody new"), "plain", "plus", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.space_2)
        title = make_label(self.tr("1  The customer"), "section", self)
        title.setBuddy(self.field)
        column.addWidget(title)
        column.addWidget(self.field)
        column.addWidget(self.note)
        column.addWidget(self.rows, 1)
        column.addWidget(self.new_button, 0, Qt.AlignmentFlag.AlignLeft)
        set_reading_order(title, self.field, self.note, self.rows, self.new_button)
        self.field.installEventFilter(self)
        self.rows.installEventFilter(self)
        self.field.textChanged.connect(self.typed)
        self.rows.selectionModel().currentChanged.connect(self._on_current_changed)
        self.rows.doubleClicked.connect(self.confirmed)
        self.new_button.clicked.connect(self.forget_choice)
        self._say((), "")

    @property
    def hit(self) -> DeskHit | None:
        """Who is chosen, None for somebody new."""
        row = self.model.row(self.rows.currentIndex())
        return row.target if row is not None and isinstance(row.target, DeskHit) else None

    def show_hits(self, hits: tuple[DeskHit, ...], words: str) -> None:
        """Show what fits `words`; the first one is chosen."""
        self.model.show(tuple(_to_row(hit) for hit in hits))
        if hits:
            self.rows.setCurrentIndex(self.model.index(0, 0))
        self._say(hits, words)
        self.chosen.emit(self.hit)

    def forget_choice(self) -> None:
        """Nobody of those found: somebody new."""
        self.rows.clearSelection()
        self.rows.selectionModel().clearCurrentIndex()

    def clear(self) -> None:
        """For the next customer: nothing of the one before stays."""
        self.field.clear()
        self.show_hits((), "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows of the field move through the lines; Enter is for what is chosen."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _ENTER:
                self.confirmed.emit()
                return True
            if watched is self.field and key in _MOVING and self.model.rowCount():
                self._move(_MOVING[key])
                return True
        return super().eventFilter(watched, event)

    def _move(self, step: int) -> None:
        number = min(max(self.rows.currentIndex().row() + step, 0), self.model.rowCount() - 1)
        self.rows.setCurrentIndex(self.model.index(number, 0))

    def _say(self, hits: tuple[DeskHit, ...], words: str) -> None:
        if hits:
            self.note.setText(self.tr("Up and Down choose, Enter goes on."))
        elif words.strip():
            self.note.setText(
                self.tr("Nobody has all of these. Fill in who it is and create a verification.")
            )
        else:
            self.note.setText(
                self.tr("Somebody who was here before is found first, so that nobody is asked twice.")
            )

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = self.model.row(current)
        self.field.setAccessibleDescription(row.spoken if row is not None else "")
        self.chosen.emit(self.hit)


def _to_row(hit: DeskHit) -> QuickRow:
    title = hit.customer_name or hit.email or hit.reference or hit.customer_id
    parts = [hit.provider_title]
    if hit.phase is not None:
        parts.append(phase_word(hit.phase))
    if hit.environment is not Environment.LIVE:
        parts.append(environment_word(hit.environment))
    if hit.customer_name and hit.email:
        parts.append(hit.email)
    kind = QuickKind.VERIFICATION if hit.is_open else QuickKind.CUSTOMER
    return QuickRow(kind, hit, to_plain(title, _LONGEST), to_plain(" · ".join(parts), _LONGEST))
