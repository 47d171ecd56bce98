"""What a person orders about the shown case, by its head, its tabs and the keys; shows nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.domain.next_action import Action
from console.ui.toolkit.shortcuts import make_shortcut
from console.ui.views.case_actions import CaseActions
from console.ui.views.desk_actions import DeskActions

if TYPE_CHECKING:
    from console.domain.case import Case
    from console.services.services import Services
    from console.ui.toolkit.scope import Report
    from console.ui.views.detail_view import DetailView


class DetailOrders(QObject):
    """Belongs to one detail; what fails goes to `report`."""

    def __init__(self, services: Services, detail: DetailView, report: Report) -> None:
        super().__init__(detail)
        self._detail = detail
        self._actions = CaseActions(services, detail, report)
        self._desk = DeskActions(services, detail.drafts, detail, report)
        self._connect_actions()
        self._connect_desk(services.persons.working)
        self._connect_keys()

    def _connect_actions(self) -> None:
        detail = self._detail
        self._actions.case_created.connect(detail.case_created)
        self._actions.case_changed.connect(detail.show_again)
        detail.header.action_requested.connect(self._on_action_requested)
        detail.header.more_requested.connect(self._on_more_requested)
        detail.overview.key_requested.connect(self._on_key_requested)
        detail.report.dossier_requested.connect(self._on_dossier_requested)
        detail.report.fetch_requested.connect(lambda: self._on_action_requested(Action.FETCH_REPORT))

    def _connect_desk(self, working: str) -> None:
        head, notes = self._detail.header, self._detail.notes
        desk = head.desk
        desk.show_person(working)
        desk.assign_requested.connect(self._on_assign_requested)
        desk.snooze_requested.connect(self._on_snooze_requested)
        desk.decide_requested.connect(self._on_decide_requested)
        desk.seen_requested.connect(self._on_seen_requested)
        desk.past_requested.connect(self._on_past_requested)
        desk.person_requested.connect(lambda: self._desk.open_person(head.anchor(desk.person_button)))
        notes.decide_requested.connect(self._on_decide_requested)
        # Below the button that was pressed.
        notes.person_requested.connect(lambda: self._desk.open_person(notes.decision.person_button))

    def _connect_keys(self) -> None:
        for name, act in (
            ("assign_to_me", self._on_assign_to_me_requested),
            ("assign", self._on_assign_requested),
            ("snooze", self._on_snooze_requested),
            ("decide", self._on_decide_requested),
            ("note", self._on_note_requested),
            ("time_machine", self._on_past_requested),
            ("own_window", self._on_own_window_requested),
        ):
            make_shortcut(name, self._detail, act)

    # --- what a provider is asked ---

    def _on_action_requested(self, action: Action) -> None:
        case = self._detail.case
        if case is None:
            return
        if action is Action.SHOW_LINK:
            self._actions.show_link(case.stored.key)
        elif action is Action.NEW_VERIFICATION:
            self._actions.create_verification(case)
        elif action is Action.REFRESH:
            self._detail.refresh()
        elif action is Action.FETCH_REPORT:
            self._detail.select_tab("report")
            self._detail.report.open_or_fetch()

    def _on_more_requested(self) -> None:
        if (case := self._detail.case) is not None:
            self._actions.open_more(case, self._detail.header.more_button)

    def _on_dossier_requested(self) -> None:
        if (key := self._detail.key) is not None:
            self._actions.show_dossier(key)

    def _on_key_requested(self) -> None:
        if (case := self._detail.case) is not None:
            self._actions.load_key(case)

    # --- our own work ---

    def _present(self) -> Case | None:
        """The case, where something can be done about it: the past is only looked at."""
        return None if self._detail.past.is_on else self._detail.case

    def _on_assign_to_me_requested(self) -> None:
        if (case := self._present()) is not None:
            self._desk.assign_to_me(case)

    def _on_assign_requested(self) -> None:
        head = self._detail.header
        if (case := self._present()) is not None:
            self._desk.open_assign(case, head.anchor(head.desk.assign_button))

    def _on_snooze_requested(self) -> None:
        head = self._detail.header
        if (case := self._present()) is not None:
            self._desk.snooze(case, head.anchor(head.desk.snooze_button))

    def _on_seen_requested(self) -> None:
        if (case := self._present()) is not None:
            self._desk.mark_seen(case)

    def _on_decide_requested(self) -> None:
        if (case := self._present()) is not None:
            self._desk.decide(case)

    def _on_note_requested(self) -> None:
        if self._present() is not None:
            self._detail.select_tab("notes")
            self._detail.notes.focus_note()

    # --- other ways to look at it ---

    def _on_past_requested(self) -> None:
        if (case := self._detail.case) is not None:
            self._detail.past.enter(case.stored.key)

    def _on_own_window_requested(self) -> None:
        if (key := self._detail.key) is not None:
            self._actions.open_window(key, self._detail.tab)
