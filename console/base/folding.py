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
_DROPPED: Final = frozenset({"Mn", "Me", "Cf", "Cs"})


def fold(text: str) -> str:
    """The text without marks, case, invisible and control characters; single spaces between words."""
    if text.isascii():
        return " ".join(text.lower().translate(_CONTROLS).split())
    bare = _without_marks(_without_marks(text).casefold()).translate(_LETTERS)
    return " ".join(bare.translate(_CONTROLS).split())


def _without_marks(text: str) -> str:
    return "".join(
        character
        for character in unicodedata.normalize("NFKD", text)
        if unicodedata.category(character) not in _DROPPED
    )
