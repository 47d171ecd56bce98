"""Asks for the first and last day a list shows; keeps nothing and asks nobody."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.domain.date_range import DateRange, Span
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.text import make_label


class DateRangeDialog(QDialog):
    """`chosen` carries a DateRange of days of its own; an end that is not ticked is left open.

    `with_making` where a list also knows on which day its rows were made.
    """

    chosen = Signal(object)

    def __init__(self, days: DateRange | None, parent: QWidget, *, with_making: bool = True) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Choose days"))
        self._of = QComboBox(self)
        self._of.addItem(self.tr("Last change"), userData=False)
        if with_making:
            self._of.addItem(self.tr("Made"), userData=True)
        self._of.setAccessibleName(self.tr("Which day counts"))
        today = datetime.now().astimezone().date()
        first = days.first if days is not None else None
        last = days.last if days is not None else None
        self._first_on, self._first = self._make_end(self.tr("From"), first or today.replace(day=1))
        self._last_on, self._last = self._make_end(self.tr("To"), last or today)
        if days is not None and days.span is Span.CUSTOM:
            self._first_on.setChecked(first is not None)
            self._last_on.setChecked(last is not None)
            self._of.setCurrentIndex(int(days.of_making))
        self._wrong = make_label("", "danger", self)
        self._wrong.hide()
        self._show = make_button(self.tr("Show these days"), "primary", parent=self)
        self._show.setDefault(True)
        self._cancel = make_button(self.tr("Cancel"), parent=self)
        self._show.clicked.connect(self._on_show_clicked)
        self._cancel.clicked.connect(self.reject)
        self._lay_out()

    @property
    def first_field(self) -> QDateEdit:
        """The first day."""
        return self._first

    @property
    def last_field(self) -> QDateEdit:
        """The last day."""
        return self._last

    @property
    def show_button(self) -> QPushButton:
        """Shows these days."""
        return self._show

    @property
    def wrong(self) -> str:
        """What is wrong with the days, empty when nothing is."""
        return self._wrong.text()

    def _make_end(self, title: str, day: date) -> tuple[QCheckBox, QDateEdit]:
        tick = QCheckBox(title, self)
        tick.setChecked(True)
        field = QDateEdit(QDate(day.year, day.month, day.day), self)
        field.setCalendarPopup(True)
        field.setDisplayFormat("yyyy-MM-dd")
        field.setAccessibleName(title)
        tick.toggled.connect(field.setEnabled)
        return tick, field

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.addWidget(make_label(self.tr("Day of"), parent=self), 0, 0)
        grid.addWidget(self._of, 0, 1)
        for row, (tick, field) in enumerate(
            ((self._first_on, self._first), (self._last_on, self._last)), start=1
        ):
            grid.addWidget(tick, row, 0)
            grid.addWidget(field, row, 1)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._show)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addLayout(grid)
        layout.addWidget(self._wrong)
        layout.addLayout(buttons)

    def _on_show_clicked(self) -> None:
        first = _to_date(self._first) if self._first_on.isChecked() else None
        last = _to_date(self._last) if self._last_on.isChecked() else None
        wrong = ""
        if first is None and last is None:
            wrong = self.tr("Tick at least one of the two days.")
        elif first is not None and last is not None and last < first:
            wrong = self.tr("The last day is before the first.")
        self._wrong.setText(wrong)
        self._wrong.setVisible(bool(wrong))
        if not wrong:
            self.chosen.emit(DateRange(Span.CUSTOM, first, last, bool(self._of.currentData())))
            self.accept()


def _to_date(field: QDateEdit) -> date:
    shown = field.date()
    return date(shown.year(), shown.month(), shown.day())
