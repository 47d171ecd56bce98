"""The audit trail as a table: numbers of all entries that fit, the entries themselves in portions as they are looked at."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from console.domain.activity import ActivityEntry
from console.ui.toolkit.audit_words import audit_word, details_text, subject_text, who_text
from console.ui.toolkit.fill import fill
from console.ui.toolkit.plain import to_plain, to_tooltip
from console.ui.toolkit.words import exact_time

PORTION: Final = 100
_MOST_KEPT: Final = 4000
Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class ActivityColumn(IntEnum):
    """The columns from left to right."""

    AT = 0
    WHO = 1
    WHAT = 2
    ABOUT = 3
    DETAILS = 4


class ActivityModel(QAbstractTableModel):
    """`wanted` carries the numbers of entries that were looked at and are not here yet."""

    wanted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers: Sequence[int] = ()
        self._entries: OrderedDict[int, ActivityEntry] = OrderedDict()
        self._asked: set[int] = set()
        self._accounts: Mapping[str, str] = {}

    @property
    def newest(self) -> int:
        """The largest number shown, 0 for none."""
        return self._numbers[0] if len(self._numbers) else 0

    def name_accounts(self, names: Mapping[str, str]) -> None:
        """Names of the accounts by id; entries about one of them say it from now on."""
        self._accounts = dict(names)

    def show_numbers(self, numbers: Sequence[int]) -> None:
        """Another list, newest first; entries that are here already are shown at once."""
        self.beginResetModel()
        self._numbers = numbers
        self._asked.clear()
        self.endResetModel()

    def add_newer(self, numbers: Sequence[int]) -> None:
        """What was written since, newest first; whatever is selected stays so."""
        if not len(numbers):
            return
        self.beginInsertRows(_NOWHERE, 0, len(numbers) - 1)
        self._numbers = array("q", (*numbers, *self._numbers))
        # Portions are counted from the top: they have moved.
        self._asked.clear()
        self.endInsertRows()

    def put_entries(self, entries: Mapping[int, ActivityEntry]) -> None:
        """The entries of a portion that was asked for."""
        self._entries.update(entries)
        while len(self._entries) > _MOST_KEPT:
            number, _ = self._entries.popitem(last=False)
            self._forget_portion(number)
        rows = [row for number in entries if (row := self.row_of(number)) >= 0]
        if rows:
            last = len(ActivityColumn) - 1
            self.dataChanged.emit(self.index(min(rows), 0), self.index(max(rows), last))

    def entry_at(self, row: int) -> ActivityEntry | None:
        """The entry of a row, None while it is not here."""
        return self._entries.get(self._numbers[row]) if 0 <= row < len(self._numbers) else None

    def row_of(self, number: int) -> int:
        """Where an entry stands, -1 where it does not."""
        low, high = 0, len(self._numbers)
        while low < high:
            middle = (low + high) // 2
            if self._numbers[middle] > number:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self._numbers) and self._numbers[low] == number else -1

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many entries fit."""
        return 0 if parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Always the same."""
        return 0 if parent.isValid() else len(ActivityColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headings."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        words = (self.tr("Time"), self.tr("Who"), self.tr("What"), self.tr("About"), self.tr("Details"))
        return words[section] if 0 <= section < len(words) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell; an entry that is not here yet is asked for and shown as dots."""
        if not index.isValid() or role not in _ROLES:
            return None
        entry = self.entry_at(index.row())
        if entry is None:
            self._ask(index.row())
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        column = ActivityColumn(index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return to_tooltip(_whole(entry, column))
        if column is ActivityColumn.ABOUT and entry.subject in self._accounts:
            return to_plain(fill(self.tr("Account %1"), self._accounts[entry.subject]))
        return to_plain(_cell(entry, column))

    def _ask(self, row: int) -> None:
        portion = row // PORTION
        if portion not in self._asked:
            self._asked.add(portion)
            first = portion * PORTION
            self.wanted.emit(tuple(self._numbers[first : first + PORTION]))

    def _forget_portion(self, number: int) -> None:
        row = self.row_of(number)
        if row >= 0:
            self._asked.discard(row // PORTION)


_ROLES: Final = frozenset(
    {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}
)


def _cell(entry: ActivityEntry, column: ActivityColumn) -> str:
    match column:
        case ActivityColumn.AT:
            return exact_time(entry.at)
        case ActivityColumn.WHO:
            return who_text(entry.who)
        case ActivityColumn.WHAT:
            return audit_word(entry.action)
        case ActivityColumn.ABOUT:
            return subject_text(entry.subject)
        case ActivityColumn.DETAILS:
            return details_text(entry.action, entry.details)


def _whole(entry: ActivityEntry, column: ActivityColumn) -> str:
    if column is ActivityColumn.ABOUT:
        return entry.subject
    if column is ActivityColumn.WHAT:
        return f"{entry.action} ({entry.number})"
    if column is ActivityColumn.DETAILS:
        return entry.details
    return _cell(entry, column)
