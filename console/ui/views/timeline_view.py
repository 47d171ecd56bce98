"""The timeline tab: lanes above, every event below; choosing in one chooses in the other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.domain.case import Case
from console.domain.timeline import TimelineEvent
from console.ui.toolkit.case_words import event_word, source_word
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain, to_tooltip
from console.ui.toolkit.words import exact_time
from console.ui.widgets.attempt_details_widget import AttemptDetailsWidget
from console.ui.widgets.timeline_layout import build_axis, build_lanes
from console.ui.widgets.timeline_stage import TimelineContent
from console.ui.widgets.timeline_widget import TimelineWidget

_STEP: Final = 1.5
_COLUMNS: Final = 4
_RAW: Final = 3
_LEAST_WIDTH: Final = 96


class TimelineView(QWidget):
    """Shows the attempts and events of one case."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        metrics = current_look().theme.metrics
        self._events: tuple[TimelineEvent, ...] = ()
        self.lanes = TimelineWidget(self)
        self.table = self._build_table()
        self.details = AttemptDetailsWidget(self)
        self.lanes.event_selected.connect(self._on_lane_event_selected)
        self.table.currentCellChanged.connect(self._on_table_row_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_4, metrics.space_3, metrics.space_4, metrics.space_4)
        layout.setSpacing(metrics.space_2)
        layout.addLayout(self._build_bar())
        layout.addWidget(self.lanes)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.details)

    def show_case(self, case: Case) -> None:
        """Show a case; zoom and choice stay when nothing new happened."""
        self.details.show_attempts(case.stored.attempts)
        events = tuple(sorted(case.stored.events, key=lambda event: event.at))
        now = datetime.now(UTC)
        lanes = build_lanes(case.stored.attempts, events, now)
        axis = build_axis(lanes, events, now)
        if events != self._events or not self._events:
            self._events = events
            verdict = case.stored.verification.phase.value
            self.lanes.show_content(TimelineContent(lanes, axis, events, verdict))
            self._fill_table()

    def _build_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.addStretch()
        for icon, text, factor in (
            ("zoom-out", self.tr("Zoom out (-)"), 1 / _STEP),
            ("zoom-in", self.tr("Zoom in (+)"), _STEP),
            ("page-width", self.tr("Show all (0)"), 0.0),
        ):
            button = make_button("", "quiet", icon, self, tooltip=text)
            button.clicked.connect(lambda _checked=False, by=factor: self.lanes.zoom_by(by))
            bar.addWidget(button)
        return bar

    def _build_table(self) -> QTableWidget:
        table = QTableWidget(0, _COLUMNS, self)
        titles = (self.tr("Time"), self.tr("What"), self.tr("Source"), self.tr("Raw value"))
        table.setHorizontalHeaderLabels(list(titles))
        table.setAccessibleName(self.tr("Events"))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(current_look().theme.metrics.row_compact)
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(_LEAST_WIDTH)
        header.setSectionResizeMode(_RAW, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return table

    def _fill_table(self) -> None:
        self.table.blockSignals(True)
        self.table.setRowCount(len(self._events))
        for row, event in enumerate(self._events):
            cells = (
                exact_time(event.at),
                event_word(event.kind),
                source_word(event.source),
                to_plain(event.raw),
            )
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                # The last column gives way when the pane is narrow.
                item.setData(Qt.ItemDataRole.ToolTipRole, to_tooltip(text))
                self.table.setItem(row, column, item)
        self.table.blockSignals(False)
        room = current_look().theme.metrics.space_2
        for column in range(_RAW):
            needed = max(
                self.table.sizeHintForColumn(column), self.table.horizontalHeader().sectionSizeHint(column)
            )
            self.table.setColumnWidth(column, needed + room)

    def _on_lane_event_selected(self, index: int) -> None:
        self.table.blockSignals(True)
        self.table.selectRow(index)
        self.table.blockSignals(False)

    def _on_table_row_changed(self, row: int) -> None:
        if row >= 0:
            self.lanes.select_event(row)
