"""The window's shortcuts and the way of the keyboard between its parts; every act is the window's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

from console.ui.toolkit.view_names import RAIL_VIEWS

if TYPE_CHECKING:
    from console.ui.views.main_window import MainWindow


class WindowKeys(QObject):
    """Made once per window, after its parts."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        actions = window.actions_of_window
        keys: list[tuple[str, Callable[[], None]]] = [
            ("Ctrl+F", self._focus_search),
            ("Ctrl+N", window.open_create),
            ("F5", self._refresh),
            ("F6", self._focus_next_pane),
            ("?", actions.open_shortcuts),
            ("F1", actions.open_shortcuts),
            ("Esc", self._go_back),
            ("Ctrl+Shift+D", actions.open_labels),
            ("Ctrl+Shift+L", window.change_theme),
            ("Ctrl+Q", window.close_requested.emit),
        ]
        for number, view in enumerate(RAIL_VIEWS, start=1):
            keys.append((f"Ctrl+{number}", lambda name=view: self._go_to(name)))
        for key, act in keys:
            QShortcut(QKeySequence(key), window).activated.connect(act)

    def _go_to(self, view: str) -> None:
        self._window.show_view(view)
        if self._window.is_desk_shown:
            self._window.desk.focus_list()

    def _focus_search(self) -> None:
        if not self._window.is_desk_shown:
            self._window.show_view("verifications")
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
        if desk.is_case_open:
            desk.close_case()
        else:
            desk.focus_list()

    def _refresh(self) -> None:
        pane = self._window.desk.detail_pane
        if pane.isVisible() and pane.key is not None:
            pane.look_again()
        else:
            self._window.desk.read_again()
