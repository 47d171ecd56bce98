"""Declared and verified data side by side in a grid; differences carry a mark and a word, not only a colour."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from console.ui.models.facts import Agreement, ComparedFact
from console.ui.toolkit.case_words import field_word
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import Role, make_label

_FIELD, _DECLARED, _VERIFIED, _MARK = range(4)
# Sections below each other line up as long as no field's name is longer.
_FIELD_WIDTH: Final = 128


class FactsWidget(QWidget):
    """One row per field; `show_facts` replaces everything."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        metrics = current_look().theme.metrics
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(metrics.space_4)
        self._grid.setVerticalSpacing(metrics.space_2)
        self._grid.setColumnMinimumWidth(_FIELD, _FIELD_WIDTH)
        self._grid.setColumnStretch(_VERIFIED, 1)

    def show_facts(self, facts: tuple[ComparedFact, ...], *, one_sided: bool = False) -> None:
        """Show these rows; with `one_sided` there is no declared column (a document has none)."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._grid.setColumnStretch(_DECLARED, 0 if one_sided else 1)
        if not one_sided:
            for column, text in ((_DECLARED, self.tr("Declared")), (_VERIFIED, self.tr("Verified"))):
                self._grid.addWidget(self._label(text, "caption"), 0, column)
        for row, fact in enumerate(facts, start=1):
            self._add_row(row, fact, one_sided=one_sided)

    def _add_row(self, row: int, fact: ComparedFact, *, one_sided: bool) -> None:
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(self._label(field_word(fact.field), "muted"), row, _FIELD, top)
        if not one_sided:
            self._grid.addWidget(self._value(fact.declared), row, _DECLARED, top)
        self._grid.addWidget(self._value(fact.verified), row, _VERIFIED, top)
        if one_sided:
            return
        if fact.agreement is Agreement.DIFFERENT:
            mark = self._label(self.tr("differs"), "danger")
            mark.setAccessibleName(self.tr("Declared and verified differ"))
            self._grid.addWidget(mark, row, _MARK, top)
        elif fact.agreement is Agreement.OTHER_SCRIPT:
            mark = make_label(self.tr("written in another script;\ncompare by eye"), "muted", self)
            self._grid.addWidget(mark, row, _MARK, top)

    def _value(self, text: str) -> QLabel:
        label = make_label(
            text or "\N{EN DASH}", "body" if text else "muted", self, wrap=True, selectable=True
        )
        # Values stand under each other at the same side, whatever way their script runs.
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        label.setAccessibleName(text or self.tr("not told"))
        return label

    def _label(self, text: str, role: Role) -> QLabel:
        return make_label(text, role, self)
