"""Synthetic provider PDF reports, made on demand; knows no provider's rules and reads no console data.

reportlab is imported inside `build_report` only: a simulator never asked for a report never pays for it.
"""

from __future__ import annotations

from console.sandbox.reports_facts import ReportFacts


def build_report(facts: ReportFacts) -> bytes:
    """Return a whole PDF of three pages or more; equal facts give equal bytes on one machine.

    Names keep their script where the machine has a font for it; a letter no font has becomes a question mark.
    """
    from console.sandbox.reports_layout import draw_report

    return draw_report(facts)
