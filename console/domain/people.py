"""One person behind records of several accounts: what links them, what speaks against it; merges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import product
from typing import Final

from console.base.folding import fold
from console.domain.account import AccountId
from console.domain.customer import Customer, CustomerId
from console.domain.environment import Environment, ProviderId
from console.domain.identity import Agreement, compare_values
from console.domain.listing import VerificationRow
from console.domain.phase import Phase


@dataclass(frozen=True, slots=True, order=True)
class CustomerKey:
    """Names one customer's record in the whole profile: the provider's id is unique only within an account."""

    account_id: AccountId
    id: CustomerId


class LinkReason(StrEnum):
    """What two records have in common, strongest first."""

    REFERENCE = "reference"
    NAME_AND_BIRTH_DATE = "name_and_birth_date"
    EMAIL = "email"

    @property
    def bit(self) -> int:
        """1, 2 or 4: a larger sum of bits is a stronger link."""
        return _BITS[self]


_BITS: Final[Mapping[LinkReason, int]] = {
    LinkReason.EMAIL: 1,
    LinkReason.NAME_AND_BIRTH_DATE: 2,
    LinkReason.REFERENCE: 4,
}


class LinkStrength(StrEnum):
    """How much the reasons say. An e-mail address alone may be a family's; a name with a birth date may be two people's."""

    STRONG = "strong"
    LIKELY = "likely"
    POSSIBLE = "possible"


class ConflictKind(StrEnum):
    """What speaks against one person behind two records."""

    BIRTH_DATE = "birth_date"
    NAME = "name"
    DOCUMENT_NUMBER = "document_number"
    VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two records tell different things; both values as they were told. For VERDICT they are values of `Phase`."""

    kind: ConflictKind
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class DocumentTrait:
    """The number of one document; `kind` is the provider's word for what it is, empty when not told."""

    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class Traits:
    """What is told about who somebody is, in all verifications of one record, each value once and as it was told."""

    names: tuple[str, ...] = ()
    birth_dates: tuple[str, ...] = ()
    documents: tuple[DocumentTrait, ...] = ()
    emails: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One customer's record at one account with its verifications, newest first."""

    key: CustomerKey
    provider: ProviderId
    account_name: str
    environment: Environment
    customer: Customer
    traits: Traits
    checks: tuple[VerificationRow, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A record that may be the same person's. `of` is which of this person's records it has something in common with."""

    of: CustomerKey
    record: PersonRecord
    reasons: tuple[LinkReason, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def strength(self) -> LinkStrength:
        """By the reasons alone; what speaks against it stands beside it."""
        return to_strength(self.reasons)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Somebody said that two records are not the same person's; `of` is which of this person's."""

    of: CustomerKey
    record: PersonRecord
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LinkedRecord:
    """A record a person linked with the one in front; `conflicts` is what the two tell differently."""

    record: PersonRecord
    who: str
    at: datetime
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class PersonFile:
    """Everything about the person behind one record. `linked` leaves out the record itself."""

    record: PersonRecord
    linked: tuple[LinkedRecord, ...]
    suggestions: tuple[Suggestion, ...]
    refusals: tuple[Refusal, ...]

    @property
    def records(self) -> tuple[PersonRecord, ...]:
        """The record itself, then the linked ones."""
        return (self.record, *(linked.record for linked in self.linked))

    @property
    def checks(self) -> tuple[VerificationRow, ...]:
        """All verifications of the person, newest first."""
        found = [check for record in self.records for check in record.checks]
        return tuple(sorted(found, key=_to_age, reverse=True))


@dataclass(frozen=True, slots=True)
class OtherChecks:
    """What a case shows of the person behind it: other verifications, newest first, and how many suggestions wait."""

    customer: CustomerKey
    checks: tuple[VerificationRow, ...]
    suggestions: int


@dataclass(frozen=True, slots=True)
class SuggestedPair:
    """One line of the list of all suggestions; `place` is where the next window goes on."""

    one: PersonRecord
    other: PersonRecord
    reasons: tuple[LinkReason, ...]
    place: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Member:
    """One record of a person: who linked it and when. `at` is None for a record that is linked with nothing."""

    key: CustomerKey
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ToldApart:
    """Two records that are not the same person's, by whom and since when."""

    one: CustomerKey
    other: CustomerKey
    who: str
    at: datetime


class PeopleDeed(StrEnum):
    """What somebody did about links; the words of the audit log and of the timeline."""

    LINKED = "person_linked"
    UNLINKED = "person_unlinked"
    REFUSED = "person_refused"
    REFUSAL_UNDONE = "person_refusal_undone"


@dataclass(frozen=True, slots=True)
class PeopleChange:
    """What one deed changed, whole enough to be taken back: groups of records and who was told apart, before and
    after."""

    deed: PeopleDeed
    one: CustomerKey
    other: CustomerKey
    groups_before: tuple[tuple[Member, ...], ...]
    groups_after: tuple[tuple[Member, ...], ...]
    apart_before: tuple[ToldApart, ...]
    apart_after: tuple[ToldApart, ...]

    @property
    def keys(self) -> tuple[CustomerKey, ...]:
        """Every record concerned."""
        return tuple(sorted({member.key for group in self.groups_before for member in group}))


def to_strength(reasons: Iterable[LinkReason]) -> LinkStrength:
    """How much these reasons say together."""
    told = set(reasons)
    if LinkReason.REFERENCE in told or len(told) > 1:
        return LinkStrength.STRONG
    return LinkStrength.LIKELY if LinkReason.NAME_AND_BIRTH_DATE in told else LinkStrength.POSSIBLE


def read_reasons(bits: int) -> tuple[LinkReason, ...]:
    """The reasons of a sum of bits, strongest first."""
    return tuple(reason for reason in LinkReason if bits & reason.bit)


def find_conflicts(one: PersonRecord, other: PersonRecord) -> tuple[Conflict, ...]:
    """What two records tell differently about who somebody is, and verdicts that contradict each other."""
    ours, theirs = one.traits, other.traits
    found = [
        _find_difference(ConflictKind.BIRTH_DATE, "birth_date", ours.birth_dates, theirs.birth_dates),
        _find_difference(ConflictKind.NAME, "full_name", ours.names, theirs.names),
        _find_document(ours.documents, theirs.documents),
        _find_verdict(one.checks, other.checks),
    ]
    return tuple(conflict for conflict in found if conflict is not None)


def _find_difference(
    kind: ConflictKind, field: str, ours: tuple[str, ...], theirs: tuple[str, ...]
) -> Conflict | None:
    """A difference only when no value of the one agrees with any of the other."""
    agreements = {compare_values(field, mine, yours) for mine, yours in product(ours, theirs)}
    if Agreement.DIFFERENT not in agreements or Agreement.SAME in agreements:
        return None
    return Conflict(kind, ", ".join(ours), ", ".join(theirs))


def _find_document(ours: tuple[DocumentTrait, ...], theirs: tuple[DocumentTrait, ...]) -> Conflict | None:
    """Somebody may own a passport and a card: only documents of one kind, or of an untold one, are held together."""
    pairs = [
        (a, b) for a, b in product(ours, theirs) if not (a.kind and b.kind) or fold(a.kind) == fold(b.kind)
    ]
    if not pairs or any(fold(a.number) == fold(b.number) for a, b in pairs):
        return None
    first, second = pairs[0]
    return Conflict(ConflictKind.DOCUMENT_NUMBER, first.number, second.number)


def _find_verdict(ours: tuple[VerificationRow, ...], theirs: tuple[VerificationRow, ...]) -> Conflict | None:
    first, second = _to_verdict(ours), _to_verdict(theirs)
    if first is None or second is None or first is second:
        return None
    return Conflict(ConflictKind.VERDICT, first.value, second.value)


def _to_verdict(checks: tuple[VerificationRow, ...]) -> Phase | None:
    return next((check.phase for check in checks if check.phase in {Phase.APPROVED, Phase.DECLINED}), None)


def _to_age(check: VerificationRow) -> tuple[datetime, str]:
    return check.created_at or check.updated_at or check.as_of, check.key.id
