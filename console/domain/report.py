"""A provider's PDF report as stored evidence: facts about the bytes, never the bytes themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.domain.keys import VerificationKey


@dataclass(frozen=True, slots=True)
class Report:
    """`sha256` is the hex digest of the bytes as received over TLS; providers do not sign their reports.

    `source` is the address without its query (a signed link is a secret); `object_id` names the vault object.
    """

    key: VerificationKey
    kind: str
    size_bytes: int
    sha256: str
    fetched_at: datetime
    source: str
    request_id: str
    object_id: str
