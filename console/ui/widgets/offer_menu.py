"""A menu of what may be done: headed sections, what is off keeps its reason beside it; acts on nothing itself."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from console.ui.toolkit.look import current_look
from console.ui.toolkit.plain import to_button_text

_LINE_CHARACTERS: Final = 76
_INDENT: Final = "        "


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One thing to do; `reason` is why not, empty when it may be done. `is_final`: it cannot be taken back."""

    title: str
    act: Callable[[], None]
    reason: str = ""
    is_final: bool = False


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
            if not entry.is_final:
                _add_entry(entry, menu)
        final = [entry for entry in section.entries if entry.is_final]
        if final:
            # Apart from the rest: a hand that slips by a line must not land on them.
            menu.addSeparator()
        for entry in final:
            _add_entry(entry, menu)
    menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))
    return menu


def _add_entry(entry: MenuEntry, menu: QMenu) -> None:
    # The reason stands there whole, because a tooltip of what is off is reached by nobody without a mouse.
    first, *more = _to_lines(entry)
    action = QAction(to_button_text(first), menu)
    action.setStatusTip(entry.reason)
    action.setEnabled(not entry.reason)
    action.triggered.connect(entry.act)
    if entry.is_final:
        action.setIcon(current_look().icon("trash", "danger"))
    menu.addAction(action)
    for text in more:
        line = QAction(to_button_text(_INDENT + text), menu)
        line.setEnabled(False)
        menu.addAction(line)


def _to_lines(entry: MenuEntry) -> list[str]:
    if not entry.reason:
        return [entry.title]
    head = f"{entry.title}  \N{EN DASH}  "
    first, *more = textwrap.wrap(entry.reason, _LINE_CHARACTERS, initial_indent=" " * len(head))
    return [head + first.lstrip(), *more]
