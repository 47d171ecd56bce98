"""Page number, zoom, search and what can be done with a document, above it; says what was asked for and does none of it."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIntValidator, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget

from console.ui.toolkit.controls import make_button, make_line_edit
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label
from console.ui.widgets.pdf_layout import ZoomMode

_PERCENTS: Final = (50, 75, 100, 125, 150, 200, 300, 400, 800, 1600)
_NUMBER: Final = re.compile(r"\d+")
_PAGE_WIDTH: Final = 48
_ZOOM_WIDTH: Final = 112
_ONE_ROW_FROM: Final = 860
_TOOLS_FROM: Final = 540
_NARROWEST: Final = 372
_LOW_STEPS_FROM: Final = 600
_MOST_PAGES: Final = 99_999
# Longer than between two letters of a word, shorter than anybody waits.
_SEARCH_AFTER_MS: Final = 350


class PdfBarWidget(QWidget):
    """Pages are counted from 1 here, as people do.

    Where height is scarce (`set_low`) it is one row, and the search field a second one only while somebody searches.
    """

    page_chosen = Signal(int)
    mode_chosen = Signal(object)
    percent_chosen = Signal(int)
    zoom_stepped = Signal(int)
    search_requested = Signal(str, int)
    search_cleared = Signal()
    side_toggled = Signal(bool)
    single_toggled = Signal(bool)
    rotate_requested = Signal(int)
    beside_requested = Signal()
    print_requested = Signal()
    save_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page_box = self._build_page_box()
        self._of = make_label("", "muted", self)
        self.zoom_box = self._build_zoom_box()
        self.search_field = make_line_edit(self.tr("Find in these pages (Ctrl+F)"), self)
        self._hits = make_label("", "muted", self)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_SEARCH_AFTER_MS)
        self._typing.timeout.connect(lambda: self._search(1))
        self.side_button = self._build_toggle("panel", self.tr("Pages, outline, hits and text (F4)"))
        self.single_button = self._build_toggle("page", self.tr("One page at a time"))
        self.side_button.toggled.connect(self.side_toggled)
        self.single_button.toggled.connect(self.single_toggled)
        self.rotate_button = make_button(
            "", "quiet", "rotate", self, tooltip=self.tr("Turn clockwise (Ctrl+R)")
        )
        self.rotate_button.clicked.connect(lambda: self.rotate_requested.emit(90))
        self.beside_button = make_button(
            "", "quiet", "beside", self, tooltip=self.tr("Show beside another report …")
        )
        self.beside_button.clicked.connect(self.beside_requested)
        self.print_button = make_button("", "quiet", "print", self, tooltip=self.tr("Print … (Ctrl+P)"))
        self.print_button.clicked.connect(self.print_requested)
        self.save_button = make_button("", "quiet", "save", self, tooltip=self.tr("Save a copy … (Ctrl+S)"))
        self.save_button.clicked.connect(self.save_requested)
        self._leaving_buttons = (self.beside_button, self.print_button, self.save_button)
        self._tools = (self.single_button, self.rotate_button, *self._leaving_buttons)
        self._is_leaving_possible = True
        self._is_low = self._is_searching = False
        self.more_button = make_button("", "quiet", "more", self, tooltip=self.tr("More with this report"))
        self.more_button.clicked.connect(self._open_more)
        self.find_button = make_button(
            "", "quiet", "search", self, tooltip=self.tr("Find in these pages (Ctrl+F)")
        )
        self.find_button.clicked.connect(self._on_find_clicked)
        self.search_field.returnPressed.connect(lambda: self._search(1))
        self.search_field.textEdited.connect(self._on_search_edited)
        self.previous_button = self._build_step("chevron-left", self.tr("Previous hit (Shift+F3)"), -1)
        self.next_button = self._build_step("chevron-right", self.tr("Next hit (Enter)"), 1)
        self._lay_out()

    def show_page(self, page: int, pages: int) -> None:
        """Say which page is shown."""
        self.page_box.setText(str(page))
        self._of.setText(fill(self.tr("of %1"), pages))

    def show_zoom(self, mode: ZoomMode, percent: int) -> None:
        """Say how large it is shown."""
        self.zoom_box.blockSignals(True)
        fits = {ZoomMode.WIDTH: 0, ZoomMode.PAGE: 1}
        self.zoom_box.setCurrentIndex(fits.get(mode, -1))
        if mode is ZoomMode.FREE:
            self.zoom_box.setEditText(f"{percent} %")
        edit = self.zoom_box.lineEdit()
        if edit is not None:
            edit.setCursorPosition(0)
        self.zoom_box.blockSignals(False)

    def show_hits(self, text: str) -> None:
        """Say what the search found."""
        self._hits.setText(text)
        if text:
            self._show_searching(is_searching=True)

    @property
    def hits(self) -> str:
        """What the search found, as shown."""
        return self._hits.text()

    def focus_search(self) -> None:
        """The keyboard to the search field."""
        self._show_searching(is_searching=True)
        self.search_field.setFocus()
        self.search_field.selectAll()

    def end_search(self) -> None:
        """Nobody searches any more."""
        self.search_field.clear()
        self.show_hits("")
        self._show_searching(is_searching=False)

    def set_low(self, *, low: bool) -> None:
        """One row for the pages below, or everything in sight."""
        if low != self._is_low:
            self._is_low = low
            self._fit()

    def focus_page(self) -> None:
        """The keyboard to the page number."""
        self.page_box.setFocus()
        self.page_box.selectAll()

    def show_leaving(self, *, is_possible: bool) -> None:
        """Offer what takes a copy out of here, or sets another document beside it, only where that can be done."""
        self._is_leaving_possible = is_possible
        self._fit_tools()

    def _build_toggle(self, icon: str, tooltip: str) -> QPushButton:
        button = make_button("", "quiet", icon, self, tooltip=tooltip)
        button.setCheckable(True)
        return button

    def _build_page_box(self) -> QLineEdit:
        box = make_line_edit(parent=self)
        box.setFixedWidth(_PAGE_WIDTH)
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        box.setValidator(QIntValidator(1, _MOST_PAGES, box))
        box.setAccessibleName(self.tr("Page"))
        box.returnPressed.connect(self._on_page_typed)
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
        self._zoom_steps = (smaller, larger)
        smaller.clicked.connect(lambda: self.zoom_stepped.emit(-1))
        larger.clicked.connect(lambda: self.zoom_stepped.emit(1))
        first, second = QHBoxLayout(), QHBoxLayout()
        for widget in (self.side_button, self.page_box, self._of):
            first.addWidget(widget)
        first.addStretch(1)
        for widget in (smaller, self.zoom_box, larger):
            first.addWidget(widget)
        first.addStretch(1)
        for widget in (self.find_button, *self._tools, self.more_button):
            first.addWidget(widget)
        second.addWidget(self.search_field, 1)
        for widget in (self.previous_button, self.next_button, self._hits):
            second.addWidget(widget)
        self._rows = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._rows.setContentsMargins(metrics.space_4, 0, metrics.space_4, metrics.space_2)
        self._rows.setSpacing(metrics.space_2)
        self._parts = (first, second)
        first.setSpacing(metrics.space_1)
        second.setSpacing(metrics.space_2)
        for row in self._parts:
            # The tools take what they need, the search field the rest.
            self._rows.addLayout(row, 0 if row is first else 1)

    def minimumSizeHint(self) -> QSize:
        """As narrow as two rows with the tools in a menu can be, whatever is shown now."""
        return QSize(_NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One row where there is room for it; the tools in a menu where there is little."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        directions = QBoxLayout.Direction
        is_wide = self.width() >= _ONE_ROW_FROM
        self._rows.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
        metrics = current_look().theme.metrics
        self._rows.setSpacing(metrics.space_4 if is_wide else metrics.space_2)
        is_short = self._is_low and not is_wide
        self.find_button.setVisible(is_short)
        for widget in (self.search_field, self.previous_button, self.next_button, self._hits):
            widget.setVisible(not is_short or self._is_searching)
        for step in self._zoom_steps:
            step.setVisible(not is_short or self.width() >= _LOW_STEPS_FROM)
        self._fit_tools()

    def _fit_tools(self) -> None:
        has_room = self.width() >= (_LOW_STEPS_FROM if self._is_low else _TOOLS_FROM)
        self.more_button.setVisible(not has_room)
        for button in self._tools:
            is_possible = self._is_leaving_possible or button not in self._leaving_buttons
            button.setVisible(has_room and is_possible)

    def _open_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button in self._tools:
            if self._is_leaving_possible or button not in self._leaving_buttons:
                action = menu.addAction(button.icon(), button.accessibleName(), button.click)
                action.setCheckable(button.isCheckable())
                action.setChecked(button.isChecked())
        menu.popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def _show_searching(self, *, is_searching: bool) -> None:
        if is_searching != self._is_searching:
            self._is_searching = is_searching
            self._fit()

    def _on_find_clicked(self) -> None:
        """The same button puts away a field in which nothing stands."""
        if self._is_searching and not self.search_field.text():
            self._show_searching(is_searching=False)
        else:
            self.focus_search()

    def _on_page_typed(self) -> None:
        self.page_chosen.emit(int(self.page_box.text()))

    def _search(self, step: int) -> None:
        self._typing.stop()
        self.search_requested.emit(self.search_field.text(), step)

    def _on_search_edited(self) -> None:
        self.show_hits("")
        self.search_cleared.emit()
        self._typing.start()

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
