"""Phases as small numbers, so that lists order them as a case goes through them; nothing but that."""

from __future__ import annotations

from typing import Final

from console.domain.phase import Phase

# A customer without any verification comes before all others.
NO_PHASE: Final = -1
_PHASES: Final = tuple(Phase)
_NUMBERS: Final = {phase: number for number, phase in enumerate(_PHASES)}


def to_number(phase: Phase) -> int:
    """The phase's place in the order of the enumeration."""
    return _NUMBERS[phase]


def read_phase(number: int) -> Phase | None:
    """The phase again; None for `NO_PHASE`."""
    return None if number == NO_PHASE else _PHASES[number]
