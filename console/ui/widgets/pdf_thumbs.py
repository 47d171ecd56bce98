"""Small pages in a list: shows those it is given and says which ones it lacks; reads no file."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QImage, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.pdf.messages import Bitmap, PdfInfo
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.widgets.pdf_pages import WantedPage

_HELD: Final = 160
_WIDTH: Final = 104
_MOST_HEIGHT: Final = 150
_NUMBER_HEIGHT: Final = 22
_PADDING: Final = 8
_Index = QModelIndex | QPersistentModelIndex


class PdfThumbModel(QAbstractListModel):
    """One row a page."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._info = PdfInfo(0, ())
        self._images: dict[int, tuple[QImage, Bitmap]] = {}
        self._failed: set[int] = set()

    def show_document(self, info: PdfInfo) -> None:
        """Pages of another document."""
        self.beginResetModel()
        self._info, self._images, self._failed = info, {}, set()
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Pages."""
        return 0 if parent is not None and parent.isValid() else self._info.pages

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The number of a page, for eyes and screen readers."""
        if role == Qt.ItemDataRole.DisplayRole:
            return str(index.row() + 1)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return fill(self.tr("Page %1"), index.row() + 1)
        return None

    def image(self, row: int) -> QImage | None:
        """The small page, None until it is here."""
        found = self._images.get(row)
        return None if found is None else found[0]

    def put(self, row: int, bitmap: Bitmap) -> None:
        """A small page; the one put first goes when there are too many."""
        image = QImage(bitmap.pixels, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
        self._images[row] = (image, bitmap)
        while len(self._images) > _HELD:
            self._images.pop(next(iter(self._images)))
        self.dataChanged.emit(self.index(row), self.index(row))

    def fail(self, row: int) -> None:
        """A page that cannot be drawn is not asked for again."""
        self._failed.add(row)

    def lacks(self, row: int) -> bool:
        """True for a page that has to be drawn."""
        return row not in self._images and row not in self._failed

    def size_pt(self, row: int) -> tuple[float, float]:
        """The page's size."""
        return self._info.sizes_pt[row]


class PdfThumbsWidget(QListView):
    """`page_chosen` by mouse or keyboard; `wanted` when something on screen lacks its picture: ask `next_wanted`."""

    page_chosen = Signal(int)
    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_told = False
        self.pages = PdfThumbModel(self)
        self.setModel(self.pages)
        self.setItemDelegate(_ThumbDelegate(self.pages, self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Pages"))
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(0)
        self._asking.timeout.connect(self._on_asking_timeout)
        self.verticalScrollBar().valueChanged.connect(self._asking.start)
        self.clicked.connect(self._on_chosen)
        self.activated.connect(self._on_chosen)

    def show_document(self, info: PdfInfo) -> None:
        """Pages of another document."""
        self.pages.show_document(info)
        self._asking.start()

    def show_page(self, page: int) -> None:
        """Say which page is read."""
        index = self.pages.index(page)
        if index.isValid() and self.currentIndex() != index:
            self._is_told = True
            self.selectionModel().setCurrentIndex(index, self.selectionModel().SelectionFlag.ClearAndSelect)
            self._is_told = False
            self.scrollTo(index)

    def next_wanted(self) -> WantedPage | None:
        """The first small page on screen that is not here."""
        if not self.isVisible() or not self.pages.rowCount():
            return None
        first = self.indexAt(self.viewport().rect().topLeft()).row()
        row_height = max(1, self.sizeHintForRow(0))
        last = first + self.viewport().height() // row_height + 1
        for row in range(max(0, first), min(last + 1, self.pages.rowCount())):
            if self.pages.lacks(row):
                width, height = self.pages.size_pt(row)
                scale = min(_WIDTH / width, _MOST_HEIGHT / height) * self.devicePixelRatioF()
                return WantedPage(row, scale)
        return None

    def put(self, wanted: WantedPage, bitmap: Bitmap) -> None:
        """A small page."""
        self.pages.put(wanted.number, bitmap)

    def fail(self, page: int) -> None:
        """A page that cannot be drawn."""
        self.pages.fail(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More pages may be on screen."""
        super().resizeEvent(event)
        self._asking.start()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """The keyboard goes through pages."""
        super().currentChanged(current, previous)
        if not self._is_told and current.isValid():
            self.page_chosen.emit(current.row())

    def _on_chosen(self, index: QModelIndex) -> None:
        self.page_chosen.emit(index.row())

    def _on_asking_timeout(self) -> None:
        if self.next_wanted() is not None:
            self.wanted.emit()


class _ThumbDelegate(QStyledItemDelegate):
    """Paper with its number below."""

    def __init__(self, pages: PdfThumbModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._pages = pages

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(_WIDTH + 2 * _PADDING, _MOST_HEIGHT + _NUMBER_HEIGHT + _PADDING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme = current_look().theme
        rect = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType] - Qt's stub lacks it
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType] - Qt's stub lacks it
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        width_pt, height_pt = self._pages.size_pt(index.row())
        scale = min(_WIDTH / width_pt, _MOST_HEIGHT / height_pt)
        width, height = width_pt * scale, height_pt * scale
        paper = QRectF(rect.center().x() - width / 2, rect.top() + _PADDING, width, height)
        image = self._pages.image(index.row())
        if image is None:
            painter.fillRect(paper, theme.color("skeleton"))
        else:
            painter.drawImage(paper, image)
        painter.setPen(QPen(theme.color("accent" if is_current else "border"), 2.0 if is_current else 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(paper)
        painter.setPen(theme.pair("text" if is_current else "muted").text_color)
        place = QRectF(rect.left(), paper.bottom(), rect.width(), _NUMBER_HEIGHT)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(index.row() + 1))
