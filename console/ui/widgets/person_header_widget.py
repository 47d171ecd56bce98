"""The head of a person's page: names as each provider was told them, environment and what may be done. Asks nobody."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.domain.environment import Environment
from console.domain.people import PersonFile
from console.ui.toolkit.badges import Badge
from console.ui.toolkit.controls import make_button
from console.ui.toolkit.fill import fill
from console.ui.toolkit.flow_layout import FlowLayout
from console.ui.toolkit.look import current_look
from console.ui.toolkit.people_words import names_line
from console.ui.toolkit.text import let_shrink, make_elided_label, make_label, set_tooltip


class PersonHeaderWidget(QWidget):
    """`new_requested`, `compare_requested`, `link_requested` and `dossier_requested` by their buttons."""

    new_requested = Signal()
    compare_requested = Signal()
    link_requested = Signal()
    dossier_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        metrics = current_look().theme.metrics
        self._name = make_elided_label("", "title", self)
        self._environment = Badge(self)
        self._names = make_label("", "muted", self, wrap=True, selectable=True)
        self.new_button = make_button(self.tr("New verification"), "primary", "plus", self)
        self.compare_button = make_button(self.tr("Compare verifications"), "plain", parent=self)
        self.link_button = make_button(self.tr("Link a record …"), "plain", parent=self)
        self.dossier_button = make_button(self.tr("Dossier"), "plain", parent=self)
        self.new_button.clicked.connect(self.new_requested)
        self.dossier_button.clicked.connect(self.dossier_requested)
        self.link_button.clicked.connect(self.link_requested)
        self.compare_button.clicked.connect(self.compare_requested)
        head = QHBoxLayout()
        head.setSpacing(metrics.space_2)
        head.addWidget(self._name, 1)
        head.addWidget(self._environment, 0, Qt.AlignmentFlag.AlignVCenter)
        buttons = FlowLayout(gap=metrics.space_2)
        buttons.addWidget(self.new_button)
        buttons.addWidget(self.compare_button)
        buttons.addWidget(self.link_button)
        buttons.addWidget(self.dossier_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.space_4, metrics.space_3, metrics.space_4, metrics.space_2)
        column.setSpacing(metrics.space_2)
        column.addLayout(head)
        column.addWidget(self._names)
        column.addLayout(buttons)

    @property
    def names(self) -> str:
        """The line of names, as shown."""
        return self._names.text()

    def show_person(self, person: PersonFile) -> None:
        """Show another person, or the same one as they are now."""
        told = [name for record in person.records for name in record.traits.names]
        self._name.setText(told[0] if told else self.tr("Name not told"))
        environment = person.record.environment
        self._environment.show_environment(environment)
        self._environment.setVisible(environment is not Environment.LIVE)
        lines = [
            fill(self.tr("%1: %2"), record.account_name, names_line(record.traits) or self.tr("no name"))
            for record in person.records
        ]
        self._names.setText("\n".join(lines))
        let_shrink(self._names)
        can_compare = len(person.checks) > 1
        self.compare_button.setEnabled(can_compare)
        why = "" if can_compare else self.tr("There is only one verification; two or more can be compared.")
        set_tooltip(self.compare_button, why)
