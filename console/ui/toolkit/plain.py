"""Makes text from outside safe to show: odd characters marked, markup escaped, ids shortened; no Qt."""

from __future__ import annotations

import unicodedata
from typing import Final

LONGEST_LABEL: Final = 600
SHORT_ID_HEAD: Final = 8
SHORT_ID_TAIL: Final = 4

_INVISIBLE: Final = frozenset("\u00ad\u034f\u115f\u1160\u3164\uffa0\u2028\u2029")
# Not from the html module: its table of 2,000 names would be loaded before the first paint.
_ENTITIES: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\n", "<br>"))
_ODD_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def to_plain(text: str, limit: int = LONGEST_LABEL, *, lines: bool = False) -> str:
    """`text` with control, bidi, zero-width and unassigned characters shown as ‹U+XXXX›, cut after `limit`.

    Line breaks stay when `lines` is true, otherwise they become spaces.
    """
    cut = text if len(text) <= limit else text[:limit] + "…"
    # Line breaks are all that is odd in most of what is asked: letter by letter it would take ten times as long.
    told = cut.replace("\n", " ").replace("\t", " ")
    if told.isprintable() and not _INVISIBLE.intersection(told):
        return cut if lines else told
    return "".join(_to_shown(character, lines=lines) for character in cut)


def _to_shown(character: str, *, lines: bool) -> str:
    if character in "\n\t":
        return character if lines else " "
    if character in _INVISIBLE or unicodedata.category(character) in _ODD_CATEGORIES:
        return f"‹U+{ord(character):04X}›"
    return character


def to_tooltip(text: str) -> str:
    """Text for a tooltip, which Qt would otherwise read as rich text when it looks like it."""
    if not text:
        return ""
    shown = to_plain(text, lines=True)
    for character, entity in _ENTITIES:
        shown = shown.replace(character, entity)
    return f"<qt>{shown}</qt>"


def to_button_text(text: str) -> str:
    """Text for a button, a menu or a tab, where a single & would become a shortcut."""
    return to_plain(text).replace("&", "&&")


def shorten_id(value: str) -> str:
    """An id for a list: its first 8 and last 4 characters; whole when that saves nothing."""
    if len(value) <= SHORT_ID_HEAD + SHORT_ID_TAIL + 1:
        return to_plain(value)
    return to_plain(f"{value[:SHORT_ID_HEAD]}…{value[-SHORT_ID_TAIL:]}")
