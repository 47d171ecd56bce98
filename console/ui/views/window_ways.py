"""The way to everything the window can show: a view by its name, a case, a customer, a page of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from console.domain.keys import VerificationKey
from console.domain.listing import ListQuery
from console.ui.toolkit.view_names import (
    FIRST_LIST,
    LABELS,
    LIBRARY,
    OVER_VIEWS,
    PEOPLE_VIEWS,
    QUICK_OPEN,
    WORK_VIEWS,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    from console.domain.account import AccountId
    from console.domain.customer import CustomerId
    from console.ui.views.window_parts import WindowParts


class WindowWays(QObject):
    """`view_shown` with the name of another view; `quick_open_requested` for the one the window's keys open."""

    view_shown = Signal(str)
    quick_open_requested = Signal()

    def __init__(self, parts: WindowParts, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._watch, self._actions = parts.watch, parts.actions
        self._desk, self._pages = parts.desk, parts.pages
        self._view = ""

    @property
    def view(self) -> str:
        """Name of the view that is shown."""
        return self._view

    @property
    def is_desk_shown(self) -> bool:
        """True while lists and case are on screen, False for settings and the first-run page."""
        return self._pages.currentWidget() is self._desk

    def show_first(self, view: str) -> None:
        """What the first paint shows: rows from the store, or the first-run page of an empty profile."""
        view = "" if view in OVER_VIEWS else view
        if not self._watch.accounts and view in ("", "first-run", FIRST_LIST):
            self.show_view("first-run")
            return
        if view in ("", FIRST_LIST, "verification", *PEOPLE_VIEWS):
            self._desk.show_first()
            self._note(FIRST_LIST)
        else:
            self.show_view(view)
        # Not the search field, which comes first: a key like ? belongs to the window.
        self._desk.focus_rows()

    def show_view(self, view: str) -> None:
        """Bring up a view by its name. Raises `KeyError` for one that is not built."""
        over = {
            QUICK_OPEN: self.quick_open_requested.emit,
            LABELS: self._actions.open_labels,
            LIBRARY: self._actions.open_library,
        }
        if view in over:
            over[view]()
            return
        if view == "first-run":
            self._pages.setCurrentWidget(self._pages.first_run())
            self._pages.first_run().simulator_button.setFocus()
        elif view == "settings":
            self._pages.setCurrentWidget(self._pages.settings())
        elif view in WORK_VIEWS:
            page = self._pages.work_page(view)
            self._pages.setCurrentWidget(page)
            page.show_page()
        else:
            view = FIRST_LIST if view == "verification" else view
            self._desk.show_list(view)
            self._pages.setCurrentWidget(self._desk)
        self._note(view)

    def open_case(self, key: VerificationKey, tab: str = "") -> None:
        """Show one case on the desk."""
        if not self.is_desk_shown:
            self.show_view(FIRST_LIST)
        self._desk.open_case(key, tab)

    def open_report_page(self, key: VerificationKey, page: int, words: str) -> None:
        """Show a page, counted from 0, of the report of a case with the words that were found there."""
        self.open_case(key, "report")
        self._desk.detail_pane.seek_report(key, page, words)
        self._window.activateWindow()

    def show_label(self, value: str) -> None:
        """Show every verification that carries a label; other filters of the list are taken away."""
        self.show_view(FIRST_LIST)
        self._desk.show_query(ListQuery(label=value))
        self._window.activateWindow()

    def open_customer(self, account_id: AccountId, customer_id: CustomerId) -> None:
        """Show a customer's page beside the customers."""
        self.show_view("customers")
        self._desk.open_customer(account_id, customer_id)

    def open_created(self, key: VerificationKey) -> None:
        """Show a case that was just made; a filter that hides its row is taken away and the list says so."""
        if not self.is_desk_shown or self._view not in (FIRST_LIST, "customers"):
            self.show_view(FIRST_LIST)
        self._desk.open_created(key)

    def leave_first_run(self) -> None:
        """Show the list where the page of an empty profile stands."""
        if self._view == "first-run":
            self.show_view(FIRST_LIST)

    def missing(self, view: str) -> str:
        """What a view still lacks to be complete, in words; empty when it is."""
        shown = self._desk.current_list
        if self.is_desk_shown and shown is not None and not shown.is_ready:
            return f"the rows of {self._view}"
        if view in ("verification", *PEOPLE_VIEWS) and not self._desk.detail_pane.is_ready:
            return f"the {view}"
        if view == LABELS and (self._actions.labels is None or not self._actions.labels.is_ready):
            return "the dictionary"
        if view == LIBRARY and (self._actions.library is None or not self._actions.library.is_ready):
            return "the search in reports"
        return self._pages.missing()

    def _note(self, view: str) -> None:
        self._view = view
        self.view_shown.emit(view)
