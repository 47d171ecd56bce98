"""Proofme's part of the next-action engine: pure, total, one plain sentence for every action.

https://docs.proofme.id/#/api/v1/identification/api_intro
"""

from __future__ import annotations

from typing import Final

from console.domain.next_action import Action, ActionOffer, Permission, Situation
from console.domain.phase import Phase
from console.domain.verification import Verification

# The words of a finished identification with a result; the second stands in the guides only.
_WITH_RESULT: Final = frozenset({"SUCCESS", "completed"})
_REVOKING: Final = (
    "The customer's page stops working at once, and this identification cannot be opened again."
)
_ERASING: Final = (
    "Proofme deletes the encrypted result for good, and the personal data go from this program too. The identification "
    "with its text for the customer stays at Proofme, a name in it included."
)


def decide(situation: Situation) -> tuple[ActionOffer, ...]:
    """One offer per action; see `console.domain.next_action.Rules`."""
    verification = situation.verification
    return (
        _decide_page(Action.SHOW_LINK, verification),
        _refuse(
            Action.NEW_ATTEMPT,
            "Proofme has no attempts: a failed identification is followed by a new one.",
        ),
        _decide_new(situation),
        _decide_refresh(verification),
        _refuse(
            Action.FETCH_REPORT,
            "Proofme makes no PDF report; its result is encrypted data that only your key opens.",
        ),
        _refuse(
            Action.ASK_FOR_INFORMATION,
            "Proofme cannot ask the customer for more; a new identification asks again.",
        ),
        _decide_revoke(verification),
        _decide_erase(verification),
        _decide_page(Action.REOPEN_PAGE, verification),
        _refuse(Action.OPEN_SIGNINGS, "Proofme's identifications have no documents to sign."),
    )


def _decide_page(action: Action, verification: Verification | None) -> ActionOffer:
    if verification is None:
        return _refuse(action, "There is no identification yet.")
    if not verification.phase.is_live:
        return _refuse(action, "The identification is not open any more, so its page has nothing to do.")
    if verification.hosted_link is None:
        return _refuse(action, "Proofme told no page for this identification; read it again.")
    return ActionOffer(action, Permission.ALLOWED, "The identification waits for the customer.")


def _decide_new(situation: Situation) -> ActionOffer:
    action = Action.NEW_VERIFICATION
    mine = () if situation.verification is None else (situation.verification,)
    phases = [known.phase for known in (*mine, *situation.siblings)]
    if any(phase.is_live for phase in phases):
        return _refuse(
            action, "An identification of this customer is open: show its page, or revoke it first."
        )
    if Phase.UNKNOWN in phases:
        return _refuse(
            action, "An identification of this customer has an unknown status and may still be open."
        )
    if any(not phase.is_final for phase in phases):
        return _refuse(action, "An identification of this customer is not finished yet.")
    reason = "The last identification is finished." if phases else "This customer has no identification yet."
    return ActionOffer(action, Permission.ALLOWED, reason)


def _decide_refresh(verification: Verification | None) -> ActionOffer:
    if verification is None:
        return _refuse(Action.REFRESH, "There is no identification to read.")
    return ActionOffer(Action.REFRESH, Permission.ALLOWED, "Reading again costs nothing.")


def _decide_revoke(verification: Verification | None) -> ActionOffer:
    """What revoking does to a finished one is not documented, so that is never tried."""
    action = Action.CLOSE
    if verification is None:
        return _refuse(action, "There is no identification to revoke.")
    if verification.phase.is_final:
        return _refuse(action, "The identification is finished; only an open one can be revoked.")
    if verification.phase.is_live:
        return ActionOffer(
            action, Permission.ALLOWED_WITH_LOSS, "The identification waits for the customer.", _REVOKING
        )
    reason = "Its status is not known here, so the identification may still be open."
    return ActionOffer(action, Permission.ALLOWED_WITH_LOSS, reason, _REVOKING)


def _decide_erase(verification: Verification | None) -> ActionOffer:
    """Reading the result is offered exactly as long, see `operations.READ_RESULT`."""
    action = Action.ERASE
    if verification is None:
        return _refuse(action, "There is no identification.")
    if verification.raw_status not in _WITH_RESULT:
        return _refuse(action, "There is no result: only a successful identification has one at Proofme.")
    if verification.is_erased:
        return _refuse(action, "Proofme has no result of this identification any more.")
    if not verification.encrypted and not verification.verified:
        return ActionOffer(
            action,
            Permission.ALLOWED_WITH_LOSS,
            "Proofme has no result of this identification any more.",
            "What is kept of it here goes for good; only ids, status and times stay.",
            only_here=True,
        )
    return ActionOffer(
        action, Permission.ALLOWED_WITH_LOSS, "Proofme keeps the encrypted result until then.", _ERASING
    )


def _refuse(action: Action, reason: str) -> ActionOffer:
    return ActionOffer(action, Permission.REFUSED, reason)
