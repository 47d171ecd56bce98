"""What a synthetic report says, as one value; draws nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What one report says. `rows` are labels and values of a table, `findings` labels, codes and tags.

    `events` are aware UTC times with what happened then; `picture_seed` selects the synthetic portrait.
    """

    provider_title: str
    verification_id: str
    person_name: str
    status: str
    created_at: datetime
    decided_at: datetime
    rows: tuple[tuple[str, str], ...] = ()
    findings: tuple[str, ...] = ()
    events: tuple[tuple[datetime, str], ...] = ()
    picture_seed: str = ""
