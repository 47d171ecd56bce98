"""The question every button, bulk action and create asks first: what may be done next, and at what cost.

Each provider answers it with one pure function in its rules.py; nothing else decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from console.domain.attempt import Attempt
from console.domain.customer import Customer
from console.domain.verification import Verification


class Action(StrEnum):
    """Something a person may want to do about a verification or a customer.

    CLOSE revokes or archives, ERASE anonymizes or deletes; REOPEN_PAGE opens the hosted page on this computer.
    """

    SHOW_LINK = "show_link"
    NEW_ATTEMPT = "new_attempt"
    NEW_VERIFICATION = "new_verification"
    REFRESH = "refresh"
    FETCH_REPORT = "fetch_report"
    ASK_FOR_INFORMATION = "ask_for_information"
    CLOSE = "close"
    ERASE = "erase"
    REOPEN_PAGE = "reopen_page"
    OPEN_SIGNINGS = "open_signings"


class Permission(StrEnum):
    """ALLOWED_WITH_LOSS means: possible, but `consequence` must be read and confirmed first."""

    ALLOWED = "allowed"
    ALLOWED_WITH_LOSS = "allowed_with_loss"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ActionOffer:
    """One action with its verdict: `reason` one plain sentence, `consequence` what it costs in money or state.

    `only_here`: the provider has done it already, so it is done in this profile without asking the provider.
    """

    action: Action
    permission: Permission
    reason: str
    consequence: str = ""
    only_here: bool = False

    @property
    def is_allowed(self) -> bool:
        """True unless refused."""
        return self.permission is not Permission.REFUSED


@dataclass(frozen=True, slots=True)
class Situation:
    """All a rule may look at. `verification` is None when a customer has none yet; `siblings` are the other
    verifications of the same customer in the same account. `asked_at` is when a person had the provider read last,
    None where that may not stand in the way."""

    now: datetime
    verification: Verification | None
    attempts: tuple[Attempt, ...] = ()
    siblings: tuple[Verification, ...] = ()
    customer: Customer | None = None
    has_report: bool = False
    asked_at: datetime | None = None


class Rules(Protocol):
    """A provider's part of the engine: total over every situation, no I/O, one offer per `Action`."""

    def __call__(self, situation: Situation) -> tuple[ActionOffer, ...]:
        """Every action in the order of `Action`."""
        ...


def find_offer(offers: tuple[ActionOffer, ...], action: Action) -> ActionOffer:
    """The offer for one action. Raises `LookupError` when a rule forgot it."""
    for offer in offers:
        if offer.action is action:
            return offer
    raise LookupError(action.value)
