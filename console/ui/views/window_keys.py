"""The window's shortcuts and the way of the keyboard between its parts; every act is the window's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from console.ui.toolkit.shortcuts import SHORTCUTS, QuickCommand, keys_text, make_shortcut, meaning_of
from console.ui.toolkit.view_names import FIRST_LIST, RAIL_VIEWS

if TYPE_CHECKING:
    from console.domain.keys import VerificationKey
    from console.domain.listing import CustomerRow
    from console.ui.views.main_window import MainWindow


# Makes no sense chosen from a list: it is what opened the list, or depends on what had the keyboard before.
_NO_COMMANDS: Final = frozenset({"quick_open", "next_pane", "back"})


class WindowKeys(QObject):
    """Made once per window, after its parts."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        actions = window.actions_of_window
        self._acts: dict[str, Callable[[], object]] = {
            "search": self._focus_search,
            "new": window.open_create,
            "quick_open": self.open_quick_open,
            "refresh": self._refresh,
            "next_pane": self._focus_next_pane,
            "help": actions.open_shortcuts,
            "back": self._go_back,
            "labels": actions.open_labels,
            "links": actions.open_links,
            "library": actions.open_library,
            "theme": window.change_theme,
            "save_view": self._save_view,
            "quit": window.close_requested.emit,
        }
        for number, view in enumerate(RAIL_VIEWS, start=1):
            self._acts[f"view_{number}"] = partial(self._go_to, view)
        for name, act in self._acts.items():
            make_shortcut(name, window, act)

    def _save_view(self) -> None:
        self._window.saved_views.save_shown()

    def open_quick_open(self) -> None:
        """Everything by its name: customers, verifications, views, commands."""
        dialog = self._window.actions_of_window.open_quick_open(self._commands())
        if dialog is not None:
            dialog.view_requested.connect(self._go_to)
            dialog.case_requested.connect(self._open_case)
            dialog.text_requested.connect(self._search_for)
            dialog.label_requested.connect(self._window.actions_of_window.open_labels)
            dialog.customer_requested.connect(self._open_customer)
            dialog.command_requested.connect(self._do)

    def _commands(self) -> tuple[QuickCommand, ...]:
        return tuple(
            QuickCommand(name, meaning_of(SHORTCUTS[name]), keys_text(name))
            for name in self._acts
            if name not in _NO_COMMANDS and not name.startswith("view_")
        )

    def _do(self, name: str) -> None:
        self._acts[name]()

    def _search_for(self, text: str) -> None:
        self._window.show_view(FIRST_LIST)
        self._window.desk.search(text)
        self._window.desk.focus_found()

    def _open_case(self, key: VerificationKey) -> None:
        if not self._window.offer_words(key.id):
            self._window.open_case(key)

    def _open_customer(self, row: CustomerRow) -> None:
        if self._window.offer_words(row.newest.id if row.newest is not None else row.customer_id):
            return
        self._window.show_view("customers")
        self._window.desk.open_customer(row.account_id, row.customer_id)

    def _go_to(self, view: str) -> None:
        self._window.show_view(view)
        if self._window.is_desk_shown:
            self._window.desk.focus_list()

    def _focus_search(self) -> None:
        if not self._window.is_desk_shown:
            self._window.show_view(FIRST_LIST)
        desk, field = self._window.desk, self._window.top_bar.search_field
        if desk.is_case_open:
            desk.close_case()
        field.setFocus()
        field.selectAll()

    def _focus_next_pane(self) -> None:
        desk, field = self._window.desk, self._window.top_bar.search_field
        focused = self._window.focusWidget() or self._window
        if focused is self._window or focused is field:
            desk.focus_list()
        elif desk.current_list is not None and desk.current_list.isAncestorOf(focused):
            desk.detail_pane.focus_tabs()
        else:
            field.setFocus()

    def _go_back(self) -> None:
        desk = self._window.desk
        shown = desk.current_list
        if shown is not None and self._window.is_desk_shown and not shown.table.selection.is_empty:
            shown.table.selection.clear()
        elif desk.is_case_open:
            desk.close_case()
        else:
            desk.focus_list()

    def _refresh(self) -> None:
        pane = self._window.desk.detail_pane
        if pane.isVisible() and pane.key is not None:
            pane.look_again()
        else:
            self._window.desk.read_again()
