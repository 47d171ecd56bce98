"""The dictionary and the labels only seen as item models: lines that are all here, filtered and ordered in memory."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, NamedTuple, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from console.domain.labels import LabelLine, SeenLabel
from console.ui.toolkit.case_words import label_kind_word
from console.ui.toolkit.label_words import label_title
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain, to_tooltip
from console.ui.toolkit.words import severity_word

translate = QCoreApplication.translate

Index = QModelIndex | QPersistentModelIndex
Line = TypeVar("Line")
_ROOT: Final = QModelIndex()


@dataclass(frozen=True, slots=True)
class LabelColumn(Generic[Line]):
    """`text` is what a line shows there, `order` what it is sorted by, `icon` the name and colour role of a picture."""

    title: str
    text: Callable[[Line], str]
    order: Callable[[Line], Any]
    is_number: bool = False
    icon: Callable[[Line], tuple[str, str]] | None = None


class LabelFilter(NamedTuple):
    """What a person looks for; empty sets and an empty text mean no filter, words are combined with "and"."""

    text: str = ""
    providers: frozenset[Hashable] = frozenset()
    kinds: frozenset[Hashable] = frozenset()
    severities: frozenset[Hashable] = frozenset()

    def keeps(self, line: LabelLine) -> bool:
        """Whether a line of the dictionary is looked for; value, title, meaning and what to look at are searched."""
        name, label = line.name, line.label
        if (
            (self.providers and name.provider not in self.providers)
            or (self.kinds and name.kind not in self.kinds)
            or (self.severities and label.severity not in self.severities)
        ):
            return False
        meaning = label.meaning
        texts = (meaning.title, meaning.meaning, meaning.look_at) if meaning is not None else ()
        searched = fold("\n".join((name.value, name.value.replace("_", " "), *texts)))
        return all(word in searched for word in fold(self.text).split())


def fold(text: str) -> str:
    """A text without marks and capitals, so that what people type finds what they mean."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in split if not unicodedata.combining(character))


class LabelModel(QAbstractTableModel, Generic[Line]):
    """Lines in the order they were given, or by a column once one was chosen."""

    def __init__(self, columns: Sequence[LabelColumn[Line]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._given: tuple[Line, ...] = ()
        self._lines: tuple[Line, ...] = ()
        self._by = -1
        self._descending = False

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines instead; the same ones again change nothing."""
        if tuple(lines) == self._given:
            return
        self._given = tuple(lines)
        self.beginResetModel()
        self._lines = self._ordered()
        self.endResetModel()

    def line_at(self, number: int) -> Line | None:
        """The line of that number."""
        return self._lines[number] if 0 <= number < len(self._lines) else None

    def find(self, is_it: Callable[[Line], bool]) -> int:
        """The number of the first line that fits, -1 when none does."""
        return next((number for number, line in enumerate(self._lines) if is_it(line)), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Lines that are shown."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Columns of this table."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, picture and side of a cell; the first cell speaks the whole line."""
        line = self.line_at(index.row()) if index.isValid() else None
        if line is None:
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return to_plain(column.text(line))
        if role == Qt.ItemDataRole.ToolTipRole:
            return to_tooltip(column.text(line))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            shown = self._columns if index.column() == 0 else (column,)
            return to_plain(", ".join(text for each in shown if (text := each.text(line))))
        if role == Qt.ItemDataRole.DecorationRole and column.icon is not None:
            return current_look().icon(*column.icon(line))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Headings of the columns."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        return self._side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column, -1 for the order they were given in; what is selected stays selected."""
        self._by, self._descending = column, order is Qt.SortOrder.DescendingOrder
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        held = [self._lines[index.row()] for index in old]
        self._lines = self._ordered()
        places = {id(line): number for number, line in enumerate(self._lines)}
        moved = [self.index(places[id(line)], index.column()) for line, index in zip(held, old, strict=True)]
        self.changePersistentIndexList(old, moved)
        self.layoutChanged.emit()

    def _ordered(self) -> tuple[Line, ...]:
        if not 0 <= self._by < len(self._columns):
            return self._given
        order = self._columns[self._by].order
        return tuple(sorted(self._given, key=order, reverse=self._descending))

    def _side(self, column: int) -> Qt.AlignmentFlag:
        right = self._columns[column].is_number
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


def dictionary_columns() -> tuple[LabelColumn[LabelLine], ...]:
    """Columns of the dictionary."""
    return (
        LabelColumn(
            translate("Labels", "Severity"),
            lambda line: severity_word(line.label.severity),
            lambda line: -line.label.severity.rank,
            icon=lambda line: (f"severity-{line.label.severity.value}", _icon_role(line)),
        ),
        LabelColumn(
            translate("Labels", "Label"),
            lambda line: label_title(line.label),
            lambda line: fold(label_title(line.label)),
        ),
        LabelColumn(
            translate("Labels", "Provider's word"), lambda line: line.name.value, lambda line: line.name.value
        ),
        LabelColumn(
            translate("Labels", "Provider"),
            lambda line: line.provider_title,
            lambda line: line.provider_title,
        ),
        LabelColumn(
            translate("Labels", "Kind"),
            lambda line: label_kind_word(line.name.kind),
            lambda line: line.name.kind.value,
        ),
        LabelColumn(
            translate("Labels", "Here"),
            lambda line: str(_count(line)) if _count(line) else "",
            _count,
            is_number=True,
        ),
    )


def seen_columns(titles: Callable[[SeenLabel], str]) -> tuple[LabelColumn[SeenLabel], ...]:
    """Columns of the labels the dictionary does not know; `titles` names a label's provider."""
    return (
        LabelColumn(
            translate("Labels", "Provider's word"),
            lambda seen: seen.label.value,
            lambda seen: seen.label.value,
        ),
        LabelColumn(translate("Labels", "Provider"), titles, titles),
        LabelColumn(
            translate("Labels", "Kind"),
            lambda seen: label_kind_word(seen.label.kind),
            lambda seen: seen.label.kind.value,
        ),
        LabelColumn(
            translate("Labels", "Verifications"),
            lambda seen: str(seen.verifications),
            lambda seen: seen.verifications,
            is_number=True,
        ),
        LabelColumn(
            translate("Labels", "First came"),
            lambda seen: _day(seen.first_at),
            lambda seen: seen.first_at,
        ),
        LabelColumn(
            translate("Labels", "Last came"), lambda seen: _day(seen.last_at), lambda seen: seen.last_at
        ),
    )


def _count(line: LabelLine) -> int:
    return line.seen.verifications if line.seen is not None else 0


def _day(at: datetime) -> str:
    """A day in a table; the moment is told beside it."""
    return f"{at.astimezone():%Y-%m-%d}"


def _icon_role(line: LabelLine) -> str:
    roles = {"info": "capturing", "warn": "action_needed", "high": "danger"}
    return roles[line.label.severity.value]
