"""The events of a case as an item model: a row per event, oldest first; holds values and asks nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from console.domain.timeline import TimelineEvent
from console.ui.toolkit.case_words import event_word, source_word
from console.ui.toolkit.plain import to_plain, to_tooltip
from console.ui.toolkit.words import exact_time

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_CELLS: Final[tuple[Callable[[TimelineEvent], str], ...]] = (
    lambda event: exact_time(event.at),
    lambda event: event_word(event.kind),
    lambda event: source_word(event.source),
    lambda event: event.raw,
)
RAW: Final = 3
"""The column that gives way when there is little room."""


class EventModel(QAbstractTableModel):
    """A row speaks as one sentence, in whichever cell the reader is."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._events: tuple[TimelineEvent, ...] = ()

    def show_events(self, events: tuple[TimelineEvent, ...]) -> None:
        """Show these events; what was there and is still the beginning of the list stays as it is."""
        old = len(self._events)
        if events[:old] != self._events:
            self.beginResetModel()
            self._events = events
            self.endResetModel()
        elif len(events) > old:
            self.beginInsertRows(_ROOT, old, len(events) - 1)
            self._events = events
            self.endInsertRows()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """As many as there are events."""
        return 0 if parent.isValid() else len(self._events)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Time, what, source, raw value."""
        return 0 if parent.isValid() else len(_CELLS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text of a cell; the whole event for a screen reader."""
        if not index.isValid() or not 0 <= index.row() < len(self._events):
            return None
        event = self._events[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return to_plain(_CELLS[index.column()](event))
        if role == Qt.ItemDataRole.ToolTipRole:
            # The last column gives way when the pane is narrow.
            return to_tooltip(_CELLS[index.column()](event)) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return to_sentence(event)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Headings of the columns."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = (self.tr("Time"), self.tr("What"), self.tr("Source"), self.tr("Raw value"))
        return titles[section] if 0 <= section < len(titles) else None


def to_sentence(event: TimelineEvent) -> str:
    """An event on one line."""
    return to_plain(", ".join(text for cell in _CELLS if (text := cell(event))))
