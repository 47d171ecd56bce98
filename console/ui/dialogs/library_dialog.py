"""Search in the text of all stored reports, beside the window; shows where the words stand, opens nothing itself."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHeaderView, QTreeView, QVBoxLayout, QWidget

from console.domain.events import Event, LibraryChanged
from console.domain.report_text import LibraryAnswer, LibraryState
from console.services.services import Services
from console.ui.models.library_model import FoundPlace, LibraryModel
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.covers import Covers
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.numbers import number_text
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label
from console.ui.widgets.search_field_widget import SearchFieldWidget

DEFAULT_SIZE: Final = (980, 640)
_PAUSE_MS: Final = 120
_NEWS_MS: Final = 1_000
_WHERE_WIDTH: Final = 260


class LibraryDialog(QDialog):
    """Opens with the words searched last. `page_requested` carries the key of a verification, a page counted from 0 and
    the words; `ready` once what was typed last is answered."""

    page_requested = Signal(object, int, str)
    ready = Signal()

    def __init__(self, services: Services, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.setWindowTitle(self.tr("Search in all reports"))
        largest = parent.window().size() if parent else QSize(*DEFAULT_SIZE)
        self.resize(QSize(*DEFAULT_SIZE).boundedTo(largest))
        self._library = services.library
        self._words = ""
        self._is_open_wanted = False
        self._recalled: FoundPlace | None = None
        self._covers = Covers.of_app()
        self.is_ready = False
        self.search = SearchFieldWidget(self)
        self.search.setPlaceholderText(self.tr("Words in the text of reports, such as a name or a number"))
        self.search.setAccessibleName(self.tr("Search in all reports"))
        self.search.setClearButtonEnabled(True)
        self.search.setText(words)
        self.search.selectAll()
        self.state = make_label("", "muted", self, wrap=True)
        self.model = LibraryModel(services.accounts.titles(), self)
        self.tree = self._make_tree()
        self.faces = FaceStack(self.tree, self)
        self._lay_out()
        self._scope = TaskScope(self, self._on_failure)
        self._bridge = BusBridge(services.bus, self)
        self._bridge.happened.connect(self._on_event)
        self._pause, self._news = self._make_timer(_PAUSE_MS), self._make_timer(_NEWS_MS)
        self._connect()
        self._ask()

    def _connect(self) -> None:
        self.search.textChanged.connect(self._on_text_changed)
        self.search.returnPressed.connect(self._open_first)
        self.search.left_downwards.connect(self._go_to_found)
        self._pause.timeout.connect(self._ask)
        self._news.timeout.connect(self._ask)
        self.tree.activated.connect(self._open)
        self.faces.triggered.connect(self._ask)
        self._covers.locked.connect(self._on_locked)
        self._covers.unlocked.connect(self._ask)

    def _make_timer(self, pause_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(pause_ms)
        return timer

    def _make_tree(self) -> QTreeView:
        tree = QTreeView(self)
        tree.setModel(self.model)
        tree.setAccessibleName(self.tr("Reports found"))
        tree.setUniformRowHeights(True)
        tree.setAllColumnsShowFocus(True)
        tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        tree.header().resizeSection(0, _WHERE_WIDTH)
        tree.header().setStretchLastSection(True)
        return tree

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_4, metrics.space_4, metrics.space_4, metrics.space_4)
        layout.setSpacing(metrics.space_2)
        layout.addWidget(self.search)
        layout.addWidget(self.state)
        layout.addWidget(self.faces, 1)

    @property
    def words(self) -> str:
        """What the shown answer is about."""
        return self._words

    # --- asking ---

    def _ask(self) -> None:
        self._pause.stop()
        self._news.stop()
        if not self._scope.can_start or self._covers.is_locked:
            return
        self.is_ready = False
        self._scope.start("search", self._search(self.search.text()))

    async def _search(self, words: str) -> None:
        state = await self._library.load_state()
        answer = await self._library.search(words)
        chosen, self._recalled = self._recalled or self.model.find_place(self.tree.currentIndex()), None
        self._words = words
        self.state.setText(self._state_words(state, answer))
        self.model.show_answer(answer)
        self.tree.expandAll()
        if answer.found:
            self.faces.show_content()
        else:
            self.faces.show_face(self._empty_face(state, words))
        if chosen is not None:
            self._choose_again(chosen)
        self.is_ready = True
        self.ready.emit()
        self._open_if_wanted()

    def _state_words(self, state: LibraryState, answer: LibraryAnswer) -> str:
        parts: list[str] = []
        if state.reports:
            parts.append(
                fill(
                    self.tr("%1 of %2 stored reports can be searched."),
                    number_text(state.indexed),
                    number_text(state.reports),
                )
            )
        if state.unreadable:
            parts.append(fill(self.tr("In %1 no text can be read."), number_text(state.unreadable)))
        if state.cut:
            parts.append(
                fill(self.tr("Of %1 very long ones only the beginning is searched."), number_text(state.cut))
            )
        if not state.is_complete:
            parts.append(self.tr("The others are being read now."))
        if answer.is_cut:
            parts.append(
                fill(self.tr("The newest %1 are shown; add a word."), number_text(len(answer.found)))
            )
        return " ".join(parts)

    def _empty_face(self, state: LibraryState, words: str) -> Face:
        if not state.reports:
            text = self.tr("The text of reports can be searched here as soon as they are stored.")
            return Face(self.tr("No reports stored yet"), text, icon="reports")
        if not words.strip():
            text = self.tr("All the words must stand on one page; accents and capitals make no difference.")
            return Face(self.tr("Type what to look for"), text, icon="search")
        text = self.tr("No page of a stored report has all of these words. Try fewer of them.")
        return Face(self.tr("Nothing found"), text, icon="search")

    # --- going there ---

    def _choose_again(self, chosen: FoundPlace) -> None:
        for row in range(self.model.rowCount()):
            report = self.model.index(row, 0)
            below = [self.model.index(each, 0, report) for each in range(self.model.rowCount(report))]
            for index in (*below, report):
                if self.model.find_place(index) == chosen:
                    self.tree.setCurrentIndex(index)
                    return

    def _go_to_found(self) -> None:
        if not self.model.rowCount() or not self.faces.is_content_shown():
            return
        if not self.tree.currentIndex().isValid():
            self.tree.setCurrentIndex(self.model.index(0, 0))
        self.tree.setFocus()

    def _on_locked(self) -> None:
        """Nobody looks: no line of a report stays in memory."""
        self._scope.cancel("search")
        self._recalled = self.model.find_place(self.tree.currentIndex())
        self.model.show_answer(LibraryAnswer(()))

    def _on_text_changed(self, _text: str) -> None:
        self._pause.start()

    def _open_first(self) -> None:
        """Return acts on what was typed, never on the answer to what stood there before."""
        self._is_open_wanted = True
        if not self.is_ready or self._words != self.search.text():
            self._ask()
        else:
            self._open_if_wanted()

    def _open_if_wanted(self) -> None:
        wanted, self._is_open_wanted = self._is_open_wanted, False
        if wanted and self.model.rowCount():
            self._open(self.model.index(0, 0))

    def _open(self, index: QModelIndex) -> None:
        place = self.model.find_place(index) if index.isValid() else None
        if place is not None:
            self.page_requested.emit(place.key, place.page, self._words)
            # It would stand over the report that opens now; opened again it has the same words.
            self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return belongs to what was found, not to a button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return
        super().keyPressEvent(event)

    def _on_event(self, event: Event) -> None:
        # While many are being read the list moves once a second at most.
        if isinstance(event, LibraryChanged) and not self._news.isActive():
            self._news.start()

    def _on_failure(self, failure: Exception) -> None:
        words = describe_error(failure)
        self.faces.show_face(Face(words.title, words.text, words.action or self.tr("Try again"), "warning"))
        self.is_ready = True
        self.ready.emit()
