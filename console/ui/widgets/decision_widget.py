"""Our decision about a case as it stands, what a second person can do about it, and all earlier ones; decides nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from console.domain.desk import Decision, DecisionState, DeskRecord
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.desk_words import decision_sentence, moment_text
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label, set_tooltip

_FIELD_LINES = 2


class DecisionCard(QFrame):
    """One decision with its reasons and words."""

    def __init__(
        self, decision: Decision, describe: Callable[[str], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        metrics = current_look().theme.metrics
        self.decision = decision
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.space_3, metrics.space_2, metrics.space_3, metrics.space_2)
        column.setSpacing(metrics.space_1)
        said = decision_sentence(decision)
        lines = [f"• {describe(code)}" for code in decision.reasons]
        column.addWidget(make_label(said, "strong", self, wrap=True))
        column.addWidget(make_label("\n".join(lines), "body", self, wrap=True))
        if decision.comment:
            column.addWidget(make_label(decision.comment, "body", self, wrap=True, selectable=True))
        if decision.second:
            at = moment_text(decision.second_at) if decision.second_at is not None else ""
            words = fill(
                self.tr("%1, %2: %3"), decision.second, at, decision.second_comment or self.tr("agreed")
            )
            column.addWidget(make_label(words, "muted", self, wrap=True, selectable=True))
        self.setAccessibleName("\n".join((said, *lines, decision.comment)))


class DecisionWidget(QWidget):
    """`approve_requested` and `turn_down_requested` carry the second person's words, `undo_requested` nothing."""

    decide_requested = Signal()
    approve_requested = Signal(str)
    turn_down_requested = Signal(str)
    undo_requested = Signal()
    person_requested = Signal()

    def __init__(self, describe: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._describe = describe
        self._shown: tuple[object, ...] = ()
        self._shown_cards: list[DecisionCard] = []
        self._words = make_label("", "muted", self, wrap=True)
        self._is_second = False
        self._second = make_label("", "strong", self, wrap=True)
        self._second.hide()
        self.problem = make_label("", "danger", self, wrap=True)
        self.problem.hide()
        self.comment = QPlainTextEdit(self)
        self.comment.setTabChangesFocus(True)
        self.comment.setPlaceholderText(self.tr("Your words as the second person"))
        self.comment.setAccessibleName(self.tr("Your words as the second person"))
        self.comment.setFixedHeight(self.comment.fontMetrics().lineSpacing() * (_FIELD_LINES + 1))
        self.decide_button = make_button(self.tr("Decide"), "primary", parent=self)
        self.approve_button = make_button(self.tr("Approve"), "primary", parent=self)
        self.turn_down_button = make_button(self.tr("Turn down"), parent=self)
        self.undo_button = make_button(self.tr("Take back"), parent=self)
        self.person_button = make_button(self.tr("Let somebody take over"), parent=self)
        self._cards = QVBoxLayout()
        self._lay_out()
        self.decide_button.clicked.connect(self.decide_requested)
        self.undo_button.clicked.connect(self.undo_requested)
        self.person_button.clicked.connect(self.person_requested)
        self.approve_button.clicked.connect(lambda: self.approve_requested.emit(self.comment.toPlainText()))
        self.turn_down_button.clicked.connect(
            lambda: self.turn_down_requested.emit(self.comment.toPlainText())
        )

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        self._cards.setSpacing(metrics.space_2)
        row = QHBoxLayout()
        row.setSpacing(metrics.space_2)
        for button in (
            self.decide_button,
            self.approve_button,
            self.turn_down_button,
            self.undo_button,
            self.person_button,
        ):
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.space_2)
        column.addLayout(self._cards)
        column.addWidget(self._words)
        column.addWidget(self._second)
        column.addWidget(self.comment)
        column.addWidget(self.problem)
        column.addLayout(row)

    def show_record(self, record: DeskRecord, working: str, *, is_past: bool) -> None:
        """Show all decisions, newest first, and what `working` may do about the newest."""
        if (record.decisions, working, is_past) == self._shown:
            return
        self._shown = (record.decisions, working, is_past)
        self._show_cards(record)
        # Nobody is offered what would be refused: until it is known, neither is on.
        self.show_second("", is_known=False)
        waiting = record.waiting
        current = waiting or record.standing
        is_mine = current is not None and current.who == working
        is_second = self._is_second = waiting is not None and not is_mine
        for widget in (self.approve_button, self.turn_down_button, self.comment):
            widget.setVisible(is_second and not is_past)
        self.decide_button.setVisible(waiting is None and not is_past)
        self.undo_button.setVisible(is_mine and not is_past)
        self.person_button.setVisible(waiting is not None and is_mine and not is_past)
        self._words.setText(self._say(record, current, is_second=is_second))
        self._words.setVisible(bool(self._words.text()))
        self.say_problem("")

    @property
    def is_second(self) -> bool:
        """True when somebody else's decision waits for a second person."""
        return self._is_second

    def show_second(self, problem: str, *, is_known: bool = True) -> None:
        """Whether who works here can be the second person; `problem` says why not, empty when they can."""
        for button in (self.approve_button, self.turn_down_button):
            button.setEnabled(is_known and not problem)
            set_tooltip(button, problem)
        self.comment.setEnabled(not problem)
        self._second.setText(problem)
        self._second.setVisible(bool(problem))

    @property
    def second_problem(self) -> str:
        """Why who works here cannot be the second person, as shown."""
        return self._second.text()

    @property
    def words(self) -> str:
        """What stands above the buttons."""
        return self._words.text()

    def cards(self) -> tuple[DecisionCard, ...]:
        """The decisions as shown."""
        return tuple(self._shown_cards)

    def say_problem(self, text: str) -> None:
        """What went wrong, empty for nothing; what is filled in stays."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _say(self, record: DeskRecord, current: Decision | None, *, is_second: bool) -> str:
        if is_second and current is not None:
            return fill(
                self.tr("%1 asks for a second person: look at the evidence yourself first."), current.who
            )
        if record.waiting is not None:
            return self.tr("Somebody else has to approve this. You made it, so you cannot.")
        if record.newest is not None and record.newest.state is DecisionState.VOID:
            return self.tr("The evidence changed before it was approved. Look at the case and decide again.")
        if current is not None and current.outdated_at is not None:
            return self.tr("The evidence changed since. Look whether the decision still holds.")
        return "" if record.decisions else self.tr("Nobody of ours has decided about this case.")

    def _show_cards(self, record: DeskRecord) -> None:
        for old in self._shown_cards:
            old.setParent(None)
            old.deleteLater()
        self._shown_cards = [
            DecisionCard(decision, self._describe, self) for decision in reversed(record.decisions)
        ]
        for card in self._shown_cards:
            self._cards.addWidget(card)
