"""What folded text becomes for searching and ordering, and what a search term is; pure, knows no tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from console.base.folding import fold

_WORD_BEGINNING: Final = re.compile(r"(?<![^\W_])[^\W_]\S?")
# Neither can be in folded text: they mark where a short gram begins and that it is a single character.
_BEGIN: Final = "\x02"
_SINGLE: Final = "\x03"
_TRIGRAM: Final = 3
MAX_TERMS: Final = 16
MAX_TERM_CHARACTERS: Final = 100


def to_storable(text: str) -> str:
    """The text with lone surrogates, which no database can keep, replaced by U+FFFD."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
    return text


def build_haystack(values: Iterable[str]) -> str:
    """What one row is searched in: its folded values, a line each, so that no term matches across two of them."""
    return "\n".join(dict.fromkeys(folded for value in values if (folded := fold(value))))


def build_grams(haystack: str) -> str:
    """Marked one- and two-character grams of a haystack: of every dense character, else of the beginnings of words."""
    grams: dict[str, None] = {}
    for beginning in _WORD_BEGINNING.findall(haystack):
        grams[_single(beginning[0])] = None
        if len(beginning) > 1:
            grams[_BEGIN + beginning] = None
    if not haystack.isascii():
        for found in _dense().finditer(haystack):
            position = found.start()
            grams[_single(found[0])] = None
            for pair in (haystack[max(position - 1, 0) : position + 1], haystack[position : position + 2]):
                if len(pair) > 1 and not (pair[0].isspace() or pair[1].isspace()):
                    grams[_BEGIN + pair] = None
    return "".join(grams)


def build_match(text: str) -> str:
    """The full-text expression for what a person typed; empty when it holds nothing to search for."""
    parts: list[str] = []
    for term in split_terms(text):
        if len(term) >= _TRIGRAM:
            parts.append(f"haystack : {_quoted(term)}")
        elif short := _to_short(term):
            parts.append(f"grams : {_quoted(short)}")
    return " AND ".join(parts)


def split_terms(text: str) -> tuple[str, ...]:
    """The folded words of a search, at most `MAX_TERMS`, each cut to `MAX_TERM_CHARACTERS`."""
    words = dict.fromkeys(word[:MAX_TERM_CHARACTERS] for word in fold(text).split())
    return tuple(words)[:MAX_TERMS]


@cache
def _dense() -> re.Pattern[str]:
    """Signs of scripts that mostly write without spaces between words, or where one sign is a word: Thai to Tibetan,
    Hangul, CJK ... and emoji; 1E00 to 1FFF are Latin and Greek again. Made when it is first needed: it takes 3 ms."""
    return re.compile("[\u0e00-\u0fff\u1100-\u1dff\u2000-\U0010ffff]")


def _to_short(term: str) -> str:
    kept = "".join(character for character in term if character.isalnum() or _dense().match(character))
    if not kept:
        return ""
    return _single(kept) if len(kept) == 1 else _BEGIN + kept


def _single(character: str) -> str:
    return _BEGIN + character + _SINGLE


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
