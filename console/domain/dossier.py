"""What a dossier is made from and what comes of it, as values; makes and shows nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from console.domain.activity import ActivityEntry
from console.domain.case import Case, RawRecord
from console.domain.evidence_file import Capture, EvidenceFile
from console.domain.label_history import LabelHistory
from console.domain.labels import LabelDrift
from console.domain.people import PersonFile
from console.domain.report import Report


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The newest entry of the audit log when something was made; number 0 is an empty log."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything kept about one verification: `observations` are all answers of the provider, oldest first, `audit` the
    entries of the log that name it, `earlier_reports` what was kept before the newest report, newest first, `meanings`
    what our dictionary said about its labels over time."""

    case: Case
    drift: LabelDrift | None
    files: tuple[EvidenceFile, ...]
    observations: tuple[RawRecord, ...]
    audit: tuple[ActivityEntry, ...]
    captures: tuple[Capture, ...] = ()
    earlier_reports: tuple[Report, ...] = ()
    meanings: LabelHistory = LabelHistory()


@dataclass(frozen=True, slots=True)
class Making:
    """Who made a paper, when, with which version of the program, and where the audit log stood then."""

    at: datetime
    who: str
    version: str
    head: AuditHead


@dataclass(frozen=True, slots=True)
class PersonCases:
    """A person with every verification of theirs that is here, newest first; `left_out` were too many for one paper."""

    person: PersonFile
    files: tuple[CaseFile, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Dossier:
    """A finished PDF. `sha256` is the hex digest of `body`, as the audit log has it; `file_name` is what to call it."""

    title: str
    file_name: str
    sha256: str
    body: bytes = field(repr=False)
