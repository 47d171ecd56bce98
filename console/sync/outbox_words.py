"""What a person is told about an outbox item, and which state an error leaves it in; pure."""

from __future__ import annotations

from dataclasses import replace

from console.domain.errors import (
    ConsoleError,
    OutcomeUncertain,
    ProviderFailed,
    ProviderFault,
    ProviderTooSlow,
    ReplyUnreadable,
    Retry,
)
from console.domain.outbox import OPEN_STATES, OutboxItem, OutboxState

# After these the provider may have done it all the same: neither success nor failure.
UNCERTAIN_FAULTS = (OutcomeUncertain, ProviderFailed, ProviderTooSlow, ReplyUnreadable)

UNCERTAIN_REASON = (
    "The provider did not confirm this. It may exist already, so do not create it again: "
    "what became of it is found out by itself."
)
INTERRUPTED_REASON = "The program ended while this was being sent. " + UNCERTAIN_REASON
NEVER_SENT_REASON = "The program ended before this was sent, so nothing was created. Create it again."
ABSENT_REASON = "The provider shows that nothing was made. It may be created again."
_BUSY = "Something else for this customer is being sent right now. Wait until that has ended."
_JUST_MADE = "Something was made for this customer a moment ago. Look at it before you go on."
_UNSETTLED = (
    "Something else for this customer is not settled: it may exist at the provider already. "
    "Look at it in the outbox first."
)
INTENT_TOO_OLD_REASON = "That was asked for too long ago to go on by itself."
OVERTAKEN_REASON = "Meanwhile somebody else made a verification for this customer."
TOLD_ABSENT_REASON = "A person looked at the provider: nothing was made. It may be created again."
NOT_YET_REASON = "The provider does not show it yet. It is looked for again by itself."
NOT_FOUND_REASON = "The provider does not tell whether it exists. It is looked for again by itself."
_PARTLY_MADE = "Only the first part was made at the provider."
_GOES_ON = "It goes on by itself."
_BY_HAND = "Go on from there if it is still wanted."


def to_ended(item: OutboxItem, error: ConsoleError) -> OutboxItem:
    """How an item stands after a sending that ended in `error`."""
    if isinstance(error, UNCERTAIN_FAULTS):
        return replace(item, state=OutboxState.UNKNOWN, reason=UNCERTAIN_REASON, code=error.code)
    if isinstance(error, ProviderFault):
        return _to_refused(item, error)
    if item.pending is None and not item.done:
        return to_refused(item, error.user_message, error.code)
    # What failed is on this side (disk, keyring): what was frozen may have left all the same.
    return replace(item, state=OutboxState.UNKNOWN, reason=UNCERTAIN_REASON, code=error.code)


def to_blocked(other: OutboxItem) -> str:
    """Why nothing new is sent for a customer, given the item that stands in its way."""
    if other.state is OutboxState.UNKNOWN:
        return _UNSETTLED
    return _BUSY if other.state in OPEN_STATES else _JUST_MADE


def to_refused(item: OutboxItem, reason: str, code: str = "") -> OutboxItem:
    """The end of what was not made; where a step before it was, a person has to look."""
    if not item.done:
        return replace(item, state=OutboxState.REFUSED, pending=None, reason=reason, code=code)
    return replace(
        item,
        state=OutboxState.ATTENTION,
        verification_id=item.made_verification_id,
        pending=None,
        reason=f"{_PARTLY_MADE} {reason} {_BY_HAND}",
        code=code,
    )


def to_interrupted(item: OutboxItem) -> OutboxItem:
    """How an item stands whose sender ended in the middle of it."""
    if item.pending is None and not item.done:
        return replace(item, state=OutboxState.REFUSED, reason=NEVER_SENT_REASON)
    return replace(item, state=OutboxState.UNKNOWN, reason=INTERRUPTED_REASON)


def _to_refused(item: OutboxItem, fault: ProviderFault) -> OutboxItem:
    if item.done and fault.retry is not Retry.NEVER:
        # Certainly not made, and worth another try: the person's intent is not fulfilled yet.
        words = f"{_PARTLY_MADE} {fault.user_message} {_GOES_ON}"
        return replace(item, state=OutboxState.UNKNOWN, pending=None, reason=words, code=fault.code)
    return to_refused(item, fault.user_message, fault.code)
