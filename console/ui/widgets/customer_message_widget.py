"""A face of the customer display without a code: a pictogram, a sentence, a smaller one below; knows no session."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label
from console.ui.widgets.customer_type import TypeScale
from console.ui.widgets.pictogram_widget import Pictogram


class CustomerMessage(QWidget):
    """Shown in the middle of the display; the sentences come in the customer's language."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = current_look()
        self._picture = Pictogram("", parent=self)
        self._text = make_label("", parent=self, wrap=True)
        self._more = make_label("", parent=self, wrap=True)
        layout = QVBoxLayout(self)
        layout.addStretch()
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._text, self._more):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(label)
        layout.addStretch()

    @property
    def text(self) -> str:
        """The sentence that is shown."""
        return self._text.text()

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that is written here."""
        return tuple(text for text in (self._text.text(), self._more.text()) if text)

    def show_message(self, icon: str, text: str, more: str = "") -> None:
        """Show another sentence; an empty `more` takes no room."""
        self._picture.show_icon(icon)
        self._text.setText(text)
        self._more.setText(more)
        self._more.setVisible(bool(more))

    def set_scale(self, scale: TypeScale) -> None:
        """Letters of another size."""
        self._picture.set_side(scale.title * 3)
        self._text.setFont(self._look.font(scale.title, bold=True))
        self._more.setFont(self._look.font(scale.body))
