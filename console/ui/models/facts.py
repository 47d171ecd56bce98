"""Declared beside verified: which facts agree, which differ; pure, compares as providers write, not as bytes."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from console.domain.verification import Fact

_WHO: Final = ("full_name", "name", "first_name", "first_names", "last_name", "birth_date")

_WHOLE_NAMES: Final = frozenset({"full_name", "name"})


class Agreement(StrEnum):
    """ONE_SIDED: only one of the two said anything. OTHER_SCRIPT: both did, in letters no program may compare."""

    SAME = "same"
    DIFFERENT = "different"
    OTHER_SCRIPT = "other_script"
    ONE_SIDED = "one_sided"


@dataclass(frozen=True, slots=True)
class ComparedFact:
    """One field with both values, empty where a side did not tell."""

    field: str
    declared: str
    verified: str
    agreement: Agreement


def compare_facts(declared: tuple[Fact, ...], verified: tuple[Fact, ...]) -> tuple[ComparedFact, ...]:
    """Every field of either side once: who it is first, the rest in the order they came, the verified side's first."""
    said = {fact.field: fact.value for fact in declared}
    found = {fact.field: fact.value for fact in verified}
    fields = sorted(dict.fromkeys([*found, *said]), key=_place)
    return tuple(_compare(field, said.get(field, ""), found.get(field, "")) for field in fields)


def list_facts(facts: tuple[Fact, ...]) -> tuple[ComparedFact, ...]:
    """Facts of one side alone, all of them and in their order: a provider may tell the same field twice."""
    return tuple(ComparedFact(fact.field, "", fact.value, Agreement.ONE_SIDED) for fact in facts)


def _compare(field: str, declared: str, verified: str) -> ComparedFact:
    if not declared or not verified:
        return ComparedFact(field, declared, verified, Agreement.ONE_SIDED)
    return ComparedFact(field, declared, verified, _find_agreement(field, declared, verified))


def _find_agreement(field: str, declared: str, verified: str) -> Agreement:
    said, found = _fold(declared), _fold(verified)
    if said == found or (field in _WHOLE_NAMES and _is_reordered(said, found)):
        return Agreement.SAME
    ours, theirs = _scripts(declared), _scripts(verified)
    # A document spells a Cyrillic or Greek name in Latin letters by rules of its own: that is no difference yet.
    if ours and theirs and not ours & theirs:
        return Agreement.OTHER_SCRIPT
    return Agreement.DIFFERENT


def _is_reordered(one: str, other: str) -> bool:
    """The same parts of a name: many people, and many documents, put the family's name first."""
    return sorted(one.replace(",", " ").split()) == sorted(other.replace(",", " ").split())


def _scripts(value: str) -> set[str]:
    """The scripts of the letters, by the first word of their names: LATIN, CYRILLIC, CJK ..."""
    return {unicodedata.name(letter, "?").partition(" ")[0] for letter in value if letter.isalpha()}


def _place(field: str) -> int:
    return _WHO.index(field) if field in _WHO else len(_WHO)


def _fold(value: str) -> str:
    """Case, marks and spacing do not make a difference: iDenfy sends names back in capitals, for one."""
    decomposed = unicodedata.normalize("NFKD", value)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.casefold().split())
