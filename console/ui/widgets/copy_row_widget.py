"""A line that is read and copied: its meaning, its text cut where there is no room, and a button that copies it whole."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from console.ui.toolkit.clipboard import copy_text
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.text import make_elided_label, make_label


class CopyRowWidget(QWidget):
    """Hidden while there is nothing to copy."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._value = ""
        self._words = title
        self._text = make_elided_label("", "mono", self)
        self.copy_button = make_button("", "quiet", "copy", self, tooltip=fill(self.tr("Copy: %1"), title))
        self.copy_button.clicked.connect(self._on_copy_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._title = make_label(title, "muted", self)
        layout.addWidget(self._title)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.copy_button)
        self.hide()

    @property
    def value(self) -> str:
        """What would be copied."""
        return self._value

    def show_value(self, value: str, kind: str = "") -> None:
        """Show another value; `kind` says of what kind it is, after the title."""
        self._value = value
        self._title.setText(f"{self._words} {kind}".strip())
        self._text.setText(value)
        self.setVisible(bool(value))

    def _on_copy_clicked(self) -> None:
        copy_text(self._value)
