"""A desk session and what is known of its case, as values that the rules of the front desk judge; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from console.domain.account import AccountId
from console.domain.attention import AttentionReason
from console.domain.environment import Environment
from console.domain.front_desk import DeskDraft, DeskSessionId, ShownCode
from console.domain.keys import VerificationKey
from console.domain.next_action import Action, ActionOffer, find_offer
from console.domain.outbox import OutboxId
from console.domain.phase import Phase


class DeskStep(StrEnum):
    """How far our own part is: FOLLOWING once there is a verification to look at."""

    IDLE = "idle"
    CREATING = "creating"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"
    FOLLOWING = "following"


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the desk needs of a case, read from the store at one moment.

    `is_settled`: the phase is final and the provider does not call its verdict provisional. `attention` says what a
    verification in Phase.ACTION_NEEDED wants. `mark` changes with every result that asks for another try. `session_s` is
    how long the flow may last once begun, where the provider says. `is_unopened`: another try is asked for only because
    the link of the newest one ran out before anybody opened it.
    """

    key: VerificationKey
    customer_name: str = field(repr=False)
    phase: Phase
    raw_status: str
    is_settled: bool
    as_of: datetime
    offers: tuple[ActionOffer, ...]
    link_url: str = field(default="", repr=False)
    attention: AttentionReason | None = None
    mark: str = ""
    advice: str = ""
    tells_opening: bool = True
    waits_for_call: bool = False
    session_s: int | None = None
    is_erased: bool = False
    is_unopened: bool = False

    def offer(self, action: Action) -> ActionOffer:
        """The engine's word on one action."""
        return find_offer(self.offers, action)


@dataclass(frozen=True, slots=True)
class DeskSession:
    """One customer at the desk. `code` is the picture as it was painted and stays until the clerk asks for another one;
    `outcome_from` is when the clerk could begin to read a final verdict. `accepted_mark` is the mark of the try whose
    failing the clerk has seen and answered by showing the code again. `is_released`: somebody let go, who has the code on
    their phone and is waited for."""

    id: DeskSessionId
    environment: Environment
    language: str
    step: DeskStep = DeskStep.IDLE
    account_id: AccountId | None = None
    provider_title: str = ""
    customer_name: str = field(default="", repr=False)
    started_at: datetime | None = None
    key: VerificationKey | None = None
    draft: DeskDraft | None = None
    outbox_id: OutboxId | None = None
    reference: str = ""
    reason: str = ""
    needs_consent: bool = False
    code: ShownCode | None = None
    scanned_at: datetime | None = None
    accepted_mark: str = ""
    is_released: bool = False
    is_blank: bool = False
    is_held: bool = False
    outcome_from: datetime | None = None
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeskMoment:
    """What else a view depends on: the time, who works, whether the program is locked."""

    now: datetime
    clerk: str = ""
    is_covered: bool = False


def find_expiry(session: DeskSession, facts: CaseFacts | None) -> tuple[datetime | None, bool]:
    """When the code, or the flow begun with it, is over, and whether that is only about right."""
    if session.code is None:
        return None, False
    if session.scanned_at is not None and facts is not None and facts.session_s is not None:
        return session.scanned_at + timedelta(seconds=facts.session_s), True
    return session.code.expires_at, session.code.expiry_is_about
