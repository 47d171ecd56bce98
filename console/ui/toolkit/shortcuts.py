"""Every keyboard shortcut of the window in one table: who makes a key, names it in a tooltip or lists it asks here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut

translate = QCoreApplication.translate


# Made before the first paint: NamedTuples, because the machinery of a dataclass takes five times as long to make.
class Shortcut(NamedTuple):
    """`keys` as Qt spells them, the first one is shown in tooltips; `group` and `meaning` are marked for translation.

    A key without a modifier is typed as text where a field takes text: Qt gives it to the field first.
    """

    keys: tuple[str, ...]
    group: str
    meaning: str


class QuickCommand(NamedTuple):
    """Something the window can be told to do: a stable name, words for people and its keys, empty for none."""

    name: str
    title: str
    keys: str = ""


EVERYWHERE: Final = QT_TRANSLATE_NOOP("Shortcuts", "Everywhere")
LISTS: Final = QT_TRANSLATE_NOOP("Shortcuts", "In a list")
CASE: Final = QT_TRANSLATE_NOOP("Shortcuts", "With a case")
DESK: Final = QT_TRANSLATE_NOOP("Shortcuts", "At the front desk")
PLOTS: Final = QT_TRANSLATE_NOOP("Shortcuts", "In a plot or timeline")
PAPER: Final = QT_TRANSLATE_NOOP("Shortcuts", "In a report or picture")


def _row(keys: str, group: object, meaning: object) -> Shortcut:
    # Marking a text for translation gives it back; the type checker sees an object.
    return Shortcut(tuple(keys.split("  ")), str(group), str(meaning))


_NOOP = QT_TRANSLATE_NOOP
SHORTCUTS: Final[Mapping[str, Shortcut]] = MappingProxyType(
    {
        "quick_open": _row("Ctrl+K", EVERYWHERE, _NOOP("Shortcuts", "Quick open: go to anything by name")),
        "search": _row("Ctrl+F", EVERYWHERE, _NOOP("Shortcuts", "Search the list")),
        "new": _row("Ctrl+N", EVERYWHERE, _NOOP("Shortcuts", "New verification")),
        "view_1": _row("Ctrl+1", EVERYWHERE, _NOOP("Shortcuts", "Inbox")),
        "view_2": _row("Ctrl+2", EVERYWHERE, _NOOP("Shortcuts", "Customers")),
        "view_3": _row("Ctrl+3", EVERYWHERE, _NOOP("Shortcuts", "Verifications")),
        "view_4": _row("Ctrl+4", EVERYWHERE, _NOOP("Shortcuts", "Front desk")),
        "view_5": _row("Ctrl+5", EVERYWHERE, _NOOP("Shortcuts", "Reports")),
        "view_6": _row("Ctrl+6", EVERYWHERE, _NOOP("Shortcuts", "Insights")),
        "view_7": _row("Ctrl+7", EVERYWHERE, _NOOP("Shortcuts", "Activity")),
        "view_8": _row("Ctrl+8", EVERYWHERE, _NOOP("Shortcuts", "Settings")),
        "save_view": _row("Ctrl+Shift+S", EVERYWHERE, _NOOP("Shortcuts", "Save the list's filter as a view")),
        "next_pane": _row("F6", EVERYWHERE, _NOOP("Shortcuts", "Go to the next pane")),
        "refresh": _row(
            "F5",
            EVERYWHERE,
            _NOOP("Shortcuts", "Refresh: ask the provider about the shown case, else read the list"),
        ),
        "back": _row(
            "Esc",
            EVERYWHERE,
            _NOOP("Shortcuts", "Back: from the case to the list, from the search to the list"),
        ),
        "undo": _row("Ctrl+Z", EVERYWHERE, _NOOP("Shortcuts", "Take back what was done last")),
        "assign_to_me": _row("Ctrl+M", CASE, _NOOP("Shortcuts", "Assign the case to me")),
        "assign": _row("Ctrl+Shift+M", CASE, _NOOP("Shortcuts", "Assign the case to somebody")),
        "snooze": _row("Ctrl+T", CASE, _NOOP("Shortcuts", "Put the case aside until a date")),
        "decide": _row("Ctrl+D", CASE, _NOOP("Shortcuts", "Decide")),
        "note": _row("Ctrl+Shift+N", CASE, _NOOP("Shortcuts", "Write a note")),
        "time_machine": _row("Ctrl+Shift+T", CASE, _NOOP("Shortcuts", "The case as it was known earlier")),
        "desk_next": _row(
            "Ctrl+Return", DESK, _NOOP("Shortcuts", "Next customer: both screens forget the one before")
        ),
        "own_window": _row("Ctrl+Shift+W", CASE, _NOOP("Shortcuts", "The case in a window of its own")),
        "find_next": _row("F3  Ctrl+G", CASE, _NOOP("Shortcuts", "In the raw answer: next hit")),
        "find_previous": _row(
            "Shift+F3  Ctrl+Shift+G", CASE, _NOOP("Shortcuts", "In the raw answer: previous hit")
        ),
        "labels": _row("Ctrl+Shift+D", EVERYWHERE, _NOOP("Shortcuts", "Label dictionary")),
        "links": _row(
            "Ctrl+Shift+P", EVERYWHERE, _NOOP("Shortcuts", "Suggested links: who may be one person")
        ),
        "library": _row("Ctrl+Shift+F", EVERYWHERE, _NOOP("Shortcuts", "Search in all reports")),
        "theme": _row("Ctrl+Shift+L", EVERYWHERE, _NOOP("Shortcuts", "Light or dark")),
        "help": _row("?  F1", EVERYWHERE, _NOOP("Shortcuts", "Keyboard shortcuts")),
        "blank": _row(
            "F9", EVERYWHERE, _NOOP("Shortcuts", "Cover all windows for a moment, or show them again")
        ),
        "lock": _row(
            "Ctrl+L", EVERYWHERE, _NOOP("Shortcuts", "Lock: cover all windows until somebody unlocks")
        ),
        "quit": _row("Ctrl+Q", EVERYWHERE, _NOOP("Shortcuts", "Quit")),
    }
)

# Keys that a widget answers itself: listed on the sheet, made by nobody here.
BUILT_IN: Final[tuple[Shortcut, ...]] = (
    _row("Ctrl+Return", CASE, _NOOP("Shortcuts", "In the field for a note: keep the note")),
    _row("Return", LISTS, _NOOP("Shortcuts", "Open the row; from the search: the first match")),
    _row("Up  Down  PgUp  PgDown  Home  End", LISTS, _NOOP("Shortcuts", "Move through the rows")),
    _row("Shift+Up  Shift+Down", LISTS, _NOOP("Shortcuts", "Select several rows")),
    _row("Ctrl+Space", LISTS, _NOOP("Shortcuts", "Take the row in or out of the selection")),
    _row("Ctrl+A", LISTS, _NOOP("Shortcuts", "Select all rows of the filter")),
    _row("Left  Right", PLOTS, _NOOP("Shortcuts", "From value to value; their numbers are shown and spoken")),
    _row("Up  Down", PLOTS, _NOOP("Shortcuts", "From series to series, from lane to lane")),
    _row("Home  End", PLOTS, _NOOP("Shortcuts", "To the first or last value")),
    _row("+  -  0", PLOTS, _NOOP("Shortcuts", "In a timeline: larger, smaller, the whole of it")),
    _row("Shift+Left  Shift+Right", PLOTS, _NOOP("Shortcuts", "In a timeline: earlier, later")),
    _row("Ctrl+F", PAPER, _NOOP("Shortcuts", "Search the report")),
    _row("F3  Shift+F3", PAPER, _NOOP("Shortcuts", "Next hit, previous hit")),
    _row("Ctrl++  Ctrl+-  Ctrl+0", PAPER, _NOOP("Shortcuts", "Larger, smaller, to the width")),
    _row("Ctrl+G", PAPER, _NOOP("Shortcuts", "In a report: go to a page by its number")),
    _row("Left  Right", PAPER, _NOOP("Shortcuts", "In a report: the page before, the next one")),
    _row("Ctrl+R", PAPER, _NOOP("Shortcuts", "Turn clockwise")),
    _row("F4", PAPER, _NOOP("Shortcuts", "Small pages, outline, hits and text beside the report")),
    _row("Ctrl+A  Ctrl+C", PAPER, _NOOP("Shortcuts", "Select the page's text, copy what is selected")),
    _row("Shift+Left  Shift+Right", PAPER, _NOOP("Shortcuts", "Select text letter by letter")),
    _row("Ctrl+P  Ctrl+S", PAPER, _NOOP("Shortcuts", "Print, save a plain copy")),
)


def make_shortcut(
    name: str,
    owner: QObject,
    act: Callable[[], object],
    context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
) -> tuple[QShortcut, ...]:
    """Let the keys of that row call `act` while `owner` lives. Raises `KeyError` for a name that is not in the table."""
    made = tuple(QShortcut(QKeySequence(key), owner) for key in SHORTCUTS[name].keys)
    for shortcut in made:
        shortcut.setContext(context)
        shortcut.activated.connect(act)
    return made


def keys_text(name: str) -> str:
    """The first key of a row as people of this platform read it. Raises `KeyError`."""
    return to_shown_keys(SHORTCUTS[name].keys[0])


def to_shown_keys(key: str) -> str:
    """One key as people of this platform read it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def group_word(group: str) -> str:
    """The heading of a group."""
    return translate("Shortcuts", group)


def meaning_of(shortcut: Shortcut) -> str:
    """What a key does, in words."""
    return translate("Shortcuts", shortcut.meaning)
