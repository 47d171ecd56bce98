"""Declared and verified data side by side in a grid; differences carry a mark and a word, not only a colour."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from console.ui.models.facts import Agreement, ComparedFact
from console.ui.toolkit.case_words import field_word
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import PlainLabel, make_label, set_role
from console.ui.toolkit.value_label import ValueLabel

_FIELD, _DECLARED, _VERIFIED, _MARK = range(4)
# Sections below each other line up as long as no field's name is longer.
_FIELD_WIDTH: Final = 128


class _Row(NamedTuple):
    """The labels of one fact."""

    field: PlainLabel
    declared: PlainLabel
    verified: PlainLabel
    mark: PlainLabel


class FactsWidget(QWidget):
    """One row per field; `show_facts` replaces what they say and keeps their labels, which are dear to make."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        metrics = current_look().theme.metrics
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(metrics.space_4)
        self._grid.setVerticalSpacing(metrics.space_2)
        self._grid.setColumnMinimumWidth(_FIELD, _FIELD_WIDTH)
        self._grid.setColumnStretch(_VERIFIED, 1)
        self._heads: tuple[PlainLabel, ...] = ()
        self._rows: list[_Row] = []
        self._shown: tuple[tuple[ComparedFact, ...], bool] = ((), False)

    def show_facts(self, facts: tuple[ComparedFact, ...], *, one_sided: bool = False) -> None:
        """Show these rows; with `one_sided` there is no declared column (a document has none)."""
        if (facts, one_sided) == self._shown:
            return
        self._shown = (facts, one_sided)
        self._grid.setColumnStretch(_DECLARED, 0 if one_sided else 1)
        self._show_heads(shown=not one_sided)
        while len(self._rows) < len(facts):
            self._rows.append(self._make_row(len(self._rows) + 1))
        for row, fact in zip(self._rows, facts, strict=False):
            self._show_row(row, fact, one_sided=one_sided)
        for row in self._rows[len(facts) :]:
            _empty(*row)

    def _show_heads(self, *, shown: bool) -> None:
        if shown and not self._heads:
            self._heads = tuple(
                make_label(text, "caption", self) for text in (self.tr("Declared"), self.tr("Verified"))
            )
            for column, head in zip((_DECLARED, _VERIFIED), self._heads, strict=True):
                self._grid.addWidget(head, 0, column)
        for head in self._heads:
            head.setVisible(shown)

    def _make_row(self, number: int) -> _Row:
        row = _Row(
            make_label("", "muted", self),
            ValueLabel(self),
            ValueLabel(self),
            make_label("", "danger", self),
        )
        for column, label in enumerate(row):
            self._grid.addWidget(label, number, column, Qt.AlignmentFlag.AlignTop)
        return row

    def _show_row(self, row: _Row, fact: ComparedFact, *, one_sided: bool) -> None:
        row.field.setText(field_word(fact.field))
        row.field.show()
        self._show_value(row.verified, fact.verified)
        if one_sided:
            _empty(row.declared)
        else:
            self._show_value(row.declared, fact.declared)
        self._show_mark(row.mark, Agreement.ONE_SIDED if one_sided else fact.agreement)

    def _show_value(self, label: PlainLabel, text: str) -> None:
        set_role(label, "body" if text else "muted")
        label.setText(text or "\N{EN DASH}")
        label.setAccessibleName(text or self.tr("not told"))
        label.show()

    def _show_mark(self, mark: PlainLabel, agreement: Agreement) -> None:
        said, role, name = "", "danger", ""
        if agreement is Agreement.DIFFERENT:
            said, name = self.tr("differs"), self.tr("Declared and verified differ")
        elif agreement is Agreement.OTHER_SCRIPT:
            said, role = self.tr("written in another script;\ncompare by eye"), "muted"
        if said:
            set_role(mark, role)
        mark.setText(said)
        mark.setAccessibleName(name)
        mark.setVisible(bool(said))


def _empty(*labels: PlainLabel) -> None:
    """Nothing of who was shown before stays behind."""
    for label in labels:
        label.clear()
        label.setAccessibleName("")
        label.hide()
