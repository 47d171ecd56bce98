"""Carries out what a person chose to do at the desk about the shown case: menus, dialogs, the service, undo."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from console.domain.case import Case
from console.domain.desk import Decision, DeskChange
from console.domain.people_of_desk import Person
from console.services.services import Services
from console.ui.dialogs.decision_dialog import DecisionDialog
from console.ui.dialogs.person_dialog import PersonDialog
from console.ui.dialogs.pin_dialog import PinDialog, PinQuestion
from console.ui.dialogs.snooze_dialog import ask_snooze
from console.ui.toolkit.case_words import case_name
from console.ui.toolkit.desk_words import decided_word, moment_text
from console.ui.toolkit.fill import fill
from console.ui.toolkit.questions import open_dialog, wait_closed
from console.ui.toolkit.scope import Report, TaskScope
from console.ui.toolkit.undo import offer_undo
from console.ui.views.notes_view import DeskDrafts
from console.ui.widgets.offer_menu import MenuEntry, MenuSection, open_menu


class DeskActions(QObject):
    """`decided` after a decision was kept. What fails goes to `report`."""

    decided = Signal(object)

    def __init__(self, services: Services, drafts: DeskDrafts, over: QWidget, report: Report) -> None:
        super().__init__(over)
        self._services = services
        self._drafts = drafts
        self._over = over
        self._scope = TaskScope(self, report)

    # --- who has it ---

    def assign_to_me(self, case: Case) -> None:
        """Take the case."""
        self._start("assign", self._assign(case, self._services.persons.working))

    def open_assign(self, case: Case, button: QPushButton) -> None:
        """The menu of people, below `button`."""
        self._start("menu", self._open_assign(case, button))

    async def _open_assign(self, case: Case, button: QPushButton) -> None:
        assignee = case.stored.desk.state.assignee
        working = self._services.persons.working
        people = await self._services.persons.load()
        entries = [self._entry_of(case, working, fill(self.tr("To me (%1)"), working), assignee)]
        entries += [
            self._entry_of(case, person.name, person.name, assignee)
            for person in people
            if person.name != working
        ]
        nobody = self._entry_of(case, "", self.tr("To nobody"), assignee)
        open_menu(button, [MenuSection("", tuple(entries)), MenuSection("", (nobody,)), self._desk_section()])

    def _entry_of(self, case: Case, name: str, title: str, assignee: str) -> MenuEntry:
        reason = self.tr("It is so already.") if name == assignee else ""
        return MenuEntry(title, lambda: self._start("assign", self._assign(case, name)), reason)

    async def _assign(self, case: Case, name: str) -> None:
        change = await self._services.desk.assign(case.stored.key, name)
        if change.before == change.after:
            return
        said = fill(self.tr("Assigned to %1"), name) if name else self.tr("Assigned to nobody")
        self._offer(said, case, change)

    # --- putting aside ---

    def snooze(self, case: Case, button: QPushButton) -> None:
        """Ask until when; a case that is put aside can be brought back."""
        if not case.stored.desk.state.is_snoozed(datetime.now(UTC)):
            self._start("snooze", self._snooze(case))
            return
        entries = (
            MenuEntry(self.tr("Bring it back now"), lambda: self._start("snooze", self._wake(case))),
            MenuEntry(self.tr("Another date"), lambda: self._start("snooze", self._snooze(case))),
        )
        open_menu(button, [MenuSection("", entries)])

    async def _snooze(self, case: Case) -> None:
        wish = await ask_snooze(self._over, datetime.now(UTC), case_name(case))
        if wish is not None:
            change = await self._services.desk.snooze(
                case.stored.key, wish.until.astimezone(UTC), wish.reason
            )
            self._offer(fill(self.tr("Put aside until %1"), moment_text(wish.until)), case, change)

    async def _wake(self, case: Case) -> None:
        change = await self._services.desk.wake(case.stored.key)
        self._offer(self.tr("Brought back"), case, change)

    def _offer(self, said: str, case: Case, change: DeskChange) -> None:
        put_back = partial(self._services.desk.put_back, case.stored.key, change)
        # What was done first: a name may be longer than the bar.
        offer_undo(self._over, fill(self.tr("%1: %2"), said, case_name(case)), put_back)

    def mark_seen(self, case: Case) -> None:
        """The verdict that changed was looked at."""
        self._start("seen", self._services.desk.mark_seen(case.stored.key))

    # --- deciding ---

    def decide(self, case: Case) -> None:
        """The form of a decision; what was begun for this case is still in it."""
        key = case.stored.key
        if any(each.isVisible() for each in self._over.findChildren(DecisionDialog)):
            return
        dialog = DecisionDialog(self._services, case, self._drafts.form(key), self._over)
        dialog.form_changed.connect(partial(self._drafts.keep_form, key))
        dialog.decided.connect(partial(self._on_decided, case_name(case)))
        open_dialog(dialog)

    def _on_decided(self, name: str, decision: Decision) -> None:
        said = fill(self.tr("Decided: %1 (%2)"), decided_word(decision.kind), name)
        offer_undo(self._over, said, partial(self._undo_decision, decision))
        self.decided.emit(decision)

    async def _undo_decision(self, decision: Decision) -> None:
        await self._services.desk.undo_decision(decision.key, decision.number)

    # --- who works ---

    def open_person(self, button: QPushButton) -> None:
        """The menu of who can take over, below `button`."""
        self._start("menu", self._open_person(button))

    async def _open_person(self, button: QPushButton) -> None:
        people = await self._services.persons.load()
        others = [person for person in people if person.name != self._services.persons.working]
        entries = tuple(
            MenuEntry(fill(self.tr("%1 takes over"), person.name), self._taker(person)) for person in others
        )
        open_menu(button, [MenuSection("", entries), self._desk_section()])

    def _taker(self, person: Person) -> Callable[[], None]:
        return lambda: self._start("person", self._take_over(person))

    async def _take_over(self, person: Person) -> None:
        if person.has_pin:
            said = fill(self.tr("From now on everything is signed by %1."), person.name)
            question = PinQuestion(self.tr("Take over"), said, self.tr("PIN"))
            take_over = partial(self._services.persons.take_over, person.name)
            await wait_closed(PinDialog(question, take_over, self._over))
        else:
            await self._services.persons.take_over(person.name)

    def _desk_section(self) -> MenuSection:
        return MenuSection("", (MenuEntry(self.tr("People of this desk"), self._open_people),))

    def _open_people(self) -> None:
        open_dialog(PersonDialog(self._services.persons, self._over))

    def _start(self, what: str, work: Coroutine[Any, Any, None]) -> None:
        self._scope.start(what, work)
