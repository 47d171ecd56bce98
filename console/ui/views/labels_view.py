"""The risk tab: every label of a case, what the team noted about it and what moved since we decided."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from console.domain.case import Case
from console.domain.events import Event, LabelNotesChanged
from console.domain.labels import RiskPicture
from console.domain.risk import RiskLabel
from console.services.services import Services
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.scope import TaskScope
from console.ui.widgets.labels_widget import LabelsWidget

_NOTHING_KNOWN: Final = RiskPicture((), None, ())


class LabelsView(QWidget):
    """`titled` carries the words of the tab, `dictionary_requested` the `LabelName` a person wants to read about."""

    titled = Signal(str)
    dictionary_requested = Signal(object)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels = services.labels
        self._case: Case | None = None
        self._picture = _NOTHING_KNOWN
        self.cards = LabelsWidget(self)
        self.faces = FaceStack(self._build_page(), self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.faces)
        self._scope = TaskScope(self, self._on_failure)
        self._bridge = BusBridge(services.bus, self)
        self._bridge.happened.connect(self._on_event)
        self.cards.asked.connect(self.dictionary_requested)
        self.faces.triggered.connect(self._read)

    def show_case(self, case: Case) -> None:
        """Show a case with what is known already, and again with the notes and what moved; as soon as the tab is seen."""
        if self._case is None or case.stored.key != self._case.stored.key:
            self._picture = _NOTHING_KNOWN
        self._case = case
        count = len(dict.fromkeys(label.ref for label in (*case.labels, *_of_attempts(case))))
        self.titled.emit(fill(self.tr("Risk (%1)"), count) if count else self.tr("Risk"))
        if self.isVisible():
            self._show()
            self._read()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what came while nobody looked."""
        super().showEvent(event)
        self._show()
        self._read()

    def _build_page(self) -> QScrollArea:
        space = current_look().theme.metrics
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        page = QWidget(scroll)
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(space.space_4, space.space_3, space.space_4, 0)
        column.addWidget(self.cards)
        scroll.setWidget(page)
        return scroll

    def _read(self) -> None:
        if self._case is not None:
            self._scope.start("read", self._load(self._case))

    async def _load(self, case: Case) -> None:
        picture = await self._labels.load_risk(case.stored.key, case.account.provider)
        if case is self._case:
            self._picture = picture
            self._show()

    def _show(self) -> None:
        case = self._case
        if case is None:
            return
        if not case.labels and not _of_attempts(case) and not self._picture.left:
            text = self.tr("Labels, codes and tags of the provider appear here as soon as it sends any.")
            self.faces.show_face(Face(self.tr("No risk labels"), text, icon="check"))
            return
        self.faces.show_content()
        self.cards.show_case(case, self._picture)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, LabelNotesChanged) and self.isVisible():
            self._read()

    def _on_failure(self, failure: Exception) -> None:
        words = describe_error(failure)
        self.faces.show_trouble(f"{words.title}. {words.text}", words.action)


def _of_attempts(case: Case) -> tuple[RiskLabel, ...]:
    return tuple(label for labels in case.attempt_labels for label in labels)
