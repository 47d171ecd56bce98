"""What a provider answered to a call: one sentence, its lines, its files and the raw answer; asks nobody."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.domain.case import RawRecord
from console.domain.operation import OperationResult, ResultFile, ResultRow
from console.domain.timeline import EventSource
from console.ui.toolkit.clipboard import copy_secret
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label
from console.ui.toolkit.words import exact_time, size_text
from console.ui.widgets.json_widget import JsonWidget

_MOST_ROWS: Final = 300
_LABEL_WIDTH: Final = 160
_RAW_HEIGHT: Final = 260
# A whole moment with its zone; a date alone is none and stays as it came.
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})")


class OperationResultWidget(QWidget):
    """`save_requested` carries the ResultFile of which a copy is wanted, `picture_requested` the one to be shown larger;
    `more_requested` asks for the next page of a list."""

    save_requested = Signal(object)
    picture_requested = Signal(object)
    more_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: list[QWidget] = []
        self.save_buttons: list[QPushButton] = []
        self.picture_buttons: dict[str, QPushButton] = {}
        self._shown_count = 0
        self.count_label = make_label("", "muted", self)
        self.more_button = make_button(self.tr("More"), "plain", "chevron-down", self)
        self.more_button.clicked.connect(self.more_requested)
        self.note = make_label("", "muted", self, wrap=True)
        self.note.hide()
        self.raw_button = make_button(self.tr("Show the raw answer"), "quiet", parent=self)
        self.raw_button.setCheckable(True)
        self.raw = JsonWidget(self)
        self.raw.setMinimumHeight(_RAW_HEIGHT)
        self.raw_button.toggled.connect(self.raw.setVisible)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, current_look().theme.metrics.space_3, 0)
        self._column.setSpacing(current_look().theme.metrics.space_2)
        foot = QHBoxLayout()
        foot.addWidget(self.count_label)
        foot.addWidget(self.more_button)
        foot.addStretch()
        self._column.addLayout(foot)
        self._column.addWidget(self.note)
        self._column.addWidget(self.raw_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.raw)
        self._column.addStretch()

    def show_result(self, result: OperationResult) -> None:
        """Show an answer in place of the one before."""
        for page in self._pages:
            page.hide()
            page.deleteLater()
        self._pages, self._shown_count = [], 0
        self.save_buttons, self.picture_buttons = [], {}
        self.add_page(result)

    def add_page(self, result: OperationResult) -> None:
        """Show the next page of a list below what is there."""
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(make_label(result.summary, "strong", page, wrap=True, selectable=True))
        column.addLayout(self._build_rows(result.rows, page))
        for file in result.files:
            column.addLayout(self._build_file(file, page))
        self._column.insertWidget(len(self._pages), page)
        self._pages.append(page)
        self._show_count(result)
        self.note.hide()
        has_raw = result.raw is not None and bool(result.raw.body)
        self.raw_button.setVisible(has_raw)
        self.raw_button.setChecked(False)
        self.raw.hide()
        if result.raw is not None:
            record = RawRecord(result.raw.kind, EventSource.POLL, datetime.now(UTC), result.raw.body)
            self.raw.show_records((record,))

    def show_picture(self, file: ResultFile, image: QImage) -> None:
        """A small picture of a file beside it; pressing it asks for the large one."""
        button = self.picture_buttons.get(file.name)
        if button is not None:
            button.setIcon(QIcon(QPixmap.fromImage(image)))
            button.setIconSize(image.size())
            button.show()

    def _show_count(self, result: OperationResult) -> None:
        self._shown_count += result.count
        told = fill(self.tr("%1 shown"), self._shown_count)
        if result.total is not None:
            told = fill(self.tr("%1 of %2 shown"), self._shown_count, result.total)
        self.count_label.setText(told)
        self.count_label.setVisible(bool(result.more) or len(self._pages) > 1)
        self.more_button.setVisible(bool(result.more))
        self.more_button.setAccessibleName(fill(self.tr("More; %1"), told))

    def say(self, text: str) -> None:
        """A sentence about what was done with the answer."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def _build_rows(self, rows: tuple[ResultRow, ...], page: QWidget) -> QGridLayout:
        metrics = current_look().theme.metrics
        grid = QGridLayout()
        grid.setHorizontalSpacing(metrics.space_4)
        grid.setVerticalSpacing(metrics.space_1)
        grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for number, row in enumerate(rows[:_MOST_ROWS]):
            grid.addWidget(make_label(row.label, "muted", page, wrap=True), number, 0, top)
            value = make_label(_to_shown(row.value), "body", page, wrap=True, selectable=True)
            # Values stand under each other at the same side, whatever way their script runs.
            value.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
            grid.addWidget(value, number, 1, top)
            if row.value.startswith("https://"):
                grid.addWidget(self._build_copy(row, page), number, 2, top)
        if len(rows) > _MOST_ROWS:
            left = fill(self.tr("%1 more lines are in the raw answer."), len(rows) - _MOST_ROWS)
            grid.addWidget(make_label(left, "muted", page), _MOST_ROWS, 0, 1, 2)
        return grid

    def _build_copy(self, row: ResultRow, page: QWidget) -> QPushButton:
        words = self.tr("Copy; taken back after 30 s")
        button = make_button("", "quiet", "copy", page, tooltip=words)
        button.clicked.connect(lambda: copy_secret(row.value))
        return button

    def _build_file(self, file: ResultFile, page: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        picture = make_button("", "quiet", parent=page)
        picture.setAccessibleName(fill(self.tr("Show %1 larger"), file.name))
        picture.clicked.connect(lambda: self.picture_requested.emit(file))
        picture.hide()
        self.picture_buttons[file.name] = picture
        row.addWidget(picture)
        about = f"{file.name}  ·  {file.media_type}  ·  {size_text(len(file.body))}"
        row.addWidget(make_label(about, "body", page, wrap=True), 1)
        button = make_button(self.tr("Save a copy"), "plain", "save", page)
        button.setAccessibleName(fill(self.tr("Save a copy of %1"), file.name))
        button.clicked.connect(lambda: self.save_requested.emit(file))
        self.save_buttons.append(button)
        row.addWidget(button)
        return row


def _to_shown(value: str) -> str:
    """A moment as everywhere in the window, everything else verbatim; the raw answer has all of it as it came."""
    if not _MOMENT.fullmatch(value):
        return value or "\N{EN DASH}"
    try:
        return exact_time(datetime.fromisoformat(value))
    except (ValueError, OverflowError, OSError):
        return value
