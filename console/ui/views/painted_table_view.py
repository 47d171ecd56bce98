"""Whole rows of a list painted at once, and the columns there is room for; follows no key and chooses nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from console.ui.delegates.row_delegate import CellBox, RowDelegate, RowState
from console.ui.models.row_model import RowModel
from console.ui.toolkit.look import current_look
from console.ui.views.list_header_view import ListHeaderView
from console.ui.views.selecting_table_view import SelectingTableView

TIMES_AGE_EVERY_MS: Final = 20_000


class PaintedTableView(SelectingTableView):
    """Paints from the model's cache and has the rows that come into view brought here."""

    def __init__(self, model: RowModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        look = current_look()
        # Ours, because asking for the viewport Qt makes loads every kind of window there is: 10 ms at the start.
        self._canvas = QWidget(self)
        self.setViewport(self._canvas)
        self._headings = ListHeaderView(model.columns, self)
        self.setHorizontalHeader(self._headings)
        self._delegate = RowDelegate(look, self)
        self._hovered = -1
        self._set_up()
        self.setModel(model)
        self._selection.changed.connect(self._canvas.update)
        look.changed.connect(self._canvas.update)
        self._delegate.outdated.connect(self._canvas.update)
        self._age_timer = QTimer(self)
        self._age_timer.setInterval(TIMES_AGE_EVERY_MS)
        self._age_timer.timeout.connect(self._canvas.update)
        self._age_timer.start()

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self._canvas.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.set_compact(compact=False)
        self._headings.rearranged.connect(self._canvas.update)
        self._headings.brought_in.connect(self._show_column)

    @property
    def headings(self) -> ListHeaderView:
        """The headings, which arrange the columns."""
        return self._headings

    def set_compact(self, *, compact: bool) -> None:
        """Rows of 26 instead of 32 pixels."""
        metrics = current_look().theme.metrics
        height = metrics.row_compact if compact else metrics.row
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)

    def visible_rows(self) -> tuple[int, int]:
        """First and last row in the viewport."""
        height = max(1, self.verticalHeader().defaultSectionSize())
        top = self.verticalScrollBar().value() // height
        last = (self.verticalScrollBar().value() + self._canvas.height() - 1) // height
        return top, max(top, min(last, self._rows.rowCount() - 1))

    # --- geometry ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many columns as there is room for; the first takes what is left."""
        super().resizeEvent(event)
        self._headings.fit(self._canvas.width())

    def _show_column(self, number: int) -> None:
        """A column that was just ticked is seen, also where there was no room for it."""
        self.updateGeometries()
        bar = self.horizontalScrollBar()
        left = self._headings.sectionPosition(number)
        right = left + self._headings.sectionSize(number)
        bar.setValue(min(max(bar.value(), right - self._canvas.width()), left))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Sideways everything is painted anew: the bar of the chosen row stays at the edge. Up and down, rows that can be
        here before they are painted are."""
        super().scrollContentsBy(dx, dy)
        if dx:
            self._canvas.update()
        if dy:
            self._rows.bring(*self.visible_rows())

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows in the viewport from the cache and wish for those that are missing."""
        painter = QPainter(self._canvas)
        painter.fillRect(event.rect(), current_look().theme.color("ground"))
        if self._rows.rowCount() == 0:
            painter.end()
            return
        self._rows.want(*self.visible_rows())
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        boxes = self._boxes()
        now = datetime.now(UTC)
        for number in range(*self._rows_in(event.rect())):
            row = self._rows.row_at(number)
            self._delegate.paint_row(painter, self._area(number), row, boxes, self._state(number), now)
        painter.end()

    def _rows_in(self, area: QRect) -> tuple[int, int]:
        """The first row that is seen in a part of the viewport, and the one after the last."""
        height = max(1, self.verticalHeader().defaultSectionSize())
        top = self.verticalScrollBar().value()
        first, last = (top + area.top()) // height, (top + area.bottom()) // height
        return max(0, first), min(last + 1, self._rows.rowCount())

    def _boxes(self) -> list[CellBox]:
        header = self.horizontalHeader()
        return [
            CellBox(number, column.kind, header.sectionViewportPosition(number), header.sectionSize(number))
            for number, column in enumerate(self._rows.columns)
            if not header.isSectionHidden(number)
        ]

    def _area(self, number: int) -> QRectF:
        height = self.verticalHeader().defaultSectionSize()
        top = number * height - self.verticalScrollBar().value()
        return QRectF(0, top, self._canvas.width(), height)

    def _state(self, number: int) -> RowState:
        current = self.currentIndex().row() == number
        selected = current
        if not self._selection.is_empty:
            row = self._rows.row_at(number)
            selected = row is not None and self._selection.has(row.key)
        return RowState(
            selected=selected, hovered=number == self._hovered, focused=current and self.hasFocus()
        )

    # --- the pointer ---

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer with a light ground."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the pointer."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            self._canvas.update()
