"""Verifications of one person, all of one environment, as short rows; each opens its case. Asks nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from console.domain.keys import VerificationKey
from console.domain.listing import VerificationRow
from console.ui.toolkit.badges import Badge
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_elided_label
from console.ui.toolkit.words import exact_time, phase_word, relative_time

_BADGE, _PROVIDER, _STATUS, _AGE, _OPEN = range(5)


class CheckRowsWidget(QWidget):
    """`case_requested` carries the key of the verification to open."""

    case_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        metrics = current_look().theme.metrics
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(metrics.space_3)
        self._grid.setVerticalSpacing(metrics.space_1)
        self._grid.setColumnStretch(_PROVIDER, 3)
        self._grid.setColumnStretch(_STATUS, 2)
        self.buttons: dict[VerificationKey, QPushButton] = {}

    def show_checks(self, checks: Sequence[VerificationRow]) -> None:
        """Show these, in this order."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.buttons = {}
        now = datetime.now(UTC)
        for number, check in enumerate(checks):
            self._add(number, check, now)

    def _add(self, number: int, check: VerificationRow, now: datetime) -> None:
        badge = Badge(self)
        badge.show_phase(check.phase)
        told_at = check.updated_at or check.created_at
        age = make_elided_label(relative_time(told_at, now) or self.tr("no time told"), "muted", self)
        age.take_its_width(exact_time(told_at))
        button = make_button(self.tr("Open"), "quiet", "chevron-right", self)
        name = fill(self.tr("Open %1, %2, %3"), check.account_name, phase_word(check.phase), age.text())
        button.setAccessibleName(name)
        button.clicked.connect(lambda _checked=False, key=check.key: self.case_requested.emit(key))
        self.buttons[check.key] = button
        middle = Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(badge, number, _BADGE, middle | Qt.AlignmentFlag.AlignLeft)
        self._grid.addWidget(make_elided_label(check.account_name, "body", self), number, _PROVIDER, middle)
        self._grid.addWidget(make_elided_label(check.raw_status, "muted", self), number, _STATUS, middle)
        self._grid.addWidget(age, number, _AGE, middle)
        self._grid.addWidget(button, number, _OPEN, middle)
