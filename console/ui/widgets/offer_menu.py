"""A menu of what may be done: headed sections, what is off keeps its reason beside it; acts on nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from console.ui.toolkit.plain import to_button_text

_LONGEST_REASON: Final = 72


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One thing to do; `reason` is why not, empty when it may be done."""

    title: str
    act: Callable[[], None]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MenuSection:
    """Entries under a heading; an empty `title` has none."""

    title: str
    entries: tuple[MenuEntry, ...]


def open_menu(button: QPushButton, sections: Sequence[MenuSection]) -> QMenu:
    """Open below `button` a menu of these sections; it goes away with its closing."""
    menu = QMenu(button)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(button.accessibleName())
    for section in sections:
        if not section.entries:
            continue
        if menu.actions():
            menu.addSeparator()
        if section.title:
            heading = QAction(to_button_text(section.title), menu)
            heading.setEnabled(False)
            font = menu.font()
            font.setBold(True)
            heading.setFont(font)
            menu.addAction(heading)
        for entry in section.entries:
            menu.addAction(_to_action(entry, menu))
    menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))
    return menu


def _to_action(entry: MenuEntry, menu: QMenu) -> QAction:
    # Beside it, because a tooltip of what is off is reached by nobody without a mouse.
    reason = entry.reason if len(entry.reason) <= _LONGEST_REASON else f"{entry.reason[:_LONGEST_REASON]}…"
    text = f"{entry.title}  \N{EN DASH}  {reason}" if reason else entry.title
    action = QAction(to_button_text(text), menu)
    action.setStatusTip(entry.reason)
    action.setEnabled(not entry.reason)
    action.triggered.connect(entry.act)
    return action
