"""Synthetic provider PDF reports, made on demand; knows no provider's rules and reads no console data.

reportlab is imported inside `build_report` only: a simulator never asked for a report never pays for it.
"""

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


def build_report(facts: ReportFacts) -> bytes:
    """Return a whole PDF of three pages or more; equal facts give equal bytes on one machine.

    Names keep their script where the machine has a font for it; a letter no font has becomes a question mark.
    """
    from console.sandbox.reports_layout import draw_report

    return draw_report(facts)
