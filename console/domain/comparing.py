"""Several verifications of one person fact by fact: what agrees and what differs; pure, shows nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from console.domain.environment import Environment, ProviderId
from console.domain.fact import Fact
from console.domain.identity import Agreement, compare_values
from console.domain.keys import VerificationKey
from console.domain.phase import Phase
from console.domain.verification import Verification

MOST_SIDES: Final = 8
_FIRST: Final = (
    *("full_name", "first_names", "last_name", "birth_date", "birth_place", "nationality", "gender"),
    *("personal_number", "document_type", "document_country", "document_number"),
    *("document_issue_date", "document_expiry_date", "email", "phone", "address", "residence_country"),
)
# Providers name the same thing differently.
_ALIASES: Final = {"name": "full_name", "first_name": "first_names", "phone_number": "phone"}
# What a provider tells about its own work, not about the person.
_NO_FACTS: Final = "step_"


@dataclass(frozen=True, slots=True)
class Side:
    """One verification that is held against others."""

    key: VerificationKey
    provider: ProviderId
    provider_title: str
    account_name: str
    environment: Environment
    customer_name: str
    phase: Phase
    raw_status: str
    created_at: datetime | None
    facts: tuple[SideFact, ...]


@dataclass(frozen=True, slots=True)
class SideFact:
    """One value of a side; `is_declared` when only the customer said it and the provider did not establish it."""

    field: str
    value: str
    is_declared: bool = False


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """One side's value; `differs` from the first side that told one."""

    value: str
    is_declared: bool
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One field over all sides, a cell for each."""

    field: str
    cells: tuple[ComparedCell, ...]

    @property
    def agreement(self) -> Agreement:
        """The worst of its cells."""
        told = [cell.agreement for cell in self.cells if cell.value]
        if len(told) < 2:
            return Agreement.ONE_SIDED
        for worst in (Agreement.DIFFERENT, Agreement.OTHER_SCRIPT):
            if worst in told:
                return worst
        return Agreement.SAME


@dataclass(frozen=True, slots=True)
class Comparison:
    """Sides next to each other; rows in the order in which a person asks for them."""

    sides: tuple[Side, ...]
    rows: tuple[ComparedRow, ...]

    @property
    def differing(self) -> int:
        """How many fields differ."""
        return sum(row.agreement is Agreement.DIFFERENT for row in self.rows)

    @property
    def comparable(self) -> int:
        """How many fields more than one side tells."""
        return sum(row.agreement is not Agreement.ONE_SIDED for row in self.rows)


def build_comparison(sides: Sequence[Side]) -> Comparison:
    """Every field that any side tells, once."""
    told = [{fact.field: fact for fact in side.facts} for side in sides]
    fields = sorted(dict.fromkeys(field for each in told for field in each), key=_place)
    return Comparison(
        tuple(sides), tuple(_compare(field, [each.get(field) for each in told]) for field in fields)
    )


def read_side_facts(verification: Verification) -> tuple[SideFact, ...]:
    """What a verification tells about the person: what the provider established, else what the customer said."""
    found: dict[str, SideFact] = {}
    for fact in _with_full_name(_renamed(verification.verified)):
        found.setdefault(fact.field, SideFact(fact.field, fact.value))
    for document in verification.documents[:1]:
        told = (
            Fact("document_type", document.document_type),
            Fact("document_country", document.issuing_country),
            *document.facts,
        )
        for fact in _renamed(told):
            found.setdefault(fact.field, SideFact(fact.field, fact.value))
    for fact in _with_full_name(_renamed(verification.declared)):
        found.setdefault(fact.field, SideFact(fact.field, fact.value, is_declared=True))
    return tuple(found.values())


def _renamed(facts: Iterable[Fact]) -> list[Fact]:
    return [
        Fact(_ALIASES.get(fact.field, fact.field), fact.value)
        for fact in facts
        if fact.value and not fact.field.startswith(_NO_FACTS)
    ]


def _with_full_name(facts: Sequence[Fact]) -> list[Fact]:
    told = {fact.field: fact.value for fact in facts}
    parts = [told[part] for part in ("first_names", "last_name") if part in told]
    if "full_name" in told or len(parts) < 2:
        return list(facts)
    return [Fact("full_name", " ".join(parts)), *facts]


def _compare(field: str, told: Sequence[SideFact | None]) -> ComparedRow:
    first = next(fact.value for fact in told if fact is not None)
    cells = [
        ComparedCell("", False, Agreement.ONE_SIDED)
        if fact is None
        else ComparedCell(fact.value, fact.is_declared, compare_values(field, first, fact.value))
        for fact in told
    ]
    return ComparedRow(field, tuple(cells))


def _place(field: str) -> int:
    return _FIRST.index(field) if field in _FIRST else len(_FIRST)
