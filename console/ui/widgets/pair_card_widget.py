"""Two records that may be one person's, side by side: what they have in common, what differs. Asks nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from console.domain.identity import Agreement, compare_values
from console.domain.people import ConflictKind, PersonRecord, SuggestedPair, find_conflicts, to_strength
from console.ui.toolkit.case_words import field_word
from console.ui.toolkit.controls import make_button
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
    strength_word,
)
from console.ui.toolkit.text import Role, let_shrink, make_elided_label, make_label
from console.ui.toolkit.words import phase_word

_FIELD_WIDTH = 128


class PairCardWidget(QWidget):
    """The signals carry the pair: it is one person, it is not, the first record's page is wanted."""

    confirmed = Signal(object)
    refused = Signal(object)
    show_requested = Signal(object)

    def __init__(self, pair: SuggestedPair, parent: QWidget) -> None:
        super().__init__(parent)
        self.pair = pair
        self.conflicts = find_conflicts(pair.one, pair.other)
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        metrics = current_look().theme.metrics
        told = (
            fill(self.tr("%1. %2"), strength_word(to_strength(pair.reasons)), reasons_sentence(pair.reasons))
            if pair.reasons
            else self.tr("Chosen by hand: compare them yourself before you say it is one person.")
        )
        self.title = make_label(told, "strong", self, wrap=True)
        self.setAccessibleName(self.title.text())
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(metrics.space_4)
        self._grid.setVerticalSpacing(metrics.space_1)
        self._grid.setColumnMinimumWidth(0, _FIELD_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self._fill()
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.space_3, metrics.space_3, metrics.space_3, metrics.space_3)
        column.setSpacing(metrics.space_2)
        column.addWidget(self.title)
        column.addLayout(self._grid)
        for conflict in self.conflicts:
            sentence = f"\N{WARNING SIGN}\N{VARIATION SELECTOR-15} {conflict_sentence(conflict)}"
            column.addWidget(let_shrink(make_label(sentence, "danger", self, wrap=True)))
        column.addLayout(self._build_buttons())

    def _build_buttons(self) -> FlowLayout:
        self.confirm_button = make_button(self.tr("Same person"), "plain", "check", self)
        self.refuse_button = make_button(self.tr("Not the same"), "plain", "close", self)
        self.show_button = make_button(self.tr("Show the person"), "quiet", "customers", self)
        about = names_line(self.pair.one.traits) or self.pair.one.customer.id
        self.confirm_button.setAccessibleName(fill(self.tr("Same person: %1"), about))
        self.refuse_button.setAccessibleName(fill(self.tr("Not the same person: %1"), about))
        self.show_button.setAccessibleName(fill(self.tr("Show the person: %1"), about))
        self.confirm_button.clicked.connect(lambda: self.confirmed.emit(self.pair))
        self.refuse_button.clicked.connect(lambda: self.refused.emit(self.pair))
        self.show_button.clicked.connect(lambda: self.show_requested.emit(self.pair))
        row = FlowLayout(gap=current_look().theme.metrics.space_2)
        for button in (self.confirm_button, self.refuse_button, self.show_button):
            row.addWidget(button)
        return row

    def _fill(self) -> None:
        one, other = self.pair.one, self.pair.other
        self._add(self.tr("Account"), one.account_name, other.account_name)
        for field, first, second in zip(_FIELDS, _values(one), _values(other), strict=True):
            if first or second:
                self._add(field_word(field), first, second, field)
        self._add(self.tr("Newest"), _newest(one), _newest(other))

    def _differs(self, field: str, first: str, second: str) -> bool:
        """Of what each side may tell several of, one that agrees is enough: that is what the conflicts say."""
        if field in _CONFLICTS:
            return any(conflict.kind is _CONFLICTS[field] for conflict in self.conflicts)
        if field not in _TOLD:
            return False
        firsts, seconds = (_TOLD[field](each) for each in (self.pair.one, self.pair.other))
        return bool(firsts and seconds) and not any(
            compare_values(field, one, other) is Agreement.SAME for one in firsts for other in seconds
        )

    def _add(self, title: str, first: str, second: str, field: str = "") -> None:
        row = self._grid.rowCount()
        differs = self._differs(field, first, second)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(make_label(title, "muted", self), row, 0, top)
        for column, text in ((1, first), (2, second)):
            shown = fill(self.tr("\N{NOT EQUAL TO} %1"), text) if differs and column == 2 else text
            role: Role = "body" if text else "muted"
            shown = shown or "\N{EN DASH}"
            # An address is one word, which no label breaks: it is cut at its end and whole in the tooltip.
            is_one_word = field in _ONE_WORD
            label = (
                make_elided_label(shown, role, self)
                if is_one_word
                else let_shrink(make_label(shown, role, self, wrap=True, selectable=True))
            )
            label.setAccessibleName(text or self.tr("not told"))
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
            self._grid.addWidget(label, row, column, top)


_CONFLICTS = {
    "full_name": ConflictKind.NAME,
    "birth_date": ConflictKind.BIRTH_DATE,
    "document_number": ConflictKind.DOCUMENT_NUMBER,
}
_TOLD: Mapping[str, Callable[[PersonRecord], tuple[str, ...]]] = {
    "email": lambda record: record.traits.emails,
    "reference": lambda record: record.traits.references,
}
_ONE_WORD = frozenset({"email", "reference", "document_number"})
_FIELDS = ("full_name", "birth_date", "email", "reference", "document_number")


def _values(record: PersonRecord) -> tuple[str, ...]:
    documents = ", ".join(document.number for document in record.traits.documents)
    told = (names_line(record.traits), birth_dates_line(record.traits))
    return (*told, emails_line(record), references_line(record), documents)


def _newest(record: PersonRecord) -> str:
    return phase_word(record.checks[0].phase) if record.checks else ""
