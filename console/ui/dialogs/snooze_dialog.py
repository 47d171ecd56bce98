"""Asks until when a case is put aside and why; changes nothing itself."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final, NamedTuple

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDateTimeEdit,
    QDialog,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from console.ui.toolkit.controls import make_button, make_line_edit
from console.ui.toolkit.desk_words import moment_text
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.questions import wait_closed
from console.ui.toolkit.text import make_elided_label, make_label

_MORNING: Final = time(9, 0)
_PICK: Final = 3


class Snooze(NamedTuple):
    """Until when, aware, and why in a person's words, which may be empty."""

    until: datetime
    reason: str


def tomorrow(now: datetime) -> datetime:
    """Tomorrow morning of this machine's zone."""
    return _morning(now, 1)


def next_monday(now: datetime) -> datetime:
    """The morning of the next Monday; on a Monday that of a week later."""
    return _morning(now, 7 - now.astimezone().weekday())


def in_a_week(now: datetime) -> datetime:
    """The morning a week from today."""
    return _morning(now, 7)


def _morning(now: datetime, days: int) -> datetime:
    day = now.astimezone().date() + timedelta(days=days)
    # Through the naive local time: the night between may have changed the clocks.
    return datetime.combine(day, _MORNING).astimezone()


class SnoozeDialog(QDialog):
    """Opened through `ask_snooze`."""

    def __init__(self, now: datetime, about: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Put aside"))
        self.setMinimumWidth(420)
        self.about = make_elided_label(about, "section", self)
        self._moments = (tomorrow(now), next_monday(now), in_a_week(now))
        self.choices = QButtonGroup(self)
        self.picker = QDateTimeEdit(QDateTime.fromSecsSinceEpoch(int(self._moments[0].timestamp())), self)
        self.picker.setCalendarPopup(True)
        self.picker.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.picker.setMinimumDateTime(QDateTime.fromSecsSinceEpoch(int(now.timestamp()) + 60))
        self.picker.setAccessibleName(self.tr("Day and time"))
        self.reason = make_line_edit(self.tr("Why, for whoever looks for it (optional)"), self)
        self.put_button = make_button(self.tr("Put aside"), "primary", parent=self)
        self.put_button.setDefault(True)
        leave = make_button(self.tr("Cancel"), "plain", parent=self)
        self.put_button.clicked.connect(self.accept)
        leave.clicked.connect(self.reject)
        self._lay_out(leave)
        self.picker.dateTimeChanged.connect(lambda: self.choices.button(_PICK).setChecked(True))
        self.choices.button(0).setFocus()

    def wish(self) -> Snooze:
        """What is chosen."""
        chosen = self.choices.checkedId()
        if chosen == _PICK:
            seconds = self.picker.dateTime().toSecsSinceEpoch()
            return Snooze(datetime.fromtimestamp(seconds).astimezone(), self.reason.text().strip())
        return Snooze(self._moments[chosen], self.reason.text().strip())

    def _lay_out(self, leave: QWidget) -> None:
        metrics = current_look().theme.metrics
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_6, metrics.space_4, metrics.space_6, metrics.space_4)
        layout.setSpacing(metrics.space_2)
        layout.addWidget(self.about)
        layout.addWidget(
            make_label(
                fill(
                    self.tr(
                        "It leaves the inbox and comes back by itself: at that moment, or earlier when something "
                        "about it changes. Times are those of this computer (%1)."
                    ),
                    self._moments[0].tzname() or "",
                ),
                "muted",
                self,
                wrap=True,
            )
        )
        words = (self.tr("Tomorrow"), self.tr("Next Monday"), self.tr("In a week"))
        for number, (word, moment) in enumerate(zip(words, self._moments, strict=True)):
            layout.addWidget(self._radio(f"{word} ({moment_text(moment)})", number))
        picked = QHBoxLayout()
        picked.addWidget(self._radio(self.tr("Until"), _PICK))
        picked.addWidget(self.picker, 1)
        layout.addLayout(picked)
        layout.addWidget(self.reason)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(leave)
        buttons.addWidget(self.put_button)
        layout.addLayout(buttons)
        self.choices.button(0).setChecked(True)

    def _radio(self, text: str, number: int) -> QRadioButton:
        made = QRadioButton(to_button_text(text), self)
        made.setAccessibleName(text)
        self.choices.addButton(made, number)
        return made


async def ask_snooze(parent: QWidget, now: datetime, about: str) -> Snooze | None:
    """What a person chose; None when they left it. `about` names what is put aside."""
    dialog = SnoozeDialog(now, about, parent)
    chosen: list[Snooze] = []
    dialog.accepted.connect(lambda: chosen.append(dialog.wish()))
    await wait_closed(dialog)
    return chosen[0] if chosen else None
