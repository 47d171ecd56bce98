"""The places that a search found, in a list; goes nowhere itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.pdf.messages import Hit
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain

_PADDING: Final = 8
_ROW: Final = 46
_BEFORE: Final = 9
_Index = QModelIndex | QPersistentModelIndex


class PdfHitModel(QAbstractListModel):
    """One row a place."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hits: list[Hit] = []

    def show(self, hits: Sequence[Hit]) -> None:
        """Other places altogether."""
        self.beginResetModel()
        self.hits = list(hits)
        self.endResetModel()

    def add(self, hits: Sequence[Hit]) -> None:
        """More places behind those that are here."""
        if hits:
            self.beginInsertRows(QModelIndex(), len(self.hits), len(self.hits) + len(hits) - 1)
            self.hits.extend(hits)
            self.endInsertRows()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Places."""
        return 0 if parent is not None and parent.isValid() else len(self.hits)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What stands there, for eyes and screen readers."""
        hit = self.hits[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return to_plain(hit.line)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return fill(self.tr("Page %1: %2"), hit.page + 1, to_plain(hit.line))
        return None


class PdfHitsWidget(QListView):
    """`hit_chosen` carries the number of a place."""

    hit_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_told = False
        self.places = PdfHitModel(self)
        self.setModel(self.places)
        self.setItemDelegate(_HitDelegate(self.places, self))
        self.setUniformItemSizes(True)
        self.setAccessibleName(self.tr("Hits"))
        self.clicked.connect(self._on_chosen)
        self.activated.connect(self._on_chosen)

    def show_place(self, number: int) -> None:
        """Say which place is shown."""
        index = self.places.index(number)
        if index.isValid() and self.currentIndex() != index:
            self._is_told = True
            self.selectionModel().setCurrentIndex(index, self.selectionModel().SelectionFlag.ClearAndSelect)
            self._is_told = False
            self.scrollTo(index)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """The keyboard goes from place to place."""
        super().currentChanged(current, previous)
        if not self._is_told and current.isValid():
            self.hit_chosen.emit(current.row())

    def _on_chosen(self, index: QModelIndex) -> None:
        self.hit_chosen.emit(index.row())


class _HitDelegate(QStyledItemDelegate):
    """The page above the words as they stand there."""

    def __init__(self, places: PdfHitModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._places = places

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(120, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme = current_look().theme
        rect = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType] - Qt's stub lacks it
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType] - Qt's stub lacks it
        hit = self._places.hits[index.row()]
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        if is_current:
            painter.fillRect(rect, theme.pair("selection").ground_color)
        inside = rect.adjusted(_PADDING, 3, -_PADDING, -3)
        upper = QRectF(inside.left(), inside.top(), inside.width(), inside.height() / 2)
        font = QFont(painter.font())
        painter.setPen(theme.pair("muted").text_color)
        painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter, fill(self.tr("Page %1"), hit.page + 1))
        lower = upper.translated(0, upper.height())
        painter.save()
        painter.setClipRect(lower)
        painter.setPen(theme.pair("selection" if is_current else "text").text_color)
        for text, is_bold in _split(hit):
            font.setBold(is_bold)
            painter.setFont(font)
            painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
            lower.setLeft(lower.left() + QFontMetricsF(font).horizontalAdvance(text))
        painter.restore()


def _split(hit: Hit) -> tuple[tuple[str, bool], ...]:
    before, words = hit.line[: hit.start], hit.line[hit.start : hit.start + hit.length]
    if len(before) > _BEFORE:
        before = "…" + before[-_BEFORE:]
    after = hit.line[hit.start + hit.length :]
    return (to_plain(before), False), (to_plain(words), True), (to_plain(after), False)
