"""Evidence beside the report: pictures and papers of a verification as stored facts, and what is still to be captured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from console.domain.keys import VerificationKey


class EvidenceKind(StrEnum):
    """REPORT is the provider's PDF; PICTURE a document or face as the provider holds it."""

    REPORT = "report"
    PICTURE = "picture"


class CaptureState(StrEnum):
    """WAITING is tried (again) at its time; STORED is here; ABSENT is known not to exist; STUCK wants a person."""

    WAITING = "waiting"
    STORED = "stored"
    ABSENT = "absent"
    STUCK = "stuck"


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
    """What became of the wish to have one kind of evidence; `reason` is a sentence for people, empty while all is well."""

    key: VerificationKey
    kind: EvidenceKind
    state: CaptureState
    tries: int
    since: datetime
    next_at: datetime | None = None
    reason: str = ""
