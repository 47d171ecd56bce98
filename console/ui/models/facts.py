"""Declared beside verified: which facts agree, which differ; pure, compares as providers write, not as bytes."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from console.domain.verification import Fact


class Agreement(StrEnum):
    """ONE_SIDED: only one of the two said anything."""

    SAME = "same"
    DIFFERENT = "different"
    ONE_SIDED = "one_sided"


@dataclass(frozen=True, slots=True)
class ComparedFact:
    """One field with both values, empty where a side did not tell."""

    field: str
    declared: str
    verified: str
    agreement: Agreement


def compare_facts(declared: tuple[Fact, ...], verified: tuple[Fact, ...]) -> tuple[ComparedFact, ...]:
    """Every field of either side once, in the order they came; the verified side's order first."""
    said = {fact.field: fact.value for fact in declared}
    found = {fact.field: fact.value for fact in verified}
    fields = dict.fromkeys([*found, *said])
    return tuple(_compare(field, said.get(field, ""), found.get(field, "")) for field in fields)


def _compare(field: str, declared: str, verified: str) -> ComparedFact:
    if not declared or not verified:
        return ComparedFact(field, declared, verified, Agreement.ONE_SIDED)
    same = _fold(declared) == _fold(verified)
    return ComparedFact(field, declared, verified, Agreement.SAME if same else Agreement.DIFFERENT)


def _fold(value: str) -> str:
    """Case, marks and spacing do not make a difference: iDenfy sends names back in capitals, for one."""
    decomposed = unicodedata.normalize("NFKD", value)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.casefold().split())
