"""Declared beside verified: which facts agree, which differ; pure, compares as providers write, not as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from console.domain.identity import Agreement, compare_values
from console.domain.verification import Fact

__all__ = ["Agreement", "ComparedFact", "compare_facts", "list_facts", "to_titled"]

_WHO: Final = ("full_name", "name", "first_name", "first_names", "last_name", "birth_date")


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


def to_titled(facts: tuple[Fact, ...], titles: Mapping[str, str]) -> tuple[Fact, ...]:
    """The same under our words, where there are some for a provider's own field; the others stay verbatim."""
    return tuple(Fact(titles.get(fact.field, fact.field), fact.value) for fact in facts)


def _compare(field: str, declared: str, verified: str) -> ComparedFact:
    return ComparedFact(field, declared, verified, compare_values(field, declared, verified))


def _place(field: str) -> int:
    return _WHO.index(field) if field in _WHO else len(_WHO)
