"""One open document: its pages, what stands beside them, search and keys; opens, closes and saves nothing itself."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.pdf.open_document import OpenDocument
from console.ui.toolkit.scope import Report, TaskScope
from console.ui.views.paper_pages import PaperPages
from console.ui.views.report_search import ReportSearch
from console.ui.widgets.pdf_pane_widget import ZOOM_KEYS, PdfPaneWidget

_WITH_CTRL: Final = ZOOM_KEYS | {Qt.Key.Key_F, Qt.Key.Key_G, Qt.Key.Key_R, Qt.Key.Key_P, Qt.Key.Key_S}


class PaperView(QWidget):
    """`drawn` when everything on screen is sharp; failures of its tasks go to `on_failure`.

    `is_leaving_allowed` offers printing, saving and setting beside: its owner connects the bar's signals.
    """

    drawn = Signal()

    def __init__(
        self,
        on_failure: Report | None = None,
        parent: QWidget | None = None,
        *,
        is_leaving_allowed: bool = True,
    ) -> None:
        super().__init__(parent)
        self._open: OpenDocument | None = None
        self.pane = PdfPaneWidget(self)
        self.header, self.bar, self.pdf, self.side = (
            self.pane.header,
            self.pane.bar,
            self.pane.pdf,
            self.pane.side,
        )
        self.bar.show_leaving(is_possible=is_leaving_allowed)
        self._is_leaving_allowed = is_leaving_allowed
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pane)
        self._scope = TaskScope(self, on_failure)
        self._pages = PaperPages(self.pane, self._scope, self)
        self._pages.drawn.connect(self.drawn)
        self.search = ReportSearch(self.pane, self._scope, self)

    @property
    def opened(self) -> OpenDocument | None:
        """The document that is shown."""
        return self._open

    def show_document(self, opened: OpenDocument | None) -> None:
        """Show another document from its first page, or nothing."""
        if opened is None and self._open is None:
            return
        self._open = opened
        self._pages.show_document(None)
        self.search.show_document(opened)
        if opened is None:
            self.pane.clear()
            return
        self.pane.show_document(opened.info)
        self._pages.show_document(opened)

    def event(self, event: QEvent) -> bool:
        """Inside the document its own keys win over the window's."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._is_ours(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys in `shortcuts.BUILT_IN` for a report."""
        if not self._is_ours(event):
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._act_with_ctrl(event.key())
        elif event.key() == Qt.Key.Key_F4:
            self.pane.toggle_side()
        elif event.key() == Qt.Key.Key_F3:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.search.find(self.bar.search_field.text(), -1 if back else 1)
        else:
            self._leave()

    def _leave(self) -> None:
        """From a field into the pages, from there, or where nothing is looked for, out of the search."""
        if not self._is_in_field or not self.search.is_begun:
            self.search.end()
        self.pdf.setFocus()

    def _act_with_ctrl(self, key: int) -> None:
        if key == Qt.Key.Key_F:
            self.bar.focus_search()
        elif key == Qt.Key.Key_G:
            self.bar.focus_page()
        elif key == Qt.Key.Key_R:
            self.pdf.rotate(90)
        elif key in ZOOM_KEYS:
            self.pane.zoom_by_key(key)
        elif self._is_leaving_allowed and key == Qt.Key.Key_P:
            self.bar.print_requested.emit()
        elif self._is_leaving_allowed and key == Qt.Key.Key_S:
            self.bar.save_requested.emit()

    def _is_ours(self, event: QKeyEvent) -> bool:
        if self._open is None:
            return False
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            has_shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            return event.key() in ZOOM_KEYS or (not has_shift and event.key() in _WITH_CTRL)
        if event.key() == Qt.Key.Key_Escape:
            return self._is_in_field or self.search.is_begun
        is_function = event.key() in {Qt.Key.Key_F3, Qt.Key.Key_F4}
        return is_function or event.matches(QKeySequence.StandardKey.FindNext)

    @property
    def _is_in_field(self) -> bool:
        return self.bar.search_field.hasFocus() or self.bar.page_box.hasFocus()
