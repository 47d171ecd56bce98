"""How text from people and providers is folded before it is compared: case, marks and odd spaces make no difference."""

from __future__ import annotations

import unicodedata
from typing import Final

# Letters that Unicode does not decompose but people type without their stroke.
_LETTERS: Final = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ȷ": "j", "ŋ": "n", "ƶ": "z",
        "æ": "ae", "œ": "oe", "þ": "th", "ĳ": "ij", "ƀ": "b", "ǥ": "g", "ɨ": "i", "ɫ": "l", "ʉ": "u", "ـ": "",
    }
)  # fmt: skip
_CONTROLS: Final = dict.fromkeys((*range(32), 127), " ")
_INVISIBLE: Final = frozenset({"Cf", "Cs"})
_MARKS: Final = frozenset({"Mn", "Me"})
_DROPPED: Final = _INVISIBLE | _MARKS
# Here a name is often written without its marks; elsewhere a mark is a vowel or another consonant.
_MARKS_LEFT_OUT: Final = ("LATIN ", "GREEK ", "CYRILLIC ")


def fold(text: str) -> str:
    """The text without marks, case, invisible and control characters; single spaces between words."""
    if text.isascii():
        return " ".join(text.lower().translate(_CONTROLS).split())
    bare = _without_marks(_without_marks(text).casefold()).translate(_LETTERS)
    return " ".join(bare.translate(_CONTROLS).split())


def fold_spelling(text: str) -> str:
    """As `fold`, but marks are dropped from Latin, Greek and Cyrillic letters only: for judging, not for searching."""
    if text.isascii():
        return fold(text)
    kept: list[str] = []
    is_left_out = False
    for character in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()):
        category = unicodedata.category(character)
        if category in _MARKS:
            if not is_left_out:
                kept.append(character)
        elif category not in _INVISIBLE:
            kept.append(character)
            is_left_out = unicodedata.name(character, "").startswith(_MARKS_LEFT_OUT)
    bare = unicodedata.normalize("NFC", "".join(kept)).translate(_LETTERS)
    return " ".join(bare.translate(_CONTROLS).split())


def fold_casing(text: str) -> str:
    """The text without case and blanks around it, in compatible signs; every mark stays."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()


def _without_marks(text: str) -> str:
    return "".join(
        character
        for character in unicodedata.normalize("NFKD", text)
        if unicodedata.category(character) not in _DROPPED
    )
