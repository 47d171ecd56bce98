"""The audit trail: who did what and when, filtered, checked and taken out; opens the case an entry is about."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from console.domain.activity import ActivityEntry, ActivityFilter
from console.domain.errors import ConsoleError
from console.domain.events import Event
from console.domain.export import ExportList, ExportWish
from console.services.activity import ChainResult
from console.services.services import Services
from console.ui.models.activity_model import ActivityColumn, ActivityModel
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.numbers import number_text
from console.ui.toolkit.questions import open_dialog
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label
from console.ui.views.work_pages import WorkPage
from console.ui.widgets.activity_bar_widget import ActivityBarWidget

_WAIT_MS: Final = 120
_WIDTHS: Final = {
    ActivityColumn.AT: 186,
    ActivityColumn.WHO: 110,
    ActivityColumn.ABOUT: 216,
}


class ActivityTable(QTableView):
    """Return opens what the row is about, as a double click does."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return and Enter act on the row."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class ActivityView(WorkPage):
    """New entries appear on top while the page is shown; whatever is selected stays selected."""

    def __init__(self, services: Services, bridge: BusBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._services = services
        self._ready = False
        self._wanted = ActivityFilter()
        self._scope = TaskScope(self, self._on_failure)
        self.bar = ActivityBarWidget(self)
        self.model = ActivityModel(self)
        self.table = self._build_table()
        self.faces = FaceStack(self.table, self)
        self.count_label = make_label("", "muted", self)
        self.result = make_label("", "strong", self, wrap=True, selectable=True)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Entries verified"))
        self.open_button = make_button(self.tr("Open case"), parent=self)
        self.only_button = make_button(self.tr("Only this record"), parent=self)
        self.verify_button = make_button(self.tr("Verify"), "primary", "check", self)
        self.export_button = make_button(self.tr("Export"), icon="save", parent=self)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_WAIT_MS)
        self._missing: set[int] = set()
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(0)
        self._lay_out()
        self._connect(bridge)

    @property
    def is_ready(self) -> bool:
        """See `WorkPage`."""
        return self._ready

    def show_page(self) -> None:
        """See `WorkPage`."""
        if not self._ready:
            self.faces.show_loading()
        self._scope.start("load", self._load())
        self.table.setFocus()

    # --- parts ---

    def _build_table(self) -> QTableView:
        table = ActivityTable(self)
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Audit trail, newest first"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setProperty("headings", "flush")
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(current_look().theme.metrics.row_compact)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        for column in (ActivityColumn.WHAT, ActivityColumn.DETAILS):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in _WIDTHS.items():
            table.setColumnWidth(column, width)
        return table

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        foot = QHBoxLayout()
        foot.setContentsMargins(metrics.space_3, metrics.space_2, metrics.space_3, metrics.space_2)
        foot.setSpacing(metrics.space_2)
        foot.addWidget(self.count_label)
        foot.addStretch()
        for button in (self.open_button, self.only_button, self.export_button, self.verify_button):
            foot.addWidget(button)
        self.progress.hide()
        self.result.setMargin(metrics.space_3)
        self.result.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.faces, 1)
        layout.addWidget(self.progress)
        layout.addWidget(self.result)
        layout.addLayout(foot)

    def _connect(self, bridge: BusBridge) -> None:
        self.model.wanted.connect(self._on_entries_wanted)
        self.bar.changed.connect(self._typing.start)
        self._typing.timeout.connect(self._on_filter_settled)
        self._asking.timeout.connect(self._on_asking_due)
        self.table.activated.connect(self._on_row_activated)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.open_button.clicked.connect(self._on_open_clicked)
        self.only_button.clicked.connect(self._on_only_clicked)
        self.verify_button.clicked.connect(self._on_verify_clicked)
        self.export_button.clicked.connect(self._on_export_clicked)
        self.faces.triggered.connect(self._on_face_triggered)
        bridge.happened.connect(self._on_event)
        self._on_row_changed()

    # --- reading ---

    async def _load(self) -> None:
        people, actions = await self._services.activity.load_choices()
        accounts = self._services.accounts.load_accounts()
        self.model.name_accounts({account.id: account.name for account in accounts})
        self.bar.blockSignals(True)
        self.bar.show_choices(people, actions)
        self.bar.blockSignals(False)
        await self._fill(self.bar.wanted())

    async def _fill(self, wanted: ActivityFilter) -> None:
        numbers = await self._services.activity.load_numbers(wanted)
        self._wanted = wanted
        self.model.show_numbers(numbers)
        if len(numbers):
            self.faces.show_content()
            self.table.selectRow(0)
        elif wanted.is_empty:
            text = self.tr(
                "What people do here appears here by itself: who, what, when and about which record."
            )
            self.faces.show_face(Face(self.tr("Nothing was done yet"), text, icon="activity"))
        else:
            text = self.tr("No entry fits these filters.")
            self.faces.show_face(Face(self.tr("Nothing found"), text, self.tr("Clear filters"), "search"))
        self._say_count()
        self._ready = True
        self.ready.emit()

    async def _load_newer(self) -> None:
        newer = await self._services.activity.load_numbers(self._wanted, self.model.newest)
        if len(newer):
            self.model.add_newer(newer)
            self.faces.show_content()
            self._say_count()

    async def _load_entries(self, numbers: tuple[int, ...]) -> None:
        self.model.put_entries(await self._services.activity.load_entries(numbers))
        self._on_row_changed()

    def _say_count(self) -> None:
        self.count_label.setText(fill(self.tr("%1 entries"), number_text(self.model.rowCount())))

    def _on_entries_wanted(self, numbers: tuple[int, ...]) -> None:
        # Asked for while painting: all of one painting are read in one go, after it.
        self._missing.update(numbers)
        self._asking.start()

    def _on_asking_due(self) -> None:
        if not self._scope.can_start:
            return
        numbers, self._missing = tuple(self._missing), set()
        # A key of its own: who scrolls on must not lose those that were asked for before.
        self._scope.start(f"entries {max(numbers)}", self._load_entries(numbers))

    def _on_filter_settled(self) -> None:
        self._scope.start("load", self._fill(self.bar.wanted()))

    def _on_event(self, _event: Event) -> None:
        if self.isVisible() and self._ready and not self._scope.is_running("load"):
            self._scope.start("newer", self._load_newer())

    def _on_face_triggered(self) -> None:
        if self._wanted.is_empty:
            self.show_page()
        else:
            self.bar.clear()

    # --- acting on an entry ---

    def _entry(self) -> ActivityEntry | None:
        return self.model.entry_at(self.table.currentIndex().row())

    def _on_row_changed(self) -> None:
        entry = self._entry()
        self.open_button.setEnabled(entry is not None and entry.case is not None)
        self.only_button.setEnabled(entry is not None and bool(entry.subject))

    def _on_row_activated(self, index: QModelIndex) -> None:
        entry = self.model.entry_at(index.row())
        if entry is not None and entry.case is not None:
            self.case_requested.emit(entry.case)

    def _on_open_clicked(self) -> None:
        self._on_row_activated(self.table.currentIndex())

    def _on_only_clicked(self) -> None:
        entry = self._entry()
        if entry is not None:
            self.bar.set_subject(entry.subject)

    # --- the whole log ---

    def _on_export_clicked(self) -> None:
        # Imported here: most who look at the trail take nothing out.
        from console.ui.dialogs.export_dialog import ExportDialog

        wish = ExportWish(ExportList.ACTIVITY, activity=self._wanted)
        open_dialog(ExportDialog(self._services, wish, self))

    def _on_verify_clicked(self) -> None:
        if self._scope.is_running("verify"):
            self._scope.cancel("verify")
            self._end_verify(self.tr("Stopped. Nothing was found out."))
            return
        self.result.hide()
        self.progress.setRange(0, 0)
        self.progress.show()
        self.verify_button.setText(self.tr("Stop"))
        self._scope.start("verify", self._verify())

    async def _verify(self) -> None:
        result = await self._services.activity.verify(self._on_progress)
        self._end_verify(self._say_result(result))
        await self._load_newer()

    def _on_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, max(1, total))
        self.progress.setValue(done)

    def _say_result(self, result: ChainResult) -> str:
        count = number_text(result.entries)
        if result.is_sound:
            said = self.tr(
                "%1 entries, each follows from the one before: nothing was changed, removed or put in. That newest "
                "entries were cut off shows only against this number noted elsewhere: %2"
            )
            return fill(said, count, result.head)
        return fill(self.tr("The trail is broken. %1"), " ".join(result.problems))

    def _end_verify(self, said: str) -> None:
        self.progress.hide()
        self.verify_button.setText(self.tr("Verify"))
        self.result.setText(said)
        self.result.show()

    def _on_failure(self, failure: Exception) -> None:
        words = describe_error(failure)
        if self.progress.isVisible():
            self._end_verify(f"{words.title}. {words.text}")
        elif self._ready:
            self.faces.show_trouble(f"{words.title}. {words.text}")
        else:
            self.faces.show_face(Face(words.title, words.text, words.action, icon="warning"))
            self._ready = True
            self.ready.emit()
        if not isinstance(failure, ConsoleError):
            raise failure
