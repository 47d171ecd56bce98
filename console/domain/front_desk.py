"""The in-person flow as values: what the staff window and the customer display show of one session; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from console.domain.account import AccountId
from console.domain.customer import CustomerId
from console.domain.environment import Environment
from console.domain.keys import VerificationKey
from console.domain.next_action import ActionOffer
from console.domain.outbox import OutboxId
from console.domain.phase import Phase

DeskSessionId = NewType("DeskSessionId", str)


class StaffStage(StrEnum):
    """Where the session stands for the clerk.

    UNCERTAIN: a create whose outcome nobody knows yet; never sent again by itself. ON_PHONE: the link was opened, or the
    clerk said *Scanned*. RETRY: the provider wants something more of the customer who is still here. EXPIRED: the code
    is no longer good; the clerk asks for another one. REFUSED: nothing can be shown, for the reason given.
    """

    IDLE = "idle"
    CREATING = "creating"
    UNCERTAIN = "uncertain"
    SHOWING = "showing"
    ON_PHONE = "on_phone"
    CHECKING = "checking"
    RETRY = "retry"
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


class DeskCommand(StrEnum):
    """What the clerk may do now; a button is on exactly while its command is in `StaffView.commands`.

    SHOW_AGAIN paints a code anew (after *Scanned*, after a try that failed, in place of one that expired); LOOK finds
    out what became of an uncertain create.
    """

    SHOW_AGAIN = "show_again"
    MARK_SCANNED = "mark_scanned"
    NEW_ATTEMPT = "new_attempt"
    NEW_VERIFICATION = "new_verification"
    CHECK_NOW = "check_now"
    LOOK = "look"
    BLANK = "blank"
    COPY = "copy"
    PRINT = "print"
    RELEASE = "release"
    CANCEL = "cancel"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class ShownCode:
    """The code of one session: `url` is a bearer secret. `reference` is the number handed to the customer, `digits` the
    provider's own short code where one was asked for. `expires_at` is None where no end is known; `expiry_is_about`: the
    provider documents only a default, or the start is known only by the clerk's *Scanned*. `only_here`: it leads to this
    computer, so that no phone can open it."""

    url: str = field(repr=False)
    host: str
    reference: str
    digits: str = field(default="", repr=False)
    expires_at: datetime | None = None
    expiry_is_about: bool = False
    only_here: bool = False


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
    """What the clerk sees of the session.

    `advice` and `reason` are sentences for staff only; `advice` may have several lines. `tells_opening` is False where
    the provider cannot tell that the link was opened, so that the clerk presses *Scanned*; `waits_for_call` where it is
    never asked but calls us. `can_check_at` is when *Check now* is good again, None while it is not to be had, for
    `check_reason`. `expires_at` is when the code, or the flow begun with it, is over; `ends_at` when both surfaces
    forget by themselves. `is_unread`: let go before anybody is known to have read the code. `offers` are the next-action
    engine's on the case. `code` is None while blank or covered, so
    that nothing can paint it. `clerk` is who works, `reference` the number handed to the customer.
    """

    session: DeskSessionId
    stage: StaffStage
    environment: Environment
    commands: frozenset[DeskCommand] = frozenset()
    key: VerificationKey | None = None
    account_id: AccountId | None = None
    customer_name: str = field(default="", repr=False)
    provider_title: str = ""
    clerk: str = ""
    reference: str = ""
    phase: Phase | None = None
    raw_status: str = ""
    as_of: datetime | None = None
    started_at: datetime | None = None
    code: ShownCode | None = None
    expires_at: datetime | None = None
    expiry_is_about: bool = False
    is_blank: bool = False
    is_covered: bool = False
    is_held: bool = False
    is_unread: bool = False
    tells_opening: bool = True
    waits_for_call: bool = False
    can_check_at: datetime | None = None
    check_reason: str = ""
    advice: str = ""
    reason: str = ""
    needs_consent: bool = False
    offers: tuple[ActionOffer, ...] = ()
    outbox_id: OutboxId | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeskDraft:
    """What the clerk filled in for a new verification. `customer_id` is empty for somebody new; `values` are those of the
    provider's create form and win over its preset's. `number` is set for one that was kept while there was no network."""

    account_id: AccountId
    customer_id: CustomerId = CustomerId("")
    name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    preset: str = ""
    values: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    language: str = ""
    number: int = 0
    made_at: datetime | None = None
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class DeskAnswer:
    """How something the clerk asked for ended. `reason` is a sentence, empty when done; `needs_consent`: only the loss
    named in it stands in the way, so ask and call again with `accept_loss`. `field` names the input that is wrong."""

    is_done: bool
    reason: str = ""
    needs_consent: bool = False
    field: str = ""
