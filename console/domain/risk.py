"""Risk labels: anything a provider says to be careful about, and the catalogue that explains it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from console.domain.environment import ProviderId


class Severity(StrEnum):
    """How much a label should worry a reviewer; our own choice, never the provider's."""

    INFO = "info"
    WARN = "warn"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 for the mildest; larger is worse."""
        return (Severity.INFO, Severity.WARN, Severity.HIGH).index(self)


class LabelKind(StrEnum):
    """Where in a provider's vocabulary a label comes from."""

    LABEL = "label"
    CODE = "code"
    TAG = "tag"
    STEP = "step"
    COMMENT = "comment"
    REQUIREMENT = "requirement"


@dataclass(frozen=True, slots=True)
class LabelRef:
    """A label as the provider sent it: `value` verbatim, `note` the words it sent along (summary, comment)."""

    kind: LabelKind
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class LabelMeaning:
    """One catalogue entry: what a documented label means to a reviewer and where that meaning comes from.

    `blocks` says whether a verification stands still or failed because of the label; `version` is the date of the
    source, or words for it where its day is not known.
    """

    severity: Severity
    title: str
    meaning: str
    blocks: bool
    look_at: str
    source: str
    version: str


@dataclass(frozen=True, slots=True)
class RiskLabel:
    """A label with its meaning; an undescribed one is shown verbatim with severity WARN and `meaning` None."""

    ref: LabelRef
    meaning: LabelMeaning | None

    @property
    def severity(self) -> Severity:
        """The catalogue's severity, WARN for a label it does not describe, INFO for a plain comment."""
        if self.meaning is not None:
            return self.meaning.severity
        return Severity.INFO if self.ref.kind is LabelKind.COMMENT else Severity.WARN


class LabelCatalogue:
    """Meanings of all documented labels, looked up by provider, kind and verbatim value."""

    def __init__(self, entries: Mapping[tuple[ProviderId, LabelKind, str], LabelMeaning]) -> None:
        self._entries = dict(entries)

    def describe(self, provider: ProviderId, ref: LabelRef) -> RiskLabel:
        """The label with its meaning, or without one when the catalogue has no entry."""
        return RiskLabel(ref, self._entries.get((provider, ref.kind, ref.value)))

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[tuple[ProviderId, RiskLabel]]:
        """Every described label with its provider, in the order of the documents."""
        for (provider, kind, value), meaning in self._entries.items():
            yield provider, RiskLabel(LabelRef(kind, value), meaning)

    def values(self, provider: ProviderId, kind: LabelKind) -> frozenset[str]:
        """Every described value of one kind at one provider."""
        return frozenset(
            value for owner, of_kind, value in self._entries if owner == provider and of_kind == kind
        )


def read_catalogue(documents: Mapping[ProviderId, bytes]) -> LabelCatalogue:
    """Read one TOML document per provider: a table per kind, in it a table per value.

    Raises `tomllib.TOMLDecodeError`, `KeyError` or `ValueError` when a document of ours is wrong; a test reads them all.
    """
    # Imported here: nothing before the first paint needs what labels mean.
    import tomllib

    entries: dict[tuple[ProviderId, LabelKind, str], LabelMeaning] = {}
    for provider, document in documents.items():
        tables = cast("dict[str, dict[str, dict[str, object]]]", tomllib.loads(document.decode("utf-8")))
        for kind, table in tables.items():
            for value, entry in table.items():
                entries[provider, LabelKind(kind), value] = _to_meaning(entry)
    return LabelCatalogue(entries)


def _to_meaning(entry: Mapping[str, object]) -> LabelMeaning:
    return LabelMeaning(
        severity=Severity(str(entry["severity"])),
        title=str(entry["title"]),
        meaning=str(entry["meaning"]),
        blocks=bool(entry["blocks"]),
        look_at=str(entry["look_at"]),
        source=str(entry["source"]),
        version=str(entry["version"]),
    )
