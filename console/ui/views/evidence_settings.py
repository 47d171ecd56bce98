"""What the settings say about evidence that is fetched by itself, and the button that verifies all of it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.domain.events import Event, EvidenceChanged, ReportStored
from console.domain.evidence_file import CaptureCounts
from console.services.services import Services
from console.ui.toolkit.bridge import BusBridge
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.numbers import number_text
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label

_NEWS_MS: Final = 500


class EvidenceSettings(QWidget):
    """`verify_requested` is the press of its button."""

    verify_requested = Signal()

    def __init__(self, services: Services, bridge: BusBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        said = self.tr(
            "Reports are fetched by themselves once a verdict is final, and kept encrypted here. Pictures of documents "
            "and faces only for accounts whose settings say so."
        )
        self.state = make_label("", "muted", self, wrap=True)
        self.button = make_button(self.tr("Verify stored files"), parent=self)
        self.button.clicked.connect(self.verify_requested)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(make_label(said, "muted", self, wrap=True))
        layout.addWidget(self.state)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self._scope = TaskScope(self)
        # Many come one after the other: counted once for all of them.
        self._news = QTimer(self)
        self._news.setSingleShot(True)
        self._news.setInterval(_NEWS_MS)
        self._news.timeout.connect(self._ask)
        bridge.happened.connect(self._on_event)

    def showEvent(self, event: QShowEvent) -> None:
        """Be current whenever it comes up."""
        super().showEvent(event)
        self._ask()

    def _on_event(self, event: Event) -> None:
        if isinstance(event, EvidenceChanged | ReportStored) and not self._news.isActive():
            self._news.start()

    def _ask(self) -> None:
        if self.isVisible() and self._scope.can_start:
            self._scope.start("count", self._count())

    async def _count(self) -> None:
        self.state.setText(self._words(await self._services.evidence.count_captures()))

    def _words(self, counts: CaptureCounts) -> str:
        parts: list[str] = []
        if soon := counts.waiting - counts.turns:
            parts.append(fill(self.tr("Being fetched: %1."), number_text(soon)))
        if counts.turns:
            words = self.tr("Decided long ago and fetched slowly, one by one, newest first: %1.")
            parts.append(fill(words, number_text(counts.turns)))
        if counts.stuck:
            words = self.tr("Not fetched, see the case's report: %1.")
            parts.append(fill(words, number_text(counts.stuck)))
        if counts.absent:
            parts.append(fill(self.tr("Known not to exist: %1."), number_text(counts.absent)))
        return " ".join(parts) or self.tr("Everything that can be fetched is here.")
