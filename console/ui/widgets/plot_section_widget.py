"""One plot with its title, note, table and ways out; values in, wishes out."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from console.ui.models.figure_model import FigureModel
from console.ui.models.plot_values import Plot
from console.ui.toolkit.clipboard import copy_text
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label
from console.ui.widgets.plot_widget import PlotWidget

FORMS: Final = ("png", "svg", "csv")
_MOST_ROWS: Final = 8


class FigureTable(QTableView):
    """As high as its rows, up to eight; the platform's copy keys copy the chosen cells."""

    def __init__(self, model: FigureModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._figures = model
        self.setModel(model)
        self.setProperty("headings", "flush")
        self.verticalHeader().hide()
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(False)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(24)
        header.setHighlightSections(False)
        self.verticalHeader().setDefaultSectionSize(current_look().theme.metrics.row_compact)

    def fit(self) -> None:
        """Take the height of the rows there are, and of a scroll bar where the columns have no room."""
        rows = min(max(self._figures.rowCount(), 1), _MOST_ROWS)
        height = (
            self.horizontalHeader().sizeHint().height() + rows * self.verticalHeader().defaultSectionSize()
        )
        bar = 0 if self._spread() else self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(height + 2 * self.frameWidth() + 4 + bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns share the width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def _spread(self) -> bool:
        """As wide as their texts and a share of what is left; False when there is less room than that.

        A number cut in its middle says nothing. Small tables only: every cell is measured.
        """
        header, count = self.horizontalHeader(), self._figures.columnCount()
        wanted = [max(header.sectionSizeHint(n), self.sizeHintForColumn(n)) for n in range(count)]
        room, total = self.viewport().width(), sum(wanted)
        share = max(0, (room - total) // count)
        for number, width in enumerate(wanted):
            header.resizeSection(number, width + share)
        return total <= room

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy what is chosen."""
        if event.matches(QKeySequence.StandardKey.Copy):
            chosen = self.selectionModel().selection()
            if not chosen.isEmpty():
                block = chosen.first()
                copy_text(self._figures.to_text(block.topLeft(), block.bottomRight()))
            return
        super().keyPressEvent(event)


class PlotSectionWidget(QWidget):
    """`save_requested` carries one of FORMS; `plot` is asked for what it holds then."""

    save_requested = Signal(str)

    def __init__(self, plot: Plot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.title = make_label(plot.title, "section", self)
        self.note = make_label(plot.note, "muted", self, wrap=True)
        self.plot = PlotWidget(plot, self)
        self.model = FigureModel(plot.table.headings, plot.table.rows, self)
        self.table = FigureTable(self.model, self)
        self.save_button = make_button(self.tr("Save as"), "quiet", "save", self)
        self.menu = QMenu(self)
        for form in FORMS:
            action = self.menu.addAction(form.upper())
            action.triggered.connect(lambda _checked=False, name=form: self.save_requested.emit(name))
        self.save_button.setMenu(self.menu)
        self._lay_out()
        self.show_plot(plot)

    def show_plot(self, plot: Plot) -> None:
        """Show other values of the same plot."""
        self.title.setText(plot.title)
        self.note.setText(plot.note)
        self.note.setVisible(bool(plot.note))
        self.plot.show_plot(plot)
        self.model.show(plot.table.headings, plot.table.rows)
        self.table.setAccessibleName(fill(self.tr("Numbers: %1"), plot.title))
        self.save_button.setAccessibleName(fill(self.tr("Save as a file: %1"), plot.title))
        self.table.fit()

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch()
        head.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_4, metrics.space_3, metrics.space_4, metrics.space_3)
        layout.setSpacing(metrics.space_2)
        layout.addLayout(head)
        layout.addWidget(self.note)
        layout.addWidget(self.plot)
        layout.addWidget(self.table)
