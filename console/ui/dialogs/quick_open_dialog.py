"""Quick Open: go to anything by typing a part of its name; finds and tells, opens nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QListView, QVBoxLayout, QWidget

from console.domain.listing import VerificationRow
from console.services.services import Services
from console.ui.delegates.quick_delegate import QuickDelegate
from console.ui.models.quick_rows import (
    QuickKind,
    QuickModel,
    QuickRow,
    build_command_row,
    build_recent,
    build_rows,
    build_view_row,
)
from console.ui.toolkit.controls import make_line_edit
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.look import current_look
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.shortcuts import SHORTCUTS, QuickCommand, keys_text, meaning_of
from console.ui.toolkit.text import make_label
from console.ui.toolkit.view_names import RAIL_VIEWS

_MOVING: Final = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
_SIZE: Final = (640, 460)


class QuickOpenDialog(QDialog):
    """Opened with `open_dialog`; one of the signals comes after it closed, so that the keyboard goes where it leads.

    `case_requested` carries a VerificationKey, `customer_requested` a CustomerRow, `label_requested` a LabelName.
    """

    case_requested = Signal(object)
    customer_requested = Signal(object)
    view_requested = Signal(str)
    command_requested = Signal(str)
    label_requested = Signal(object)
    text_requested = Signal(str)

    def __init__(self, services: Services, commands: Sequence[QuickCommand], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Quick open"))
        self._service = services.quick_open
        self._names = (*_build_views(), *(build_command_row(command) for command in commands))
        self._recent: tuple[VerificationRow, ...] = ()
        self._open_when_found = False
        self._ready = False
        self._scope = TaskScope(self, self._on_failed)
        self.field = make_line_edit(self.tr("Name, e-mail, reference, id, view, command or label"), self)
        self.model = QuickModel(self)
        self.rows = QListView(self)
        self.rows.setModel(self.model)
        self.rows.setItemDelegate(QuickDelegate(self.model, self.rows))
        self.rows.setUniformItemSizes(True)
        self.rows.setAccessibleName(self.tr("Found"))
        # The keyboard stays in the field; its arrows move through the lines.
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.note = make_label("", "muted", self, wrap=True)
        self._lay_out()
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._on_text_changed)
        self.rows.clicked.connect(self._on_row_clicked)
        self._scope.start("recent", self._load_recent())

    @property
    def is_ready(self) -> bool:
        """True once the lines of what was typed are shown."""
        return self._ready and not self._scope.is_running("find")

    @property
    def current(self) -> QuickRow | None:
        """The line that Enter opens."""
        return self.model.row(self.rows.currentIndex())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter of the field belong to the lines."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _MOVING and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._move(key)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._open_current()
                return True
        return super().eventFilter(watched, event)

    # --- making ---

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_4, metrics.space_4, metrics.space_4, metrics.space_3)
        layout.setSpacing(metrics.space_2)
        layout.addWidget(self.field)
        layout.addWidget(self.rows, 1)
        layout.addWidget(self.note)
        self.resize(*_SIZE)
        self._say_keys()

    def _say_keys(self) -> None:
        self.note.setText(self.tr("Up and Down choose, Enter opens, Esc closes."))

    # --- finding ---

    def _on_text_changed(self, text: str) -> None:
        self._open_when_found = False
        self._scope.start("find", self._find(text))

    async def _load_recent(self) -> None:
        self._recent = await self._service.load_recent()
        if not self.field.text().strip():
            self._show(build_recent(self._recent, self._names, self._service))

    async def _find(self, text: str) -> None:
        if not text.strip():
            self._show(build_recent(self._recent, self._names, self._service))
            return
        hits = await self._service.find(text)
        self._show(build_rows(text, hits, self._names, self._service))

    def _show(self, rows: tuple[QuickRow, ...]) -> None:
        self.model.show(rows)
        self.rows.setCurrentIndex(self.model.index(0, 0))
        self._ready = True
        if rows:
            self._say_keys()
        else:
            self.note.setText(self.tr("Nothing has all of these words. Esc closes."))
        if self._open_when_found:
            self._open_when_found = False
            self._open_row(self.current)

    def _on_failed(self, failure: Exception) -> None:
        words = describe_error(failure)
        self.note.setText(f"{words.title}. {words.text}")
        self._ready = True

    # --- opening ---

    def _move(self, key: Qt.Key) -> None:
        count = self.model.rowCount()
        if not count:
            return
        page = max(1, self.rows.height() // current_look().theme.metrics.row - 1)
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}[
            key
        ]
        number = min(max(self.rows.currentIndex().row() + step, 0), count - 1)
        self.rows.setCurrentIndex(self.model.index(number, 0))
        self.field.setAccessibleDescription(self.current.spoken if self.current else "")

    def _open_current(self) -> None:
        """At once, or as soon as the search that is under way has ended: never on lines of an earlier one."""
        if self._scope.is_running("find") or not self._ready:
            self._open_when_found = True
        else:
            self._open_row(self.current)

    def _on_row_clicked(self, index: QModelIndex) -> None:
        self._open_row(self.model.row(index))

    def _open_row(self, row: QuickRow | None) -> None:
        if row is None:
            return
        self.accept()
        signals = {
            QuickKind.VERIFICATION: self.case_requested,
            QuickKind.CUSTOMER: self.customer_requested,
            QuickKind.VIEW: self.view_requested,
            QuickKind.COMMAND: self.command_requested,
            QuickKind.LABEL: self.label_requested,
            QuickKind.SEARCH: self.text_requested,
        }
        signals[row.kind].emit(row.target)


def _build_views() -> tuple[QuickRow, ...]:
    """Every view of the rail, under the words and keys of the shortcut that leads there."""
    names = {name: f"view_{number}" for number, name in enumerate(RAIL_VIEWS, start=1)}
    return tuple(
        build_view_row(name, meaning_of(SHORTCUTS[shortcut]), keys_text(shortcut))
        for name, shortcut in names.items()
    )
