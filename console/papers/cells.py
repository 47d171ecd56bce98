"""Makes a cell safe for whatever opens the file: formulas neutralised, unreadable characters marked; pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from typing import Final

Cell = str | int | float | bool | datetime | None

# What spreadsheets take for the beginning of a formula, and the wide forms that some of them fold into it.
_BEGINS_FORMULA: Final = frozenset("=+-@\t\r\u2212\uff0b\uff0d\uff1d\uff20\ufe62\ufe63\ufe66\ufe6b")
_ASCII_BEGINS: Final = ("=", "+", "-", "@")
# White space, controls, zero-width and direction marks: programs drop them before they look at the first character.
_SKIPPED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Cn", "Co", "Cs"})
# Neither XML nor a spreadsheet can hold these: controls but tab and line feed, lone surrogates, two non-characters.
_UNREADABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def to_text(cell: Cell) -> str:
    """A cell as text that is safe to open: moments as ISO 8601 in UTC, nothing as an empty text."""
    if type(cell) is str:
        return neutralise(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return to_iso(cell)
    if isinstance(cell, int | float):
        return str(cell)
    return neutralise(cell)


def to_iso(moment: datetime) -> str:
    """`2026-03-04T09:21:48Z`, to the second and whatever zone it came in."""
    here = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return f"{here.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def clean(text: str) -> str:
    """`text` without what no file of ours can hold: each such character becomes U+FFFD, each line end a line feed."""
    if text.isascii() and text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", lines)


def neutralise(text: str) -> str:
    """`text`, cleaned, with an apostrophe in front where a spreadsheet would run it as a formula.

    That is so when its first character, or the first behind white space and invisible ones, begins a formula. A
    telephone number such as +49 30 1234 gets one too: it is text for people, and no program can tell it from a sum.
    """
    if text.isascii() and text.isprintable():
        # Nearly every cell: only spaces can stand before what counts, and nothing has to be cleaned.
        return f"'{text}" if text.lstrip(" ").startswith(_ASCII_BEGINS) else text
    return f"'{clean(text)}" if is_formula_like(text) else clean(text)


def is_formula_like(text: str) -> bool:
    """True when a spreadsheet might run the text."""
    if text and text[0].isascii() and text[0].isalnum():
        return False
    for character in text:
        if character in _BEGINS_FORMULA:
            return True
        if unicodedata.category(character) not in _SKIPPED_CATEGORIES:
            return False
    return False
