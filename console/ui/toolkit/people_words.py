"""Our words for links between records of a person: reasons, how strong they are, what speaks against them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QCoreApplication

from console.base.folding import fold
from console.domain.identity import to_date, to_name_parts
from console.domain.people import (
    Conflict,
    ConflictKind,
    LinkReason,
    LinkStrength,
    PeopleChange,
    PeopleDeed,
    PersonRecord,
    Traits,
)
from console.domain.phase import Phase
from console.ui.toolkit.fill import fill
from console.ui.toolkit.words import phase_word

translate = QCoreApplication.translate


def strength_word(strength: LinkStrength) -> str:
    """How much a suggestion says, in two words."""
    words: Mapping[LinkStrength, str] = {
        LinkStrength.STRONG: translate("People", "Strong match"),
        LinkStrength.LIKELY: translate("People", "Likely match"),
        LinkStrength.POSSIBLE: translate("People", "Possible match"),
    }
    return words[strength]


def strength_hint(strength: LinkStrength) -> str:
    """What to keep in mind, in one sentence."""
    words: Mapping[LinkStrength, str] = {
        LinkStrength.STRONG: translate("People", "Two different people rarely have this in common."),
        LinkStrength.LIKELY: translate("People", "Two people may share a name and a birth date."),
        LinkStrength.POSSIBLE: translate(
            "People", "A family or a company may share an address. Look closer."
        ),
    }
    return words[strength]


def reasons_sentence(reasons: Iterable[LinkReason]) -> str:
    """What two records have in common."""
    words: Mapping[LinkReason, str] = {
        LinkReason.REFERENCE: translate("People", "the same reference of ours"),
        LinkReason.NAME_AND_BIRTH_DATE: translate("People", "the same name and birth date"),
        LinkReason.EMAIL: translate("People", "the same e-mail address"),
    }
    told = [words[reason] for reason in reasons]
    if not told:
        return ""
    joined = told[0]
    for each in told[1:-1]:
        joined = fill(translate("People", "%1, %2"), joined, each)
    if len(told) > 1:
        joined = fill(translate("People", "%1 and %2"), joined, told[-1])
    return fill(translate("People", "Both have %1."), joined)


def conflict_sentence(conflict: Conflict) -> str:
    """What two records tell differently, with both values."""
    words: Mapping[ConflictKind, str] = {
        ConflictKind.BIRTH_DATE: translate("People", "Birth dates differ: %1 here, %2 there."),
        ConflictKind.NAME: translate("People", "Names differ: %1 here, %2 there."),
        ConflictKind.DOCUMENT_NUMBER: translate("People", "Document numbers differ: %1 here, %2 there."),
        ConflictKind.VERDICT: translate("People", "Verdicts contradict: %1 here, %2 there."),
    }
    ours, theirs = conflict.ours, conflict.theirs
    if conflict.kind is ConflictKind.VERDICT:
        ours, theirs = phase_word(Phase(ours)), phase_word(Phase(theirs))
    return fill(words[conflict.kind], ours, theirs)


def names_line(traits: Traits) -> str:
    """The names as told, without spellings that differ only in case, marks or order; empty when none was told."""
    distinct = {to_name_parts(name): name for name in reversed(traits.names)}
    return " · ".join(name for name in traits.names if name in distinct.values())


def birth_dates_line(traits: Traits) -> str:
    """The birth dates as told, one spelling of each day; empty when none was told."""
    distinct = {to_date(value) or value: value for value in reversed(traits.birth_dates)}
    return ", ".join(value for value in traits.birth_dates if value in distinct.values())


def emails_line(record: PersonRecord) -> str:
    """The addresses as told, by which records are matched; empty when none was told."""
    return ", ".join(_one_spelling(record.traits.emails))


def references_line(record: PersonRecord) -> str:
    """Our references of the record and its verifications; empty when there is none."""
    return ", ".join(_one_spelling(record.traits.references))


def _one_spelling(values: tuple[str, ...]) -> tuple[str, ...]:
    distinct = {fold(value): value for value in reversed(values)}
    return tuple(value for value in values if value in distinct.values())


def deed_sentence(change: PeopleChange, record: PersonRecord) -> str:
    """What was just done about a record, for the bar that offers to undo it."""
    words: Mapping[PeopleDeed, str] = {
        PeopleDeed.LINKED: translate("People", "Linked with %1 at %2."),
        PeopleDeed.UNLINKED: translate("People", "%1 at %2 is another person."),
        PeopleDeed.REFUSED: translate("People", "%1 at %2 is not suggested again."),
        PeopleDeed.REFUSAL_UNDONE: translate("People", "%1 at %2 is told apart no longer."),
    }
    return fill(words[change.deed], next(iter(record.traits.names), record.customer.id), record.account_name)
