"""The in-person flow as values: what the staff window and the customer display show of one session; pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from console.domain.environment import Environment
from console.domain.keys import VerificationKey
from console.domain.phase import Phase

DeskSessionId = NewType("DeskSessionId", str)


class StaffStage(StrEnum):
    """Where the session stands for the clerk. UNCERTAIN: a create whose outcome nobody knows yet; never sent again."""

    IDLE = "idle"
    CREATING = "creating"
    UNCERTAIN = "uncertain"
    SHOWING = "showing"
    ON_PHONE = "on_phone"
    CHECKING = "checking"
    EXPIRED = "expired"
    REFUSED = "refused"
    OUTCOME = "outcome"


class CustomerFace(StrEnum):
    """What the customer sees. Never a verdict, a reason or a name: RECEIVED is the same for every outcome."""

    WELCOME = "welcome"
    CODE = "code"
    CONTINUE = "continue"
    RECEIVED = "received"
    ONE_MORE_TRY = "one_more_try"
    PLEASE_WAIT = "please_wait"
    COVER = "cover"


@dataclass(frozen=True, slots=True)
class ShownCode:
    """The code of one session: `url` is a bearer secret. `reference` is the number handed to the customer, `digits` the
    provider's own short code where one was asked for. `expiry_is_about`: the provider documents only a default."""

    url: str = field(repr=False)
    host: str
    reference: str
    digits: str = field(default="", repr=False)
    expires_at: datetime | None = None
    expiry_is_about: bool = False


@dataclass(frozen=True, slots=True)
class CustomerView:
    """All that may ever reach the customer display. `language` is a tag such as `ar`; `code` only on the face CODE."""

    session: DeskSessionId
    face: CustomerFace
    language: str
    environment: Environment
    code: ShownCode | None = None


@dataclass(frozen=True, slots=True)
class StaffView:
    """What the clerk sees of the session. `advice` and `reason` are sentences; `tells_opening` is False where the
    provider cannot tell that the link was opened, so that the clerk presses *Scanned*. `ends_at`: when both surfaces
    forget by themselves."""

    session: DeskSessionId
    stage: StaffStage
    environment: Environment
    key: VerificationKey | None = None
    customer_name: str = field(default="", repr=False)
    provider_title: str = ""
    phase: Phase | None = None
    raw_status: str = ""
    as_of: datetime | None = None
    started_at: datetime | None = None
    code: ShownCode | None = None
    is_blank: bool = False
    tells_opening: bool = True
    advice: str = ""
    reason: str = ""
    ends_at: datetime | None = None
