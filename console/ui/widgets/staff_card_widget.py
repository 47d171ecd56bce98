"""Where the session stands and what the clerk does next: words, sign and colour together; holds no service."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from console.domain.front_desk import DeskCommand, StaffStage, StaffView
from console.ui.models.front_desk_words import StaffWords, command_word
from console.ui.toolkit.controls import make_button, set_kind
from console.ui.toolkit.flow_layout import FlowLayout
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_button_text, to_plain
from console.ui.toolkit.spoken import announce
from console.ui.toolkit.text import make_label

_ICON: Final = 32
_POINTER_HERE: Final = frozenset({QEvent.Type.HoverEnter, QEvent.Type.HoverMove})
_ORDER: Final = (
    DeskCommand.MARK_SCANNED,
    DeskCommand.LOOK,
    DeskCommand.SHOW_AGAIN,
    DeskCommand.NEW_ATTEMPT,
    DeskCommand.NEXT,
    DeskCommand.NEW_VERIFICATION,
)
# What the clerk does next, the first of these that may be done; elsewhere there is nothing to do but wait.
_FIRST: Final[Mapping[StaffStage, tuple[DeskCommand, ...]]] = {
    StaffStage.SHOWING: (DeskCommand.MARK_SCANNED,),
    StaffStage.UNCERTAIN: (DeskCommand.LOOK,),
    StaffStage.RETRY: (DeskCommand.NEW_ATTEMPT, DeskCommand.SHOW_AGAIN),
    StaffStage.EXPIRED: (DeskCommand.SHOW_AGAIN, DeskCommand.NEW_ATTEMPT, DeskCommand.NEW_VERIFICATION),
    StaffStage.REFUSED: (DeskCommand.NEXT,),
    StaffStage.OUTCOME: (DeskCommand.NEXT,),
}
# What a clerk who does not look must hear before anything else.
_URGENT: Final = frozenset(
    {StaffStage.UNCERTAIN, StaffStage.RETRY, StaffStage.EXPIRED, StaffStage.REFUSED, StaffStage.OUTCOME}
)
# While the customer is on the phone, *Release customer* says the same and what it means.
_SAID_ELSEWHERE: Final = {DeskCommand.NEXT: frozenset({StaffStage.ON_PHONE})}


class StaffCardWidget(QFrame):
    """`asked` carries a DeskCommand; `held` is True while the pointer or the keyboard is in it."""

    asked = Signal(object)
    held = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stageCard")
        self._look = current_look()
        self._icon_name, self._role = "info", "text_on_surface"
        self._is_held = False
        self._has_pointer = False
        self._stage = StaffStage.IDLE
        self._first: DeskCommand | None = None
        self._icon: QLabel = make_label("", parent=self)
        self._icon.setFixedSize(_ICON, _ICON)
        self._title = make_label("", "title", self, wrap=True)
        self._text = make_label("", "body", self, wrap=True, selectable=True)
        self._forgets = make_label("", "muted", self, wrap=True)
        self._buttons = {command: self._make_button(command) for command in _ORDER}
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._look.changed.connect(self._draw)
        self._lay_out()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    @property
    def title(self) -> str:
        """Where the session stands, as shown."""
        return self._title.text()

    @property
    def text(self) -> str:
        """What is said below it."""
        return self._text.text()

    @property
    def forgets(self) -> str:
        """When both screens forget, in words; empty while they do not."""
        return self._forgets.text()

    def button(self, command: DeskCommand) -> QPushButton:
        """The button of a command. Raises `KeyError` for one that has none here."""
        return self._buttons[command]

    @property
    def first_button(self) -> QPushButton | None:
        """The button to press next, None where there is nothing to do but wait."""
        return self._buttons[self._first] if self._first is not None else None

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the keyboard comes by: what may be done first, then the text, which can be copied."""
        return (*self._buttons.values(), self._text)

    def show_session(self, view: StaffView, words: StaffWords) -> None:
        """Show a session as it is now."""
        is_news = view.stage is not self._stage
        if is_news:
            # The pointer may rest where it pressed something else; only one that came or moved since reads this.
            self._stage = view.stage
            self._has_pointer = False
        self._icon_name, self._role = words.icon, words.role
        self._title.setText(words.title)
        self._text.setText(words.text)
        self._text.setVisible(bool(words.text))
        self._forgets.setText(words.forgets)
        self.setAccessibleName(to_plain(words.title))
        self.setAccessibleDescription(to_plain(words.text, lines=True))
        firsts = _FIRST.get(view.stage, ())
        self._first = next((command for command in firsts if command in view.commands), None)
        for command, button in self._buttons.items():
            is_offered = command in view.commands and view.stage not in _SAID_ELSEWHERE.get(command, ())
            button.setVisible(is_offered)
            if is_offered:
                button.setText(to_button_text(command_word(command, view.stage)))
                button.setAccessibleName(command_word(command, view.stage))
                set_kind(button, "primary" if command is self._first else "plain")
        self._draw()
        self._tell_held()
        if is_news:
            announce(self, self._say(), is_urgent=view.stage in _URGENT)

    def _say(self) -> str:
        """Where it stands, and the first of what is to be done about it."""
        return ". ".join(part for part in (self._title.text(), self._text.text().partition("\n")[0]) if part)

    def show_forgets(self, words: StaffWords) -> None:
        """Only the countdown moved."""
        self._forgets.setText(words.forgets)

    def _lay_out(self) -> None:
        metrics = self._look.theme.metrics
        head = QHBoxLayout()
        head.setSpacing(metrics.space_3)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        buttons = FlowLayout(gap=metrics.space_2, line_gap=metrics.space_1)
        for button in self._buttons.values():
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.space_4, metrics.space_3, metrics.space_4, metrics.space_3)
        column.setSpacing(metrics.space_2)
        column.addLayout(head)
        column.addWidget(self._text)
        column.addLayout(buttons)
        # Always there, so that nothing moves under the pointer when the countdown begins.
        column.addWidget(self._forgets)

    def _make_button(self, command: DeskCommand) -> QPushButton:
        button = make_button(command_word(command, StaffStage.SHOWING), "plain", parent=self)
        button.setAutoDefault(True)
        button.hide()
        button.clicked.connect(partial(self._on_clicked, command))
        return button

    def _on_clicked(self, command: DeskCommand) -> None:
        self.asked.emit(command)

    def _draw(self) -> None:
        pair = self._look.theme.pair(self._role)
        self._icon.setPixmap(self._look.pixmap(self._icon_name, pair.text, _ICON, self.devicePixelRatioF()))
        if self.property("pair") != self._role:
            self.setProperty("pair", self._role)
            for part in (self, self._title, self._text, self._forgets):
                part.style().unpolish(part)
                part.style().polish(part)

    # --- whether the clerk is in it ---

    def event(self, event: QEvent) -> bool:
        """The pointer came, moved or left."""
        if event.type() in _POINTER_HERE:
            self._has_pointer = True
            self._tell_held()
        elif event.type() is QEvent.Type.HoverLeave:
            self._has_pointer = False
            self._tell_held()
        return super().event(event)

    def _on_focus_changed(self, _old: QWidget | None, _new: QWidget | None) -> None:
        self._tell_held()

    def _tell_held(self) -> None:
        focused = QApplication.focusWidget()
        # Qt's stub knows no focus that is nowhere.
        has_focus = bool(focused) and (focused is self or self.isAncestorOf(focused))
        is_held = self.isVisible() and (self._has_pointer or has_focus)
        if is_held != self._is_held:
            self._is_held = is_held
            self.held.emit(is_held)
