"""One create of the outbox: where it stands, what is being looked for, what happened so far, and what a person may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.domain.outbox import OutboxItem, OutboxState
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.text import make_label
from console.ui.toolkit.words import age, exact_time, relative_time
from console.ui.widgets.copy_row_widget import CopyRowWidget

_STATES: Final[Mapping[OutboxState, object]] = {
    OutboxState.QUEUED: QT_TRANSLATE_NOOP("Outbox", "Waiting to be sent"),
    OutboxState.SENDING: QT_TRANSLATE_NOOP("Outbox", "On its way"),
    OutboxState.UNKNOWN: QT_TRANSLATE_NOOP("Outbox", "Not certain: sent, but no answer came"),
    OutboxState.ACCEPTED: QT_TRANSLATE_NOOP("Outbox", "Accepted"),
    OutboxState.REFUSED: QT_TRANSLATE_NOOP("Outbox", "Refused"),
    OutboxState.ATTENTION: QT_TRANSLATE_NOOP("Outbox", "Needs your attention"),
    OutboxState.PUT_AWAY: QT_TRANSLATE_NOOP("Outbox", "Needed attention; somebody is done with it"),
}
_STEPS: Final[Mapping[str, object]] = {
    "customer": QT_TRANSLATE_NOOP("Outbox", "customer"),
    "verification": QT_TRANSLATE_NOOP("Outbox", "verification"),
    "attempt": QT_TRANSLATE_NOOP("Outbox", "attempt"),
    "information": QT_TRANSLATE_NOOP("Outbox", "request for information"),
    "signing": QT_TRANSLATE_NOOP("Outbox", "signing"),
}


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """What a card shows; `seconds_to_look` is None while nothing looks after the item by itself."""

    item: OutboxItem
    account_name: str
    seconds_to_look: float | None = None


class OutboxCardWidget(QWidget):
    """Each signal carries the id of the item: look at the provider, it is there, nothing was made, show the case, done."""

    look_requested = Signal(str)
    found_requested = Signal(str)
    absent_requested = Signal(str)
    show_requested = Signal(str)
    done_requested = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._id = ""
        self._title = make_label("", "strong", self)
        self._about = make_label("", "muted", self, wrap=True)
        self._reason = make_label("", parent=self, wrap=True)
        self._looking = make_label("", "muted", self, wrap=True)
        self._history = make_label("", "muted", self, wrap=True, selectable=True)
        self.mark_row = CopyRowWidget(self.tr("Look there for"), self)
        self.look_button = make_button(self.tr("Look now"), "plain", "refresh", self)
        self.found_button = make_button(self.tr("It is there"), "quiet", parent=self)
        self.absent_button = make_button(self.tr("Nothing was made"), "quiet", parent=self)
        self.show_button = make_button(self.tr("Show it"), "plain", parent=self)
        self.done_button = make_button(self.tr("Done with it"), "plain", "check", self)
        self.history_button = make_button(self.tr("What happened"), "quiet", parent=self)
        self.history_button.setCheckable(True)
        self.history_button.toggled.connect(self._history.setVisible)
        self._history.hide()
        for button, signal in (
            (self.found_button, self.found_requested),
            (self.absent_button, self.absent_requested),
            (self.show_button, self.show_requested),
            (self.done_button, self.done_requested),
        ):
            button.clicked.connect(lambda _checked=False, tell=signal: tell.emit(self._id))
        self.look_button.clicked.connect(self._on_look_clicked)
        self._lay_out()

    @property
    def texts(self) -> tuple[str, ...]:
        """What the card says, from top to bottom."""
        labels = (self._title, self._about, self._reason, self._looking)
        return tuple(label.text() for label in labels)

    @property
    def history(self) -> str:
        """What happened so far, a line each."""
        return self._history.text()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the keyboard comes by, as it is read."""
        return (
            self.show_button,
            self.done_button,
            self.look_button,
            self.mark_row.copy_button,
            self.history_button,
            self.found_button,
            self.absent_button,
        )

    def show_line(self, line: OutboxLine) -> None:
        """Show what is known."""
        item = line.item
        self._id = item.id
        self._title.setText(_translate(_STATES[item.state]))
        who = item.intent.name or item.intent.customer_id or item.intent.reference
        ago = relative_time(item.created_at, datetime.now(UTC))
        about = (who, line.account_name, item.intent.reference, ago)
        self._about.setText("  ·  ".join(part for part in about if part))
        self._reason.setText(item.reason)
        self._reason.setVisible(bool(item.reason))
        self._show_looking(line)
        self._history.setText("\n".join(self._to_history(item)))
        is_doubtful = item.state is OutboxState.UNKNOWN
        self.look_button.setVisible(
            item.state in {OutboxState.UNKNOWN, OutboxState.QUEUED, OutboxState.SENDING}
        )
        self.look_button.setEnabled(item.state is not OutboxState.SENDING)
        self.look_button.setAccessibleName(fill(self.tr("Look at the provider for %1"), who))
        # Buttons of several cards are told apart by the person they are about.
        self.found_button.setAccessibleName(fill(self.tr("It is there: %1"), who))
        self.absent_button.setAccessibleName(fill(self.tr("Nothing was made: %1"), who))
        self.show_button.setAccessibleName(fill(self.tr("Show it: %1"), who))
        self.history_button.setAccessibleName(fill(self.tr("What happened: %1"), who))
        self.found_button.setVisible(is_doubtful)
        self.absent_button.setVisible(is_doubtful)
        self.show_button.setVisible(item.verification_id is not None)
        self.done_button.setAccessibleName(fill(self.tr("Done with it: %1"), who))
        self.done_button.setVisible(item.state is OutboxState.ATTENTION)
        self._show_mark(item, who)

    def _lay_out(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch()
        head.addWidget(self.show_button)
        head.addWidget(self.done_button)
        head.addWidget(self.look_button)
        for button in (self.history_button, self.found_button, self.absent_button):
            foot.addWidget(button)
        foot.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 12, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        for label in (self._about, self._reason, self._looking):
            layout.addWidget(label)
        layout.addWidget(self.mark_row)
        layout.addLayout(foot)
        layout.addWidget(self._history)

    def _show_looking(self, line: OutboxLine) -> None:
        """What is looked for, and when the next look is."""
        item = line.item
        is_doubtful = item.state is OutboxState.UNKNOWN
        self._looking.setVisible(is_doubtful)
        if not is_doubtful:
            self._looking.setText("")
            return
        step = self.step_word(item.pending.step if item.pending is not None else "verification")
        what = fill(self.tr("Looked for at the provider: the %1 of %2."), step, item.intent.reference)
        if line.seconds_to_look is None:
            when = self.tr("Nothing looks by itself now.")
        else:
            now = datetime.now(UTC)
            left = age(datetime.fromtimestamp(now.timestamp() - line.seconds_to_look, UTC), now)
            when = fill(self.tr("Next look by itself in %1."), left)
        self._looking.setText(f"{what} {when} {self.tr('Nothing is sent again.')}")

    def _show_mark(self, item: OutboxItem, who: str) -> None:
        """By what a person finds it at the provider, as it stands there."""
        where, what = item.pending.mark if item.pending is not None else ("", "")
        is_doubtful = item.state is OutboxState.UNKNOWN
        self.mark_row.show_value(what if is_doubtful else "", where)
        self.mark_row.copy_button.setAccessibleName(fill(self.tr("Copy %1 of %2"), where, who))

    def _to_history(self, item: OutboxItem) -> list[str]:
        lines = [fill(self.tr("%1  asked for"), exact_time(item.created_at))]
        if item.first_sent_at is not None:
            lines.append(fill(self.tr("%1  sent for the first time"), exact_time(item.first_sent_at)))
        for result in item.done:
            told = (
                self.tr("a person said that the %1 %2 is there")
                if result.by_person
                else self.tr("the provider confirmed the %1 %2")
            )
            lines.append(fill(told, self.step_word(result.step), result.id))
        if item.pending is not None:
            lines.append(fill(self.tr("no answer yet to the %1"), self.step_word(item.pending.step)))
        state = _translate(_STATES[item.state])
        lines.append(fill(self.tr("%1  %2"), exact_time(item.updated_at), state))
        return lines

    def step_word(self, step: str) -> str:
        """What a step makes, in our words where there are some."""
        return _translate(_STEPS[step]) if step in _STEPS else step

    def _on_look_clicked(self) -> None:
        self.look_button.setEnabled(False)
        self.look_requested.emit(self._id)


def _translate(words: object) -> str:
    return QCoreApplication.translate("Outbox", str(words))
