"""When two values told of a person say the same: names as sets of parts, dates as dates; decides nothing about people."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import Final

from console.base.folding import fold, fold_casing, fold_spelling
from console.domain.countries import is_country_field, to_country

WHOLE_NAMES: Final = frozenset({"full_name", "name"})
_MAIL: Final = "email"
_BETWEEN_PARTS: Final = re.compile(r"[\s,;/\-\u2010-\u2015\u30fb\uff0c\uff65]+")
# Folding takes some of these with the marks; all of them stand inside a part, as in O'Brien.
_INSIDE_PARTS: Final = re.compile(r"['\u2018\u2019\u02bc\u02bb`\u00b4.]")
# Scripts that write a name without a space between its parts: there every sign counts as one.
_UNSPACED: Final = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff\u1100-\u11ff]"
)
_YEAR_FIRST: Final = re.compile(r"(\d{4})([-./]?)(\d{2})\2(\d{2})(?:[T ].*)?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_MONTHS: Final = 12


class Agreement(StrEnum):
    """ONE_SIDED: not more than one said anything. OTHER_SCRIPT: told in letters that no program may compare."""

    SAME = "same"
    DIFFERENT = "different"
    OTHER_SCRIPT = "other_script"
    ONE_SIDED = "one_sided"


def to_name_parts(name: str) -> tuple[str, ...]:
    """The parts of a name in an order of their own: many people, and many documents, put the family's name first.

    Case, marks, hyphens and spaces make no difference. In scripts that write names without a space (Chinese,
    Japanese, Korean) every sign is a part, so that a space or another order makes none either.
    """
    return _to_parts(fold(name))


def _to_parts(folded: str) -> tuple[str, ...]:
    parts: list[str] = []
    for part in _BETWEEN_PARTS.split(_INSIDE_PARTS.sub("", folded)):
        rest = _UNSPACED.sub("", part)
        parts += _UNSPACED.findall(part)
        if rest:
            parts.append(rest)
    return tuple(sorted(parts))


def to_date(value: str) -> date | None:
    """The day a value names, None where it names none or may be read in two ways (03/04/1990)."""
    text = value.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        return _make_date(found[1], found[3], found[4])
    if found := _DAY_FIRST.fullmatch(text):
        return _make_date(found[3], found[2], found[1])
    if found := _SLASHED.fullmatch(text):
        first, second = int(found[1]), int(found[2])
        if first == second or first > _MONTHS:
            return _make_date(found[3], found[2], found[1])
        if second > _MONTHS:
            return _make_date(found[3], found[1], found[2])
    return None


def compare_values(field: str, one: str, other: str) -> Agreement:
    """Whether two told values of a field say the same; either may be empty.

    Stricter than a search: a vowel sign makes another name, an accent another e-mail address.
    """
    if not one or not other:
        return Agreement.ONE_SIDED
    if field == _MAIL:
        return Agreement.SAME if fold_casing(one) == fold_casing(other) else Agreement.DIFFERENT
    first, second = fold_spelling(one), fold_spelling(other)
    if first == second or _is_same_date(one, other):
        return Agreement.SAME
    if is_country_field(field) and (country := to_country(one)) and country == to_country(other):
        return Agreement.SAME
    if field in WHOLE_NAMES and _to_parts(first) == _to_parts(second):
        return Agreement.SAME
    ours, theirs = _scripts(one), _scripts(other)
    # A document spells a Cyrillic or Greek name in Latin letters by rules of its own: that is no difference yet.
    if ours and theirs and not ours & theirs:
        return Agreement.OTHER_SCRIPT
    return Agreement.DIFFERENT


def _is_same_date(one: str, other: str) -> bool:
    first = to_date(one)
    return first is not None and first == to_date(other)


def _make_date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _scripts(value: str) -> set[str]:
    """The scripts of the letters, by the first word of their names: LATIN, CYRILLIC, CJK ..."""
    return {unicodedata.name(letter, "?").partition(" ")[0] for letter in value if letter.isalpha()}
