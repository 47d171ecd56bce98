"""Cards of the person page: one record of a person, one suggested link, one pair told apart. They ask nobody."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from console.domain.listing import VerificationRow
from console.domain.people import Conflict, LinkedRecord, PersonRecord, Refusal, Suggestion
from console.ui.toolkit.controls import IdField, make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.flow_layout import FlowLayout
from console.ui.toolkit.look import current_look
from console.ui.toolkit.people_words import (
    birth_dates_line,
    conflict_sentence,
    emails_line,
    names_line,
    reasons_sentence,
    references_line,
    strength_hint,
    strength_word,
)
from console.ui.toolkit.text import Role, let_shrink, make_label
from console.ui.toolkit.words import exact_time
from console.ui.widgets.check_rows_widget import CheckRowsWidget

MOST_ROWS = 5


class RecordCardWidget(QWidget):
    """One record: what its provider is told to call the person, its id, its verifications.

    `case_requested` carries the key of a verification to open.
    """

    case_requested = Signal(object)

    def __init__(self, record: PersonRecord, parent: QWidget) -> None:
        super().__init__(parent)
        self.record = record
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        metrics = current_look().theme.metrics
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(metrics.space_3, metrics.space_3, metrics.space_3, metrics.space_3)
        self._column.setSpacing(metrics.space_2)
        self._texts: list[str] = []

    @property
    def texts(self) -> tuple[str, ...]:
        """The sentences of the card, from top to bottom."""
        return tuple(self._texts)

    def _add_head(self) -> None:
        names = names_line(self.record.traits) or self.tr("Name not told")
        self._add_text(fill(self.tr("%1: %2"), self.record.account_name, names), "strong")
        dates, references = birth_dates_line(self.record.traits), references_line(self.record)
        told = [
            fill(self.tr("born %1"), dates) if dates else "",
            emails_line(self.record),
            fill(self.tr("reference %1"), references) if references else "",
        ]
        said = "  ·  ".join(part for part in told if part)
        self._add_text(said or self.tr("Neither birth date nor address told"), "muted")
        self._column.addWidget(IdField(self.record.customer.id, self))

    def _add_conflicts(self, conflicts: tuple[Conflict, ...]) -> None:
        for conflict in conflicts:
            self._add_text(
                f"\N{WARNING SIGN}\N{VARIATION SELECTOR-15} {conflict_sentence(conflict)}", "danger"
            )

    def _add_checks(self, checks: tuple[VerificationRow, ...]) -> None:
        if not checks:
            self._add_text(self.tr("No verification yet."), "muted")
            return
        rows = CheckRowsWidget(self)
        rows.show_checks(checks[:MOST_ROWS])
        rows.case_requested.connect(self.case_requested)
        self._column.addWidget(rows)
        if len(checks) > MOST_ROWS:
            self._add_text(fill(self.tr("and %1 older ones"), len(checks) - MOST_ROWS), "muted")

    def _add_text(self, text: str, role: Role = "body") -> None:
        self._texts.append(text)
        self._column.addWidget(let_shrink(make_label(text, role, self, wrap=True, selectable=True)))

    def _add_buttons(self, *buttons: QPushButton) -> None:
        row = FlowLayout(gap=current_look().theme.metrics.space_2)
        for button in buttons:
            row.addWidget(button)
        self._column.addLayout(row)


class SuggestionCardWidget(RecordCardWidget):
    """A record that may be the same person's. The signals carry the suggestion."""

    confirmed = Signal(object)
    refused = Signal(object)
    compare_requested = Signal(object)

    def __init__(self, suggestion: Suggestion, parent: QWidget) -> None:
        super().__init__(suggestion.record, parent)
        strength = suggestion.strength
        self._add_text(
            fill(self.tr("%1. %2"), strength_word(strength), reasons_sentence(suggestion.reasons)), "strong"
        )
        self._add_text(strength_hint(strength), "muted")
        self._add_conflicts(suggestion.conflicts)
        self._add_head()
        self._add_checks(suggestion.record.checks)
        about = suggestion.record.account_name
        self.confirm_button = make_button(self.tr("Same person"), "plain", "check", self)
        self.refuse_button = make_button(self.tr("Not the same"), "plain", "close", self)
        self.compare_button = make_button(self.tr("Compare"), "quiet", parent=self)
        self.confirm_button.setAccessibleName(fill(self.tr("Same person as at %1"), about))
        self.refuse_button.setAccessibleName(fill(self.tr("Not the same person as at %1"), about))
        self.compare_button.setAccessibleName(fill(self.tr("Compare with %1"), about))
        self.compare_button.setVisible(bool(suggestion.record.checks))
        self.confirm_button.clicked.connect(lambda: self.confirmed.emit(suggestion))
        self.refuse_button.clicked.connect(lambda: self.refused.emit(suggestion))
        self.compare_button.clicked.connect(lambda: self.compare_requested.emit(suggestion))
        self._add_buttons(self.confirm_button, self.refuse_button, self.compare_button)


class LinkedCardWidget(RecordCardWidget):
    """A record that is linked; `unlink_requested` carries it. Its verifications stand in the list of all."""

    unlink_requested = Signal(object)

    def __init__(self, linked: LinkedRecord, parent: QWidget) -> None:
        super().__init__(linked.record, parent)
        self._add_head()
        self._add_conflicts(linked.conflicts)
        said = fill(self.tr("Linked by %1, %2"), linked.who, exact_time(linked.at))
        self._add_text(said, "muted")
        self.unlink_button = make_button(self.tr("Not the same person"), "quiet", "close", self)
        name = fill(self.tr("Unlink the record at %1"), linked.record.account_name)
        self.unlink_button.setAccessibleName(name)
        self.unlink_button.clicked.connect(lambda: self.unlink_requested.emit(linked))
        self._add_buttons(self.unlink_button)


class RefusalCardWidget(RecordCardWidget):
    """A record that was told apart; `take_back_requested` carries the refusal."""

    take_back_requested = Signal(object)

    def __init__(self, refusal: Refusal, parent: QWidget) -> None:
        super().__init__(refusal.record, parent)
        self._add_head()
        self._add_text(fill(self.tr("Told apart by %1, %2"), refusal.who, exact_time(refusal.at)), "muted")
        self.take_back_button = make_button(self.tr("Take that back"), "quiet", parent=self)
        name = fill(
            self.tr("Take back that the record at %1 is another person's"), refusal.record.account_name
        )
        self.take_back_button.setAccessibleName(name)
        self.take_back_button.clicked.connect(lambda: self.take_back_requested.emit(refusal))
        self._add_buttons(self.take_back_button)
