"""One try by the customer inside a verification, with the stretches of time the timeline paints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from console.domain.fact import Fact
from console.domain.risk import LabelRef

AttemptId = NewType("AttemptId", str)


class StretchKind(StrEnum):
    """What was going on during a stretch of an attempt; UNTOLD where neither the provider nor a look of ours says."""

    WAITING = "waiting"
    CAPTURING = "capturing"
    CHECKING = "checking"
    VERDICT = "verdict"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Attempt:
    """`raw_status` is verbatim; `kind` is where the attempt stands now, VERDICT once it is over.

    `outcome` is a short word of the provider's for an attempt that is over (its raw status), else empty. `details` are
    what else the provider tells of this try (device, selected documents, address it came from), as text.
    """

    id: AttemptId
    raw_status: str
    kind: StretchKind
    created_at: datetime | None
    updated_at: datetime | None
    outcome: str = ""
    labels: tuple[LabelRef, ...] = ()
    details: tuple[Fact, ...] = ()
