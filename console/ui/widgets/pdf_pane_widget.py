"""A document with its head and its bar: page numbers and zoom go back and forth between them; knows no report service."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.pdf.messages import PdfInfo
from console.ui.widgets.pdf_bar_widget import PdfBarWidget
from console.ui.widgets.pdf_header_widget import PdfHeaderWidget
from console.ui.widgets.pdf_layout import ZoomMode
from console.ui.widgets.pdf_widget import ZOOM_STEP, PdfWidget

_ZOOM_IN: Final = frozenset({Qt.Key.Key_Plus, Qt.Key.Key_Equal})
ZOOM_KEYS: Final = _ZOOM_IN | {Qt.Key.Key_Minus, Qt.Key.Key_0}
"""What `zoom_by_key` understands."""


class PdfPaneWidget(QWidget):
    """`header`, `bar` and `pdf` below each other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = PdfHeaderWidget(self)
        self.bar = PdfBarWidget(self)
        self.pdf = PdfWidget(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.bar)
        column.addWidget(self.pdf, 1)
        self.pdf.page_changed.connect(self._on_page_changed)
        self.pdf.zoom_changed.connect(self._on_zoom_changed)
        self.bar.page_chosen.connect(self._on_page_chosen)
        self.bar.mode_chosen.connect(self._on_mode_chosen)
        self.bar.percent_chosen.connect(self._on_percent_chosen)
        self.bar.zoom_stepped.connect(self._on_zoom_stepped)

    def show_document(self, info: PdfInfo) -> None:
        """Show another document from its first page."""
        self.pdf.show_document(info)
        self.bar.show_page(1, info.pages)
        self._on_zoom_changed()

    def zoom_by_key(self, key: int) -> None:
        """Plus and minus zoom, 0 fits the width."""
        if key in _ZOOM_IN:
            self._on_zoom_stepped(1)
        elif key == Qt.Key.Key_Minus:
            self._on_zoom_stepped(-1)
        elif key == Qt.Key.Key_0:
            self.pdf.set_mode(ZoomMode.WIDTH)

    def _on_page_chosen(self, page: int) -> None:
        self.pdf.go_to_page(page - 1)

    def _on_page_changed(self, page: int) -> None:
        self.bar.show_page(page + 1, self.pdf.page_count)

    def _on_zoom_changed(self) -> None:
        self.bar.show_zoom(self.pdf.mode, self.pdf.percent)

    def _on_mode_chosen(self, mode: ZoomMode) -> None:
        self.pdf.set_mode(mode)
        self.pdf.setFocus()

    def _on_percent_chosen(self, percent: int) -> None:
        self.pdf.set_percent(percent)
        self.pdf.setFocus()

    def _on_zoom_stepped(self, step: int) -> None:
        self.pdf.zoom_by(ZOOM_STEP if step > 0 else 1 / ZOOM_STEP)
