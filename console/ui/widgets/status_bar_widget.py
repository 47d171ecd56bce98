"""The bar below everything: each account's state and age of its last answer, the outbox; a press opens a panel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QPushButton, QWidget

from console.domain.account import AccountState, LinkState
from console.ui.toolkit.badges import link_color
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.text import make_label, set_tooltip
from console.ui.toolkit.words import age, exact_time, link_word, relative_time


# Made before the first paint: a NamedTuple, because the machinery of a dataclass takes five times as long to make.
class AccountLine(NamedTuple):
    """What the bar shows about one account."""

    name: str
    title: str
    state: AccountState


class StatusBarWidget(QWidget):
    """`outbox_pressed` when the person wants to see what is not settled."""

    outbox_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = current_look()
        self._lines: tuple[AccountLine, ...] = ()
        self._now: datetime | None = None
        self._buttons: list[QPushButton] = []
        self._panel: StatusPanel | None = None
        self._narrow = False
        self._drawn: dict[QPushButton, tuple[object, object]] = {}
        self._accounts = QHBoxLayout()
        self._accounts.setSpacing(4)
        self._outbox = make_button("", "quiet", parent=self)
        self._outbox.clicked.connect(self.outbox_pressed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 2)
        self._offline = make_label("", "strong", self)
        self._offline.hide()
        layout.addWidget(self._offline)
        layout.addLayout(self._accounts)
        layout.addStretch()
        layout.addWidget(self._outbox)
        self.show_outbox(0)
        self._look.changed.connect(self._draw)

    def show_accounts(self, lines: Sequence[AccountLine], now: datetime) -> None:
        """Show these accounts as of `now`."""
        self._lines, self._now = tuple(lines), now
        while len(self._buttons) > len(lines):
            button = self._buttons.pop()
            self._drawn.pop(button, None)
            self._accounts.removeWidget(button)
            button.deleteLater()
        while len(self._buttons) < len(lines):
            button = make_button("", "quiet", parent=self)
            number = len(self._buttons)
            button.clicked.connect(lambda _checked=False, at=number: self._on_account_clicked(at))
            self._buttons.append(button)
            self._accounts.addWidget(button)
        self._draw()

    def show_outbox(self, count: int) -> None:
        """How many creates are not settled, or need attention nobody has given yet."""
        text = fill(self.tr("Outbox %1"), count)
        self._outbox.setText(text)
        self._outbox.setAccessibleName(text)
        nothing = self.tr("Every new verification has been accepted or refused, and nothing needs you.")
        some = self.tr(
            "New verifications that the provider has not settled yet, or that need your attention."
        )
        set_tooltip(self._outbox, some if count else nothing)

    def show_offline(self, *, is_offline: bool) -> None:
        """Say that no provider can be reached, and what works nevertheless."""
        if is_offline == self._offline.isVisibleTo(self):
            return
        self._offline.setText(self.tr("Offline") if is_offline else "")
        what = self.tr(
            "Everything stored opens, searches, prints and verifies. New answers, reports and links come by "
            "themselves once a provider can be reached again."
        )
        set_tooltip(self._offline, what)
        self._offline.setAccessibleDescription(what)
        self._offline.setVisible(is_offline)

    @property
    def is_offline_shown(self) -> bool:
        """True while it says that no provider can be reached."""
        return self._offline.isVisibleTo(self)

    def set_narrow(self, *, narrow: bool) -> None:
        """Leave out the words for the state; shape and colour of the dot and the tooltip still tell it."""
        self._narrow = narrow
        self._draw()

    @property
    def outbox_button(self) -> QPushButton:
        """How many creates are not settled, or need attention nobody has given yet."""
        return self._outbox

    @property
    def texts(self) -> tuple[str, ...]:
        """What the account buttons say."""
        return tuple(button.text() for button in self._buttons)

    def _draw(self) -> None:
        if self._now is None:
            return
        for button, line in zip(self._buttons, self._lines, strict=True):
            text = to_status_text(line, self._now)
            short = " ".join((line.title, age(line.state.last_ok_at, self._now)))
            shown = to_button_text(short if self._narrow else text)
            if button.text() != shown:
                button.setText(shown)
                button.setAccessibleName(text)
            self._draw_state(button, line.state)

    def _draw_state(self, button: QPushButton, state: AccountState) -> None:
        """Sign and tooltip, which change more seldom than ages: setting a sign paints its button anew."""
        sign, words = (self._look.theme.name, state.link), (state.problem, state.last_ok_at)
        drawn_sign, drawn_words = self._drawn.get(button, (None, None))
        self._drawn[button] = sign, words
        if sign != drawn_sign:
            button.setIcon(self._look.pixmap(f"link-{state.link.value}", link_color(state.link), 14, 2.0))
        if words != drawn_words:
            set_tooltip(button, state.problem or exact_time(state.last_ok_at))

    def _on_account_clicked(self, number: int) -> None:
        if self._panel is not None:
            self._panel.close()
        self._panel = StatusPanel(self._lines[number], self)
        self._panel.adjustSize()
        corner = self._buttons[number].mapToGlobal(QPoint(0, -self._panel.height() - 4))
        self._panel.move(corner)
        self._panel.show()


class StatusPanel(QFrame):
    """What is known about one account's line, in words; closes when the person looks elsewhere."""

    def __init__(self, line: AccountLine, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("card")
        state = line.state
        left = "" if state.requests_left is None else f"{state.requests_left:.0f}"
        form = QFormLayout(self)
        form.setContentsMargins(16, 12, 16, 12)
        form.setVerticalSpacing(6)
        form.addRow(make_label(line.name, "strong", self))
        for title, text in (
            (self.tr("State"), link_word(state.link)),
            (self.tr("Last good answer"), exact_time(state.last_ok_at) or self.tr("none yet")),
            (self.tr("Last problem"), state.problem or self.tr("none")),
            (self.tr("Requests left"), left or self.tr("not counted")),
            (self.tr("Next look"), exact_time(state.next_poll_at) or self.tr("when something calls for it")),
        ):
            value = make_label(text, wrap=True, parent=self)
            value.setMaximumWidth(320)
            form.addRow(make_label(title, "muted", self), value)


def to_status_text(line: AccountLine, now: datetime) -> str:
    """An account in a few words: title, state, age of the last good answer; an idle one has only its age."""
    if line.state.link is LinkState.IDLE and line.state.last_ok_at is not None:
        return f"{line.title} {relative_time(line.state.last_ok_at, now)}"
    return " ".join(
        part for part in (line.title, link_word(line.state.link), age(line.state.last_ok_at, now)) if part
    )
