"""A chip that opens a menu of choices which stays open while several are ticked."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from console.ui.toolkit.controls import make_button
from console.ui.toolkit.plain import to_button_text


# Made before the first paint: a NamedTuple, because the machinery of a dataclass takes five times as long to make.
class Choice(NamedTuple):
    """One thing to tick: `value` is handed back, `text` shown."""

    value: Hashable
    text: str


class _StayingMenu(QMenu):
    """A menu whose ticks do not close it."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.actionAt(event.position().toPoint())
        if action and action.isCheckable():
            action.trigger()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.activeAction()
        ticks = event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if ticks and action and action.isCheckable():
            action.trigger()
            return
        super().keyPressEvent(event)


class FilterChip(QWidget):
    """`changed` carries the frozenset of ticked values; none ticked means no filter."""

    changed = Signal(object)

    def __init__(self, title: str, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._button: QPushButton = make_button(title, "chip", "chevron-down", self)
        self._button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._button.clicked.connect(self._on_button_clicked)
        self._menu = _StayingMenu(self)
        self._actions: list[tuple[Choice, QAction]] = []
        self.set_choices(choices)
        self._show_state()

    @property
    def button(self) -> QPushButton:
        """The chip itself."""
        return self._button

    @property
    def menu(self) -> QMenu:
        """The choices."""
        return self._menu

    @property
    def ticked(self) -> frozenset[Hashable]:
        """The values that are ticked."""
        return frozenset(choice.value for choice, action in self._actions if action.isChecked())

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these; ticks of values that are still offered stay."""
        if [choice for choice, _action in self._actions] == list(choices):
            return
        ticked = self.ticked
        self._menu.clear()
        self._actions = []
        for choice in choices:
            action = self._menu.addAction(to_button_text(choice.text))
            action.setCheckable(True)
            action.setChecked(choice.value in ticked)
            action.triggered.connect(self._on_action_triggered)
            self._actions.append((choice, action))
        self._show_state()

    def set_ticked(self, values: frozenset[Hashable]) -> None:
        """Tick exactly these, silently."""
        for choice, action in self._actions:
            action.setChecked(choice.value in values)
        self._show_state()

    def _show_state(self) -> None:
        texts = [choice.text for choice, action in self._actions if action.isChecked()]
        if not texts:
            text = self._title
        elif len(texts) == 1:
            text = f"{self._title}: {texts[0]}"
        else:
            text = f"{self._title}: {len(texts)}"
        self._button.setText(to_button_text(text))
        self._button.setAccessibleName(text)
        self._button.setCheckable(bool(texts))
        self._button.setChecked(bool(texts))
        self._button.adjustSize()
        self.setFixedSize(self._button.sizeHint())
        self._button.resize(self._button.sizeHint())

    def _on_button_clicked(self) -> None:
        self._button.setChecked(bool(self.ticked))
        self._menu.popup(self._button.mapToGlobal(QPoint(0, self._button.height() + 4)))

    def _on_action_triggered(self) -> None:
        self._show_state()
        self.changed.emit(self.ticked)
