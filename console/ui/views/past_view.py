"""The time machine of the shown case: a date, steps from change to change, and the way back to now; draws no case."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, datetime, timedelta
from typing import Final

from PySide6.QtCore import QDateTime, Qt, QTimeZone, Signal
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QVBoxLayout, QWidget

from console.domain.errors import ConsoleError
from console.domain.keys import VerificationKey
from console.services.past import PastCase
from console.services.services import Services
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label, set_tooltip
from console.ui.toolkit.words import exact_time

_SECOND: Final = timedelta(seconds=1)


class PastView(QWidget):
    """`shown` carries a Case as it was known at the chosen moment; `left` when a person is back in the present."""

    shown = Signal(object)
    left = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._services = services
        self._key: VerificationKey | None = None
        self._moments: tuple[datetime, ...] = ()
        self._moment: datetime | None = None
        self._scope = TaskScope(self, self._on_failure)
        self._said = make_label("", "strong", self, wrap=True)
        self.picker = QDateTimeEdit(self)
        self.picker.setCalendarPopup(True)
        self.picker.setDisplayFormat("yyyy-MM-dd HH:mm:ss")
        self.picker.setKeyboardTracking(False)
        self.picker.setAccessibleName(self.tr("As we knew it on"))
        self.before_button = make_button(
            "", "plain", "chevron-left", self, tooltip=self.tr("Previous change")
        )
        self.after_button = make_button("", "plain", "chevron-right", self, tooltip=self.tr("Next change"))
        self.now_button = make_button(self.tr("Back to now"), "primary", parent=self)
        self.picker.dateTimeChanged.connect(self._on_picked)
        self.before_button.clicked.connect(self.step_back)
        self.after_button.clicked.connect(self.step_on)
        self.now_button.clicked.connect(self.leave)
        self._lay_out()
        self.hide()

    @property
    def is_on(self) -> bool:
        """True while the past is shown, or being looked up."""
        return self._key is not None

    @property
    def said(self) -> str:
        """What stands over the case."""
        return self._said.text()

    @property
    def moment(self) -> datetime | None:
        """The moment that is shown."""
        return self._moment

    def enter(self, key: VerificationKey) -> None:
        """Begin at the newest change of a case; where it is on already, the keyboard goes to the date."""
        if self._key != key:
            self._key = key
            self._moment = None
            self._said.setText(self.tr("Looking up when something changed …"))
            self.show()
            self._scope.start("load", self._enter(key))
        self.picker.setFocus()

    def leave(self) -> None:
        """Back to the present."""
        if self._key is not None:
            self.forget()
            self.left.emit()

    def forget(self) -> None:
        """Another case is shown: the past of this one is over."""
        self._key = None
        self._moment = None
        self._scope.cancel_all()
        self.hide()

    def go_to(self, moment: datetime) -> None:
        """Show the case as it was known at an aware moment."""
        if self._key is not None:
            self._scope.start("load", self._load(self._key, moment))

    def step_back(self) -> None:
        """The state before the change that led to the shown one."""
        at = self._moment or datetime.now(UTC)
        index = bisect_right(self._moments, at) - 2
        if 0 <= index < len(self._moments):
            self.go_to(self._moments[index])

    def step_on(self) -> None:
        """The state after the next change."""
        at = self._moment or datetime.now(UTC)
        index = bisect_right(self._moments, at)
        if index < len(self._moments):
            self.go_to(self._moments[index])

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        row = QHBoxLayout()
        row.setSpacing(metrics.space_2)
        row.addWidget(self.before_button)
        row.addWidget(self.picker, 1)
        row.addWidget(self.after_button)
        row.addWidget(self.now_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.space_4, metrics.space_2, metrics.space_4, metrics.space_2)
        column.setSpacing(metrics.space_1)
        column.addWidget(self._said)
        column.addLayout(row)

    async def _enter(self, key: VerificationKey) -> None:
        self._moments = await self._services.past.load_moments(key)
        newest = self._moments[-1] if self._moments else datetime.now(UTC)
        await self._load(key, newest)

    async def _load(self, key: VerificationKey, moment: datetime) -> None:
        past = await self._services.past.load_case(key, moment)
        if key != self._key:
            return
        self._moment = moment
        self._say(past)
        self._show_moment(moment)
        self.shown.emit(past.case)

    def _say(self, past: PastCase) -> None:
        number = bisect_right(self._moments, past.moment)
        text = fill(self.tr("As we knew it on %1"), exact_time(past.moment))
        if self._moments:
            text = fill(self.tr("%1 (change %2 of %3)"), text, number, len(self._moments))
        if past.since is not None:
            kept = fill(
                self.tr("Changes are kept since %1; this is how it stood then."), exact_time(past.since)
            )
            text = f"{text} {kept}"
        self._said.setText(text)
        self.setAccessibleName(text)
        self.before_button.setEnabled(number > 1)
        self.after_button.setEnabled(number < len(self._moments))
        set_tooltip(self.picker, text)

    def _show_moment(self, moment: datetime) -> None:
        self.picker.blockSignals(True)
        self.picker.setTimeZone(QTimeZone.systemTimeZone())
        self.picker.setDateTime(QDateTime.fromMSecsSinceEpoch(int(moment.timestamp() * 1000)))
        self.picker.blockSignals(False)

    def _on_picked(self, picked: QDateTime) -> None:
        # The field counts whole seconds: the end of the chosen one, so that what happened within it is in.
        at = datetime.fromtimestamp(picked.toSecsSinceEpoch(), UTC) + _SECOND - timedelta(microseconds=1)
        if self._moments and at < self._moments[0]:
            first = bisect_left(self._moments, at)
            at = self._moments[first]
        self.go_to(at)

    def _on_failure(self, failure: Exception) -> None:
        self._said.setText(describe_error(failure).text)
        if not isinstance(failure, ConsoleError):
            raise failure
