"""The provider's sandbox values: an applicant's external id that decides how its attempts end.

Source: https://www.checkout.com/docs/developer-resources/testing/identity-verification-testing
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from console.sandbox.checkout.catalogue import APPROVED_CODE
from console.sandbox.module import JourneyInput

_LENGTH = len("eaplt_") + 26
_PATTERN = re.compile(r"eaplt_(?:(61\d{3})([AI]))?(10000|62\d{3})0*")


@dataclass(frozen=True, slots=True)
class Scenario:
    """`first` is how the first attempt ends, `last` how every later one does."""

    first: JourneyInput
    last: JourneyInput


def read_scenario(external_applicant_id: str | None) -> Scenario | None:
    """What the value asks for, or None for an ordinary reference."""
    match = _PATTERN.fullmatch(external_applicant_id or "")
    if match is None or len(match.string) != _LENGTH:
        return None
    retry_code, kind, verdict = match.groups()
    is_approval = int(verdict) == APPROVED_CODE
    last = JourneyInput("approve") if is_approval else JourneyInput("decline", codes=(verdict,))
    if retry_code is None:
        return Scenario(last, last)
    first = JourneyInput("abort" if kind == "A" else "retry", codes=(retry_code,))
    return Scenario(first, last)
