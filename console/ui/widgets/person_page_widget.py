"""The page of a person: suggested links, all verifications, linked records, who was told apart; asks nobody."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QVBoxLayout, QWidget

from console.domain.listing import VerificationRow
from console.domain.people import PersonFile
from console.ui.toolkit.controls import make_button, make_separator
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import make_label
from console.ui.widgets.check_rows_widget import CheckRowsWidget
from console.ui.widgets.record_card_widget import (
    LinkedCardWidget,
    RecordCardWidget,
    RefusalCardWidget,
    SuggestionCardWidget,
)

MOST_ROWS: Final = 40


class PersonPageWidget(QScrollArea):
    """Signals carry what their cards are about; `case_requested` the key of a verification to open."""

    case_requested = Signal(object)
    confirmed = Signal(object)
    refused = Signal(object)
    compare_requested = Signal(object)
    unlink_requested = Signal(object)
    take_back_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._column = QVBoxLayout()
        self._shown: tuple[object, ...] = ()
        self.suggestions: list[SuggestionCardWidget] = []
        self.linked: list[LinkedCardWidget] = []
        self.refusals: list[RefusalCardWidget] = []
        self.checks: CheckRowsWidget | None = None
        self.all_button: QPushButton | None = None

    def show_person(self, person: PersonFile) -> None:
        """Show a person; nothing moves under the reader's eyes when they are as they were."""
        shown = _to_shape(person)
        if shown == self._shown:
            return
        scrolled = self.verticalScrollBar().value() if self._shown[:1] == shown[:1] else 0
        focused = self._focused_name()
        self._shown = shown
        self._build(person)
        self.verticalScrollBar().setValue(scrolled)
        if focused:
            self._focus_again(focused)

    def _build(self, person: PersonFile) -> None:
        page = QWidget(self)
        page.setObjectName("page")
        metrics = current_look().theme.metrics
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(metrics.space_4, metrics.space_3, metrics.space_4, metrics.space_4)
        self._column.setSpacing(metrics.space_3)
        self._add_suggestions(person, page)
        self._add_checks(person, page)
        self._add_linked(person, page)
        self._add_refusals(person, page)
        self._column.addStretch()
        self.setWidget(page)

    def _add_suggestions(self, person: PersonFile, page: QWidget) -> None:
        self.suggestions = []
        if not person.suggestions:
            return
        self._add_title(fill(self.tr("Suggested links (%1)"), len(person.suggestions)), page)
        text = self.tr("Records that may be the same person's. Nothing is linked before you say so.")
        self._column.addWidget(make_label(text, "muted", page, wrap=True))
        for suggestion in person.suggestions:
            card = SuggestionCardWidget(suggestion, page)
            card.confirmed.connect(self.confirmed)
            card.refused.connect(self.refused)
            card.compare_requested.connect(self.compare_requested)
            self._add_card(card)
            self.suggestions.append(card)
        self._column.addWidget(make_separator(page))

    def _add_checks(self, person: PersonFile, page: QWidget) -> None:
        self._add_title(fill(self.tr("Verifications (%1)"), len(person.checks)), page)
        self.checks, self.all_button = None, None
        if not person.checks:
            text = self.tr("No verification yet. New verification offers what each account allows.")
            self._column.addWidget(make_label(text, "muted", page, wrap=True))
            return
        self.checks = CheckRowsWidget(page)
        self.checks.show_checks(person.checks[:MOST_ROWS])
        self.checks.case_requested.connect(self.case_requested)
        self._column.addWidget(self.checks)
        if len(person.checks) > MOST_ROWS:
            self._add_all_button(self.checks, person, page)

    def _add_all_button(self, rows: CheckRowsWidget, person: PersonFile, page: QWidget) -> None:
        text = fill(self.tr("Show all %1"), len(person.checks))
        self.all_button = make_button(text, "quiet", "chevron-down", page)
        button = self.all_button

        def show_all() -> None:
            rows.show_checks(person.checks)
            button.hide()

        button.clicked.connect(show_all)
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_linked(self, person: PersonFile, page: QWidget) -> None:
        self._column.addWidget(make_separator(page))
        self._add_title(fill(self.tr("Records of this person (%1)"), len(person.records)), page)
        self._add_card(_OwnCard(person, page))
        self.linked = []
        for linked in person.linked:
            card = LinkedCardWidget(linked, page)
            card.unlink_requested.connect(self.unlink_requested)
            self._add_card(card)
            self.linked.append(card)

    def _add_refusals(self, person: PersonFile, page: QWidget) -> None:
        self.refusals = []
        if not person.refusals:
            return
        self._column.addWidget(make_separator(page))
        self._add_title(fill(self.tr("Told apart (%1)"), len(person.refusals)), page)
        for refusal in person.refusals:
            card = RefusalCardWidget(refusal, page)
            card.take_back_requested.connect(self.take_back_requested)
            self._add_card(card)
            self.refusals.append(card)

    def _add_card(self, card: RecordCardWidget) -> None:
        card.case_requested.connect(self.case_requested)
        self._column.addWidget(card)

    def _add_title(self, text: str, page: QWidget) -> None:
        self._column.addWidget(make_label(text, "section", page))

    def _focused_name(self) -> str:
        focused = QApplication.focusWidget()
        return focused.accessibleName() if focused is not None and self.isAncestorOf(focused) else ""

    def _focus_again(self, name: str) -> None:
        """The button of the same name; where there is none any more, what is to be decided next, or the page."""
        buttons = self.findChildren(QPushButton)
        found = next((button for button in buttons if button.accessibleName() == name), None)
        if found is None and self.suggestions:
            found = self.suggestions[0].confirm_button
        (found or self).setFocus(Qt.FocusReason.OtherFocusReason)


class _OwnCard(RecordCardWidget):
    """The record the page was opened for."""

    def __init__(self, person: PersonFile, parent: QWidget) -> None:
        super().__init__(person.record, parent)
        self._add_head()


def _to_shape(person: PersonFile) -> tuple[object, ...]:
    """What is to be seen of a person: not when each verification was last looked at."""
    records = (
        *person.records,
        *(suggestion.record for suggestion in person.suggestions),
        *(refusal.record for refusal in person.refusals),
    )
    seen = tuple(
        (record.key, record.account_name, record.customer, record.traits, _to_rows(record.checks))
        for record in records
    )
    links = tuple((linked.record.key, linked.who, linked.at, linked.conflicts) for linked in person.linked)
    told = tuple((each.record.key, each.reasons, each.conflicts) for each in person.suggestions)
    return (person.record.key, seen, links, told, tuple((each.who, each.at) for each in person.refusals))


def _to_rows(checks: tuple[VerificationRow, ...]) -> tuple[object, ...]:
    return tuple((check.key, check.phase, check.raw_status, check.updated_at) for check in checks)
