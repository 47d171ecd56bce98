"""What else a provider told of each attempt (device, documents, address), under a heading that opens and closes."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from console.domain.attempt import Attempt
from console.ui.models.facts import list_facts
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label
from console.ui.widgets.facts_widget import FactsWidget

_HEIGHT: Final = 220


class AttemptDetailsWidget(QWidget):
    """Hidden while no attempt has details."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Attempt, ...] = ()
        self.button = make_button(self.tr("Details of the attempts"), "quiet", parent=self)
        self.button.setCheckable(True)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFixedHeight(_HEIGHT)
        self._scroll.hide()
        self.button.toggled.connect(self._scroll.setVisible)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._scroll)
        self.hide()

    def show_attempts(self, attempts: tuple[Attempt, ...]) -> None:
        """Show these attempts; the newest first."""
        if attempts == self._shown:
            return
        self._shown = attempts
        numbered = [(number, each) for number, each in enumerate(attempts, start=1) if each.details]
        self.setVisible(bool(numbered))
        page = QWidget(self)
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setSpacing(current_look().theme.metrics.space_2)
        for number, attempt in reversed(numbered):
            title = fill(self.tr("Attempt %1: %2"), number, attempt.raw_status)
            column.addWidget(make_label(title, "strong", page))
            facts = FactsWidget(page)
            facts.show_facts(list_facts(attempt.details), one_sided=True)
            column.addWidget(facts)
        column.addStretch()
        self._scroll.setWidget(page)
