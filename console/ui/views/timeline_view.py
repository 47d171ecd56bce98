"""The timeline tab: lanes above, every event below; choosing in one chooses in the other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QModelIndex, QPointF, Qt, Signal
from PySide6.QtGui import QPaintDevice, QPainter, QPaintEvent, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QScrollArea,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from console.domain.attempt import Attempt
from console.domain.case import Case
from console.domain.timeline import TimelineEvent
from console.services.services import Services
from console.ui.models.timeline_rows import RAW, EventModel
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Banner
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.scope import TaskScope
from console.ui.views.timeline_saving import PictureForm, TimelineSaving
from console.ui.widgets.attempt_details_widget import AttemptDetailsWidget
from console.ui.widgets.timeline_layout import build_axis, build_lanes
from console.ui.widgets.timeline_painter import TimelinePainter
from console.ui.widgets.timeline_stage import AXIS_HEIGHT, LANE_HEIGHT, build_content
from console.ui.widgets.timeline_widget import TimelineWidget

_STEP: Final = 1.5
_LEAST_WIDTH: Final = 72
# Of time, what and source: the raw value keeps some room in a narrow pane, tooltips tell what is cut.
_WIDEST: Final = (200, 150, 124)
_SHARES: Final = (2, 3)
_LEAST_ROWS: Final = 3


class TimelineLegend(QWidget):
    """What patterns and marks mean, in as many rows as it needs."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._painter = TimelinePainter(self)
        current_look().changed.connect(self.update)
        self.setAccessibleName(self.tr("What patterns and marks mean"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need other rows."""
        super().resizeEvent(event)
        self._paint(QPixmap(1, 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint swatches and words."""
        self._paint(self)

    def _paint(self, device: QPaintDevice) -> None:
        painter = QPainter(device)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = self._painter.paint_legend(painter, QPointF(8, 0), self.width() - 8)
        painter.end()
        self.setFixedHeight(round(height))


class TimelineView(QWidget):
    """Shows the attempts and events of one case; `saved` when a picture of it was written, which is an event too."""

    saved = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = current_look().theme.metrics
        self._case: Case | None = None
        self._shown: tuple[tuple[TimelineEvent, ...], tuple[Attempt, ...]] | None = None
        self.banner = Banner(self)
        self.lanes = TimelineWidget(self)
        self.model = EventModel(self)
        self.table = self._build_table()
        self.details = AttemptDetailsWidget(self)
        self._scope = TaskScope(self, self._on_failure)
        self._saving = TimelineSaving(services, self._scope, self)
        self._saving.saved.connect(self._on_picture_saved)
        self.lanes.event_selected.connect(self._on_lane_event_selected)
        self.table.selectionModel().currentRowChanged.connect(self._on_table_row_changed)
        self.banner.triggered.connect(self.banner.hide)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space.space_4, space.space_2, space.space_4, space.space_4)
        layout.setSpacing(space.space_2)
        layout.addWidget(self.banner)
        layout.addLayout(self._build_bar())
        layout.addWidget(self._build_halves(), 1)
        layout.addWidget(self.details)

    def show_case(self, case: Case) -> None:
        """Show a case, as soon as the tab is seen; zoom and choice stay when nothing new happened."""
        self._case = case
        if self.isVisible():
            self._show(case)

    def showEvent(self, event: QShowEvent) -> None:
        """Show what came while nobody looked."""
        super().showEvent(event)
        if self._case is not None:
            self._show(self._case)

    def _on_picture_saved(self, name: str) -> None:
        self.banner.show_text(fill(self.tr("Saved as %1."), name), self.tr("Dismiss"))
        self.saved.emit()

    def _show(self, case: Case) -> None:
        self.details.show_attempts(case.stored.attempts)
        events = tuple(sorted(case.stored.events, key=lambda event: event.at))
        shown = (events, case.stored.attempts)
        if shown == self._shown:
            return
        self._shown = shown
        # A case as it was known earlier ends with that moment.
        now = case.stored.as_of if case.stored.is_past else datetime.now(UTC)
        lanes = build_lanes(case.stored.attempts, events, now)
        axis = build_axis(lanes, events, now)
        verdict = case.stored.verification.phase.value
        self.lanes.show_content(build_content(lanes, axis, events, verdict))
        # Not higher than its lanes, and not so high that no event is left below.
        height = self.lanes.sizeHint().height() + 2
        self._scroll.setMaximumHeight(height)
        # In a low window the list of events gives way first: bars without their time axis say nothing.
        self._scroll.setMinimumHeight(min(height, AXIS_HEIGHT + 2 * LANE_HEIGHT + 2))
        self._show_events(events)

    def _build_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(0)
        bar.addWidget(TimelineLegend(self), 1, Qt.AlignmentFlag.AlignTop)
        for icon, text, factor in (
            ("zoom-out", self.tr("Zoom out (-)"), 1 / _STEP),
            ("zoom-in", self.tr("Zoom in (+)"), _STEP),
            ("page-width", self.tr("Show all (0)"), 0.0),
        ):
            button = make_button("", "quiet", icon, self, tooltip=text)
            button.clicked.connect(lambda _checked=False, by=factor: self.lanes.zoom_by(by))
            bar.addWidget(button)
        self.save_button = make_button("", "quiet", "save", self, tooltip=self.tr("Save as a picture …"))
        self.save_button.setMenu(self._build_menu())
        bar.addWidget(self.save_button)
        return bar

    def _build_menu(self) -> QMenu:
        menu = QMenu(self)
        for form, text in (
            (PictureForm.PNG, self.tr("Save as PNG …")),
            (PictureForm.SVG, self.tr("Save as SVG …")),
        ):
            menu.addAction(to_button_text(text)).triggered.connect(
                lambda _checked=False, wanted=form: self._save(wanted)
            )
        return menu

    def _build_halves(self) -> QSplitter:
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.lanes)
        halves = QSplitter(Qt.Orientation.Vertical, self)
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(1)
        halves.addWidget(self._scroll)
        halves.addWidget(self.table)
        for number, share in enumerate(_SHARES):
            halves.setStretchFactor(number, share)
        return halves

    def _build_table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Events"))
        table.setProperty("headings", "flush")
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(current_look().theme.metrics.row_compact)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setMinimumHeight(_LEAST_ROWS * current_look().theme.metrics.row_compact)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(_LEAST_WIDTH)
        header.setSectionResizeMode(RAW, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return table

    def _show_events(self, events: tuple[TimelineEvent, ...]) -> None:
        self.model.show_events(events)
        room = current_look().theme.metrics.space_2
        for column in range(RAW):
            needed = max(
                self.table.sizeHintForColumn(column), self.table.horizontalHeader().sectionSizeHint(column)
            )
            self.table.setColumnWidth(column, min(_WIDEST[column], needed + room))

    def _save(self, form: PictureForm) -> None:
        if self._case is not None and self.lanes.content is not None:
            self._saving.begin(self._case, self.lanes.content, form)

    def _on_lane_event_selected(self, number: int) -> None:
        index = self.model.index(number, 0)
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index)

    def _on_table_row_changed(self, current: QModelIndex) -> None:
        if current.isValid() and current.row() != self.lanes.selected:
            self.lanes.select_event(current.row())

    def _on_failure(self, failure: Exception) -> None:
        words = describe_error(failure)
        self.banner.show_text(f"{words.title}. {words.text}", self.tr("Dismiss"))
