"""What is known of labels beyond the dictionary: notes of the team, where each was seen, what moved since a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.domain.attempt import AttemptId
from console.domain.environment import ProviderId
from console.domain.risk import LabelKind, LabelRef, RiskLabel

LONGEST_NOTE = 2_000
"""Characters of a note about a label."""


@dataclass(frozen=True, slots=True)
class LabelName:
    """One label of one provider, whatever words came along with it."""

    provider: ProviderId
    kind: LabelKind
    value: str

    @staticmethod
    def of(provider: ProviderId, ref: LabelRef) -> LabelName:
        """The name of a label as a provider sent it."""
        return LabelName(provider, ref.kind, ref.value)


@dataclass(frozen=True, slots=True)
class LabelNote:
    """What a colleague wrote about a label; append-only, `withdrawn_at` marks one that was taken back."""

    number: int
    label: LabelName
    at: datetime
    who: str
    body: str
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""


@dataclass(frozen=True, slots=True)
class SeenLabel:
    """A label in stored data: how many verifications carry it now, themselves or in one of their attempts.

    `first_at` and `last_at` are when it came to one of them first and last, by our clock.
    """

    label: LabelName
    verifications: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class LabelLine:
    """One line of the dictionary: a described label and what is known of it here; `seen` is None for one never seen."""

    provider_title: str
    name: LabelName
    label: RiskLabel
    seen: SeenLabel | None


@dataclass(frozen=True, slots=True)
class MovedLabel:
    """A label that arrived at a verification or left it; `attempt_id` is empty for the verification's own."""

    attempt_id: AttemptId
    value: str


@dataclass(frozen=True, slots=True)
class LabelDrift:
    """What happened to the labels after we decided: `arrived` was not there then, `left` was and is gone."""

    decided_at: datetime
    arrived: frozenset[MovedLabel]
    left: tuple[MovedLabel, ...]


@dataclass(frozen=True, slots=True)
class RiskPicture:
    """What the risk tab shows beside the labels themselves; `drift` is None while nobody decided."""

    notes: tuple[LabelNote, ...]
    drift: LabelDrift | None
    left: tuple[RiskLabel, ...]
