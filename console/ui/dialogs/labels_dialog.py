"""The dictionary of labels as a window beside the desk: what is described, what was only seen, notes of the team."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QTabWidget, QVBoxLayout, QWidget

from console.domain.errors import InputInvalid
from console.domain.events import Event, LabelNotesChanged, VerificationsChanged
from console.domain.labels import LabelLine, LabelName, LabelNote, SeenLabel
from console.domain.risk import LabelRef, RiskLabel
from console.services.services import Services
from console.ui.dialogs.label_pages import DictionaryPage, SeenPage
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.scope import TaskScope
from console.ui.widgets.label_detail_widget import LabelDetailWidget

DEFAULT_SIZE = (1200, 720)


class LabelsDialog(QDialog):
    """Shown beside the window, which stays usable. `list_requested` carries the value of a label to filter the list by;
    `ready` once everything is on screen."""

    list_requested = Signal(str)
    ready = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.setWindowTitle(self.tr("Label dictionary"))
        # Never larger than the window it stands beside: on a small screen its edges would be out of reach.
        self.resize(
            QSize(*DEFAULT_SIZE).boundedTo(parent.window().size() if parent else QSize(*DEFAULT_SIZE))
        )
        self._labels = services.labels
        self._wanted: LabelName | None = None
        self._is_stale = False
        self.is_ready = False
        self.dictionary = DictionaryPage(self)
        self.seen = SeenPage(self._to_title, self)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.dictionary, self.tr("Dictionary"))
        self.tabs.addTab(self.seen, self.tr("Seen but not described"))
        self.faces = FaceStack(self.tabs, self)
        space = current_look().theme.metrics
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, space.space_2, 0, 0)
        layout.addWidget(self.faces)
        self._scope = TaskScope(self, self._on_failure)
        self._bridge = BusBridge(services.bus, self)
        self._bridge.happened.connect(self._on_event)
        for page in (self.dictionary, self.seen):
            page.chosen.connect(self._on_chosen)
            page.detail.list_requested.connect(self.list_requested)
            page.detail.notes.add_requested.connect(self._on_add_requested)
            page.detail.notes.withdraw_requested.connect(self._on_withdraw_requested)
        self.faces.triggered.connect(self.read)
        self.faces.show_loading()
        self.read()

    def show_label(self, name: LabelName) -> None:
        """Bring up one label, in the dictionary or among those that are only seen; filters in its way are taken away."""
        self._wanted = name
        if self.is_ready:
            self._show_wanted()

    def read(self) -> None:
        """Read everything again; choice, filters and what is being written stay."""
        self._scope.start("read", self._read())

    async def _read(self) -> None:
        self._is_stale = True
        while self._is_stale:
            self._is_stale = False
            await self._read_once()

    async def _read_once(self) -> None:
        lines = await self._labels.load_lines()
        undescribed = await self._labels.load_undescribed()
        self.dictionary.show_lines(lines)
        self.seen.show_lines(undescribed)
        count = fill(self.tr("Seen but not described (%1)"), len(undescribed))
        self.tabs.setTabText(1, count if undescribed else self.tr("Seen but not described"))
        self.faces.show_content()
        await self._read_notes()
        if not self.is_ready:
            self.is_ready = True
            self._show_wanted()
            if self._wanted is None:
                self.dictionary.search.setFocus()
            self.ready.emit()

    async def _read_notes(self) -> None:
        notes = await self._labels.load_notes()
        for page in (self.dictionary, self.seen):
            page.show_notes(notes)

    async def _add(self, detail: LabelDetailWidget, name: LabelName, body: str) -> None:
        try:
            await self._labels.add_note(name, body)
        except InputInvalid as error:
            detail.notes.show_problem(error.user_message)
            return
        if detail.name == name:
            detail.notes.clear_field()

    def _show_wanted(self) -> None:
        if self._wanted is None:
            return
        for page in (self.dictionary, self.seen):
            if page.choose(self._wanted):
                self.tabs.setCurrentWidget(page)
                return
        # Neither described nor counted: it left since, or was only seen by a look that is still being taken in.
        title = self._labels.title(self._wanted.provider)
        bare = RiskLabel(LabelRef(self._wanted.kind, self._wanted.value), None)
        self.dictionary.detail.show_line(LabelLine(title, self._wanted, bare, None))
        self.tabs.setCurrentWidget(self.dictionary)

    def _to_title(self, seen: SeenLabel) -> str:
        return self._labels.title(seen.label.provider)

    def _on_chosen(self) -> None:
        self._scope.start("notes", self._read_notes())

    def _on_add_requested(self, body: str) -> None:
        detail = self._shown_detail()
        if detail.name is not None and not self._scope.is_running("write"):
            self._scope.start("write", self._add(detail, detail.name, body))

    def _on_withdraw_requested(self, note: LabelNote) -> None:
        if not self._scope.is_running("write"):
            self._scope.start("write", self._labels.withdraw_note(note))

    def _shown_detail(self) -> LabelDetailWidget:
        return self.seen.detail if self.tabs.currentWidget() is self.seen else self.dictionary.detail

    def _on_event(self, event: Event) -> None:
        if isinstance(event, LabelNotesChanged):
            self._scope.start("notes", self._read_notes())
        elif isinstance(event, VerificationsChanged):
            # What changes while it is being read is read once more afterwards, however often it changes.
            self._is_stale = True
            if not self._scope.is_running("read"):
                self.read()

    def _on_failure(self, failure: Exception) -> None:
        words = describe_error(failure)
        if self.is_ready:
            self.faces.show_trouble(f"{words.title}. {words.text}", words.action)
        else:
            self.faces.show_face(Face(words.title, words.text, words.action, icon="warning"))
