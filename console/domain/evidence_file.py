"""Evidence as stored facts: pictures beside a report, what is still to be captured, and what a check of it all found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from console.domain.keys import VerificationKey

PICTURES_SETTING: Final = "pictures"
"""The key of an account's setting; PICTURES_ON is its value where pictures are kept by themselves."""
PICTURES_ON: Final = "yes"


class EvidenceKind(StrEnum):
    """REPORT is the provider's PDF; PICTURE a document or face as the provider holds it."""

    REPORT = "report"
    PICTURE = "picture"


class CaptureState(StrEnum):
    """WAITING is tried (again) at its time; STORED is here; STUCK wants a person.

    ABSENT was asked for until nobody makes it any more; of what is NEVER the provider itself says that there is none,
    so it is not missed.
    """

    WAITING = "waiting"
    STORED = "stored"
    ABSENT = "absent"
    STUCK = "stuck"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A picture as received. `role` is the provider's own word for it (`face_image`, `FRONT`); `sha256` is the hex digest
    of the bytes as received; `source` the address without its query; `object_id` names the vault object."""

    key: VerificationKey
    role: str
    media_type: str
    size_bytes: int
    sha256: str
    fetched_at: datetime
    source: str
    request_id: str
    object_id: str
    attempt_id: str = ""


@dataclass(frozen=True, slots=True)
class Capture:
    """What became of the wish to have one kind of evidence; `reason` is a sentence for people, empty while all is well.

    `next_at` is when it is tried by itself; None for one that waits for its turn among those decided long ago.
    """

    key: VerificationKey
    kind: EvidenceKind
    state: CaptureState
    tries: int
    since: datetime
    next_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CaptureCounts:
    """How captures stand, of all accounts; `turns` of the waiting were decided long ago and go slowly, one by one.

    `absent` are known not to exist, whoever found it out.
    """

    waiting: int = 0
    turns: int = 0
    absent: int = 0
    stuck: int = 0


class VaultFinding(StrEnum):
    """MISSING: named by a record, not there. DAMAGED: does not open, or is not what its record says. UNNAMED: there,
    but no record names it: left by work that did not end, taken away by itself after a while."""

    MISSING = "missing"
    DAMAGED = "damaged"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class VaultProblem:
    """One thing a check found; `key` is None where no record names the object."""

    finding: VaultFinding
    object_id: str
    key: VerificationKey | None
    sentence: str


@dataclass(frozen=True, slots=True)
class VaultProgress:
    """How far a check has come, in objects."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class VaultCheck:
    """What a check of every object and every record found; `is_whole` is False for one that was stopped."""

    checked: int
    size_bytes: int
    problems: tuple[VaultProblem, ...]
    is_whole: bool = True

    @property
    def faults(self) -> tuple[VaultProblem, ...]:
        """What is wrong with evidence; an object without a name is none."""
        return tuple(each for each in self.problems if each.finding is not VaultFinding.UNNAMED)


@dataclass(frozen=True, slots=True)
class NamedObject:
    """An object of the vault as a record names it: `kind` is the kind it was stored under."""

    object_id: str
    key: VerificationKey
    kind: str
    sha256: str
    size_bytes: int
