"""The head of a case: who, where, in which state and as of when, and what may be done next with the reason if not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.domain.case import Case
from console.domain.next_action import Action, ActionOffer, Permission
from console.domain.provider import Environment
from console.ui.toolkit.badges import Badge
from console.ui.toolkit.case_words import action_word, case_name
from console.ui.toolkit.controls import IdField, Kind, make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.flow_layout import FlowLayout
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.text import make_elided_label, make_label, set_tooltip
from console.ui.toolkit.words import exact_time
from console.ui.widgets.case_desk_widget import CaseDeskWidget
from console.ui.widgets.reasons_widget import ReasonsWidget

# In the order a person needs them; everything else is in the menu behind "More".
_SHOWN: tuple[tuple[Action, str], ...] = (
    (Action.SHOW_LINK, "qr"),
    (Action.NEW_VERIFICATION, "plus"),
    (Action.REFRESH, "refresh"),
    (Action.FETCH_REPORT, "reports"),
)


_KINDS: Final[Mapping[Action, Kind]] = {Action.SHOW_LINK: "primary", Action.REFRESH: "quiet"}
NARROW_BELOW: Final = 520


class CaseHeaderWidget(QWidget):
    """`action_requested` carries an Action the person pressed; `more_requested` asks for everything else.

    Where height is scarce (`set_low`) it says who, where and in which state; a button opens the rest, and stays pressed.
    """

    action_requested = Signal(object)
    more_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        metrics = current_look().theme.metrics
        self._name = make_elided_label("", "title", self)
        self._environment = Badge(self)
        self._provider = make_label("", "strong", self)
        self._phase = Badge(self)
        self._status = make_label("", "muted", self, selectable=True)
        self._as_of = make_elided_label("", "muted", self)
        self._id = IdField("", self)
        self.desk = CaseDeskWidget(self)
        self.reasons = ReasonsWidget(self.desk.person_button, self)
        self._buttons = {action: self._build_button(action, icon) for action, icon in _SHOWN}
        self.more_button = make_button(self.tr("More"), "plain", "chevron-down", self)
        self.more_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.more_button.clicked.connect(self.more_requested)
        self._is_low = False
        words = self.tr("The whole head of the case")
        self.unfold_button = make_button("", "quiet", "chevron-down", self, tooltip=words)
        self.unfold_button.setCheckable(True)
        self.unfold_button.toggled.connect(self._fold)
        self._rest = QWidget(self)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(metrics.space_1)
        self._column.addLayout(self._row((self._name, 1), (self._environment, 0), (self.unfold_button, 0)))
        self._column.addLayout(self._row((self._provider, 0), (self._phase, 0), (self._status, 1)))
        self._column.addWidget(self._rest)
        self._lay_out_rest()
        self._fold()

    def _lay_out_rest(self) -> None:
        metrics = current_look().theme.metrics
        column = QVBoxLayout(self._rest)
        column.setContentsMargins(0, 0, 0, 0)
        # Close together: what is below the head is what somebody came to read.
        column.setSpacing(metrics.space_1)
        column.addLayout(self._row((self._id, 0), (self._as_of, 1), (self._buttons[Action.REFRESH], 0)))
        # In a narrow window some stand in a second line: a verb cut in its middle says nothing.
        actions = FlowLayout(gap=metrics.space_1, line_gap=metrics.space_1)
        for action, button in self._buttons.items():
            if action is not Action.REFRESH:
                actions.addWidget(button)
        actions.addWidget(self.more_button)
        column.addLayout(actions)
        column.addWidget(self.reasons)
        column.addWidget(self.desk)

    def show_case(self, case: Case) -> None:
        """Show another case, or the same one as it is now."""
        stored = case.stored
        verification = stored.verification
        self._name.setText(case_name(case))
        self._environment.show_environment(case.account.environment)
        self._environment.setVisible(case.account.environment is not Environment.LIVE)
        self._provider.setText(case.provider_title)
        self._phase.show_phase(verification.phase)
        raw = verification.raw_status or self.tr("not read yet")
        provisional = "" if verification.is_final else " " + self.tr("(provisional)")
        self._status.setText(fill(self.tr("raw: %1"), raw) + provisional)
        set_tooltip(self._status, case.status_meaning)
        self._as_of.setText(fill(self.tr("as of %1"), exact_time(stored.as_of)))
        self._id.set_value(stored.key.id)
        self.desk.show_record(stored.desk, is_past=stored.is_past)
        self.more_button.setEnabled(not stored.is_past)
        self._show_offers(case)

    def set_low(self, *, low: bool) -> None:
        """Two lines for the sake of what there is to read below, or the whole head."""
        if low != self._is_low:
            self._is_low = low
            self._fold()

    @property
    def is_folded(self) -> bool:
        """Whether all but two lines are put away."""
        return self._is_low and not self.unfold_button.isChecked()

    def anchor(self, button: QPushButton) -> QPushButton:
        """Where the menu of one of the head's buttons opens: below it, or where the head opens while it is folded."""
        return self.unfold_button if self.is_folded else button

    def button(self, action: Action) -> QPushButton:
        """The button of one action. Raises `KeyError` for one that is not shown."""
        return self._buttons[action]

    @property
    def why_not(self) -> str:
        """The reasons of the buttons that are off, and what a new verification would cost, as shown."""
        return self.reasons.text

    def _show_offers(self, case: Case) -> None:
        losses: list[str] = []
        reasons: dict[str, None] = {}
        has_report = case.stored.report is not None
        for offer in case.offers:
            button = self._buttons.get(offer.action)
            if button is None:
                continue
            opens_stored = offer.action is Action.FETCH_REPORT and has_report
            button.setEnabled(offer.is_allowed or opens_stored)
            said = "" if opens_stored else _tooltip(offer)
            set_tooltip(button, f"{action_word(offer.action)} (F5). {said}" if not button.text() else said)
            if not offer.is_allowed and not opens_stored:
                reasons[f"{action_word(offer.action)}: {offer.reason}"] = None
            elif offer.action is Action.NEW_VERIFICATION and _has_loss(offer):
                # What it costs must not wait behind a button that looks like any other.
                losses.append(f"{action_word(offer.action)}: {offer.consequence}")
        if case.stored.is_past:
            # One reason for all.
            losses, reasons = [], dict.fromkeys(offer.reason for offer in case.offers)
        self.reasons.show_reasons(losses, tuple(reasons))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a list the id shows its ends and the verbs are short, so that the tabs keep their room."""
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW_BELOW
        self._id.set_short(short=is_narrow)
        short = self.tr("New") if is_narrow else action_word(Action.NEW_VERIFICATION)
        self._buttons[Action.NEW_VERIFICATION].setText(to_button_text(short))

    def _fold(self) -> None:
        metrics, is_folded = current_look().theme.metrics, self.is_folded
        above, below = (metrics.space_1,) * 2 if is_folded else (metrics.space_3, metrics.space_2)
        self._column.setContentsMargins(metrics.space_4, above, metrics.space_4, below)
        self._rest.setVisible(not is_folded)
        self.unfold_button.setVisible(self._is_low)

    def _build_button(self, action: Action, icon: str) -> QPushButton:
        kind: Kind = _KINDS.get(action, "plain")
        # Its sign is known to everybody, and words for all would not fit beside a list.
        text = "" if action is Action.REFRESH else action_word(action)
        button = make_button(text, kind, icon, self, tooltip=action_word(action))
        button.setAccessibleName(action_word(action))
        button.clicked.connect(self._emitter(action))
        return button

    def _emitter(self, action: Action) -> Callable[[], None]:
        return lambda: self.action_requested.emit(action)

    def _row(self, *widgets: tuple[QWidget, int]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(current_look().theme.metrics.space_2)
        for widget, stretch in widgets:
            row.addWidget(widget, stretch, Qt.AlignmentFlag.AlignVCenter)
        return row


def _has_loss(offer: ActionOffer) -> bool:
    return offer.permission is Permission.ALLOWED_WITH_LOSS


def _tooltip(offer: ActionOffer) -> str:
    if _has_loss(offer):
        return f"{offer.reason} {offer.consequence}".strip()
    return offer.reason
