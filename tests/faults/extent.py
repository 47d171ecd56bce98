"""How much of every cross product runs: a cheap choice in `make test`, all of it in `make faults`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

Case = TypeVar("Case")
Fault = TypeVar("Fault")

STEPS: Final = int(os.environ.get("FAULT_STEPS", "2000"))
"""How many steps the random walks take together."""

IS_WHOLE: Final = "FAULT_STEPS" in os.environ
"""True in `make faults`."""


def pair(
    cases: Sequence[Case], faults: Mapping[str, Fault], *, always: str = "", most: int | None = None
) -> list[tuple[Case, str]]:
    """Every case with every fault; in the cheap choice with `always` and one other, so that each fault meets some case.

    `most` cuts the cheap choice where a test costs seconds: then cases that lie far apart are taken.
    """
    if IS_WHOLE:
        return [(case, name) for case in cases for name in faults]
    others = [name for name in faults if name != always]
    first = [(case, always) for case in cases] if always else []
    chosen = first + [(case, others[place % len(others)]) for place, case in enumerate(cases)]
    return chosen if most is None else chosen[:: -(-len(chosen) // most)]
