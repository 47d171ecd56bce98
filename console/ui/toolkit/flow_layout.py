"""A layout that puts widgets in lines and begins a new line where there is no room; knows nothing of what they are."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Hidden widgets take no room; all of a line stand in its middle."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 8, line_gap: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._line_gap = line_gap
        # Asked for again and again while what is around it finds its place.
        self._heights: dict[int, int] = {}
        self._sizes: list[tuple[QLayoutItem, QSize]] | None = None
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem, /) -> None:
        """Put an item behind the others."""
        self._items.append(item)
        self.invalidate()

    def invalidate(self) -> None:
        """Something in it wants another size, or is another."""
        self._heights.clear()
        self._sizes = None
        super().invalidate()

    def insert(self, place: int, widget: QWidget) -> None:
        """Put a widget before the one that is at `place`."""
        self.addWidget(widget)
        self._items.insert(place, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        """How many items there are, hidden ones too."""
        return len(self._items)

    # Qt asks past the end and takes None for an answer, which the type of the base does not say.
    def itemAt(self, index: int, /) -> QLayoutItem | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The item of that number."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int, /) -> QLayoutItem | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Take the item of that number out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Wants no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Narrow ones are higher."""
        return True

    def heightForWidth(self, width: int, /) -> int:
        """How high all lines are together at that width."""
        found = self._heights.get(width)
        if found is None:
            found = self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return found

    def setGeometry(self, area: QRect, /) -> None:
        """Move every widget to its place."""
        super().setGeometry(area)
        self._arrange(area, move=True)

    def sizeHint(self) -> QSize:
        """All of them in one line."""
        sizes = [size for _, size in self._shown()]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0)).grownBy(self._margins())

    def minimumSize(self) -> QSize:
        """The widest of them alone in its line."""
        size = QSize()
        for item, _ in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size.grownBy(self._margins())

    def _margins(self) -> QMargins:
        return self.contentsMargins()

    def _shown(self) -> list[tuple[QLayoutItem, QSize]]:
        """Every item that takes room, with the size it wants."""
        if self._sizes is None:
            self._sizes = [(item, item.sizeHint()) for item in self._items if not item.isEmpty()]
        return self._sizes

    def _arrange(self, area: QRect, *, move: bool) -> int:
        inner = area.marginsRemoved(self._margins())
        top = inner.top()
        for line in self._lines(inner.width()):
            height = max(size.height() for _, size in line)
            if move:
                self._place(line, QPoint(inner.left(), top), height)
            top += height + self._line_gap
        bottom = max(inner.top(), top - self._line_gap)
        return bottom - area.top() + self._margins().bottom()

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        left = 0
        for item, size in self._shown():
            needed = size.width()
            if not lines or left + self._gap + needed > width:
                lines.append([(item, size)])
                left = needed
            else:
                lines[-1].append((item, size))
                left += self._gap + needed
        return lines

    def _place(self, line: list[tuple[QLayoutItem, QSize]], corner: QPoint, height: int) -> None:
        left = corner.x()
        for item, size in line:
            item.setGeometry(QRect(QPoint(left, corner.y() + (height - size.height()) // 2), size))
            left += size.width() + self._gap
