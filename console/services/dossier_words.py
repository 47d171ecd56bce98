"""Our words on papers: plain English whatever the window speaks, because a paper is read elsewhere; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from console.domain.desk import DecisionKind, DecisionState
from console.domain.environment import Environment
from console.domain.identity import Agreement
from console.domain.people import Conflict, ConflictKind
from console.domain.phase import Phase
from console.domain.risk import Severity
from console.domain.timeline import EventSource

NOT_TOLD: Final = "not told"
SOURCES: Final[Mapping[EventSource, str]] = MappingProxyType(
    {
        EventSource.POLL: "read by us",
        EventSource.WEBHOOK: "webhook",
        EventSource.US: "done here",
        EventSource.PROVIDER: "provider",
    }
)
AGREEMENTS: Final[Mapping[Agreement, str]] = MappingProxyType(
    {
        Agreement.SAME: "agrees",
        Agreement.DIFFERENT: "DIFFERS",
        Agreement.OTHER_SCRIPT: "other script",
        Agreement.ONE_SIDED: "",
    }
)
SEVERITIES: Final[Mapping[Severity, str]] = MappingProxyType(
    {Severity.HIGH: "high", Severity.WARN: "look", Severity.INFO: "note"}
)
DECIDED: Final[Mapping[DecisionKind, str]] = MappingProxyType(
    {
        DecisionKind.ACCEPT: "accepted",
        DecisionKind.REFUSE: "refused",
        DecisionKind.ASK_AGAIN: "asked again",
        DecisionKind.ESCALATE: "escalated",
    }
)
STATES: Final[Mapping[DecisionState, str]] = MappingProxyType(
    {
        DecisionState.WAITING: "waits for a second person",
        DecisionState.STANDING: "stands",
        DecisionState.VOID: "void: the evidence changed before it was approved",
        DecisionState.UNDONE: "taken back by who made it",
        DecisionState.TURNED_DOWN: "turned down by the second person",
        DecisionState.REPLACED: "replaced by a later decision",
    }
)
MARKS: Final[Mapping[Environment, str]] = MappingProxyType(
    {Environment.TEST: "TEST", Environment.SIMULATOR: "SIMULATOR, NO REAL PERSON", Environment.LIVE: ""}
)
_CONFLICTS: Final[Mapping[ConflictKind, str]] = MappingProxyType(
    {
        ConflictKind.BIRTH_DATE: "Birth dates differ",
        ConflictKind.NAME: "Names differ",
        ConflictKind.DOCUMENT_NUMBER: "Document numbers differ",
        ConflictKind.VERDICT: "Verdicts contradict each other",
    }
)
_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "email": "E-mail",
        "gender": "Sex",
        "last_name_at_birth": "Name at birth",
        "document_expiry_date": "Valid until",
        "document_issue_date": "Issued on",
        "residence_country": "Country of residence",
        "reference": "Our reference",
    }
)


def moment_text(moment: datetime | None) -> str:
    """An aware moment in UTC, to the second."""
    return NOT_TOLD if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def cell_text(moment: datetime | None) -> str:
    """The same for a column whose heading says that its times are in UTC."""
    return moment_text(moment).removesuffix(" UTC")


def day_text(moment: datetime) -> str:
    """The day of an aware moment in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d}"


def phase_text(phase: Phase) -> str:
    """Our word for where a verification stands."""
    return phase.value.replace("_", " ").capitalize()


def field_text(field: str) -> str:
    """A field of personal data; of a provider's own path every step, in words that a line can end between."""
    if field in _FIELDS:
        return _FIELDS[field]
    words = " \u203a ".join(step.replace("_", " ") for step in field.split(".") if step)
    return words[:1].upper() + words[1:]


def event_text(kind: str) -> str:
    """What happened, spelled out from its name."""
    return kind.replace("_", " ").capitalize()


def size_text(size_bytes: int) -> str:
    """A number of bytes, in groups of three."""
    return f"{size_bytes:,} bytes".replace(",", "\u2009")


def count_text(count: int, noun: str) -> str:
    """So many of something whose plural ends in s."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def conflict_text(conflict: Conflict) -> str:
    """What two records tell differently."""
    return f"{_CONFLICTS[conflict.kind]}: {conflict.ours} / {conflict.theirs}"


def told(value: str) -> str:
    """A value, or that nobody told it."""
    return value or NOT_TOLD
