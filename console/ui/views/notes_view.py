"""The notes and decision tab: asks the desk's service, keeps drafts while the window lives, paints from the case alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from console.domain.case import Case
from console.domain.desk import Decision, Note
from console.domain.errors import ConsoleError, InputInvalid
from console.domain.keys import VerificationKey
from console.services.services import Services
from console.ui.dialogs.decision_dialog import DecisionForm
from console.ui.dialogs.pin_dialog import PinDialog, PinQuestion
from console.ui.toolkit.error_words import describe_error
from console.ui.toolkit.fill import fill
from console.ui.toolkit.look import current_look
from console.ui.toolkit.questions import wait_closed
from console.ui.toolkit.scope import TaskScope
from console.ui.toolkit.text import make_label
from console.ui.widgets.decision_widget import DecisionWidget
from console.ui.widgets.notes_widget import NotesWidget


class DeskDrafts(QObject):
    """What each person typed and has not kept yet, per case, while the window lives; never written anywhere.

    Nobody signs what another one began: a draft is shown to who began it only.
    """

    def __init__(self, working: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self._working = working
        self._notes: dict[tuple[str, VerificationKey], str] = {}
        self._forms: dict[tuple[str, VerificationKey], DecisionForm] = {}

    def note(self, key: VerificationKey) -> str:
        """The note that who works here began for a case."""
        return self._notes.get((self._working(), key), "")

    def keep_note(self, key: VerificationKey, text: str) -> None:
        """Remember a note that was begun; an empty one is forgotten."""
        if text:
            self._notes[self._working(), key] = text
        else:
            self._notes.pop((self._working(), key), None)

    def form(self, key: VerificationKey) -> DecisionForm:
        """The decision that who works here began for a case."""
        return self._forms.get((self._working(), key), DecisionForm())

    def keep_form(self, key: VerificationKey, form: DecisionForm) -> None:
        """Remember a decision that was begun."""
        self._forms[self._working(), key] = form

    def forget(self, key: VerificationKey) -> None:
        """Whatever anybody began for a case goes: it was erased."""
        self._notes = {place: text for place, text in self._notes.items() if place[1] != key}
        self._forms = {place: form for place, form in self._forms.items() if place[1] != key}


class NotesView(QWidget):
    """`decide_requested` and `person_requested` open what belongs to the whole case."""

    decide_requested = Signal()
    person_requested = Signal()

    def __init__(self, services: Services, drafts: DeskDrafts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._drafts = drafts
        self._case: Case | None = None
        self._scope = TaskScope(self, self._on_failure)
        self._busy_with = ""
        self.decision = DecisionWidget(services.desk.rules.describe, self)
        self.notes = NotesWidget(self)
        self._lay_out()
        self.notes.add_requested.connect(self._on_add_requested)
        self.notes.withdraw_requested.connect(self._on_withdraw_requested)
        self.notes.field.textChanged.connect(self._on_text_changed)
        self.decision.decide_requested.connect(self.decide_requested)
        self.decision.person_requested.connect(self.person_requested)
        self.decision.approve_requested.connect(self._on_approve_requested)
        self.decision.turn_down_requested.connect(self._on_turn_down_requested)
        self.decision.undo_requested.connect(self._on_undo_requested)

    def show_case(self, case: Case) -> None:
        """Show a case, or the same one as it is now; what is being typed stays."""
        before, stored = self._case, case.stored
        is_other = before is None or before.stored.key != stored.key
        was_erased = before is not None and not is_other and before.stored.verification.is_erased
        is_erased_now = stored.verification.is_erased and not stored.is_past and not was_erased
        self._case = case
        if is_other:
            self._scope.cancel_all()
        if is_erased_now:
            self._drafts.forget(stored.key)
        if is_other or is_erased_now:
            self._show_drafts(stored.key)
        self.notes.show_notes(stored.desk.notes, is_past=stored.is_past)
        self.show_working()

    def show_person(self) -> None:
        """Somebody else works here: what the one before typed is theirs."""
        if self._case is not None:
            self._show_drafts(self._case.stored.key)
        self.show_working()

    def _show_drafts(self, key: VerificationKey) -> None:
        draft, held = self._drafts.note(key), self.notes.field.document()
        # Set anew also to the same words, so that nobody takes back what was typed for another case.
        if draft or not held.isEmpty() or held.isUndoAvailable() or held.isRedoAvailable():
            self.notes.field.blockSignals(True)
            self.notes.field.setPlainText(draft)
            self.notes.field.blockSignals(False)
        self.notes.say_problem("")
        self.decision.comment.clear()

    def show_working(self) -> None:
        """Who works here decides what can be approved and taken back."""
        if self._case is not None:
            stored = self._case.stored
            working = self._services.persons.working
            self.decision.show_record(stored.desk, working, is_past=stored.is_past)
            if self.decision.is_second and stored.desk.waiting is not None:
                self._scope.start("second", self._look_for_problem(stored.desk.waiting))

    def focus_note(self) -> None:
        """Give the keyboard to the field for a new note."""
        self.notes.field.setFocus()

    def _lay_out(self) -> None:
        metrics = current_look().theme.metrics
        page = QWidget(self)
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(metrics.space_4, metrics.space_3, metrics.space_4, metrics.space_4)
        column.setSpacing(metrics.space_2)
        column.addWidget(make_label(self.tr("Our decision"), "section", page))
        column.addWidget(self.decision)
        column.addSpacing(metrics.space_3)
        column.addWidget(make_label(self.tr("Notes"), "section", page))
        column.addWidget(self.notes)
        column.addStretch()
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    # --- notes ---

    def _on_text_changed(self) -> None:
        if self._case is not None:
            self._drafts.keep_note(self._case.stored.key, self.notes.field.toPlainText())

    def _on_add_requested(self, body: str) -> None:
        if self._case is not None:
            self._start("note", self._add(self._case.stored.key, body))

    async def _add(self, key: VerificationKey, body: str) -> None:
        self.notes.say_problem("")
        await self._services.desk.add_note(key, body)
        # Only what was kept leaves the field: somebody may have typed on, or gone to another case.
        if self._drafts.note(key) == body:
            self._drafts.keep_note(key, "")
            if self._case is not None and self._case.stored.key == key:
                self.notes.field.clear()

    def _on_withdraw_requested(self, note: Note) -> None:
        self._start("note", self._services.desk.withdraw_note(note.key, note.number))

    # --- decisions ---

    def _on_approve_requested(self, comment: str) -> None:
        decision = self._case.stored.desk.waiting if self._case is not None else None
        if decision is not None:
            self._start("decision", self._approve(decision, comment))

    def _on_turn_down_requested(self, comment: str) -> None:
        decision = self._case.stored.desk.waiting if self._case is not None else None
        if decision is not None:
            self._start("decision", self._turn_down(decision, comment))

    def _on_undo_requested(self) -> None:
        desk = self._case.stored.desk if self._case is not None else None
        decision = (desk.waiting or desk.standing) if desk is not None else None
        if decision is not None:
            self._start("decision", self._undo(decision.key, decision.number))

    async def _approve(self, decision: Decision, comment: str) -> None:
        approve = self._services.desk.approve
        said = fill(self.tr("%1 approves: give your PIN."), self._services.persons.working)
        await self._ask_pin(
            PinQuestion(self.tr("Approve"), said, self.tr("Your PIN")),
            lambda pin: approve(decision.key, decision.number, pin, comment),
        )

    async def _turn_down(self, decision: Decision, comment: str) -> None:
        if not comment.strip():
            # Asked before the PIN is.
            raise InputInvalid("Say in a few words why not.", field="comment")
        turn_down = self._services.desk.turn_down
        said = fill(self.tr("%1 turns it down: give your PIN."), self._services.persons.working)
        await self._ask_pin(
            PinQuestion(self.tr("Turn down"), said, self.tr("Your PIN")),
            lambda pin: turn_down(decision.key, decision.number, pin, comment),
        )

    async def _ask_pin(self, question: PinQuestion, act: Callable[[str], Awaitable[object]]) -> None:
        if await wait_closed(PinDialog(question, act, self)):
            self.decision.comment.clear()

    async def _look_for_problem(self, decision: Decision) -> None:
        """Whether who works here can be the second person is known before they press."""
        problem = await self._services.desk.find_second_problem(decision)
        stored = self._case.stored if self._case is not None else None
        if stored is not None and stored.desk.waiting == decision:
            self.decision.show_second(problem)

    async def _undo(self, key: VerificationKey, number: int) -> None:
        await self._services.desk.undo_decision(key, number)

    def _start(self, what: str, work: Coroutine[Any, Any, None]) -> None:
        if self._scope.is_running("do"):
            work.close()
            return
        self._busy_with = what
        self.decision.say_problem("")
        self._scope.start("do", work)

    def _on_failure(self, failure: Exception) -> None:
        words = describe_error(failure)
        part = self.notes if self._busy_with == "note" else self.decision
        part.say_problem(f"{words.title}. {words.text}")
        if not isinstance(failure, ConsoleError):
            raise failure
