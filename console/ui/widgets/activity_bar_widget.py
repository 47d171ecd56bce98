"""The filters of the audit trail and what can be done with it; asks nobody, knows no entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDateEdit, QVBoxLayout, QWidget

from console.domain.activity import ActivityFilter
from console.ui.toolkit.audit_words import audit_word, find_actions, who_text
from console.ui.toolkit.choice import ElidedComboBox
from console.ui.toolkit.controls import make_button, make_line_edit
from console.ui.toolkit.fill import fill
from console.ui.toolkit.flow_layout import FlowLayout
from console.ui.toolkit.look import current_look

_ANY_TIME, _TODAY, _WEEK, _MONTH, _DAYS = range(5)
_SEARCH_WIDTH: Final = 236
_BOX_WIDTH: Final = 140
_DAYS_OF: Final = {_TODAY: 0, _WEEK: 6, _MONTH: 29}


class ActivityBarWidget(QWidget):
    """`changed` when another filter was chosen; the filter is told by `wanted()`."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filterBar")
        self._actions: tuple[str, ...] = ()
        self._people: tuple[str, ...] = ()
        self.text = make_line_edit(self.tr("Search who, what, id or details"), self)
        self.who = ElidedComboBox(self)
        self.who.setAccessibleName(self.tr("Who"))
        self.what = ElidedComboBox(self)
        self.what.setAccessibleName(self.tr("What"))
        self.when = ElidedComboBox(self)
        self.when.setAccessibleName(self.tr("When"))
        self.when.addItems(
            [
                self.tr("Any time"),
                self.tr("Today"),
                self.tr("Last 7 days"),
                self.tr("Last 30 days"),
                self.tr("From … to …"),
            ]
        )
        self.first_day = self._build_day(self.tr("From"))
        self.last_day = self._build_day(self.tr("To"))
        self.subject_button = make_button("", "chip", "close", self, tooltip=self.tr("All records again"))
        self.clear_button = make_button(self.tr("Clear filters"), "quiet", parent=self)
        self._subject = ""
        self._lay_out()
        self.show_choices((), ())
        self.text.textChanged.connect(self.changed)
        for box in (self.who, self.what):
            box.currentIndexChanged.connect(self.changed)
        self.when.currentIndexChanged.connect(self._on_when_changed)
        self.first_day.dateChanged.connect(self.changed)
        self.last_day.dateChanged.connect(self.changed)
        self.subject_button.clicked.connect(lambda: self.set_subject(""))
        self.clear_button.clicked.connect(self.clear)
        self.set_subject("")

    def show_choices(self, people: Sequence[str], actions: Sequence[str]) -> None:
        """Who and what can be chosen; the choice stays where it is still there."""
        who, what = self._chosen_person(), self._chosen_action()
        ordered = tuple(sorted(actions, key=lambda name: audit_word(name).casefold()))
        for box, words in (
            (self.who, [self.tr("Everybody"), *(who_text(name) for name in people)]),
            (self.what, [self.tr("Everything"), *(audit_word(name) for name in ordered)]),
        ):
            box.blockSignals(True)
            box.clear()
            box.addItems(words)
            box.blockSignals(False)
        self._actions, self._people = ordered, tuple(people)
        self.who.setCurrentIndex(self._people.index(who) + 1 if who in self._people else 0)
        self.what.setCurrentIndex(ordered.index(what) + 1 if what in ordered else 0)

    def set_subject(self, subject: str) -> None:
        """Only what is about one record; empty for all."""
        self._subject = subject
        self.subject_button.setVisible(bool(subject))
        self.subject_button.setText(fill(self.tr("Only %1"), subject.rpartition("/")[2]) if subject else "")
        self.changed.emit()

    def wanted(self) -> ActivityFilter:
        """The filter as chosen; days are those of this machine's zone."""
        action = self._chosen_action()
        since, until = self._times()
        text = self.text.text().strip()
        return ActivityFilter(
            self._chosen_person(),
            frozenset({action} if action else ()),
            self._subject,
            since,
            until,
            text,
            find_actions(text),
        )

    def clear(self) -> None:
        """Everything again."""
        self.blockSignals(True)
        self.text.clear()
        for box in (self.who, self.what, self.when):
            box.setCurrentIndex(0)
        self.blockSignals(False)
        self.set_subject("")

    def _chosen_person(self) -> str:
        number = self.who.currentIndex()
        return self._people[number - 1] if 0 < number <= len(self._people) else ""

    def _chosen_action(self) -> str:
        number = self.what.currentIndex()
        return self._actions[number - 1] if 0 < number <= len(self._actions) else ""

    def _times(self) -> tuple[datetime | None, datetime | None]:
        chosen = self.when.currentIndex()
        today = datetime.now().astimezone().date()
        if chosen in _DAYS_OF:
            return _start_of(today - timedelta(days=_DAYS_OF[chosen])), None
        if chosen == _DAYS:
            first, last = _to_date(self.first_day.date()), _to_date(self.last_day.date())
            return _start_of(first), _start_of(last + timedelta(days=1))
        return None, None

    def _on_when_changed(self) -> None:
        is_range = self.when.currentIndex() == _DAYS
        self.first_day.setVisible(is_range)
        self.last_day.setVisible(is_range)
        self.changed.emit()

    def _build_day(self, name: str) -> QDateEdit:
        made = QDateEdit(QDate.currentDate(), self)
        made.setCalendarPopup(True)
        made.setDisplayFormat("yyyy-MM-dd")
        made.setAccessibleName(name)
        made.hide()
        return made

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.space_3, metrics.space_2, metrics.space_3, metrics.space_2)
        column.setSpacing(metrics.space_2)
        # In a narrow window some stand in a second line.
        flow = FlowLayout(gap=metrics.space_2, line_gap=metrics.space_2)
        self.text.setFixedWidth(_SEARCH_WIDTH)
        for box in (self.who, self.what, self.when):
            box.setFixedWidth(_BOX_WIDTH)
        for part in (self.text, self.who, self.what, self.when, self.first_day, self.last_day):
            flow.addWidget(part)
        flow.addWidget(self.subject_button)
        flow.addWidget(self.clear_button)
        column.addLayout(flow)


def _to_date(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())


def _start_of(day: date) -> datetime:
    """The first moment of a day of this machine's zone, in UTC."""
    return datetime.combine(day, time()).astimezone(UTC)
