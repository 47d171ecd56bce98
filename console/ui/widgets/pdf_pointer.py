"""Mouse and keys on the pages of a document: selects characters and goes through pages; paints nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent

from console.ui.widgets import pdf_layout
from console.ui.widgets.pdf_selection import TextPlace

if TYPE_CHECKING:
    from console.ui.widgets.pdf_widget import PdfWidget

_SELECTING: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_PAGING: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class PdfPointer(QObject):
    """Belongs to the widget whose viewport it watches."""

    def __init__(self, pdf: PdfWidget) -> None:
        super().__init__(pdf)
        self._pdf = pdf
        self._is_dragging = False
        pdf.viewport().installEventFilter(self)
        pdf.viewport().setCursor(Qt.CursorShape.IBeamCursor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Press, drag, release; a double click takes the word."""
        if isinstance(event, QMouseEvent) and self._takes_mouse(event):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def press_key(self, event: QKeyEvent) -> bool:
        """Do what a key means here; false for one that means nothing here."""
        key, modifiers = event.key(), event.modifiers()
        is_shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self._pdf.copy_requested.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._pdf.selection.select_page(self._pdf.page)
            self._tell()
        elif is_shift and key in _SELECTING:
            self._pdf.selection.step(self._pdf.page, _SELECTING[Qt.Key(key)])
            self._tell()
        elif key == Qt.Key.Key_Escape and self._pdf.selection.range is not None:
            self._pdf.selection.select_nothing()
            self._tell()
        else:
            return self._scroll(Qt.Key(key), is_shift=is_shift)
        return True

    def _scroll(self, key: Qt.Key, *, is_shift: bool) -> bool:
        bar = self._pdf.verticalScrollBar()
        across = self._pdf.horizontalScrollBar()
        if key == Qt.Key.Key_Home:
            self._pdf.go_to_page(0)
        elif key == Qt.Key.Key_End:
            self._pdf.go_to_page(self._pdf.page_count - 1)
            bar.setValue(bar.maximum())
        elif key in {Qt.Key.Key_Space, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}:
            is_back = key == Qt.Key.Key_PageUp or (key == Qt.Key.Key_Space and is_shift)
            self._turn(-1 if is_back else 1)
        elif key in _PAGING and across.maximum() == 0:
            # There is nothing beside the page, so these keys go through pages.
            self._pdf.go_to_page(self._pdf.page + _PAGING[key])
        else:
            return False
        return True

    def _turn(self, step: int) -> None:
        """One view further; beyond the end of a single page the next one."""
        bar = self._pdf.verticalScrollBar()
        end = bar.maximum() if step > 0 else bar.minimum()
        if self._pdf.column.is_single and bar.value() == end:
            page = self._pdf.page
            self._pdf.go_to_page(page + step)
            if step < 0 and self._pdf.page != page:
                bar.setValue(bar.maximum())
            return
        bar.setValue(bar.value() + step * bar.pageStep())

    def _takes_mouse(self, event: QMouseEvent) -> bool:
        kind = event.type()
        selection = self._pdf.selection
        is_left = event.button() == Qt.MouseButton.LeftButton
        if kind == QEvent.Type.MouseButtonDblClick and is_left:
            selection.select_word(self._place_at(event.position()))
        elif kind == QEvent.Type.MouseButtonPress and is_left:
            self._is_dragging = True
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                selection.extend(self._place_at(event.position()))
            else:
                selection.begin(self._place_at(event.position()))
        elif kind == QEvent.Type.MouseMove and self._is_dragging:
            self._follow(event.position())
            selection.extend(self._place_at(event.position()))
        elif kind == QEvent.Type.MouseButtonRelease and is_left:
            self._is_dragging = False
            return True
        else:
            return False
        self._tell()
        return True

    def _follow(self, point: QPointF) -> None:
        """Who drags beyond the view goes on reading there."""
        beyond = min(point.y(), 0.0) + max(point.y() - self._pdf.viewport().height(), 0.0)
        if beyond:
            bar = self._pdf.verticalScrollBar()
            bar.setValue(bar.value() + round(beyond))

    def _place_at(self, point: QPointF) -> TextPlace | None:
        """The place nearest to a point of the view; between two pages it is on the lower one."""
        column, pdf = self._pdf.column, self._pdf
        number = column.layout.find_page(point.y() + pdf.verticalScrollBar().value())
        place = column.layout.place(number)
        if place is None:
            return None
        area = pdf.area(place)
        x, y = (point.x() - area.left()) / column.zoom, (point.y() - area.top()) / column.zoom
        straight = pdf_layout.turn_point_back(x, y, column.sizes_pt[number], column.rotation)
        return pdf.selection.find_place(number, *straight)

    def _tell(self) -> None:
        self._pdf.viewport().update()
        self._pdf.selection_changed.emit()
