"""The language switch of the customer display: every language by its own name; translates nothing itself."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from console.domain.customer_words import DISPLAY_LANGUAGES, CustomerWords, Say
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.look import current_look
from console.ui.widgets.customer_type import TypeScale


class CustomerLanguages(QWidget):
    """`chosen` carries the tag of a language; the one in use is pressed."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = current_look()
        self._buttons: dict[str, QPushButton] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for tag, name in DISPLAY_LANGUAGES:
            button = make_button(name, "chip", parent=self)
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, tag=tag: self._on_clicked(tag))
            self._buttons[tag] = button
        self._columns = 0
        self._arrange()

    def button(self, tag: str) -> QPushButton:
        """The button of a language. Raises `KeyError`."""
        return self._buttons[tag]

    def show_words(self, words: CustomerWords) -> None:
        """Press the button of the language in use and name the switch in it."""
        self.setAccessibleName(words.say(Say.LANGUAGE))
        for tag, button in self._buttons.items():
            button.setChecked(tag == words.tag)

    def set_scale(self, scale: TypeScale) -> None:
        """Letters of another size."""
        for button in self._buttons.values():
            button.setFont(self._look.font(scale.caption))
        self._arrange()

    def _on_clicked(self, tag: str) -> None:
        # What is pressed follows what is shown: only the session knows its language.
        for other, button in self._buttons.items():
            button.setChecked(other == tag)
        self.chosen.emit(tag)

    def _arrange(self) -> None:
        """In one line, else in lines of four or two, in the middle; a grid runs from the right where a language does."""
        gap = self._grid.horizontalSpacing()
        widest = max(button.sizeHint().width() for button in self._buttons.values()) + gap
        line = sum(button.sizeHint().width() + gap for button in self._buttons.values())
        columns = len(self._buttons) if line <= self.width() else 4 if 4 * widest <= self.width() else 2
        if columns == self._columns:
            return
        for column in (0, self._columns + 1):
            self._grid.setColumnStretch(column, 0)
        for place, button in enumerate(self._buttons.values()):
            self._grid.addWidget(button, place // columns, 1 + place % columns)
        for column in (0, columns + 1):
            self._grid.setColumnStretch(column, 1)
        self._columns = columns

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer of them in a line."""
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Two in a line are enough: the lines follow the width."""
        return QSize(0, self._grid.minimumSize().height())
