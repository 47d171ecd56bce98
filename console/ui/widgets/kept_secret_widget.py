"""Whether a secret is kept, with a way to forget it when the form is saved; never shows the secret."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.text import make_label


class KeptSecretWidget(QWidget):
    """Hidden until somebody said what is kept."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_kept = False
        self._can_go = False
        self._is_forgotten = False
        self._forget = fill(self.tr("Forget %1"), label)
        self._keep = fill(self.tr("Keep %1"), label)
        self._note = make_label("", "muted", self)
        self.button = make_button("", "quiet", parent=self)
        self.button.clicked.connect(self._on_button_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._note)
        layout.addWidget(self.button)
        layout.addStretch()
        self.hide()

    @property
    def text(self) -> str:
        """What is said of it."""
        return self._note.text()

    @property
    def is_forgotten(self) -> bool:
        """True when it is to go with the next save."""
        return self._is_forgotten

    def show_kept(self, *, is_kept: bool, can_go: bool) -> None:
        """Say whether one is kept; `can_go` is False for one the account cannot be without."""
        self._is_kept, self._can_go, self._is_forgotten = is_kept, can_go, False
        self._show()
        self.show()

    def _on_button_clicked(self) -> None:
        self._is_forgotten = not self._is_forgotten
        self._show()

    def _show(self) -> None:
        kept = self.tr("Goes when you save") if self._is_forgotten else self.tr("Stored")
        self._note.setText(kept if self._is_kept else self.tr("None stored"))
        self.button.setText(self.tr("Keep it") if self._is_forgotten else self.tr("Forget"))
        self.button.setAccessibleName(self._keep if self._is_forgotten else self._forget)
        self.button.setVisible(self._is_kept and self._can_go)
