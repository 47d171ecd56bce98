"""The menu of what may be done, by mouse and keys: whole reasons, and what is final apart from the rest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from console.ui.widgets.offer_menu import MenuEntry, MenuSection, open_menu

_LONG = (
    "iDenfy has no separate attempts: the customer tries again inside the same session, as often as the account "
    "allows it, and another session is another verification & nothing else."
)


@pytest.fixture
def done() -> list[str]:
    """What was chosen."""
    return []


@pytest.fixture
def menu(qtbot: QtBot, done: list[str]) -> Iterator[QMenu]:
    button = QPushButton("More")
    qtbot.addWidget(button)
    button.show()
    entries = (
        MenuEntry("Erase it …", lambda: done.append("erase"), is_final=True),
        MenuEntry("Read it …", lambda: done.append("read")),
        MenuEntry("New attempt …", lambda: done.append("attempt"), _LONG),
        MenuEntry("Change it …", lambda: done.append("change")),
    )
    made = open_menu(button, (MenuSection("Customer", entries),))
    yield made
    if isValid(made):
        made.close()


def test_a_long_reason_stands_there_whole(menu: QMenu) -> None:
    actions = menu.actions()
    [place] = [number for number, each in enumerate(actions) if each.text().startswith("New attempt")]
    [end] = [number for number, each in enumerate(actions) if each.text() == "Change it …"]
    lines = actions[place:end]
    assert len(lines) > 1
    assert not any(line.isEnabled() for line in lines)
    assert max(len(line.text()) for line in lines) < 100
    said = " ".join(line.text().replace("&&", "&").strip() for line in lines)
    assert said == f"New attempt …  –  {_LONG}"


def test_what_is_final_is_the_last_behind_a_line_and_marked(menu: QMenu) -> None:
    *_rest, before, line, last = menu.actions()
    assert last.text() == "Erase it …"
    assert line.isSeparator()
    assert before.text() == "Change it …"
    assert not last.icon().isNull()
    assert before.icon().isNull()


def test_what_is_off_is_passed_over_by_keys_and_deaf_to_clicks(
    menu: QMenu, done: list[str], qtbot: QtBot
) -> None:
    off = [each for each in menu.actions() if each.text().startswith("New attempt")]
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(off[0]).center())
    assert done == []
    for _entry in range(3):
        qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert done == ["erase"]
