"""People of this desk: who is here, somebody new, one's own PIN, somebody who left; shows no case."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.domain.errors import ConsoleError, InputInvalid
from console.domain.people_of_desk import Person
from console.services.persons import PersonService
from console.ui.toolkit.controls import make_button, make_line_edit, make_separator, set_wrong
from console.ui.toolkit.enter_key import press_with_enter
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.faces import Banner
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_plain
from console.ui.toolkit.questions import ask
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label


class PersonDialog(QDialog):
    """Every change is made at once and logged."""

    def __init__(self, persons: PersonService, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("People of this desk"))
        self.resize(640, 560)
        self._persons = persons
        self._people: tuple[Person, ...] = ()
        self._scope = TaskScope(self, self._on_failure)
        self.banner = Banner(self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("People of this desk"))
        self.leave_button = make_button(self.tr("Has left"), "danger", parent=self)
        self.name = make_line_edit(self.tr("Name"), self)
        self.initials = make_line_edit(self.tr("Initials"), self)
        self.pin = make_line_edit(self.tr("PIN (optional)"), self, secret=True)
        self.add_button = make_button(self.tr("Add"), "primary", parent=self)
        self.old_pin = make_line_edit(self.tr("Your PIN now, if you have one"), self, secret=True)
        self.new_pin = make_line_edit(self.tr("Your new PIN, empty for none"), self, secret=True)
        self.pin_button = make_button(self.tr("Change my PIN"), parent=self)
        self.close_button = make_button(self.tr("Close"), parent=self)
        self._fields = {"name": self.name, "pin": self.pin, "old_pin": self.old_pin}
        self._lay_out()
        self._connect()
        self._scope.start("load", self._load())

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.space_6, metrics.space_4, metrics.space_6, metrics.space_4)
        layout.setSpacing(metrics.space_2)
        said = self.tr(
            "Names sign notes, decisions and the audit trail, so they are never changed or deleted. A PIN keeps "
            "others from working under a name: let everybody type their own. Who had a PIN when something was "
            "decided can approve it as the second person. Somebody who prepares a second name beforehand is not "
            "stopped; the audit trail shows who was added, who took over and when a PIN was set."
        )
        layout.addWidget(make_label(said, "muted", self, wrap=True))
        layout.addWidget(self.banner)
        layout.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.leave_button)
        layout.addLayout(row)
        layout.addWidget(make_separator(self))
        layout.addWidget(make_label(self.tr("Somebody new"), "strong", self))
        grid = QGridLayout()
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 2)
        for column, widget in enumerate((self.name, self.initials, self.pin, self.add_button)):
            grid.addWidget(widget, 0, column)
        layout.addLayout(grid)
        layout.addWidget(make_label(self.tr("My PIN"), "strong", self))
        mine = QHBoxLayout()
        for widget in (self.old_pin, self.new_pin, self.pin_button):
            mine.addWidget(widget)
        layout.addLayout(mine)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.close_button)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.add_button.clicked.connect(self._on_add_clicked)
        self.pin_button.clicked.connect(self._on_pin_clicked)
        self.leave_button.clicked.connect(self._on_leave_clicked)
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.close_button.clicked.connect(self.reject)

    async def _load(self) -> None:
        self._people = await self._persons.load()
        self.list.clear()
        for person in self._people:
            item = QListWidgetItem(self._describe(person))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, self._describe(person))
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _describe(self, person: Person) -> str:
        said = f"{person.initials}   {to_plain(person.name)}"
        if person.name == self._persons.working:
            said = fill(self.tr("%1 (works here now)"), said)
        return fill(self.tr("%1, with a PIN"), said) if person.has_pin else said

    def _on_row_changed(self, row: int) -> None:
        chosen = self._people[row] if 0 <= row < len(self._people) else None
        self.leave_button.setEnabled(chosen is not None and chosen.name != self._persons.working)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return does what the fields around it are for, and on a button what the button says."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
        elif self.focusWidget() in {self.name, self.initials, self.pin}:
            self._on_add_clicked()
        elif self.focusWidget() in {self.old_pin, self.new_pin}:
            self._on_pin_clicked()
        else:
            press_with_enter(event)

    def _on_add_clicked(self) -> None:
        self._start("add", self._add())

    def _on_pin_clicked(self) -> None:
        self._start("pin", self._set_pin())

    def _on_leave_clicked(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._people):
            self._start("leave", self._dismiss(self._people[row].name))

    async def _add(self) -> None:
        await self._persons.add(self.name.text(), self.initials.text(), self.pin.text())
        for field in (self.name, self.initials, self.pin):
            field.clear()
        await self._load()
        self.name.setFocus()

    async def _set_pin(self) -> None:
        await self._persons.set_pin(self.old_pin.text(), self.new_pin.text())
        self.old_pin.clear()
        self.new_pin.clear()
        await self._load()

    async def _dismiss(self, name: str) -> None:
        question = fill(self.tr("%1 has left this desk?"), name)
        loss = self.tr(
            "The name stays on what was done. No case can be given to it any more, and it cannot come back."
        )
        if await ask(self, question, loss, self.tr("Has left"), self.tr("Cancel")):
            await self._persons.dismiss(name)
            await self._load()

    def _start(self, what: str, work: Coroutine[Any, Any, None]) -> None:
        self.banner.hide()
        for field in self._fields.values():
            set_wrong(field, wrong=False)
        self._scope.start(what, work)

    def _on_failure(self, failure: Exception) -> None:
        words = describe_error(failure)
        self.banner.show_text(f"{words.title}. {words.text}")
        field: QLineEdit | None = None
        if isinstance(failure, InputInvalid):
            field = self._fields.get(failure.field)
        if field is not None:
            set_wrong(field, wrong=True)
            field.setFocus()
        if not isinstance(failure, ConsoleError):
            raise failure
