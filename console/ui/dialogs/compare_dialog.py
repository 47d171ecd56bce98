"""Two or more verifications held against each other; reads them from the store, changes nothing, asks no provider."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from console.domain.errors import ConsoleError
from console.domain.keys import VerificationKey
from console.services.services import Services
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Face, FaceStack
from console.ui.toolkit.look import current_look
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label
from console.ui.widgets.compare_widget import CompareWidget


class CompareDialog(QDialog):
    """`ready` when the table is on screen; `case_requested` carries the key of the verification that was opened."""

    ready = Signal()
    case_requested = Signal(object)

    def __init__(self, services: Services, keys: Sequence[VerificationKey], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Compare verifications"))
        self.setMinimumSize(480, 320)
        self._services = services
        self._keys = tuple(keys)
        self.is_ready = False
        metrics = current_look().theme.metrics
        # A column for every side, as far as there is room.
        width = min(280 + 240 * len(self._keys), max(parent.window().width() - 2 * metrics.space_6, 480))
        self.resize(width, max(min(680, parent.window().height() - 2 * metrics.space_6), 320))
        self.compare = CompareWidget(self)
        self.faces = FaceStack(self.compare, self)
        self.close_button = make_button(self.tr("Close"), "plain", parent=self)
        self.close_button.clicked.connect(self.reject)
        hint = self.tr(
            "What the provider established, or what the customer declared where it says so. "
        ) + self.tr(
            "Case, marks and the order of a name's parts make no difference. Enter opens a column's case."
        )
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_6, metrics.space_4, metrics.space_6, metrics.space_4)
        layout.setSpacing(metrics.space_3)
        layout.addWidget(make_label(hint, "muted", self, wrap=True))
        layout.addWidget(self.faces, 1)
        layout.addLayout(buttons)
        self._scope = TaskScope(self, self._on_failure)
        self.faces.triggered.connect(self._load_again)
        self.compare.case_requested.connect(self._on_case_requested)
        self._load_again()

    def _load_again(self) -> None:
        self.faces.show_loading()
        self._scope.start("load", self._load())

    async def _load(self) -> None:
        comparison = await self._services.people.load_comparison(self._keys)
        self.compare.show_comparison(comparison)
        self.faces.show_content()
        self.compare.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.compare.table.setCurrentIndex(self.compare.model.index(0, 1))
        self.is_ready = True
        self.ready.emit()

    def _on_case_requested(self, key: VerificationKey) -> None:
        self.accept()
        self.case_requested.emit(key)

    def _on_failure(self, failure: Exception) -> None:
        words = describe_error(failure)
        self.faces.show_face(Face(words.title, words.text, words.action, icon="warning"))
        if not isinstance(failure, ConsoleError):
            raise failure
