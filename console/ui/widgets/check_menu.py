"""A chip that opens a menu of choices which stays open while several are ticked; decides nothing."""

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


class StayingMenu(QMenu):
    """A menu whose ticks do not close it, nor do actions whose data is `STAYS`."""

    STAYS = "stays"

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick without closing."""
        action = self.actionAt(event.position().toPoint())
        if action and _stays(action):
            action.trigger()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick without closing."""
        action = self.activeAction()
        ticks = event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if ticks and action and _stays(action):
            action.trigger()
            return
        super().keyPressEvent(event)


def _stays(action: QAction) -> bool:
    return action.isEnabled() and (action.isCheckable() or action.data() == StayingMenu.STAYS)


class FilterChip(QWidget):
    """`changed` carries the frozenset of ticked values; none ticked means no filter.

    Of an `exclusive` chip at most one value is ticked; ticking it again takes it away.
    """

    changed = Signal(object)

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        parent: QWidget | None = None,
        *,
        exclusive: bool = False,
    ) -> None:
        super().__init__(parent)
        self._title = title
        self._exclusive = exclusive
        self._choices: list[Choice] = []
        self._ticked: frozenset[Hashable] = frozenset()
        # Made when it is opened first: the first paint shows the chip alone.
        self._menu: StayingMenu | None = None
        self._button: QPushButton = make_button(title, "chip", "chevron-down", self)
        self._button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._button.clicked.connect(self.open_menu)
        self.set_choices(choices)
        self._show_state()

    @property
    def button(self) -> QPushButton:
        """The chip itself."""
        return self._button

    @property
    def menu(self) -> QMenu:
        """The choices."""
        if self._menu is None:
            self._menu = StayingMenu(self)
            self._fill_menu(self._menu)
        return self._menu

    @property
    def ticked(self) -> frozenset[Hashable]:
        """The values that are ticked."""
        return self._ticked

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What may be ticked."""
        return tuple(self._choices)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these; ticks of values that are still offered stay."""
        if self._choices == list(choices):
            return
        self._choices = list(choices)
        self._ticked &= {choice.value for choice in choices}
        if self._menu is not None:
            self._fill_menu(self._menu)
        self._show_state()

    def set_ticked(self, values: frozenset[Hashable]) -> None:
        """Tick exactly these, silently."""
        self._ticked = values & {choice.value for choice in self._choices}
        self._show_ticks()
        self._show_state()

    def open_menu(self) -> None:
        """Show the choices under the chip."""
        self._button.setChecked(bool(self._ticked))
        self.menu.popup(self._button.mapToGlobal(QPoint(0, self._button.height() + 4)))

    def _fill_menu(self, menu: StayingMenu) -> None:
        menu.clear()
        for choice in self._choices:
            action = menu.addAction(to_button_text(choice.text))
            action.setCheckable(True)
            action.setChecked(choice.value in self._ticked)
            action.triggered.connect(
                lambda _checked=False, value=choice.value: self._on_choice_triggered(value)
            )

    def _show_ticks(self) -> None:
        if self._menu is not None:
            for choice, action in zip(self._choices, self._menu.actions(), strict=True):
                action.setChecked(choice.value in self._ticked)

    def _show_state(self) -> None:
        texts = [choice.text for choice in self._choices if choice.value in self._ticked]
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

    def _on_choice_triggered(self, value: Hashable) -> None:
        others = frozenset[Hashable]() if self._exclusive else self._ticked - {value}
        self._ticked = others if value in self._ticked else others | {value}
        self._show_ticks()
        self._show_state()
        self.changed.emit(self._ticked)
