"""What our own desk does about the shown case, in the head: who has it, until when it rests, our decision; asks nobody."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from console.domain.desk import DeskRecord
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.desk_words import decision_sentence, shown_decision, snooze_sentence
from console.ui.toolkit.fill import fill
from console.ui.toolkit.flow_layout import FlowLayout
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_button_text
from console.ui.toolkit.shortcuts import keys_text
from console.ui.toolkit.text import make_label, set_tooltip

_LONGEST_NAME = 14


class CaseDeskWidget(QWidget):
    """One signal per wish; a menu opens below the button that asked for it."""

    assign_requested = Signal()
    snooze_requested = Signal()
    decide_requested = Signal()
    person_requested = Signal()
    past_requested = Signal()
    seen_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        metrics = current_look().theme.metrics
        self.assign_button = self._build("customers", self.assign_requested)
        self.snooze_button = self._build("phase-expired", self.snooze_requested)
        self.decide_button = self._build("check", self.decide_requested)
        self.past_button = self._build("chevron-left", self.past_requested)
        self.seen_button = self._build("inbox", self.seen_requested)
        self.person_button = self._build("chevron-down", self.person_requested)
        self.person_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._said = make_label("", "strong", self, wrap=True)
        self._resting = make_label("", "muted", self, wrap=True)
        row = FlowLayout(gap=metrics.space_1, line_gap=metrics.space_1)
        buttons = (self.assign_button, self.snooze_button, self.decide_button, self.past_button)
        # Who works stands where the head has room for it.
        for button in (*buttons, self.seen_button):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.space_1)
        column.addLayout(row)
        column.addWidget(self._said)
        column.addWidget(self._resting)
        self.snooze_button.setText(to_button_text(self.tr("Put aside")))
        self.decide_button.setText(to_button_text(self.tr("Decide")))
        self.past_button.setText(to_button_text(self.tr("Earlier")))
        self.seen_button.setText(to_button_text(self.tr("Change looked at")))
        self._name(
            self.seen_button,
            self.tr("The verdict changed after it was final. You looked at it: take it out of the inbox"),
            "",
        )
        self._name(self.decide_button, self.tr("Decide about the case"), keys_text("decide"))
        self._name(self.past_button, self.tr("The case as it was known earlier"), keys_text("time_machine"))
        self.show_person("")

    def show_record(self, record: DeskRecord, *, is_past: bool) -> None:
        """Show what was done; the past can only be looked at."""
        assignee = record.state.assignee
        name = assignee if len(assignee) <= _LONGEST_NAME else assignee[: _LONGEST_NAME - 1] + "…"
        self.assign_button.setText(to_button_text(name or self.tr("Assign")))
        words = (
            fill(self.tr("Assigned to %1. Change it"), assignee) if assignee else self.tr("Assign the case")
        )
        self._name(self.assign_button, words, keys_text("assign"))
        resting = snooze_sentence(record.state, datetime.now(UTC))
        self._name(self.snooze_button, resting or self.tr("Put the case aside"), keys_text("snooze"))
        self._resting.setText(resting)
        self._resting.setVisible(bool(resting))
        self.seen_button.setVisible(record.has_unseen_verdict and not is_past)
        decision = shown_decision(record)
        said = decision_sentence(decision) if decision is not None else ""
        self._said.setText(said)
        self._said.setVisible(bool(said))
        for button in (self.assign_button, self.snooze_button, self.decide_button):
            button.setEnabled(not is_past)

    def show_person(self, name: str) -> None:
        """Who works here now."""
        short = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
        self.person_button.setText(to_button_text(short or self.tr("Who works")))
        self._name(self.person_button, fill(self.tr("%1 works here. Let somebody else take over"), name), "")

    @property
    def said(self) -> str:
        """Our decision as shown, empty while there is none."""
        return self._said.text() if not self._said.isHidden() else ""

    @property
    def resting(self) -> str:
        """Until when the case is put aside as shown, empty while it is not."""
        return self._resting.text() if not self._resting.isHidden() else ""

    def _build(self, icon: str, wish: SignalInstance) -> QPushButton:
        button = make_button(" ", "quiet", icon, self)
        button.clicked.connect(wish)
        return button

    def _name(self, button: QPushButton, words: str, keys: str) -> None:
        set_tooltip(button, f"{words} ({keys})" if keys else words)
        button.setAccessibleName(words)
