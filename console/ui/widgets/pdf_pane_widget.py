"""A document with head, bar and what stands beside its pages, joined with each other; knows no report service."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from console.pdf.messages import PdfInfo
from console.ui.widgets.pdf_bar_widget import PdfBarWidget
from console.ui.widgets.pdf_header_widget import PdfHeaderWidget
from console.ui.widgets.pdf_layout import ZoomMode
from console.ui.widgets.pdf_side_widget import PdfSideWidget
from console.ui.widgets.pdf_widget import ZOOM_STEP, PdfWidget

_SIDE_WIDTH: Final = 210
# Lower, what stands above the pages is one line each.
_LOW_BELOW: Final = 560

_ZOOM_IN: Final = frozenset({Qt.Key.Key_Plus, Qt.Key.Key_Equal})
ZOOM_KEYS: Final = _ZOOM_IN | {Qt.Key.Key_Minus, Qt.Key.Key_0}
"""What `zoom_by_key` understands."""


class PdfPaneWidget(QWidget):
    """`header`, `bar`, and `side` beside `pdf`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = PdfHeaderWidget(self)
        self.bar = PdfBarWidget(self)
        self.pdf = PdfWidget(self)
        self.side = PdfSideWidget(self)
        self.side.setVisible(False)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.addWidget(self.side)
        self._splitter.addWidget(self.pdf)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setSizes([_SIDE_WIDTH, _SIDE_WIDTH * 3])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.bar)
        column.addWidget(self._splitter, 1)
        self._connect()

    def _connect(self) -> None:
        self.pdf.page_changed.connect(self._on_page_changed)
        self.pdf.zoom_changed.connect(self._on_zoom_changed)
        self.bar.page_chosen.connect(self._on_page_chosen)
        self.bar.mode_chosen.connect(self._on_mode_chosen)
        self.bar.percent_chosen.connect(self._on_percent_chosen)
        self.bar.zoom_stepped.connect(self._on_zoom_stepped)
        self.bar.side_toggled.connect(self.side.setVisible)
        self.bar.single_toggled.connect(self._on_single_toggled)
        self.bar.rotate_requested.connect(self.pdf.rotate)
        self.side.page_chosen.connect(self.pdf.go_to_page)

    def show_document(self, info: PdfInfo) -> None:
        """Show another document from its first page."""
        self.side.show_document(info)
        self.pdf.show_document(info)
        self.bar.show_page(self.pdf.page + 1, info.pages)
        self.side.show_page(self.pdf.page)
        self._on_zoom_changed()

    def clear(self) -> None:
        """Show nothing and keep neither pixels nor words of a document."""
        self.side.show_document(PdfInfo(0, ()))
        self.pdf.clear()

    def show_side(self, part: str) -> None:
        """Bring a part of what stands beside the pages to the front."""
        self.side.select_part(part)
        self.bar.side_button.setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The pages come first where there is little height."""
        super().resizeEvent(event)
        is_low = self.height() < _LOW_BELOW
        self.header.set_low(low=is_low)
        self.bar.set_low(low=is_low)

    def toggle_side(self) -> None:
        """Show or hide what stands beside the pages."""
        self.bar.side_button.toggle()

    def zoom_by_key(self, key: int) -> None:
        """Plus and minus zoom, 0 fits the width."""
        if key in _ZOOM_IN:
            self._on_zoom_stepped(1)
        elif key == Qt.Key.Key_Minus:
            self._on_zoom_stepped(-1)
        elif key == Qt.Key.Key_0:
            self.pdf.set_mode(ZoomMode.WIDTH)

    def _on_single_toggled(self, is_single: bool) -> None:
        self.pdf.set_single(is_single=is_single)
        self.pdf.setFocus()

    def _on_page_chosen(self, page: int) -> None:
        self.pdf.go_to_page(page - 1)
        self.pdf.setFocus()

    def _on_page_changed(self, page: int) -> None:
        self.bar.show_page(page + 1, self.pdf.page_count)
        self.side.show_page(page)

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
