"""The reference of scrolling: Qt's own item model with the same cells and the default delegate, in a view of that size."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QTableView

from console.ui.views.list_view import ListView

# Items of Qt hold their texts, so there are fewer of them; how far a jump goes does not matter to it.
ROWS: Final = 20_000


def make_standard_table(shown: ListView) -> QTableView:
    """A view as large as `shown`, with the cells it has on the screen over and over; whoever asked closes it."""
    view = QTableView()
    view.setModel(_copy_cells(shown))
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(shown.table.verticalHeader().defaultSectionSize())
    header = shown.table.horizontalHeader()
    for column in range(header.count()):
        view.setColumnHidden(column, header.isSectionHidden(column))
        view.setColumnWidth(column, header.sectionSize(column))
    view.resize(shown.table.size())
    return view


def _copy_cells(shown: ListView) -> QStandardItemModel:
    own = shown.model
    columns = own.columnCount()
    first, last = shown.table.visible_rows()
    role = Qt.ItemDataRole.DisplayRole
    texts = [
        [str(own.data(own.index(row, column), role) or "") for column in range(columns)]
        for row in range(first, last + 1)
    ]
    model = QStandardItemModel(0, columns, shown)
    for number in range(ROWS):
        model.appendRow([QStandardItem(text) for text in texts[number % len(texts)]])
    return model
