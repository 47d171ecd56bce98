"""Choosing another stored report: those of the same name first, any other by its words; opens nothing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from console.domain.listing import ListQuery, VerificationRow
from console.domain.report import Report
from console.services.services import Services
from console.ui.toolkit.controls import make_button, make_line_edit
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label, set_item_tooltip
from console.ui.toolkit.words import exact_time

_MOST: Final = 50


class ReportChoiceDialog(QDialog):
    """`chosen` is the report that was taken, None until one was. `name` is what is searched for first."""

    def __init__(self, services: Services, beside: Report, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Show beside another report"))
        self.resize(560, 460)
        self.chosen: Report | None = None
        self._services = services
        self._beside = beside
        self._found: list[Report] = []
        self.search_field = make_line_edit(self.tr("Name, id or status"), self)
        self.reports = QListWidget(self)
        self.reports.setAccessibleName(self.tr("Stored reports"))
        self.reports.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.reports.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.reports.setSpacing(4)
        self._words = make_label("", "muted", self, wrap=True)
        self.show_button = make_button(self.tr("Show both"), "primary", parent=self)
        self.show_button.setEnabled(False)
        self.cancel_button = make_button(self.tr("Cancel"), "plain", parent=self)
        self.cancel_button.clicked.connect(self.reject)
        self.show_button.clicked.connect(self._take)
        self.reports.itemActivated.connect(self._take)
        self.reports.currentRowChanged.connect(self._on_row_changed)
        self.search_field.textChanged.connect(self._on_words_changed)
        self._scope = TaskScope(self)
        self._lay_out()
        self._scope.start("load", self._load_first(name))

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.show_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.space_4, metrics.space_4, metrics.space_4, metrics.space_4)
        column.setSpacing(metrics.space_3)
        column.addWidget(self.search_field)
        column.addWidget(self._words)
        column.addWidget(self.reports, 1)
        column.addLayout(foot)

    async def _load_first(self, name: str) -> None:
        """What belongs to the same person is most likely wanted; where nothing does, everything is offered."""
        others = await self._load_others(name) if name.strip() else []
        if others:
            self.search_field.blockSignals(True)
            self.search_field.setText(name)
            self.search_field.blockSignals(False)
        self._show(others or await self._load_others(""))

    async def _load(self, words: str) -> None:
        self._show(await self._load_others(words))

    async def _load_others(self, words: str) -> list[tuple[Report, VerificationRow]]:
        rows = await self._services.reports.load_rows(ListQuery(text=words), 0, _MOST)
        return [(report, row) for report, row in rows if report.object_id != self._beside.object_id]

    def _show(self, rows: list[tuple[Report, VerificationRow]]) -> None:
        self._found = [report for report, _ in rows]
        self.reports.clear()
        for report, row in rows:
            name = row.customer_name or self.tr("No name")
            title = self._services.accounts.title(row.provider)
            facts = fill(self.tr("%1, fetched %2"), title, exact_time(report.fetched_at))
            # What differs between reports of one person stands at the left of each line, where it is never cut.
            lines = f"{to_plain(name)}\n{to_plain(facts)}\n{to_plain(row.key.id)}"
            item = QListWidgetItem(lines, self.reports)
            set_item_tooltip(item, f"{name}, {facts}, {row.key.id}")
        if rows:
            self.reports.setCurrentRow(0)
            self._words.setText(self.tr("Choose the report to show beside this one."))
        else:
            self._words.setText(self.tr("No other stored report fits. Search for something else."))
        self.show_button.setEnabled(bool(rows))

    def _on_words_changed(self, words: str) -> None:
        self._scope.start("load", self._load(words))

    def _on_row_changed(self, row: int) -> None:
        self.show_button.setEnabled(0 <= row < len(self._found))

    def _take(self) -> None:
        row = self.reports.currentRow()
        if 0 <= row < len(self._found):
            self.chosen = self._found[row]
            self.accept()
