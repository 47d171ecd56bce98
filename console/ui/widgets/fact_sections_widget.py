"""Titled groups of facts below each other, each after a hairline; asks nobody what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.ui.models.facts import ComparedFact
from console.ui.toolkit.controls import make_separator
from console.ui.toolkit.look import current_look
from console.ui.toolkit.text import PlainLabel, make_label
from console.ui.widgets.facts_widget import FactsWidget


class FactSection(NamedTuple):
    """What one group says; its facts have one side only."""

    title: str
    facts: tuple[ComparedFact, ...]


class _Group(NamedTuple):
    box: QWidget
    title: PlainLabel
    facts: FactsWidget


class FactSectionsWidget(QWidget):
    """`show_sections` replaces what the groups say and keeps their widgets, which are dear to make."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current_look().theme.metrics.space_3)
        self._groups: list[_Group] = []

    def show_sections(self, sections: Sequence[FactSection]) -> None:
        """Show these, in this order."""
        while len(self._groups) < len(sections):
            self._groups.append(self._make_group())
        for group, section in zip(self._groups, sections, strict=False):
            group.title.setText(section.title)
            group.facts.show_facts(section.facts, one_sided=True)
            group.box.show()
        for group in self._groups[len(sections) :]:
            # Nothing of who was shown before stays behind.
            group.title.clear()
            group.facts.show_facts((), one_sided=True)
            group.box.hide()

    def _make_group(self) -> _Group:
        box = QWidget(self)
        group = _Group(box, make_label("", "section", box, wrap=True), FactsWidget(box))
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._column.spacing())
        for widget in (make_separator(box), group.title, group.facts):
            column.addWidget(widget)
        self._column.addWidget(box)
        return group
