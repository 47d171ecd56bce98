"""Page number, zoom, search and saving above a document; says what was asked for and does none of it."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from console.ui.toolkit.controls import make_button, make_line_edit
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label
from console.ui.widgets.pdf_widget import ZoomMode

_PERCENTS: Final = (50, 75, 100, 125, 150, 200, 300, 400)
_NUMBER: Final = re.compile(r"\d+")
_SPIN_WIDTH: Final = 72
_ZOOM_WIDTH: Final = 116


class PdfBarWidget(QWidget):
    """Pages are counted from 1 here, as people do."""

    page_chosen = Signal(int)
    mode_chosen = Signal(object)
    percent_chosen = Signal(int)
    zoom_stepped = Signal(int)
    search_requested = Signal(str, int)
    search_cleared = Signal()
    save_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page_box = self._build_page_box()
        self._of = make_label("", "muted", self)
        self.zoom_box = self._build_zoom_box()
        self.search_field = make_line_edit(self.tr("Find in this report (Ctrl+F)"), self)
        self._hits = make_label("", "muted", self)
        self.save_button = make_button(self.tr("Save a copy …"), "plain", "save", self)
        self.save_button.clicked.connect(self.save_requested)
        self.search_field.returnPressed.connect(lambda: self._search(1))
        self.search_field.textEdited.connect(self._on_search_edited)
        self.previous_button = self._build_step("chevron-left", self.tr("Previous page with it"), -1)
        self.next_button = self._build_step("chevron-right", self.tr("Next page with it (Enter)"), 1)
        self._lay_out()

    def show_page(self, page: int, pages: int) -> None:
        """Say which page is shown."""
        self.page_box.blockSignals(True)
        self.page_box.setRange(1, max(1, pages))
        self.page_box.setValue(page)
        self.page_box.blockSignals(False)
        self._of.setText(self.tr("of %1").replace("%1", str(pages)))

    def show_zoom(self, mode: ZoomMode, percent: int) -> None:
        """Say how large it is shown."""
        self.zoom_box.blockSignals(True)
        fits = {ZoomMode.WIDTH: 0, ZoomMode.PAGE: 1}
        self.zoom_box.setCurrentIndex(fits.get(mode, -1))
        if mode is ZoomMode.FREE:
            self.zoom_box.setEditText(f"{percent} %")
        self.zoom_box.blockSignals(False)

    def show_hits(self, text: str) -> None:
        """Say what the search found."""
        self._hits.setText(text)

    @property
    def hits(self) -> str:
        """What the search found, as shown."""
        return self._hits.text()

    def focus_search(self) -> None:
        """The keyboard to the search field."""
        self.search_field.setFocus()
        self.search_field.selectAll()

    def _build_page_box(self) -> QSpinBox:
        box = QSpinBox(self)
        box.setKeyboardTracking(False)
        box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        box.setFixedWidth(_SPIN_WIDTH)
        box.setAccessibleName(self.tr("Page"))
        box.valueChanged.connect(self.page_chosen)
        return box

    def _build_zoom_box(self) -> QComboBox:
        box = QComboBox(self)
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.setFixedWidth(_ZOOM_WIDTH)
        box.setAccessibleName(self.tr("Zoom"))
        box.addItem(self.tr("Fit width"), ZoomMode.WIDTH)
        box.addItem(self.tr("Whole page"), ZoomMode.PAGE)
        for percent in _PERCENTS:
            box.addItem(f"{percent} %", percent)
        box.activated.connect(self._on_zoom_activated)
        edit = box.lineEdit()
        if edit is not None:
            edit.returnPressed.connect(self._on_zoom_typed)
        return box

    def _build_step(self, icon: str, tooltip: str, step: int) -> QPushButton:
        button = make_button("", "quiet", icon, self, tooltip=tooltip)
        button.clicked.connect(lambda: self._search(step))
        return button

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        smaller = make_button("", "quiet", "zoom-out", self, tooltip=self.tr("Smaller (Ctrl+-)"))
        larger = make_button("", "quiet", "zoom-in", self, tooltip=self.tr("Larger (Ctrl++)"))
        smaller.clicked.connect(lambda: self.zoom_stepped.emit(-1))
        larger.clicked.connect(lambda: self.zoom_stepped.emit(1))
        first, second = QHBoxLayout(), QHBoxLayout()
        for widget in (make_label(self.tr("Page"), "muted", self), self.page_box, self._of):
            first.addWidget(widget)
        first.addStretch()
        for widget in (smaller, self.zoom_box, larger):
            first.addWidget(widget)
        first.addStretch()
        first.addWidget(self.save_button)
        second.addWidget(self.search_field, 1)
        for widget in (self.previous_button, self.next_button, self._hits):
            second.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.space_4, 0, metrics.space_4, metrics.space_2)
        column.setSpacing(metrics.space_2)
        for row in (first, second):
            row.setSpacing(metrics.space_2)
            column.addLayout(row)

    def _search(self, step: int) -> None:
        self.search_requested.emit(self.search_field.text(), step)

    def _on_search_edited(self) -> None:
        self.show_hits("")
        self.search_cleared.emit()

    def _on_zoom_activated(self, index: int) -> None:
        chosen = self.zoom_box.itemData(index)
        if isinstance(chosen, int):
            self.percent_chosen.emit(chosen)
        else:
            self.mode_chosen.emit(ZoomMode(chosen))

    def _on_zoom_typed(self) -> None:
        found = _NUMBER.search(self.zoom_box.currentText())
        if found is not None:
            self.percent_chosen.emit(int(found.group()))
